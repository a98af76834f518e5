"""Checks of arguments, once, before the core sees them: shapes, types and sizes, never geometry."""

import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edgeward._core import MAX_SIDE


def as_count(count: int, name: str, *, minimum: int = 1) -> int:
    """Check a number of pixels, grid points or threads.

    Raises:
        TypeError: not an integer.
        ValueError: not from `minimum` to 32767.
    """
    value = operator.index(count)
    if not minimum <= value <= MAX_SIDE:
        raise ValueError(f"Expected `{name}` from {minimum} to {MAX_SIDE}, got {value}.")
    return value


def as_size(size: tuple[int, int], name: str) -> tuple[int, int]:
    """Check a (height, width) pair.

    Raises:
        TypeError: not integers.
        ValueError: not two, or a side not from 1 to 32767.

    Example:
        >>> as_size((3, np.int64(4)), "size")
        (3, 4)
    """
    if len(size) != 2:
        raise ValueError(f"Expected `{name}` as (height, width), got {len(size)} numbers.")
    return as_count(size[0], f"{name}[0]"), as_count(size[1], f"{name}[1]")


def as_region(
    region: tuple[int, int, int, int], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Check a (top, left, bottom, right) rectangle inside a picture of a size.

    Raises:
        TypeError: not integers.
        ValueError: not four, not inside, or its ends before its beginnings.

    Example:
        >>> as_region((0, 1, 2, 3), (2, 3))
        (0, 1, 2, 3)
    """
    if len(region) != 4:
        raise ValueError(
            f"Expected `region` as (top, left, bottom, right), got {len(region)} numbers."
        )
    top, left, bottom, right = map(operator.index, region)
    if not (0 <= top <= bottom <= size[0] and 0 <= left <= right <= size[1]):
        raise ValueError(
            f"Expected `region` (top, left, bottom, right) inside 0, 0, {size[0]}, {size[1]}, got "
            f"{(top, left, bottom, right)}."
        )
    return top, left, bottom, right


def as_grid(grid: ArrayLike, *, minimum: int = 1) -> NDArray[np.float32]:
    """Check a grid and make it contiguous float32 (rows, cols, 2).

    Raises:
        TypeError: not floating point.
        ValueError: another shape, or a side not from `minimum` to 32767.
    """
    array = np.asarray(grid)
    if array.dtype.kind != "f":
        raise TypeError(
            f"Expected `grid` of floats in [0, 1], got {array.dtype}; points are made by points()."
        )
    _check_pairs(array, "grid", minimum)
    return np.ascontiguousarray(array, np.float32)


def as_points(points: ArrayLike, *, minimum: int = 1) -> NDArray[np.int32]:
    """Check points and make them contiguous int32 (rows, cols, 2).

    Raises:
        TypeError: not int32.
        ValueError: another shape, or a side not from `minimum` to 32767.
    """
    array = np.asarray(points)
    if array.dtype != np.int32:
        raise TypeError(
            f"Expected `points` of int32, got {array.dtype}; make them by points() or cast them."
        )
    _check_pairs(array, "points", minimum)
    return np.ascontiguousarray(array)


def as_plane(
    plane: NDArray[np.uint8], name: str, size: tuple[int, int] | None = None
) -> NDArray[np.uint8]:
    """Check a plane of a camera frame; it is not copied.

    Args:
        plane: uint8 (H, W).
        name: of the argument.
        size: (H, W) that it must have; any by default.

    Raises:
        TypeError: not uint8.
        ValueError: another shape or size, or a side not from 1 to 32767.

    Example:
        >>> as_plane(np.zeros((2, 3), np.uint8), "u", (2, 3)).shape
        (2, 3)
    """
    array = np.asarray(plane)
    if array.dtype != np.uint8:
        raise TypeError(f"Expected `{name}` of uint8, 0 to 255, got {array.dtype}; cast it.")
    if array.ndim != 2:
        raise ValueError(
            f"Expected `{name}` of shape (height, width), got {array.shape}; of interleaved chroma "
            "take [..., 0] and [..., 1]."
        )
    if size is not None and array.shape != size:
        raise ValueError(
            f"Expected `{name}` of shape {size}, half the sides of `y` rounded up, got "
            f"{array.shape}; 4:2:0 frames have one chroma pixel for four of luma."
        )
    as_size((array.shape[0], array.shape[1]), f"{name}.shape")
    return array


def _check_pairs(array: NDArray[Any], name: str, minimum: int) -> None:
    if array.ndim != 3 or array.shape[2] != 2:
        raise ValueError(
            f"Expected `{name}` of shape (rows, cols, 2), got {array.shape}; "
            "the last axis is (row, column)."
        )
    if not minimum <= min(array.shape[:2]) <= max(array.shape[:2]) <= MAX_SIDE:
        raise ValueError(
            f"Expected `{name}` of {minimum} to {MAX_SIDE} rows and columns, "
            f"got {array.shape[0]} x {array.shape[1]}; resize_grid() makes another."
        )
