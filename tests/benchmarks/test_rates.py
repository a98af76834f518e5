"""What the curves of Appendix A are made of; the curves themselves are measured, not tested."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("torch")

from edgeward import project_covering, uniform_grid
from edgeward.benchmarks import rates
from edgeward.benchmarks.rates import (
    FRAME,
    OFFSET,
    PROPOSAL,
    SEGMENTS,
    SIDE,
    TRACED,
    Disc,
    Error,
    boundary_points,
    disc_error,
    draw,
    map_error,
    map_errors,
    record,
    slope,
    slopes,
    table,
    traced_grid,
)
from edgeward.errors import BadInput

DISC = Disc(0.48, 0.53, 0.35)


@pytest.fixture
def small(monkeypatch):
    """Let pictures of discs be small."""
    monkeypatch.setattr(rates, "SIDE", 2047)
    monkeypatch.setattr(rates, "BAND", 300)


def test_a_traced_grid_covers_and_keeps_its_distance_from_the_boundary():
    grid = traced_grid(DISC, 9)
    np.testing.assert_array_equal(project_covering(grid), grid)
    depth = DISC.depth(grid[1:-1, 1:-1]) * SIDE
    np.testing.assert_allclose(depth[[0, 3]], -OFFSET, atol=0.01)
    np.testing.assert_allclose(depth[[1, 2]], OFFSET, atol=0.01)


def test_a_traced_grid_misses_by_the_sagitta_of_its_segments(small):
    for columns in (6, 9):
        samples, greatest, _ = disc_error(DISC, traced_grid(DISC, columns))
        segments = (samples - FRAME) // 3
        assert segments == 2 * (columns - 3)
        sagitta = DISC.radius * (1 - np.cos(np.pi / segments))
        assert greatest == pytest.approx(sagitta, abs=2 / 2046)


def test_uniform_labels_miss_by_less_than_a_gap_and_distances_by_far_less(small):
    grid = uniform_grid(20, 20)
    labels, distances = disc_error(DISC, grid), disc_error(DISC, grid, distances=True)
    assert labels.samples == 400
    assert labels.mean < labels.greatest < np.sqrt(2) / 19
    assert distances.greatest < labels.greatest / 5


@pytest.mark.parametrize("heights", [[7], [3, 5], [2, 2, 2, 2, 2, 2]])
def test_boundary_points_do_not_depend_on_the_bands(heights):
    labels = np.random.default_rng(0).integers(0, 2, (7, 9))
    whole = np.concatenate(list(boundary_points([labels])))
    starts = np.cumsum([0, *(height - 1 for height in heights)])
    bands = [labels[s : s + h] for s, h in zip(starts, heights, strict=False)]
    found = np.concatenate(list(boundary_points(bands)))
    assert sorted(map(tuple, found)) == sorted(map(tuple, whole))


def test_sampling_every_pixel_moves_no_boundary():
    labels = np.random.default_rng(0).choice([0, 3, 255], (33, 40)).astype(np.uint8)
    assert map_error(labels, uniform_grid(33, 40)) == Error(33 * 40, 0, 0)


def test_a_missed_object_counts_by_its_distance():
    labels = np.zeros((33, 33), np.uint8)
    labels[:, 24:] = 1
    labels[:, 3:5] = 2
    # Samples are 8 apart, so the one boundary that is left runs between 19 and 20 or nearby.
    found = map_error(labels, uniform_grid(5, 5))
    assert found.greatest == pytest.approx((20 - 2) / np.hypot(33, 33), abs=0.05)


def test_maps_without_a_boundary_are_named():
    labels = np.zeros((33, 33), np.uint8)
    with pytest.raises(BadInput, match="boundaries that 16 x 16 samples find"):
        map_error(labels, uniform_grid(5, 5))


def test_slopes_are_fitted():
    counts = np.array([10, 20, 50])
    assert slope(counts, 3 * counts**-1.5) == pytest.approx(-1.5)
    errors = [Error(int(n) + 18, float(n) ** -2, float(n) ** -0.5) for n in counts]
    assert slopes(errors, frame=18) == pytest.approx({"greatest": -2, "mean": -0.5})


def test_figure_and_table_show_all_there_is(monkeypatch):
    monkeypatch.setattr(rates, "MAP_SIDES", (4, 8))
    labels = np.zeros((40, 40), np.uint8)
    labels[10:30, 12:25] = 1
    errors = {way: [Error(36, 0.1, 0.1), Error(64, 0.05, 0.04)] for way in rates.STYLES}
    discs = {"discs": [DISC._asdict()], **record(errors)}
    discs["slopes"][SEGMENTS] = slopes(errors[TRACED], frame=FRAME)
    data = {"format": "drawn", "split": "val", "pictures": 1}
    maps = {"data": data, **record(map_errors(labels))}
    found = {"discs": discs, "maps": maps}
    left, right = draw(found).axes
    assert len(left.get_legend().get_texts()) == 6
    lines = [text.get_text().partition(": ")[0] for text in right.get_legend().get_texts()]
    assert lines == ["uniform", PROPOSAL] * 2
    assert table(found).row_count == 7
