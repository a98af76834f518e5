import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import edgeward
from edgeward import reference

sides = st.integers(2, 7)
coordinates = st.floats(-2, 3, width=32)


@st.composite
def grids(draw: st.DrawFn, minimum: int = 2) -> np.ndarray:
    side = st.integers(minimum, 7)
    return draw(arrays(np.float32, (draw(side), draw(side), 2), elements=coordinates))


@given(rows=sides, cols=sides)
def test_uniform_grid_is_every_pixel_of_a_picture_of_its_size(rows: int, cols: int) -> None:
    points = edgeward.points(edgeward.uniform_grid(rows, cols), size=(rows, cols))
    np.testing.assert_array_equal(points, np.indices((rows, cols)).transpose(1, 2, 0))


@pytest.mark.parametrize(("rows", "cols"), [(1, 4), (4, 0), (4, 32768)])
def test_uniform_grid_needs_two_lines(rows: int, cols: int) -> None:
    with pytest.raises(ValueError, match="from 2 to 32767"):
        edgeward.uniform_grid(rows, cols)


@given(grid=grids())
def test_project_covering_equals_its_twin(grid: np.ndarray) -> None:
    projected = edgeward.project_covering(grid)
    np.testing.assert_array_equal(projected, reference.project_covering(grid))


@given(grid=grids())
def test_project_covering_is_a_projection_onto_the_constraints(grid: np.ndarray) -> None:
    projected = edgeward.project_covering(grid)
    np.testing.assert_array_equal(edgeward.project_covering(projected), projected)
    assert (projected[0, :, 0] == 0).all()
    assert (projected[-1, :, 0] == 1).all()
    assert (projected[:, 0, 1] == 0).all()
    assert (projected[:, -1, 1] == 1).all()
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_array_equal(projected[inner], np.clip(grid[inner], 0, 1))


@settings(max_examples=200)
@given(grid=grids(minimum=1), size=st.tuples(st.integers(1, 20), st.integers(1, 20)))
def test_resize_grid_equals_its_twin(grid: np.ndarray, size: tuple[int, int]) -> None:
    np.testing.assert_array_equal(
        edgeward.resize_grid(grid, size), reference.resize_grid(grid, size)
    )


@given(grid=grids(), size=st.tuples(sides, sides))
def test_resize_grid_keeps_corners_and_its_own_size(
    grid: np.ndarray, size: tuple[int, int]
) -> None:
    resized = edgeward.resize_grid(grid, size)
    np.testing.assert_array_equal(
        resized[[0, 0, -1, -1], [0, -1, 0, -1]], grid[[0, 0, -1, -1], [0, -1, 0, -1]]
    )
    np.testing.assert_array_equal(edgeward.resize_grid(grid, grid.shape[:2]), grid)


@given(grid=grids(), size=st.tuples(sides, sides))
def test_resize_grid_keeps_the_covering(grid: np.ndarray, size: tuple[int, int]) -> None:
    resized = edgeward.resize_grid(edgeward.project_covering(grid), size)
    np.testing.assert_array_equal(edgeward.project_covering(resized), resized)


@pytest.mark.parametrize("size", [(2, 2), (9, 5), (512, 512)])
def test_resizing_the_uniform_grid_gives_the_uniform_grid(size: tuple[int, int]) -> None:
    resized = edgeward.resize_grid(edgeward.uniform_grid(8, 8), size)
    np.testing.assert_allclose(resized, edgeward.uniform_grid(*size), atol=2.0**-24)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_coordinate_that_is_not_finite_is_refused(bad: float) -> None:
    grid = edgeward.uniform_grid(3, 3)
    grid[0, 0, 0] = bad
    for call in (
        edgeward.project_covering,
        lambda grid: edgeward.resize_grid(grid, (4, 4)),
        lambda grid: edgeward.points(grid, (4, 4)),
    ):
        with pytest.raises(ValueError, match="Expected finite grid coordinates"):
            call(grid)


def test_a_grid_of_another_type_or_shape_is_refused() -> None:
    with pytest.raises(TypeError, match=r"floats in \[0, 1\], got int64"):
        edgeward.project_covering(np.zeros((2, 2, 2), np.int64))
    with pytest.raises(ValueError, match=r"\(rows, cols, 2\), got \(2, 2\)"):
        edgeward.resize_grid(np.zeros((2, 2)), (4, 4))
    with pytest.raises(ValueError, match="2 to 32767 rows and columns, got 1 x 2"):
        edgeward.project_covering(np.zeros((1, 2, 2)))
    with pytest.raises(ValueError, match=r"`size\[0\]` from 1 to 32767, got 0"):
        edgeward.resize_grid(edgeward.uniform_grid(2, 2), (0, 4))
