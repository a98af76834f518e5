import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates

from edgeward import interpolate_labels, uniform_grid
from edgeward.models import propose
from edgeward.models.roundtrip import descend, label_shares, roundtrip_error, simulated
from edgeward.models.sampling import points, project_covering, resize_grid
from tests.models.tiny import draw_discs

IGNORE = 255


def random_grids(rng, *, rows=4, cols=5, spread=0.1):
    grid = uniform_grid(rows, cols) + rng.normal(0, spread, (2, rows, cols, 2))
    return project_covering(torch.from_numpy(grid).float())


def slow_error(grid, shares, sample_size):
    """Compute `roundtrip_error` of one grid position by position, in float64."""
    (h, w), (_, rows, cols) = sample_size, shares.shape
    fine = resize_grid(grid, (2 * h - 1, 2 * w - 1)).double().numpy()

    def read(where):
        at = np.clip(where * (rows, cols) - 0.5, 0, (rows - 1, cols - 1))
        planes = shares.double().numpy()
        return np.array([map_coordinates(plane, at[:, None], order=1)[0] for plane in planes])

    truth = np.array([[read(where) for where in line] for line in fine])
    found = truth.copy()
    found[1::2] = (found[:-1:2] + found[2::2]) / 2
    found[:, 1::2] = (found[:, :-1:2] + found[:, 2::2]) / 2
    wrong = ((truth - found) ** 2).sum(axis=-1)
    total = 0.0
    for i in range(2 * h - 2):
        for j in range(2 * w - 2):
            a, b = fine[i + 1, j + 1] - fine[i, j], fine[i + 1, j] - fine[i, j + 1]
            total += wrong[i : i + 2, j : j + 2].mean() * abs(a[0] * b[1] - a[1] * b[0]) / 2
    return total


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.01, 0.1, 1.0]))
def test_the_error_is_the_slow_one(seed, spread):
    rng = np.random.default_rng(seed)
    shares = torch.from_numpy(rng.dirichlet(np.ones(3), (12, 16))).float().permute(2, 0, 1)
    grids = random_grids(rng, spread=spread)
    found = roundtrip_error(grids, shares.expand(2, -1, -1, -1), (3, 4))
    expected = [slow_error(grid, shares, (3, 4)) for grid in grids]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-7)


def test_one_label_loses_nothing():
    shares = label_shares(np.full((30, 40), 2), classes=4, sample_size=(8, 8), ignore=IGNORE)
    grids = random_grids(np.random.default_rng(0))
    error = roundtrip_error(grids, shares.expand(2, -1, -1, -1), (8, 8))
    np.testing.assert_allclose(error, 0, atol=1e-12)


def test_shares_that_change_evenly_lose_nothing_inside():
    ramp = torch.linspace(0, 1, 64).expand(64, 64)
    shares = torch.stack((ramp, 1 - ramp))[None]
    grids = torch.from_numpy(uniform_grid(3, 3))[None]
    # Cells at the rim are read beyond the centres of the map's outermost cells.
    assert roundtrip_error(grids, shares, (16, 16)) < 1e-5


def test_shares_count_the_labels_of_each_cell():
    labels = np.zeros((8, 8), np.uint8)
    labels[:, 4:] = 1
    labels[0, 4] = 2
    shares = label_shares(labels, classes=3, sample_size=(1, 1), ignore=IGNORE)
    assert shares.shape == (3, 4, 4)
    assert shares[:, 0, 2].tolist() == [0, 0.75, 0.25]
    assert shares[0, :, :2].min() == 1


def test_ignored_pixels_take_the_nearest_cells_shares():
    labels = np.zeros((8, 12), np.uint8)
    labels[:, 6:] = 1
    labels[:, :3] = IGNORE
    labels[4, 7] = IGNORE
    shares = label_shares(labels, classes=2, sample_size=(1, 1), ignore=IGNORE)
    np.testing.assert_allclose(shares[0, :, :2], 1)
    np.testing.assert_allclose(shares[1, :, 2:], 1)


def test_a_picture_without_labels_has_no_shares():
    labels = np.full((8, 8), IGNORE, np.uint8)
    shares = label_shares(labels, classes=2, sample_size=(2, 2), ignore=IGNORE)
    assert shares.abs().sum() == 0


@pytest.mark.parametrize("given", [(16, 16), (64, 48), (256, 32)])
def test_large_samples_are_simulated_by_64(given):
    assert simulated(given) == tuple(min(side, 64) for side in given)


def roundtrip_mistakes(labels, grid, side):
    """Count the pixels that the real round trip gets wrong."""
    where = points(resize_grid(torch.as_tensor(grid), (side, side)), labels.shape).numpy()
    hot = np.eye(3, dtype=np.float32)[labels[where[..., 0], where[..., 1]]]
    return np.count_nonzero(interpolate_labels(where, hot, size=labels.shape) != labels)


def test_the_descent_beats_eq_2_in_the_real_round_trip():
    rng = np.random.default_rng(3)
    labels = [draw_discs(rng, (160, 200))[1] for _ in range(4)]
    shares = [label_shares(map_, classes=3, sample_size=(16, 16), ignore=IGNORE) for map_ in labels]
    grids = descend(torch.stack(shares), grid_size=(8, 8), sample_size=(16, 16))
    torch.testing.assert_close(project_covering(grids), grids)

    def mistakes(ways):
        return sum(
            roundtrip_mistakes(map_, grid, 16) for map_, grid in zip(labels, ways, strict=True)
        )

    by_descent = mistakes(grids.numpy())
    assert by_descent < 0.8 * mistakes([propose(map_, grid_size=(8, 8)) for map_ in labels])
    assert by_descent < 0.6 * mistakes([uniform_grid(2, 2)] * 4)
