import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeward import uniform_grid
from edgeward.models import propose
from edgeward.models.sampling import project_covering, resize_grid
from edgeward.models.spacing import boundary_density, squared_spacing
from tests.models.tiny import draw_discs

IGNORE = 255
EVEN = np.ones(3, np.float32)


def random_grids(rng, *, rows=4, cols=5, spread=0.1):
    grid = uniform_grid(rows, cols) + rng.normal(0, spread, (2, rows, cols, 2))
    return project_covering(torch.from_numpy(grid).float())


def read(density, at):
    """Interpolate (2, 32, 32) at a place in [0, 1], cells by their centres."""
    place = np.clip(np.asarray(at) * 32 - 0.5, 0, 31)
    low = np.minimum(place.astype(int), 30)
    r, c = place - low
    corners = density[:, low[0] : low[0] + 2, low[1] : low[1] + 2]
    return np.einsum("kij,i,j->k", corners, [1 - r, r], [1 - c, c])


def slow_spacing(grid, density):
    fine = resize_grid(grid, (65, 65)).double().numpy()
    density, total = density.double().numpy(), 0.0
    for i in range(64):
        for j in range(64):
            a, b, c, d = fine[i, j], fine[i, j + 1], fine[i + 1, j], fine[i + 1, j + 1]
            down, right = 32 * (c + d - a - b), 32 * (b + d - a - c)
            area = abs(down[0] * right[1] - down[1] * right[0])
            gap = np.abs(down) + np.abs(right)
            total += area * read(density, (a + b + c + d) / 4) @ gap**2
    return total / 64**2


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.01, 0.1, 1.0]))
def test_the_spacing_is_the_slow_one(seed, spread):
    rng = np.random.default_rng(seed)
    density = torch.from_numpy(rng.random((2, 32, 32))).float()
    grids = random_grids(rng, spread=spread)
    found = squared_spacing(grids, density.expand(2, -1, -1, -1))
    expected = [slow_spacing(grid, density) for grid in grids]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


@pytest.mark.parametrize("size", [(64, 64), (64, 96), (32, 320)])
def test_density_is_the_boundary_per_unit_of_each_side(size):
    labels = np.zeros(size, np.uint8)
    labels[size[0] // 2 :] = 1  # one edge down the rows, none across
    density = boundary_density(labels, weights=EVEN, ignore=IGNORE)
    np.testing.assert_allclose(density.mean(dim=(1, 2)), [1, 0], rtol=1e-5)


def test_an_edge_counts_the_mean_weight_of_its_classes():
    labels = np.zeros((64, 64), np.uint8)
    labels[:, 32:] = 1
    weights = np.array([1, 5], np.float32)
    density = boundary_density(labels, weights=weights, ignore=IGNORE)
    np.testing.assert_allclose(density.mean(dim=(1, 2)), [0, 3], rtol=1e-5)


def test_edges_of_ignored_pixels_are_none():
    labels = np.zeros((64, 64), np.uint8)
    labels[:, 32:] = IGNORE
    assert boundary_density(labels, weights=EVEN, ignore=IGNORE).max() == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (3, 2), (700, 500)])
def test_pictures_of_any_size_have_a_density(size):
    labels = np.random.default_rng(0).integers(0, 3, size).astype(np.uint8)
    density = boundary_density(labels, weights=EVEN, ignore=IGNORE)
    assert density.shape == (2, 32, 32)
    assert density.isfinite().all()


def test_the_spacing_is_linear_in_the_boundaries():
    rng = np.random.default_rng(1)
    one, other = torch.from_numpy(rng.random((2, 1, 2, 32, 32))).float()
    grids = random_grids(rng)[:1]
    both = squared_spacing(grids, 2 * one + other)
    parts = 2 * squared_spacing(grids, one) + squared_spacing(grids, other)
    torch.testing.assert_close(both, parts)


def test_proposals_of_eq_2_have_their_samples_closer_across_boundaries():
    rng = np.random.default_rng(3)
    for _ in range(4):
        labels = draw_discs(rng, (160, 200))[1]
        density = boundary_density(labels, weights=EVEN, ignore=2)[None]
        proposal = torch.from_numpy(propose(labels, ignore=2))[None]
        uniform = torch.from_numpy(uniform_grid(8, 8))[None]
        assert squared_spacing(proposal, density) < 0.9 * squared_spacing(uniform, density)


def test_its_gradient_moves_samples_towards_a_boundary():
    labels = np.zeros((64, 64), np.uint8)
    labels[:, 20:] = 1
    density = boundary_density(labels, weights=EVEN, ignore=IGNORE)[None]
    grid = torch.from_numpy(uniform_grid(5, 5))[None].requires_grad_()
    squared_spacing(grid, density).sum().backward()
    assert grid.grad[0, 2, 2, 1] > 0  # the middle column, at 0.5, shall move left to 0.31
    assert grid.grad[0, 2, 1, 1] < 0  # the one at 0.25 shall move right
