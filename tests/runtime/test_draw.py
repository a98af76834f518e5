"""Drawings keep the photo's size and show what they claim at any resolution."""

import numpy as np
import pytest

from edgeward import points, uniform_grid
from edgeward.draw import YELLOW, draw_grid, enlarge, overlay_labels, side_by_side

SIZES = [(1, 1), (1, 40), (40, 1), (60, 90), (700, 3000)]


@pytest.mark.parametrize("size", SIZES)
def test_an_overlay_tints_labels_and_leaves_black_classes_clear(size: tuple[int, int]):
    photo = np.full((*size, 3), 100, np.uint8)
    labels = np.zeros(size, np.uint8)
    labels[:, size[1] // 2 :] = 1
    drawn = overlay_labels(photo, labels, [(0, 0, 0), (200, 0, 0)], alpha=0.5)
    assert drawn.shape == photo.shape
    np.testing.assert_array_equal(drawn[:, : size[1] // 2], photo[:, : size[1] // 2])
    assert drawn[-1, -1].tolist() in ([150, 50, 50], [255, 255, 255])


def test_an_overlay_leaves_the_photo_alone():
    photo = np.zeros((8, 8, 3), np.uint8)
    overlay_labels(photo, np.ones((8, 8), np.uint8), [(0, 0, 0), (9, 9, 9)])
    assert not photo.any()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", [2, 8, 40])
def test_the_grid_is_drawn_where_the_points_are(size: tuple[int, int], side: int):
    photo = np.zeros((*size, 3), np.uint8)
    where = points(uniform_grid(side, side), size=size)
    drawn = draw_grid(photo, where)
    assert drawn.shape == photo.shape
    corner = drawn[where[0, 0, 0], where[0, 0, 1]]
    assert corner[0] > YELLOW[0] // 3
    assert corner[2] < 40


def test_lines_grow_with_the_photo():
    def share(side: int) -> float:
        photo = np.zeros((side, side, 3), np.uint8)
        return float(draw_grid(photo, points(uniform_grid(8, 8), size=(side, side))).mean())

    assert share(4000) == pytest.approx(share(1000), rel=0.3)


def test_enlarging_keeps_pixels_as_squares():
    small = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    large = enlarge(small, side=9)
    assert large.shape == (8, 8, 3)
    np.testing.assert_array_equal(large[::4, ::4], small)
    np.testing.assert_array_equal(enlarge(small, side=1), small)


def test_pictures_stand_side_by_side_under_their_titles():
    left, right = np.full((80, 60, 3), 10, np.uint8), np.full((80, 70, 3), 20, np.uint8)
    sheet = side_by_side([left, right], ["adaptive", "uniform"])
    np.testing.assert_array_equal(sheet[-80:, :60], left)
    np.testing.assert_array_equal(sheet[-80:, -70:], right)
    assert sheet[:-80].max() > 200
