"""Grids in numpy: the uniform one, the bilinear resize and the covering projection.

Convention: see edgeward.h. A grid is float32 (rows, cols, 2), (row, column) in [0, 1].
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edgeward._checks import as_count, as_grid, as_size
from edgeward._core import project_covering as _project_covering
from edgeward._core import resize_grid as _resize_grid


def uniform_grid(rows: int, cols: int) -> NDArray[np.float32]:
    """Make the uniform grid u of eq. (1).

    Args:
        rows: grid rows, from 2 to 32767.
        cols: grid columns, from 2 to 32767.

    Returns:
        float32 (rows, cols, 2): point (i, j) is (i / (rows - 1), j / (cols - 1)), rounded once.

    Raises:
        ValueError: fewer than 2 rows or columns, or too many.

    Example:
        >>> uniform_grid(2, 3)[1].tolist()
        [[1.0, 0.0], [1.0, 0.5], [1.0, 1.0]]
    """
    row, col = (
        np.arange(as_count(count, name, minimum=2)) / (count - 1)
        for count, name in ((rows, "rows"), (cols, "cols"))
    )
    return np.stack(np.meshgrid(row, col, indexing="ij"), axis=-1).astype(np.float32)


def resize_grid(grid: ArrayLike, size: tuple[int, int]) -> NDArray[np.float32]:
    """Resize a grid bilinearly, corners on corners.

    Args:
        grid: float (rows, cols, 2).
        size: (h, w) of the result, in grid points.

    Returns:
        float32 (h, w, 2).

    Raises:
        TypeError: the grid is not floating point.
        ValueError: a bad shape or size, or a coordinate that is not finite.

    Example:
        >>> resize_grid(uniform_grid(2, 2), (2, 3))[0, :, 1].tolist()
        [0.0, 0.5, 1.0]
    """
    resized = np.empty((*as_size(size, "size"), 2), np.float32)
    _resize_grid(resized, as_grid(grid))
    return resized


def project_covering(grid: ArrayLike) -> NDArray[np.float32]:
    """Impose the covering constraints of eq. (3) and clamp the rest to [0, 1].

    Args:
        grid: float (rows, cols, 2), at least 2 x 2.

    Returns:
        float32 of the same shape, whose border points lie on the border of the picture.

    Raises:
        TypeError: the grid is not floating point.
        ValueError: a bad shape, or a coordinate that is not finite.

    Example:
        >>> project_covering(np.full((2, 2, 2), 0.3))[0].tolist()
        [[0.0, 0.0], [0.0, 1.0]]
    """
    source = as_grid(grid, minimum=2)
    projected = np.empty_like(source)
    _project_covering(projected, source)
    return projected
