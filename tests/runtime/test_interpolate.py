from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings

import edgeward
from edgeward import reference
from tests import invariants
from tests.runtime.cases import NAMED, Case, any_case, is_unfolded, unfolded_case

GRID = edgeward.uniform_grid(4, 5)
SCORES = np.zeros((4, 5, 3), np.float32)


def overlay(grid, scores, **options):
    colours = np.zeros((np.shape(scores)[-1], 4), np.uint8)
    return edgeward.interpolate_overlay(grid, scores, colours, **options)


def mask(grid, scores, **options):
    return edgeward.interpolate_mask(grid, scores, 0, **options)


EACH = pytest.mark.parametrize(
    "interpolate",
    [
        edgeward.interpolate_labels,
        edgeward.interpolate_scores,
        edgeward.interpolate_confidence,
        overlay,
        mask,
    ],
)
truths = pytest.mark.parametrize(
    "truth",
    [
        invariants.assert_equals_twin,
        invariants.assert_covers,
        invariants.assert_constants_exact,
        invariants.assert_linear,
        invariants.assert_threads_agree,
        invariants.assert_regions_agree,
        invariants.assert_views_agree,
        invariants.assert_types_agree,
        invariants.assert_chances_kept,
        invariants.assert_masks_equal_twin,
        invariants.assert_confidence_is_own_mask,
        invariants.assert_labels_are_argmax,
    ],
)


@truths
@pytest.mark.parametrize("case", NAMED.values(), ids=NAMED.keys())
def test_truth_holds_on_awkward_grids(truth, case: Case) -> None:
    truth(*case)


@truths
@settings(max_examples=60)
@given(case=any_case())
def test_truth_holds_on_any_grid(truth, case: Case) -> None:
    truth(*case)


@truths
@settings(max_examples=60)
@given(case=unfolded_case())
def test_truth_holds_on_unfolded_grids(truth, case: Case) -> None:
    truth(*case)


@settings(max_examples=200)
@given(case=unfolded_case())
def test_unfolded_grids_are_painted_as_their_twin_is(case: Case) -> None:
    assert is_unfolded(case.points)
    invariants.assert_equals_twin(*case)


@settings(max_examples=60)
@given(case=any_case(same_size=True))
def test_affine_scores_are_reproduced(case: Case) -> None:
    invariants.assert_affine_reproduced(case.points, case.size)


@settings(max_examples=60)
@given(case=any_case(same_size=True))
def test_samples_are_kept(case: Case) -> None:
    invariants.assert_samples_kept(case.points, case.scores, case.size)


@settings(max_examples=60)
@given(case=any_case())
def test_affine_scores_survive_a_resize_to_within_the_fixed_point(case: Case) -> None:
    plane = np.array([3.0, -5.0])
    scale = [
        (out - 1) / (src - 1) if out > 1 and src > 1 else 0
        for out, src in zip(case.size, case.source, strict=True)
    ]
    scores = (case.points @ (plane * scale))[..., None].astype(np.float32)
    result = edgeward.interpolate_scores(
        case.points, scores, size=case.size, source_size=case.source
    )
    expected = np.indices(case.size).transpose(1, 2, 0) @ (plane * np.array(scale).astype(bool))
    slope_times_half_a_unit = np.abs(plane).sum() * 0.5 / reference.ONE
    np.testing.assert_allclose(
        result[..., 0], expected, rtol=1e-6, atol=slope_times_half_a_unit + 1e-5
    )


def test_a_grid_of_every_pixel_is_the_identity() -> None:
    scores = np.random.default_rng(2).normal(size=(6, 7, 3)).astype(np.float32)
    grid = edgeward.uniform_grid(6, 7)
    result = edgeward.interpolate_scores(grid, scores, size=(6, 7))
    np.testing.assert_array_equal(result, scores)
    labels = edgeward.interpolate_labels(grid, scores, size=(6, 7))
    np.testing.assert_array_equal(labels, scores.argmax(-1))


def test_a_float_grid_is_its_points_at_the_source_size() -> None:
    case = NAMED["output larger"]
    grid = edgeward.project_covering(np.random.default_rng(3).random((6, 5, 2), np.float32))
    points = edgeward.points(grid, size=case.source)
    np.testing.assert_array_equal(
        edgeward.interpolate_labels(grid, case.scores, size=case.size, source_size=case.source),
        edgeward.interpolate_labels(points, case.scores, size=case.size, source_size=case.source),
    )


SQUARE = [(0, 0), (0, 8), (8, 0), (8, 8)]
MAIN, OTHER = [[0, 1, 3], [0, 3, 2]], [[0, 1, 2], [1, 3, 2]]


@pytest.mark.parametrize(
    ("corners", "labels", "expected"),
    [
        (SQUARE, (0, 1, 1, 2), OTHER),
        ([(0, 8), (0, 0), (8, 8), (8, 0)], (0, 1, 1, 2), OTHER),  # mirrored is convex too
        (SQUARE, (0, 1, 1, 0), MAIN),  # both diagonals agree
        (SQUARE, (0, 1, 2, 3), MAIN),  # neither does
        (SQUARE, (0, 1, 2, 0), MAIN),
        ([(0, 0), (0, 8), (8, 0), (2, 2)], (0, 1, 1, 2), MAIN),  # concave
        ([(0, 0), (0, 8), (8, 0), (4, 4)], (0, 1, 1, 2), MAIN),  # three in a line
        ([(0, 0), (0, 8), (8, 8), (8, 0)], (0, 1, 1, 2), MAIN),  # crossing itself
        ([(0, 0), (0, 8), (8, 0), (0, 0)], (0, 1, 1, 2), MAIN),  # two in one place
    ],
)
def test_the_other_diagonal_joins_the_agreeing_corners_of_a_convex_cell(
    corners: list[tuple[int, int]], labels: tuple[int, ...], expected: list[list[int]]
) -> None:
    vertices = np.array(corners).reshape(2, 2, 2)
    drawn = reference.triangles(vertices, np.array(labels).reshape(2, 2))
    assert drawn.tolist() == expected


def test_the_agreeing_diagonal_keeps_a_thin_thing_whole() -> None:
    scores = np.eye(3, dtype=np.float32)[[[0, 1], [1, 2]]]
    labels = edgeward.interpolate_labels(edgeward.uniform_grid(2, 2), scores, size=(9, 9))
    assert (np.diag(labels[::-1]) == 1).all()


@pytest.mark.parametrize("labels", [(0, 1, 1, 2), (0, 1, 2, 0)], ids=["other", "main"])
def test_weighted_scores_add_up_in_vertex_order(labels: tuple[int, ...]) -> None:
    """Where large scores cancel, the order of the sum shows."""
    points = edgeward.points(edgeward.uniform_grid(2, 2), size=(9, 9))
    scores = 2.0**80 * np.eye(4, dtype=np.float32)[np.reshape(labels, (2, 2))]
    for corners in set(permutations([2.0**60, -(2.0**60), 1, 1])):
        scores[..., 3] = np.reshape(corners, (2, 2))
        invariants.assert_equals_twin(points, scores.astype(np.float32), (9, 9), (9, 9))


@pytest.mark.parametrize("shape", [(2, 2), (3, 5), (5, 4)])
def test_scores_agree_with_scipy_where_delaunay_takes_our_diagonal(shape: tuple[int, int]) -> None:
    """An affine map keeps linear interpolation; this one makes main diagonals the short ones."""
    shear = np.array([[1, -0.5], [-0.5, 1]])
    points = 4 * np.indices(shape).transpose(1, 2, 0).astype(np.int32)
    size = (4 * shape[0] - 3, 4 * shape[1] - 3)
    pixels = np.indices(size).transpose(1, 2, 0)
    scores = np.random.default_rng(4).normal(size=(*shape, 1)).astype(np.float32)
    result = edgeward.interpolate_scores(points, scores, size=size)
    expected = reference.scipy_scores(
        points.reshape(-1, 2) @ shear, scores.reshape(-1, 1), pixels @ shear
    )
    inside = ~np.isnan(expected)
    assert inside.mean() > 0.8  # SciPy may leave out pixels of the rim
    np.testing.assert_allclose(result[inside], expected[inside], atol=1e-6)


@pytest.mark.parametrize("name", ["pulled", "jittered", "folded", "output smaller"])
def test_scores_agree_with_scipy_in_every_triangle(name: str) -> None:
    case = NAMED[name]
    where = {"size": case.size, "source_size": case.source}
    result = edgeward.interpolate_scores(case.points, case.scores, **where)
    owner, drawn = reference.owners(case.points, case.scores, **where)
    place = reference.vertices(case.points, case.source, case.size).reshape(-1, 2)
    flat = case.scores.reshape(-1, case.scores.shape[-1])
    for triangle in np.unique(owner):
        own, corners = owner == triangle, drawn[triangle]
        expected = reference.scipy_scores(
            place[corners], flat[corners], reference.ONE * np.argwhere(own)
        )
        inside = ~np.isnan(expected)
        np.testing.assert_allclose(result[own][inside], expected[inside], atol=1e-5)


@EACH
@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"grid": np.zeros((4, 5), np.float32)}, ValueError, r"\(rows, cols, 2\), got \(4, 5\)"),
        ({"grid": np.zeros((1, 5, 2), np.float32)}, ValueError, "2 to 32767 rows.*got 1 x 5"),
        ({"grid": np.zeros((4, 5, 2), np.int64)}, TypeError, "`points` of int32, got int64"),
        ({"grid": GRID * np.float32(np.nan)}, ValueError, "finite grid coordinates"),
        ({"grid": np.full((4, 5, 2), 0.5)}, ValueError, "border.*project_covering"),
        ({"grid": edgeward.points(GRID, (90, 90))}, ValueError, "got one outside"),
        ({"grid": edgeward.points(GRID, (9, 9)) - 1}, ValueError, "got one outside"),
        (
            {"scores": SCORES.astype(np.float64)},
            TypeError,
            "float32, float16, uint8 or int8, got float64",
        ),
        ({"scores": SCORES[0]}, ValueError, r"\(4, 5, C\).*got \(5, 3\)"),
        ({"scores": SCORES[:3]}, ValueError, r"\(4, 5, C\).*got \(3, 5, 3\)"),
        ({"scores": SCORES[..., :0]}, ValueError, r"\(4, 5, C\).*got \(4, 5, 0\)"),
        ({"scores": SCORES + np.float32(np.inf)}, ValueError, "finite scores"),
        ({"scores": SCORES + np.float32(np.nan)}, ValueError, "finite scores"),
        ({"size": (0, 9)}, ValueError, r"`size\[0\]` from 1 to 32767, got 0"),
        ({"size": (9, 32768)}, ValueError, r"`size\[1\]` from 1 to 32767, got 32768"),
        ({"size": (9, 9, 9)}, ValueError, "got 3 numbers"),
        ({"size": (9.0, 9)}, TypeError, "integer"),
        ({"source_size": (9, 0)}, ValueError, r"`source_size\[1\]` from 1"),
        ({"threads": 0}, ValueError, "`threads` from 1 to 32767, got 0"),
        ({"region": (0, 0, 10, 9)}, ValueError, r"inside 0, 0, 9, 9, got \(0, 0, 10, 9\)"),
        ({"region": (5, 0, 4, 9)}, ValueError, r"inside 0, 0, 9, 9, got \(5, 0, 4, 9\)"),
        ({"region": (0, -1, 9, 9)}, ValueError, r"inside 0, 0, 9, 9, got \(0, -1, 9, 9\)"),
        ({"region": (0, 0, 9)}, ValueError, r"\(top, left, bottom, right\), got 3 numbers"),
        ({"region": (0, 0, 9, 9.0)}, TypeError, "integer"),
    ],
)
def test_a_bad_argument_is_named(interpolate, change, error, sentence) -> None:
    arguments = {"grid": GRID, "scores": SCORES, "size": (9, 9)} | change
    with pytest.raises(error, match=sentence):
        interpolate(**arguments)


@pytest.mark.parametrize("classes", [256, 257, 300])
def test_labels_are_of_two_bytes_beyond_256_classes(classes: int) -> None:
    scores = np.random.default_rng(5).normal(size=(6, 7, classes)).astype(np.float32)
    labels = edgeward.interpolate_labels(edgeward.uniform_grid(6, 7), scores, size=(6, 7))
    assert labels.dtype == (np.uint8 if classes == 256 else np.uint16)
    np.testing.assert_array_equal(labels, scores.argmax(-1))


def test_labels_reach_the_last_of_65536_classes_and_no_farther() -> None:
    scores = np.zeros((2, 2, 65537), np.int8)
    grid = edgeward.uniform_grid(2, 2)
    scores[:, 1, 65535] = 1
    labels = edgeward.interpolate_labels(grid, scores[..., :65536], size=(1, 3))
    assert labels.tolist() == [[0, 65535, 65535]]
    with pytest.raises(ValueError, match="at most 65536 classes, got 65537"):
        edgeward.interpolate_labels(grid, scores, size=(1, 3))


@pytest.mark.parametrize(
    ("palette", "found"),
    [
        (np.zeros((2, 4), np.uint8), r"uint8 \(2, 4\)"),
        (np.zeros((3, 3), np.uint8), r"uint8 \(3, 3\)"),
        (np.zeros((3, 4)), r"float64 \(3, 4\)"),
    ],
)
def test_a_bad_palette_is_named(palette: np.ndarray, found: str) -> None:
    with pytest.raises(ValueError, match=rf"uint8 \(3, 4\), a colour per class, got {found}"):
        edgeward.interpolate_overlay(GRID, SCORES, palette, size=(9, 9))


@pytest.mark.parametrize("label", [-1, 3])
def test_a_mask_of_no_class_is_refused(label: int) -> None:
    with pytest.raises(ValueError, match="`label` from 0 to 2, got"):
        edgeward.interpolate_mask(GRID, SCORES, label, size=(9, 9))


@pytest.mark.parametrize("interpolate", [mask, edgeward.interpolate_confidence])
def test_a_bad_type_or_scale_of_probabilities_is_named(interpolate) -> None:
    with pytest.raises(TypeError, match="`dtype` float32 or uint8, got int64"):
        interpolate(GRID, SCORES, size=(9, 9), dtype=np.int64)
    for scale in (0, -1, np.inf, np.nan):
        with pytest.raises(ValueError, match="finite scale above 0"):
            interpolate(GRID, SCORES.astype(np.int8), size=(9, 9), scale=scale)
        interpolate(GRID, SCORES, size=(9, 9), scale=scale)  # float scores ignore it


@pytest.mark.parametrize("scale", [1e-3, 0.1, 1, 7.5, 1e30])
@pytest.mark.parametrize("name", ["jittered", "folded", "256 classes"])
def test_probabilities_of_quantised_scores_are_scaled(name: str, scale: float) -> None:
    case = NAMED[name]
    for scores in invariants.typed(case.scores):
        invariants.assert_chances_kept(*case._replace(scores=scores), scale=scale)
        invariants.assert_masks_equal_twin(*case._replace(scores=scores), scale=scale)


@pytest.mark.parametrize("name", ["jittered", "swirled", "256 classes"])
def test_masks_of_all_classes_add_up_to_one(name: str) -> None:
    case = NAMED[name]
    where = {"size": case.size, "source_size": case.source}
    classes = case.scores.shape[-1]
    total = sum(
        edgeward.interpolate_mask(case.points, case.scores, k, **where).astype(np.float64)
        for k in range(classes)
    )
    np.testing.assert_allclose(total, 1, rtol=0, atol=classes * 2 * invariants.CHANCE_BOUND)


def test_a_bad_band_of_many_is_reported() -> None:
    scores = SCORES.copy()
    scores[-1, -1, -1] = np.nan
    with pytest.raises(ValueError, match="finite scores"):
        edgeward.interpolate_labels(GRID, scores, size=(9, 9), threads=4)


def test_unaligned_scores_are_legal() -> None:
    packed = np.zeros((4, 5), np.dtype([("pad", "u1"), ("scores", "f4", 3)]))
    packed["scores"][..., 2] = 1
    assert (edgeward.interpolate_labels(GRID, packed["scores"], size=(9, 9)) == 2).all()
