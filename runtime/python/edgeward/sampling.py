"""Sampling a picture at a grid, eq. (1): grid -> points -> pixels.

Convention: see edgeward.h. Points are int32 (h, w, 2), (row, column) pixels of a picture.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edgeward._checks import as_grid, as_plane, as_points, as_size
from edgeward._core import points as _points
from edgeward._core import sample as _sample
from edgeward._core import sample_yuv as _sample_yuv

Plane = NDArray[np.uint8]
Matrix = Literal["bt601", "bt709"]

_MATRICES = {"bt601": 0, "bt709": 1}  # edgeward_matrix


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


def sample_yuv(
    y: Plane,
    u: Plane,
    v: Plane,
    points: NDArray[np.int32],
    *,
    matrix: Matrix = "bt601",
    full_range: bool = False,
) -> NDArray[np.uint8]:
    """Gather the pixels of a 4:2:0 camera frame at points, converting no others to RGB.

    NV12, NV21, I420 and Android's YUV_420_888 are views of their memory: of NV12, `u` is
    `chroma[..., 0]` and `v` is `chroma[..., 1]`. The conversion is that of ITU-R BT.601 or BT.709
    in the fixed point of edgeward.h, and chroma is taken as it is, not smoothed.

    Args:
        y: uint8 (H, W), luma. Rows may lie apart in memory or upside down.
        u: uint8 (ceil(H / 2), ceil(W / 2)), chroma, also called Cb. Rows may lie apart or upside
            down and pixels be 1 or 2 bytes apart, the same as in `v`; other layouts are copied
            first.
        v: like `u`, also called Cr.
        points: int32 (h, w, 2) pixels of the frame.
        matrix: "bt601" for most cameras, "bt709" for most video in high definition.
        full_range: luma and chroma of 0 to 255, as JPEG and most Android cameras have them,
            instead of luma of 16 to 235 and chroma of 16 to 240.

    Returns:
        uint8 (h, w, 3), RGB.

    Raises:
        TypeError: not uint8 planes or not int32 points.
        ValueError: a bad shape, an unknown matrix, or a point outside the frame.

    Example:
        >>> nv12 = np.uint8([[16, 235], [126, 126], [128, 128]])
        >>> chroma = nv12[2:].reshape(1, 1, 2)
        >>> points = np.int32([[[0, 0], [0, 1], [1, 0]]])
        >>> sample_yuv(nv12[:2], chroma[..., 0], chroma[..., 1], points).tolist()
        [[[0, 0, 0], [255, 255, 255], [128, 128, 128]]]
    """
    if matrix not in _MATRICES:
        raise ValueError(f'Expected `matrix` "bt601" or "bt709", got {matrix!r}.')
    pixels = as_points(points)
    luma = as_plane(y, "y")
    half = (luma.shape[0] + 1) // 2, (luma.shape[1] + 1) // 2
    chroma = as_plane(u, "u", half), as_plane(v, "v", half)
    sampled = np.empty((*pixels.shape[:2], 3), np.uint8)
    _sample_yuv(
        sampled, _as_packed(luma), *_as_twins(*chroma), pixels, _MATRICES[matrix], bool(full_range)
    )
    return sampled


def _as_packed(plane: Plane) -> Plane:
    """View a plane so that the pixels of a row are neighbours, copying if they are not."""
    return plane if plane.strides[1] == 1 else plane.copy()


def _as_twins(u: Plane, v: Plane) -> tuple[Plane, Plane]:
    """View chroma planes so that they have the same strides, pixels 1 or 2 bytes apart."""
    if u.strides == v.strides and u.strides[1] in (1, 2):
        return u, v
    return u.copy(), v.copy()


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
