import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import edgeward
from edgeward import reference

sides = st.integers(1, 32767)


@settings(max_examples=150)
@given(
    grid=arrays(np.float32, (3, 4, 2), elements=st.floats(-1, 2, width=32)),
    size=st.tuples(sides, sides),
)
def test_points_equal_their_twin(grid: np.ndarray, size: tuple[int, int]) -> None:
    points = edgeward.points(grid, size)
    np.testing.assert_array_equal(points, reference.points(grid, size))
    assert (points >= 0).all()
    assert (points < size).all()


def test_points_round_halves_up_and_round_twice() -> None:
    halves = np.float32([[[0.5, 0.1], [0.25, 0.3]]])
    assert edgeward.points(halves, (4, 6)).tolist() == [[[2, 1], [1, 2]]]
    # 0.49999997 * 1 + 0.5 is below 1 in exact arithmetic and 1 in float32.
    below = np.float32([[[np.nextafter(np.float32(0.5), np.float32(0)), 0]]])
    assert edgeward.points(below, (2, 2)).tolist() == [[[1, 0]]]


def test_points_do_not_fuse_the_product_and_the_sum() -> None:
    """Just below half a pixel, one rounding instead of two moves a sample."""
    moved = 0
    for side in range(2, 500):
        middle = np.float32(0.5) / np.float32(side - 1)
        grid = (middle - np.arange(8, dtype=np.float32) * np.spacing(middle))[None, :, None]
        rows = edgeward.points(np.repeat(grid, 2, axis=2), (side, 2))[..., 0]
        once = (grid[..., 0].astype(np.float64) * (side - 1) + 0.5).astype(np.float32)
        twice = grid[..., 0] * np.float32(side - 1) + np.float32(0.5)
        np.testing.assert_array_equal(rows, np.floor(twice))
        moved += np.count_nonzero(np.floor(once) != rows)
    assert moved > 0


@pytest.fixture
def points() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 7, (4, 5, 2), np.int32)


@pytest.mark.parametrize("channels", [3, 4])
def test_sample_gathers_rgb(points: np.ndarray, channels: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (7, 8, channels), np.uint8)
    sampled = edgeward.sample(picture, points)
    np.testing.assert_array_equal(sampled, reference.sample(picture, points))


def test_sample_reads_any_layout(points: np.ndarray) -> None:
    wide = np.random.default_rng(1).integers(0, 256, (14, 16, 4), np.uint8)
    for picture in (
        wide[:7, :8],  # rows apart
        wide[:7, :8, :3],  # RGB of RGBA
        wide[6::-1, :8],  # upside down
        wide[:7, 7::-1],  # mirrored
        wide[:7, :8, ::-1],  # channels reversed
        wide[::2, ::2],
        wide[:7, :8].transpose(2, 0, 1).copy().transpose(1, 2, 0),  # channels first
        np.broadcast_to(wide[0, 0], (7, 8, 4)),
    ):
        sampled = edgeward.sample(picture, points)
        np.testing.assert_array_equal(sampled, reference.sample(picture, points))


def test_sample_does_not_copy_a_picture_with_rows_apart() -> None:
    """A copy of this 1 GiB view of 64 KiB would be felt."""
    picture = np.broadcast_to(np.zeros((1, 32767, 3), np.uint8), (10923, 32767, 3))
    assert edgeward.sample(picture, np.zeros((1, 1, 2), np.int32)).tolist() == [[[0, 0, 0]]]


def test_sample_reaches_the_last_pixel_of_the_widest_picture() -> None:
    picture = np.zeros((1, 32767, 3), np.uint8)
    picture[0, -1] = 1, 2, 3
    sampled = edgeward.sample(picture, np.int32([[[0, 32766]]]))
    assert sampled.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("bad", [(-1, 0), (0, -1), (7, 0), (0, 8), (2**31 - 1, 0)])
def test_a_point_outside_is_refused(points: np.ndarray, bad: tuple[int, int]) -> None:
    points[3, 4] = bad
    with pytest.raises(ValueError, match="every point to be a pixel"):
        edgeward.sample(np.zeros((7, 8, 3), np.uint8), points)


def test_other_types_and_shapes_are_refused(points: np.ndarray) -> None:
    picture = np.zeros((7, 8, 3), np.uint8)
    with pytest.raises(TypeError, match="uint8, 0 to 255, got float64"):
        edgeward.sample(picture / 255, points)
    with pytest.raises(ValueError, match=r"\(H, W, 3\) or \(H, W, 4\), got \(7, 8\)"):
        edgeward.sample(picture[..., 0], points)
    with pytest.raises(ValueError, match=r"`picture.shape\[0\]` from 1 to 32767, got 0"):
        edgeward.sample(picture[:0], points)
    with pytest.raises(TypeError, match="int32, got float64"):
        edgeward.sample(picture, points / 2)
    with pytest.raises(ValueError, match=r"`size\[1\]` from 1 to 32767, got 40000"):
        edgeward.points(edgeward.uniform_grid(2, 2), (3, 40000))
