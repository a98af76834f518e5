"""Sampling a picture at a grid, eq. (1): grid -> points -> pixels.

Convention: see edgeward.h. Points are int32 (h, w, 2), (row, column) pixels of a picture.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edgeward._checks import as_grid, as_points, as_size
from edgeward._core import points as _points
from edgeward._core import sample as _sample


def points(grid: ArrayLike, size: tuple[int, int]) -> NDArray[np.int32]:
    """Find the pixels that a grid samples, by the sampling contract.

    Args:
        grid: float (h, w, 2), (row, column) in [0, 1]; beyond that it is clamped.
        size: (H, W) of the picture, in pixels.

    Returns:
        int32 (h, w, 2): floor(clamp(grid, 0, 1) * (size - 1) + 0.5) in float32.

    Raises:
        TypeError: the grid is not floating point.
        ValueError: a bad shape or size, or a coordinate that is not finite.

    Example:
        >>> points([[[0.0, 0.5], [1.0, 0.9]]], size=(3, 4)).tolist()
        [[[0, 2], [2, 3]]]
    """
    source = as_grid(grid)
    pixels = np.empty(source.shape, np.int32)
    _points(pixels, source, as_size(size, "size"))
    return pixels


def sample(picture: NDArray[np.uint8], points: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Gather the pixels of a picture at points.

    Args:
        picture: uint8 (H, W, 3) RGB or (H, W, 4) RGBA, whose alpha is left out. Rows may lie
            apart in memory or upside down; other layouts are copied first.
        points: int32 (h, w, 2) pixels of the picture.

    Returns:
        uint8 (h, w, 3).

    Raises:
        TypeError: not a uint8 picture or not int32 points.
        ValueError: a bad shape, or a point outside the picture.

    Example:
        >>> picture = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
        >>> sample(picture, np.array([[[1, 0]]], np.int32)).tolist()
        [[[6, 7, 8]]]
    """
    pixels = as_points(points)
    sampled = np.empty((*pixels.shape[:2], 3), np.uint8)
    _sample(sampled, _as_rows(picture), pixels)
    return sampled


def _as_rows(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """View a picture so that each row is packed RGB or RGBA, copying if it is not."""
    array = np.asarray(picture)
    if array.dtype != np.uint8:
        raise TypeError(f"Expected `picture` of uint8, 0 to 255, got {array.dtype}; cast it.")
    if array.ndim != 3 or array.shape[2] not in (3, 4):
        raise ValueError(
            f"Expected `picture` of shape (H, W, 3) or (H, W, 4), got {array.shape}; "
            "repeat a grey channel three times."
        )
    as_size((array.shape[0], array.shape[1]), "picture.shape")
    packed = array.strides[2] == 1 and array.strides[1] in (3, 4)
    return array if packed else np.ascontiguousarray(array)
