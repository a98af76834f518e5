import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import edgeward
from edgeward.models import proposal
from edgeward.models.proposal import boundary_targets, energy, minimise, propose
from tests.models.tiny import draw_discs

grid_sizes = pytest.mark.parametrize("grid_size", [(8, 8), (3, 5), (7, 2), (2, 2), (2, 6), (4, 3)])
lambdas = pytest.mark.parametrize("lam", [0.0, 0.1, 1.0, 2.5])


def fixed_coordinates(rows, cols):
    """Return (mask, values) of what eq. (3) fixes, spelled out."""
    fixed, value = np.zeros((rows, cols, 2), bool), np.zeros((rows, cols, 2))
    fixed[0, :, 0] = fixed[-1, :, 0] = fixed[:, 0, 1] = fixed[:, -1, 1] = True
    value[-1, :, 0] = value[:, -1, 1] = 1
    return fixed, value


def dense_minimum(nearest, lam):
    """Stack every residual of eq. (2) as a row, eliminate eq. (3), solve by dense least squares."""
    rows, cols, _ = nearest.shape
    index = np.arange(nearest.size).reshape(nearest.shape)
    pairs = [*zip(index[1:].ravel(), index[:-1].ravel(), strict=True)]
    pairs += zip(index[:, 1:].ravel(), index[:, :-1].ravel(), strict=True)
    smooth = np.zeros((len(pairs), nearest.size))
    for row, (one, other) in enumerate(pairs):
        smooth[row, [one, other]] = np.sqrt(lam), -np.sqrt(lam)
    matrix = np.vstack((np.eye(nearest.size), smooth))
    target = np.concatenate((nearest.ravel(), np.zeros(len(pairs))))
    fixed, value = (part.ravel() for part in fixed_coordinates(rows, cols))
    target = target - matrix @ (value * fixed)
    solution = value.copy()
    solution[~fixed] = np.linalg.lstsq(matrix[:, ~fixed], target, rcond=None)[0]
    return solution.reshape(nearest.shape)


@grid_sizes
@lambdas
def test_minimise_equals_dense_least_squares(grid_size, lam):
    nearest = np.random.default_rng(0).random((*grid_size, 2))
    np.testing.assert_allclose(minimise(nearest, lam), dense_minimum(nearest, lam), atol=1e-9)


@grid_sizes
@lambdas
def test_no_feasible_step_lowers_the_energy(grid_size, lam):
    rng = np.random.default_rng(1)
    nearest = rng.random((*grid_size, 2))
    grid, (fixed, value) = minimise(nearest, lam), fixed_coordinates(*grid_size)
    np.testing.assert_array_equal(grid[fixed], value[fixed])
    least = energy(grid, nearest, lam)
    for scale in (1e-3, 1e-2, 1):
        for _ in range(20):
            step = rng.normal(scale=scale, size=grid.shape) * ~fixed
            assert energy(grid + step, nearest, lam) >= least


def test_energy_is_the_sum_of_its_terms():
    grid = np.array([[[0, 0], [0, 1]], [[1, 0], [1, 1]]], float)
    assert energy(grid, grid + 0.5, lam=0) == 8 * 0.25
    assert energy(grid, grid, lam=3) == 3 * 4  # four sides of length 1


@pytest.mark.parametrize("shape", [(30, 30), (20, 47), (1, 9), (1, 1)])
@pytest.mark.parametrize("grid_size", [(8, 8), (3, 5)])
def test_without_boundary_the_grid_is_uniform(shape, grid_size):
    found = propose(np.full(shape, 4, np.uint8), grid_size=grid_size)
    np.testing.assert_allclose(found, edgeward.uniform_grid(*grid_size), atol=1e-6)


def test_only_ignored_or_foreign_boundaries_are_no_boundary():
    labels = np.zeros((20, 20), np.uint8)
    labels[5:9, 5:9] = 255
    uniform = edgeward.uniform_grid(8, 8)
    np.testing.assert_allclose(propose(labels, ignore=255, targets=[3]), uniform, atol=1e-6)
    assert np.abs(propose(labels, ignore=255) - uniform).max() > 0.01


def test_lambda_zero_snaps_inner_points_to_the_boundary():
    labels = np.zeros((41, 61), np.uint8)
    labels[:, 31:] = 1
    grid = propose(labels, grid_size=(5, 7), lam=0)
    pixels = edgeward.points(grid, size=labels.shape)
    assert set(pixels[:, 1:-1, 1].ravel().tolist()) == {30, 31}


def test_targets_are_in_the_picture_s_own_units():
    labels = np.zeros((11, 101), np.uint8)
    labels[:, 51:] = 1
    nearest = boundary_targets(labels, grid_size=(3, 3))
    np.testing.assert_allclose(nearest[..., 1], [[0.5, 0.5, 0.51]] * 3)
    np.testing.assert_allclose(nearest[..., 0], [[0] * 3, [0.5] * 3, [1] * 3])


def has_ties(labels, grid_size):
    """Tell whether two target pixels are equally near to some point of the uniform grid."""
    queries = edgeward.points(edgeward.uniform_grid(*grid_size), size=labels.shape).reshape(
        -1, 1, 2
    )
    squares = np.sort(((queries - np.argwhere(labels == 1)) ** 2).sum(-1), axis=1)
    return (squares[:, 0] == squares[:, 1]).any()


@given(st.integers(0, 2**32 - 1))
def test_transposing_the_labels_transposes_the_proposal(seed):
    rng = np.random.default_rng(seed)
    labels = np.zeros((83, 131), np.uint8)
    labels[rng.integers(83, size=4), rng.integers(131, size=4)] = 1
    assume(np.count_nonzero(labels) > 1 and not has_ties(labels, (4, 6)))
    grid = propose(labels, grid_size=(4, 6), targets=[1], lam=0.7)
    swapped = propose(labels.T, grid_size=(6, 4), targets=[1], lam=0.7)
    np.testing.assert_allclose(swapped, grid.transpose(1, 0, 2)[..., ::-1], atol=1e-6)


@pytest.mark.parametrize(("grid_size", "factors"), [((8, 8), 1), ((6, 9), 2)])
def test_the_factorisation_is_computed_once_per_grid_and_lambda(grid_size, factors):
    proposal._solver.cache_clear()
    for seed in range(4):
        _, labels = draw_discs(np.random.default_rng(seed), (30 + seed, 40))
        propose(labels, grid_size=grid_size, lam=1.0)
    assert proposal._solver.cache_info().misses == factors
    propose(labels, grid_size=grid_size, lam=2.0)
    assert proposal._solver.cache_info().misses == 2 * factors


def test_proposals_are_float32_and_negative_lambda_has_no_minimum():
    assert propose(np.eye(9, dtype=np.uint8)).dtype == np.float32
    with pytest.raises(ValueError, match="lambda >= 0, but got -1"):
        propose(np.eye(9, dtype=np.uint8), lam=-1)
