import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeward import project_covering, resize_grid, uniform_grid
from edgeward.errors import BadInput
from edgeward.models import untangle
from edgeward.models.untangle import cell_shares, unfold


def slow_shares(grid):
    """Compute every corner triangle by the shoelace formula, in place of `cell_shares`."""
    rows, cols, _ = grid.shape
    found = np.empty((rows - 1, cols - 1))
    for i, j in itertools.product(range(rows - 1), range(cols - 1)):
        corners = [grid[i, j], grid[i + 1, j], grid[i + 1, j + 1], grid[i, j + 1]]
        areas = []
        for k in range(4):
            (ar, ac), (br, bc), (cr, cc) = np.roll(corners, k, axis=0)[:3]
            areas.append((ar * (bc - cc) + br * (cc - ac) + cr * (ac - bc)) / 2)
        found[i, j] = min(areas) * 2 * (rows - 1) * (cols - 1)
    return found


def blended(grid, share):
    """Blend a grid as a whole with the uniform one."""
    uniform = uniform_grid(*grid.shape[:2]).astype(np.float64)
    return uniform + share * (grid - uniform)


@st.composite
def grids(draw):
    """Draw covering grids: gentle, folded, shuffled, and with all points in one place."""
    rows, cols = draw(st.integers(2, 20)), draw(st.integers(2, 20))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    uniform = uniform_grid(rows, cols)
    kind = draw(st.sampled_from(["gentle", "folded", "wild", "mirrored", "collapsed", "few"]))
    noise = rng.normal(size=(rows, cols, 2))
    made = {
        "gentle": uniform + noise * 0.2 / max(rows, cols),
        "folded": uniform + noise / max(rows, cols),
        "wild": rng.choice([0.0, 0.5, 1.0], size=(rows, cols, 2)),
        "mirrored": uniform[::-1, ::-1],
        "collapsed": np.broadcast_to(rng.random(2), (rows, cols, 2)),
        "few": np.where(rng.random((rows, cols, 1)) < 0.05, rng.random(2), uniform),
    }
    return project_covering(made[kind].astype(np.float32))


@given(grids())
def test_shares_are_the_slow_ones(grid):
    np.testing.assert_allclose(cell_shares(grid), slow_shares(grid.astype(float)), atol=1e-9)


def test_the_uniform_grid_is_the_unit():
    np.testing.assert_allclose(cell_shares(uniform_grid(9, 14)), 1, atol=1e-5)


@given(grids(), st.sampled_from([0.0, 0.05, 0.3, 0.9]))
def test_no_cell_stays_folded_or_small(grid, smallest):
    found = unfold(grid, smallest=smallest)
    assert cell_shares(found).min() >= smallest
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, project_covering(found))


@pytest.mark.parametrize("rounds", [0, 1])
def test_what_the_rounds_leave_is_repaired_too(monkeypatch, rounds):
    monkeypatch.setattr(untangle, "_ROUNDS", rounds)
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0, 0.05, (16, 16, 2))
        assert cell_shares(unfold(project_covering(uniform_grid(16, 16) + noise))).min() >= 0.05


@given(grids(), st.sampled_from([0.0, 0.05, 0.3]))
def test_every_point_stays_between_its_place_and_the_uniform_one(grid, smallest):
    uniform = uniform_grid(*grid.shape[:2]).astype(np.float64)
    moved, kept = grid - uniform, unfold(grid, smallest=smallest) - uniform
    lengths = (moved**2).sum(axis=-1, keepdims=True)
    share = (kept * moved).sum(axis=-1, keepdims=True) / np.where(lengths > 0, lengths, 1)
    assert share.min() >= -1e-3
    assert share.max() <= 1 + 1e-3
    np.testing.assert_allclose(kept, share * moved, atol=1e-6)


@given(grids())
def test_a_repaired_grid_is_left_as_it_is(grid):
    found = unfold(grid)
    assert unfold(found) is found


@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_a_single_point_moves_as_little_as_it_must(row, col):
    grid = uniform_grid(3, 3)
    grid[1, 1] = row, col
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        fits = slow_shares(blended(grid, middle)).min() >= 0.1
        low, high = (middle, high) if fits else (low, middle)
    expected = grid if slow_shares(grid.astype(float)).min() >= 0.1 else blended(grid, low)
    np.testing.assert_allclose(unfold(grid, smallest=0.1), expected, atol=2e-3)


def test_what_is_far_from_a_fold_stays():
    rng = np.random.default_rng(0)
    gentle = project_covering(uniform_grid(24, 24) + rng.normal(0, 0.003, (24, 24, 2)))
    grid = gentle.copy()
    grid[3:5, 3:5] = grid[3:5, 3:5][::-1, ::-1]
    found = unfold(grid)
    assert cell_shares(grid).min() < 0
    np.testing.assert_allclose(found[12:, 12:], gentle[12:, 12:], atol=1e-7)


@given(grids(), st.integers(2, 4))
def test_divided_cells_are_no_smaller(grid, parts):
    found = unfold(grid.astype(np.float64), smallest=0.1)
    rows, cols = (parts * (side - 1) + 1 for side in grid.shape[:2])
    assert cell_shares(resize_grid(found.astype(np.float32), (rows, cols))).min() > 0.09


def test_float64_stays_float64():
    grid = uniform_grid(5, 5)[::-1].astype(np.float64)
    assert unfold(project_covering(grid).astype(np.float64)).dtype == np.float64


@pytest.mark.parametrize(
    ("grid", "smallest", "sentence"),
    [
        (uniform_grid(3, 3), 0.91, "smallest share from 0 to 0.9"),
        (uniform_grid(3, 3), -0.1, "smallest share from 0 to 0.9"),
        (uniform_grid(3, 3)[0], 0.1, "shape"),
        (uniform_grid(3, 3)[:1], 0.1, "shape"),
        (uniform_grid(3, 3)[::-1], 0.1, "project it first"),
        (np.where(uniform_grid(3, 3) == 0.5, np.nan, uniform_grid(3, 3)), 0.1, "in \\[0, 1\\]"),
    ],
)
def test_other_arguments_are_refused(grid, smallest, sentence):
    with pytest.raises(BadInput, match=sentence):
        unfold(grid, smallest=smallest)
