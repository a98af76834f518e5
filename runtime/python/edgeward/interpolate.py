"""From scores at the grid points to every pixel (section 3.3 of the paper).

Convention: see edgeward.h, whose section on interpolation defines the results bit for bit. All
functions take the same first arguments:

- `grid`: float (h, w, 2) grid, or int32 (h, w, 2) points; at least 2 x 2 and covering.
- `scores`: (h, w, C) of float32, float16, or quantised uint8 or int8; any strides, so
  `chw.transpose(1, 2, 0)` is not copied.
- `size`: (H, W) of the whole output.
- `source_size`: (H, W) of the picture that was sampled; `size` by default.
- `region`: (top, left, bottom, right) of the output, the only part that is computed; all of it by
  default.
- `threads`: bands of rows drawn at once; the result does not depend on it.

They raise TypeError for another data type, and ValueError for a bad shape or size, scores or a grid
that are not finite, points outside the picture or, at the border, off its border.
"""

import operator
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from edgeward._checks import as_count, as_grid, as_points, as_region, as_size
from edgeward._core import MAX_CLASSES
from edgeward._core import interpolate_confidence as _interpolate_confidence
from edgeward._core import interpolate_labels as _interpolate_labels
from edgeward._core import interpolate_mask as _interpolate_mask
from edgeward._core import interpolate_overlay as _interpolate_overlay
from edgeward._core import interpolate_scores as _interpolate_scores
from edgeward._core import points as _points

Size = tuple[int, int]
Region = tuple[int, int, int, int]
Labels = NDArray[np.unsignedinteger[Any]]

SCORE_TYPES = (np.float32, np.float16, np.uint8, np.int8)


class _Task(NamedTuple):
    points: NDArray[np.int32]
    source_size: Size
    scores: NDArray[Any]
    size: Size
    region: Region
    threads: int


def interpolate_labels(
    grid: ArrayLike,
    scores: NDArray[Any],
    *,
    size: Size,
    source_size: Size | None = None,
    region: Region | None = None,
    threads: int = 1,
) -> Labels:
    """Label every pixel: the argmax of the interpolated scores, without the score volume.

    Args and errors are those of the module.

    Returns:
        (H, W) of the region: uint8 up to 256 classes, uint16 up to 65536.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.zeros((2, 2, 2), np.float32)
        >>> scores[:, 1, 1] = 1.5
        >>> scores[:, 0, 0] = 1
        >>> interpolate_labels(uniform_grid(2, 2), scores, size=(1, 5)).tolist()
        [[0, 0, 1, 1, 1]]
    """
    task = _as_task(grid, scores, size, source_size, region, threads)
    small = task.scores.shape[2] <= np.iinfo(np.uint8).max + 1
    return _draw(_interpolate_labels, task, np.uint8 if small else np.uint16)


def interpolate_scores(
    grid: ArrayLike,
    scores: NDArray[Any],
    *,
    size: Size,
    source_size: Size | None = None,
    region: Region | None = None,
    threads: int = 1,
) -> NDArray[np.float32]:
    """Interpolate scores, or probabilities, linearly inside the triangles of the grid.

    Args and errors are those of the module.

    Returns:
        float32 (H, W, C) of the region; quantised scores are not scaled.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.array([[[0], [1]], [[0], [1]]], np.float32)
        >>> interpolate_scores(uniform_grid(2, 2), scores, size=(1, 5))[0, :, 0].tolist()
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    task = _as_task(grid, scores, size, source_size, region, threads)
    return _draw(_interpolate_scores, task, np.float32, depth=(task.scores.shape[2],))


def interpolate_overlay(
    grid: ArrayLike,
    scores: NDArray[Any],
    palette: ArrayLike,
    *,
    size: Size,
    source_size: Size | None = None,
    region: Region | None = None,
    threads: int = 1,
) -> NDArray[np.uint8]:
    """Paint every pixel in the colour of its label: what an app draws over the picture.

    Args and errors are those of the module.

    Args:
        grid: see the module.
        scores: see the module.
        palette: uint8 (C, 4), a colour per class: RGBA or any other order.
        size: see the module.
        source_size: see the module.
        region: see the module.
        threads: see the module.

    Returns:
        uint8 (H, W, 4) of the region.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.array([[[1, 0], [0, 1]], [[1, 0], [0, 1]]], np.int8)
        >>> palette = np.uint8([[0, 0, 0, 0], [255, 0, 0, 128]])
        >>> interpolate_overlay(uniform_grid(2, 2), scores, palette, size=(1, 2))[0].tolist()
        [[0, 0, 0, 0], [255, 0, 0, 128]]
    """
    task = _as_task(grid, scores, size, source_size, region, threads)
    colours = np.ascontiguousarray(palette)
    if colours.dtype != np.uint8 or colours.shape != (task.scores.shape[2], 4):
        raise ValueError(
            f"Expected `palette` of uint8 ({task.scores.shape[2]}, 4), a colour per class, got "
            f"{colours.dtype} {colours.shape}."
        )
    pixels = _draw(_interpolate_overlay, task, np.uint32, colours.view(np.uint32).ravel())
    return pixels.view(np.uint8).reshape(*pixels.shape, 4)


def interpolate_mask(
    grid: ArrayLike,
    scores: NDArray[Any],
    label: int,
    *,
    size: Size,
    source_size: Size | None = None,
    region: Region | None = None,
    threads: int = 1,
    dtype: DTypeLike = np.float32,
    scale: float = 1.0,
) -> NDArray[Any]:
    """Interpolate the probability of one class: softmax at the points, then linear.

    Args and errors are those of the module.

    Args:
        grid: see the module.
        scores: see the module.
        label: the class.
        size: see the module.
        source_size: see the module.
        region: see the module.
        threads: see the module.
        dtype: float32, from 0 to 1, or uint8, from 0 to 255 and faster.
        scale: one step of quantised scores; float ones ignore it.

    Returns:
        (H, W) of the region.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.float32([[[0, 99], [99, 0]], [[0, 99], [99, 0]]])
        >>> interpolate_mask(uniform_grid(2, 2), scores, 0, size=(1, 3)).round(6).tolist()
        [[0.0, 0.5, 1.0]]
    """
    task = _as_task(grid, scores, size, source_size, region, threads)
    return _draw(_interpolate_mask, task, _as_chance(dtype), _as_label(label, task), scale)


def interpolate_confidence(
    grid: ArrayLike,
    scores: NDArray[Any],
    *,
    size: Size,
    source_size: Size | None = None,
    region: Region | None = None,
    threads: int = 1,
    dtype: DTypeLike = np.float32,
    scale: float = 1.0,
) -> NDArray[Any]:
    """Interpolate the probability of every pixel's own label.

    Arguments and result are those of `interpolate_mask`, without the class.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.float32([[[0, 99], [99, 0]], [[0, 99], [99, 0]]])
        >>> interpolate_confidence(uniform_grid(2, 2), scores, size=(1, 5)).tolist()
        [[1.0, 0.75, 0.5, 0.75, 1.0]]
    """
    task = _as_task(grid, scores, size, source_size, region, threads)
    return _draw(_interpolate_confidence, task, _as_chance(dtype), scale)


def _as_task(
    grid: ArrayLike,
    scores: NDArray[Any],
    size: Size,
    source_size: Size | None,
    region: Region | None,
    threads: int,
) -> _Task:
    size = as_size(size, "size")
    source_size = size if source_size is None else as_size(source_size, "source_size")
    region = (0, 0, *size) if region is None else as_region(region, size)
    points = _as_points(grid, source_size)
    checked = _as_scores(scores, points)
    return _Task(points, source_size, checked, size, region, as_count(threads, "threads"))


def _as_points(grid: ArrayLike, source_size: Size) -> NDArray[np.int32]:
    array = np.asarray(grid)
    if array.dtype.kind != "f":
        return as_points(array, minimum=2)
    source = as_grid(array, minimum=2)
    points = np.empty(source.shape, np.int32)
    _points(points, source, source_size)
    return points


def _as_scores(scores: NDArray[Any], points: NDArray[np.int32]) -> NDArray[Any]:
    array = np.asarray(scores)
    if array.dtype not in SCORE_TYPES:
        raise TypeError(
            f"Expected `scores` of float32, float16, uint8 or int8, got {array.dtype}; cast them."
        )
    if array.ndim != 3 or array.shape[:2] != points.shape[:2] or array.shape[2] < 1:
        rows, cols = points.shape[:2]
        raise ValueError(
            f"Expected `scores` of shape ({rows}, {cols}, C) for a grid of {rows} x {cols} points, "
            f"got {array.shape}; transpose channels-first scores by (1, 2, 0)."
        )
    if array.shape[2] > MAX_CLASSES:
        raise ValueError(
            f"Expected `scores` of at most {MAX_CLASSES} classes, got {array.shape[2]}."
        )
    whole = array.flags.aligned and all(step % array.itemsize == 0 for step in array.strides)
    return array if whole else array.copy()


def _as_label(label: int, task: _Task) -> int:
    value, classes = operator.index(label), task.scores.shape[2]
    if not 0 <= value < classes:
        raise ValueError(f"Expected `label` from 0 to {classes - 1}, got {value}.")
    return value


def _as_chance(dtype: DTypeLike) -> np.dtype[Any]:
    if np.dtype(dtype) not in (np.float32, np.uint8):
        raise TypeError(f"Expected `dtype` float32 or uint8, got {np.dtype(dtype)}.")
    return np.dtype(dtype)


def _draw(
    core: Callable[..., None],
    task: _Task,
    dtype: DTypeLike,
    *rest: Any,
    depth: tuple[int, ...] = (),
) -> NDArray[Any]:
    """Compute the region, one band of rows per thread; this thread takes the last one."""
    top, left, bottom, right = task.region
    height = bottom - top
    result = np.empty((height, right - left, *depth), dtype)

    def draw(begin: int, end: int) -> None:
        region = (top + begin, left, top + end, right)
        core(
            result[begin:end], task.points, task.source_size, task.scores, task.size, region, *rest
        )

    count = min(task.threads, height)
    if count <= 1:
        draw(0, height)
        return result
    *others, last = pairwise(height * i // count for i in range(count + 1))
    futures = [_pool(count - 1).submit(draw, *band) for band in others]
    draw(*last)
    for future in futures:
        future.result()
    return result


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Keep threads: starting them would take longer than a picture does."""
    return ThreadPoolExecutor(threads, "edgeward")


if hasattr(os, "register_at_fork"):  # threads do not survive a fork
    os.register_at_fork(after_in_child=_pool.cache_clear)
