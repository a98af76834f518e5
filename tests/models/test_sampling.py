"""The torch twins give what the runtime's core gives."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import edgeward
from edgeward.models import sampling

sides = st.integers(2, 12)
sizes = st.tuples(st.integers(1, 3000), st.integers(1, 3000))


@st.composite
def any_grid(draw: st.DrawFn, low: float = -0.5, high: float = 1.5) -> np.ndarray:
    shape = (draw(sides), draw(sides), 2)
    return draw(arrays(np.float32, shape, elements=st.floats(low, high, width=32)))


@given(rows=st.integers(2, 600), cols=st.integers(2, 600))
def test_uniform_grid_has_the_bits_of_the_core(rows, cols):
    np.testing.assert_array_equal(
        sampling.uniform_grid(rows, cols).numpy(), edgeward.uniform_grid(rows, cols)
    )


@given(grid=any_grid(), size=sizes)
def test_points_are_those_of_the_core(grid, size):
    np.testing.assert_array_equal(
        sampling.points(torch.from_numpy(grid), size).numpy(), edgeward.points(grid, size=size)
    )


@pytest.mark.parametrize(("unit", "side", "pixel"), [(0.5, 2, 1), (0.5, 4, 2), (0.25, 3, 1)])
def test_half_a_pixel_rounds_up(unit, side, pixel):
    found = sampling.points(torch.full((2,), unit), (side, side))
    assert found.dtype == torch.int32
    assert found.tolist() == [pixel, pixel]


@given(grid=any_grid())
def test_projection_is_that_of_the_core(grid):
    projected = sampling.project_covering(torch.from_numpy(grid)).numpy()
    np.testing.assert_array_equal(projected, edgeward.project_covering(grid))


@given(grid=any_grid())
def test_projection_covers_and_changes_nothing_that_covers(grid):
    batch = sampling.project_covering(torch.from_numpy(grid)[None])
    assert (batch[0, 0, :, 0] == 0).all()
    assert (batch[0, -1, :, 0] == 1).all()
    assert (batch[0, :, 0, 1] == 0).all()
    assert (batch[0, :, -1, 1] == 1).all()
    assert ((batch >= 0) & (batch <= 1)).all()
    assert torch.equal(sampling.project_covering(batch), batch)


@given(grid=any_grid(0, 1), size=st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_resize_is_that_of_the_core_to_float_precision(grid, size):
    resized = sampling.resize_grid(torch.from_numpy(grid), size).numpy()
    np.testing.assert_allclose(resized, edgeward.resize_grid(grid, size), rtol=0, atol=2e-6)


def test_resize_keeps_corners_and_batches():
    grids = torch.rand(3, 4, 5, 2)
    resized = sampling.resize_grid(grids, (9, 11))
    assert resized.shape == (3, 9, 11, 2)
    assert torch.equal(resized[:, [0, -1]][:, :, [0, -1]], grids[:, [0, -1]][:, :, [0, -1]])
    assert torch.equal(resized[1], sampling.resize_grid(grids[1], (9, 11)))


def test_sample_is_that_of_the_core():
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (13, 17, 3), np.uint8)
    points = edgeward.points(rng.random((5, 6, 2), np.float32), size=(13, 17))
    found = sampling.sample(torch.from_numpy(picture), torch.from_numpy(points)).numpy()
    np.testing.assert_array_equal(found, edgeward.sample(picture, points))


def test_covering_mask_marks_what_projection_fixes():
    mask = sampling.covering_mask(5, 4)
    low, high = (sampling.project_covering(torch.full((5, 4, 2), v)) for v in (0.4, 0.6))
    assert torch.equal(mask, low == high)
