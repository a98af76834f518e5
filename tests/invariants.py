"""Truths about interpolation that hold for every covering grid; each function asserts one."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

import edgeward
from edgeward import _core, reference

Size = tuple[int, int]
Region = tuple[int, int, int, int]
Points = NDArray[np.int32]
Scores = NDArray[Any]


def palette_of(scores: Scores) -> NDArray[np.uint8]:
    """Make a different colour for each class."""
    label = np.arange(scores.shape[-1])
    return np.stack([label % 256, label // 256, 255 - label % 256, label % 7], -1).astype(np.uint8)


def outputs(points: Points, scores: Scores, **options: Any) -> dict[str, NDArray[Any]]:
    """Compute all there is to compute of a task."""
    last, byte = scores.shape[-1] - 1, {"dtype": np.uint8}
    arguments = (points, scores)
    return {
        "labels": edgeward.interpolate_labels(*arguments, **options),
        "scores": edgeward.interpolate_scores(*arguments, **options),
        "overlay": edgeward.interpolate_overlay(*arguments, palette_of(scores), **options),
        "mask": edgeward.interpolate_mask(*arguments, last, **options),
        "mask as bytes": edgeward.interpolate_mask(*arguments, last, **options, **byte),
        "confidence": edgeward.interpolate_confidence(*arguments, **options),
        "confidence as bytes": edgeward.interpolate_confidence(*arguments, **options, **byte),
    }


def assert_same(found: dict[str, NDArray[Any]], expected: dict[str, NDArray[Any]]) -> None:
    """Results of `outputs` are of the same types and bits."""
    for name, array in expected.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array, err_msg=name)


def assert_equals_twin(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Labels, colours and scores are those of the slow twin, bit for bit."""
    where = {"size": size, "source_size": source}
    palette = palette_of(scores)
    expected = {
        "labels": reference.interpolate_labels(points, scores, **where),
        "scores": reference.interpolate_scores(points, scores, **where),
        "overlay": reference.interpolate_overlay(points, scores, palette, **where),
    }
    assert_same(outputs(points, scores, **where), expected)


def assert_covers(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Whatever the destination held before, every pixel is written, and nothing else is."""
    colours = palette_of(scores).view(np.uint32).ravel()
    kinds: list[tuple[Any, Any, tuple[int, ...], tuple[Any, ...]]] = [
        (_core.interpolate_labels, np.uint16, (), ()),
        (_core.interpolate_scores, np.float32, scores.shape[-1:], ()),
        (_core.interpolate_overlay, np.uint32, (), (colours,)),
        (_core.interpolate_mask, np.float32, (), (0, 1.0)),
        (_core.interpolate_mask, np.uint8, (), (0, 1.0)),
        (_core.interpolate_confidence, np.float32, (), (1.0,)),
        (_core.interpolate_confidence, np.uint8, (), (1.0,)),
    ]
    if scores.shape[-1] <= 256:
        kinds.append((_core.interpolate_labels, np.uint8, (), ()))
    for draw, dtype, depth, rest in kinds:
        results = []
        for prefill in (254, 255):
            framed = np.full((size[0] + 2, size[1], *depth), prefill, dtype)
            draw(framed[1:-1], points, source, scores, size, (0, 0, *size), *rest)
            assert (framed[[0, -1]] == prefill).all()
            results.append(framed[1:-1])
        np.testing.assert_array_equal(*results)


def assert_constants_exact(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Equal scores at all points come out as they are; others stay within their range."""
    constant = np.broadcast_to(scores[0, 0], scores.shape)
    result = edgeward.interpolate_scores(points, constant, size=size, source_size=source)
    np.testing.assert_array_equal(result, np.broadcast_to(scores[0, 0], result.shape))
    result = edgeward.interpolate_scores(points, scores, size=size, source_size=source)
    assert (result >= scores.min((0, 1))).all()
    assert (result <= scores.max((0, 1))).all()


def assert_affine_reproduced(points: Points, size: Size) -> None:
    """Scores that are an affine function of the points are that function at every pixel."""
    plane = np.array([[3, -5], [-7, 2]])
    scores = (points @ plane + 11).astype(np.float32)
    pixels = np.indices(size).transpose(1, 2, 0)
    result = edgeward.interpolate_scores(points, scores, size=size)
    free = np.array([side > 1 for side in size])  # a side of 1 carries no position
    expected = pixels[..., free] @ plane[free] + 11
    np.testing.assert_array_equal(result, np.broadcast_to(expected, result.shape))


def assert_samples_kept(points: Points, scores: Scores, size: Size) -> None:
    """A sampled pixel that no later triangle paints over keeps its own scores and label."""
    owner, drawn = reference.owners(points, scores, size=size, source_size=size)
    volume = edgeward.interpolate_scores(points, scores, size=size)
    labels = edgeward.interpolate_labels(points, scores, size=size)
    flat = scores.reshape(-1, scores.shape[-1])
    place = reference.vertices(points, size, size)
    at_its_pixel = (place == reference.ONE * points).all(-1).reshape(-1)  # not if a side is 1
    for vertex, pixel in enumerate(map(tuple, points.reshape(-1, 2))):
        if at_its_pixel[vertex] and vertex in drawn[owner[pixel]]:
            np.testing.assert_array_equal(volume[pixel], flat[vertex])
            assert labels[pixel] == flat[vertex].argmax()


def assert_linear(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """One channel has one label, hence fixed diagonals: interpolation is linear in the scores."""

    def interpolated(values: Scores) -> Scores:
        return edgeward.interpolate_scores(points, values, size=size, source_size=source)

    # Multiples of 1/64 below 1000: their sums are exact and no product is subnormal.
    first = np.rint(64 * np.clip(scores[..., :1], -1000, 1000)) / np.float32(64)
    second = np.ascontiguousarray(first[::-1, ::-1])
    np.testing.assert_array_equal(interpolated(4 * first), 4 * interpolated(first))
    total = interpolated(first) + interpolated(second)
    np.testing.assert_allclose(interpolated(first + second), total, rtol=0, atol=1000 * 2.0**-21)


def assert_threads_agree(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Any number of threads gives the same bits."""
    where = {"size": size, "source_size": source}
    expected = outputs(points, scores, **where)
    for threads in (2, 3, 7):
        assert_same(outputs(points, scores, **where, threads=threads), expected)


def some_regions(size: Size, seed: int) -> Iterator[Region]:
    """Draw regions: empty ones, lines and pixels at the borders, and random ones."""
    height, width = size
    yield 0, 0, 0, 0
    yield height, width, height, width
    yield 0, width // 2, height, width // 2
    yield 0, 0, 1, width
    yield 0, width - 1, height, width
    yield height - 1, width - 1, height, width
    random = np.random.default_rng(seed)
    for _ in range(6):
        top, bottom = np.sort(random.integers(0, height, 2, endpoint=True)).tolist()
        left, right = np.sort(random.integers(0, width, 2, endpoint=True)).tolist()
        yield top, left, bottom, right


def assert_regions_agree(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """A region, by any number of threads, is the same part of the whole."""
    where = {"size": size, "source_size": source}
    whole = outputs(points, scores, **where)
    for region in some_regions(size, seed=int(points.sum())):
        top, left, bottom, right = region
        part = {name: array[top:bottom, left:right] for name, array in whole.items()}
        assert_same(outputs(points, scores, **where, region=region), part)
        assert_same(outputs(points, scores, **where, region=region, threads=2), part)


def some_views(scores: Scores) -> Iterator[Scores]:
    """Lay the same scores out in other ways."""
    spread = np.zeros(tuple(2 * n for n in scores.shape), scores.dtype)
    spread[::2, ::2, ::2] = scores
    yield np.ascontiguousarray(scores.transpose(2, 0, 1)).transpose(1, 2, 0)
    yield np.ascontiguousarray(scores[::-1, ::-1, ::-1])[::-1, ::-1, ::-1]
    yield spread[::2, ::2, ::2]


def assert_views_agree(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Channels first, reversed and spread scores are views of the same scores."""
    expected = outputs(points, scores, size=size, source_size=source)
    for view in some_views(scores):
        assert_same(outputs(points, view, size=size, source_size=source), expected)


def typed(scores: Scores) -> Iterator[Scores]:
    """Make scores of every other type from these."""
    yield np.clip(scores, -60000, 60000).astype(np.float16)
    steps = np.rint(30 * np.clip(scores, -9, 9))
    yield np.clip(steps, -128, 127).astype(np.int8)
    yield np.clip(steps + 100, 0, 255).astype(np.uint8)


def assert_types_agree(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Scores of every type, in every layout, give what float32 of the same values gives."""
    where = {"size": size, "source_size": source}
    for small in typed(scores):
        expected = outputs(points, small.astype(np.float32), **where)
        for view in (small, *some_views(small)):
            assert_same(outputs(points, view, **where), expected)


def vertex_chances(scores: Scores, label: int, scale: float) -> NDArray[np.float32]:
    """Find the probabilities that the core computes at the points.

    Each is made the only one of a cell that owns the pixel of its first corner.
    """
    cells = scores.repeat(2, axis=0).repeat(2, axis=1)
    pixels = np.indices(cells.shape[:2], np.int32).transpose(1, 2, 0)
    mask = edgeward.interpolate_mask(pixels, cells, label, size=cells.shape[:2], scale=scale)
    return mask[::2, ::2]


CHANCE_BOUND = 2.0**-21  # of the softmax, and of its interpolation


def assert_chances_kept(
    points: Points, scores: Scores, size: Size, source: Size, *, scale: float = 1.0
) -> None:
    """Probabilities are near the softmax at the points, and between them near its interpolation.

    They stay within the range of their triangle.
    """
    where = {"size": size, "source_size": source}
    owner, drawn = reference.owners(points, scores, **where)
    soft = reference.chances(scores, np.float32(scale).item())
    for label in {0, scores.shape[-1] // 2, scores.shape[-1] - 1}:
        own = vertex_chances(scores, label, scale)
        np.testing.assert_allclose(own, soft[..., label], rtol=0, atol=CHANCE_BOUND)
        mask = edgeward.interpolate_mask(points, scores, label, **where, scale=scale)
        values = np.where(np.arange(scores.shape[-1]) == label, own[..., None], 0)
        between = reference.interpolate_values(points, scores, values, **where)[..., label]
        np.testing.assert_allclose(mask, between, rtol=0, atol=CHANCE_BOUND)
        corners = own.reshape(-1)[drawn[owner]]
        assert (mask >= corners.min(-1)).all()
        assert (mask <= corners.max(-1)).all()


def assert_masks_equal_twin(
    points: Points, scores: Scores, size: Size, source: Size, *, scale: float = 1.0
) -> None:
    """Masks and confidence are within both bounds of the exact ones; their bytes are rounded."""
    where = {"size": size, "source_size": source, "scale": scale}
    exact = {**where, "scale": np.float32(scale).item()}
    label = scores.shape[-1] - 1
    mask = edgeward.interpolate_mask(points, scores, label, **where)
    expected = reference.interpolate_mask(points, scores, label, **exact)
    np.testing.assert_allclose(mask, expected, rtol=0, atol=2 * CHANCE_BOUND)
    sure = edgeward.interpolate_confidence(points, scores, **where)
    expected = reference.interpolate_confidence(points, scores, **exact)
    np.testing.assert_allclose(sure, expected, rtol=0, atol=2 * CHANCE_BOUND)
    for found, interpolate, rest in (
        (mask, edgeward.interpolate_mask, (label,)),
        (sure, edgeward.interpolate_confidence, ()),
    ):
        again = interpolate(points, scores, *rest, **where, dtype=np.uint8)
        np.testing.assert_array_equal(again, reference.chances_as_bytes(found))


def assert_confidence_is_own_mask(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Confidence is, to within both bounds of an interpolation, the mask of the pixel's label."""
    where = {"size": size, "source_size": source}
    labels = edgeward.interpolate_labels(points, scores, **where)
    sure = edgeward.interpolate_confidence(points, scores, **where)
    for label in np.unique(labels):
        mask = edgeward.interpolate_mask(points, scores, int(label), **where)
        own = labels == label
        np.testing.assert_allclose(sure[own], mask[own], rtol=0, atol=2 * CHANCE_BOUND)


def assert_labels_are_argmax(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """A label's interpolated score is the greatest, to within a rounding to float32 or float64."""
    labels = edgeward.interpolate_labels(points, scores, size=size, source_size=source)
    volume = edgeward.interpolate_scores(points, scores, size=size, source_size=source)
    volume = volume.astype(np.float64)
    assert labels.dtype == (np.uint8 if scores.shape[-1] <= 256 else np.uint16)
    own = np.take_along_axis(volume, labels[..., None].astype(np.int64), -1)[..., 0]
    rounding = np.abs(volume).max(-1) * 2.0**-22 + float(np.abs(scores).max()) * 2.0**-50
    assert (own >= volume.max(-1) - rounding).all()
