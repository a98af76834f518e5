"""From scores at the grid points to every pixel (section 3.3 of the paper).

Convention: see edgeward.h, whose section on interpolation defines the result bit for bit.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edgeward._checks import as_count, as_grid, as_points, as_size
from edgeward._core import MAX_CLASSES
from edgeward._core import interpolate_labels as _interpolate_labels
from edgeward._core import interpolate_scores as _interpolate_scores
from edgeward._core import points as _points

Band = tuple[int, int]


class _Task(NamedTuple):
    points: NDArray[np.int32]
    scores: NDArray[np.float32]
    size: tuple[int, int]
    source_size: tuple[int, int]
    threads: int


def interpolate_labels(
    grid: ArrayLike,
    scores: NDArray[np.float32],
    *,
    size: tuple[int, int],
    source_size: tuple[int, int] | None = None,
    threads: int = 1,
) -> NDArray[np.uint8]:
    """Label every pixel: the argmax of the interpolated scores, without the score volume.

    Args:
        grid: float (h, w, 2) grid, or int32 (h, w, 2) points; at least 2 x 2 and covering.
        scores: float32 (h, w, C), 1 to 256 classes; any strides, so `chw.transpose(1, 2, 0)` is
            not copied.
        size: (H, W) of the result.
        source_size: (H, W) of the picture that was sampled; `size` by default.
        threads: row bands drawn at once; the result does not depend on it.

    Returns:
        uint8 (H, W).

    Raises:
        TypeError: another data type.
        ValueError: a bad shape or size, scores or a grid that are not finite, points outside the
            picture or, at the border, off its border.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.zeros((2, 2, 2), np.float32)
        >>> scores[:, 1, 1] = 1.5
        >>> scores[:, 0, 0] = 1
        >>> interpolate_labels(uniform_grid(2, 2), scores, size=(1, 5)).tolist()
        [[0, 0, 1, 1, 1]]
    """
    task = _as_task(grid, scores, size, source_size, threads)
    if task.scores.shape[2] > MAX_CLASSES:
        raise ValueError(
            f"Expected `scores` of at most {MAX_CLASSES} classes for uint8 labels, "
            f"got {task.scores.shape[2]}; take the argmax of interpolate_scores()."
        )
    labels = np.empty(task.size, np.uint8)
    _draw(_interpolate_labels, labels, task)
    return labels


def interpolate_scores(
    grid: ArrayLike,
    scores: NDArray[np.float32],
    *,
    size: tuple[int, int],
    source_size: tuple[int, int] | None = None,
    threads: int = 1,
) -> NDArray[np.float32]:
    """Interpolate scores, or probabilities, linearly inside the triangles of the grid.

    Args:
        grid: float (h, w, 2) grid, or int32 (h, w, 2) points; at least 2 x 2 and covering.
        scores: float32 (h, w, C), any strides.
        size: (H, W) of the result.
        source_size: (H, W) of the picture that was sampled; `size` by default.
        threads: row bands drawn at once; the result does not depend on it.

    Returns:
        float32 (H, W, C).

    Raises:
        TypeError: another data type.
        ValueError: as `interpolate_labels`, with no limit on C.

    Example:
        >>> from edgeward import uniform_grid
        >>> scores = np.array([[[0], [1]], [[0], [1]]], np.float32)
        >>> interpolate_scores(uniform_grid(2, 2), scores, size=(1, 5))[0, :, 0].tolist()
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    task = _as_task(grid, scores, size, source_size, threads)
    result = np.empty((*task.size, task.scores.shape[2]), np.float32)
    _draw(_interpolate_scores, result, task)
    return result


def _as_task(
    grid: ArrayLike,
    scores: NDArray[np.float32],
    size: tuple[int, int],
    source_size: tuple[int, int] | None,
    threads: int,
) -> _Task:
    size = as_size(size, "size")
    source_size = size if source_size is None else as_size(source_size, "source_size")
    points = _as_points(grid, source_size)
    return _Task(
        points, _as_scores(scores, points), size, source_size, as_count(threads, "threads")
    )


def _as_points(grid: ArrayLike, source_size: tuple[int, int]) -> NDArray[np.int32]:
    array = np.asarray(grid)
    if array.dtype.kind != "f":
        return as_points(array, minimum=2)
    source = as_grid(array, minimum=2)
    points = np.empty(source.shape, np.int32)
    _points(points, source, source_size)
    return points


def _as_scores(scores: NDArray[np.float32], points: NDArray[np.int32]) -> NDArray[np.float32]:
    array = np.asarray(scores)
    if array.dtype != np.float32:
        raise TypeError(f"Expected `scores` of float32, got {array.dtype}; cast them.")
    if array.ndim != 3 or array.shape[:2] != points.shape[:2] or array.shape[2] < 1:
        rows, cols = points.shape[:2]
        raise ValueError(
            f"Expected `scores` of shape ({rows}, {cols}, C) for a grid of {rows} x {cols} points, "
            f"got {array.shape}; transpose channels-first scores by (1, 2, 0)."
        )
    whole = array.flags.aligned and all(step % array.itemsize == 0 for step in array.strides)
    return array if whole else array.copy()


def _draw(core: Callable[..., None], destination: NDArray[Any], task: _Task) -> None:
    """Fill the destination, one band of rows per thread."""
    height = task.size[0]

    def draw(band: Band) -> None:
        core(destination, task.points, task.source_size, task.scores, band)

    count = min(task.threads, height)
    bands = list(pairwise(height * i // count for i in range(count + 1)))
    if count == 1:
        return draw(bands[0])
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(draw, bands))  # list: raises what a band raised
    return None
