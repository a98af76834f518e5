"""Grids without folds: what eq. (3) does not promise, nor a network's output.

Eq. (3) keeps the border of a grid on the border of the picture; inside, cells may fold over each
other or shrink to nothing, and samples are lost. A cell is safe if the triangles at its four
corners, which are those of both its diagonals, have their uniform orientation and some area. The
bilinear map of a cell then has a positive Jacobian: it is affine in both directions, so it is
smallest at a corner. A grid of such cells stays one when its cells are divided, as resizing does.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import grey_erosion

from edgeward.errors import BadInput

Float = NDArray[np.float64]
Grid = TypeVar("Grid", NDArray[np.float32], NDArray[np.float64])

# Rounds of local repair: after 16, proposals of `person` and CamVid need a last blend of the whole
# by 0.999 at least; after 8, by 0.55.
_ROUNDS = 16
# What a point gains in freedom with each step away from a repaired cell, so that the repair does
# not push its neighbours into folding; beyond the last step it is not held at all.
_SLOPE, _REACH = 0.25, 3
# Aimed at beyond the smallest share, so that rounding to float32 does not undo the repair.
_MARGIN = 1e-3


def cell_shares(grid: Grid) -> Float:
    """Measure every cell by the smallest of its corner triangles, against the uniform grid's.

    Args:
        grid: (rows, cols, 2), (row, column) in [0, 1].

    Returns:
        float64 (rows - 1, cols - 1): 1 in the uniform grid, 0 where three corners lie on a line,
        negative where the cell is folded or not convex.

    Example:
        >>> from edgeward import uniform_grid
        >>> cell_shares(uniform_grid(3, 3)).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
        >>> cell_shares(uniform_grid(2, 2)[::-1]).tolist()
        [[-1.0]]
    """
    down, right = _edges(grid)
    found: Float = _cross(down, right).min(axis=0)
    return found


def unfold(grid: Grid, *, smallest: float = 0.05) -> Grid:
    """Repair the folded and collapsed cells of a grid by pulling them towards the uniform grid.

    Every point moves on the straight line to its uniform place: phi' = u + t (phi - u) with its own
    t in [0, 1], so the result covers the picture too. If t is the same everywhere, the share of
    each corner triangle is a quadratic of t, 1 at t = 0, and may grow to the first root of
    share = smallest, which is positive. A round of repair lowers t by that factor around the cells
    that need it, fading out over a few cells. A cell whose corners differ in t may still be too
    small, so rounds are repeated, at most 16 times, and then the least factor of all cells is
    applied to the whole: every triangle then is at most at its first root. So the function ends,
    and always with a grid that keeps the promise.

    Args:
        grid: covering, float (rows, cols, 2), (row, column) in [0, 1].
        smallest: the least area of a corner triangle, as a share of the uniform one, from 0 to
            0.9.

    Returns:
        (rows, cols, 2) of the same type, all `cell_shares` at least `smallest`; the same array if
        they already were. Grids of float32 keep it up to about 100 points a side, beyond which
        rounding can take more than the margin.

    Raises:
        BadInput: the grid does not cover the picture, or the share is out of range.

    Example:
        >>> from edgeward import uniform_grid
        >>> grid = uniform_grid(3, 3)
        >>> grid[1, 1] = 1, 0.5
        >>> unfold(grid, smallest=0.1)[1, 1].astype(float).round(2).tolist()
        [0.95, 0.5]
    """
    if not 0 <= smallest <= 0.9:
        raise BadInput(f"Expected a smallest share from 0 to 0.9, but got {smallest}.")
    uniform = _uniform_of(grid)
    if cell_shares(grid).min() >= smallest:
        return grid
    aim = smallest + _MARGIN * (1 - smallest)
    moved = grid.astype(np.float64) - uniform
    for _ in range(_ROUNDS):
        sufficient = _sufficient(moved, aim)
        if sufficient.min() >= 1:
            break
        moved *= _faded(sufficient)[..., None]
    moved *= min(1.0, _sufficient(moved, aim).min())
    return (uniform + moved).astype(grid.dtype, copy=False)


def _uniform_of(grid: Grid) -> Float:
    """Make the uniform grid of a grid's size, from float64; refuse grids that do not cover."""
    if grid.ndim != 3 or grid.shape[2] != 2 or min(grid.shape[:2]) < 2:
        raise BadInput(f"Expected a grid of shape (rows, cols, 2), but got {grid.shape}.")
    rows, cols = grid.shape[:2]
    axes = np.linspace(0, 1, rows), np.linspace(0, 1, cols)
    uniform = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    covers = (grid[[0, -1], :, 0] == [[0], [1]]).all() and (grid[:, [0, -1], 1] == [0, 1]).all()
    if not covers or not ((grid >= 0) & (grid <= 1)).all():
        raise BadInput("Expected a grid in [0, 1] whose border is the picture's; project it first.")
    return uniform


def _edges(grid: Grid) -> tuple[Float, Float]:
    """Measure the edges of the cells, downwards and to the right, in those of the uniform grid."""
    rows, cols = grid.shape[:2]
    scale = np.array([rows - 1, cols - 1], np.float64)
    exact = grid.astype(np.float64)
    return np.diff(exact, axis=0) * scale, np.diff(exact, axis=1) * scale


def _at_corners(down: Float, right: Float) -> tuple[Float, Float]:
    """Pair the two edges that meet at each of the 4 corners of every cell."""
    sides, ends = (down[:, :-1], down[:, 1:]), (right[:-1], right[1:])
    return np.stack([s for s in sides for _ in ends]), np.stack([e for _ in sides for e in ends])


def _cross(down: Float, right: Float) -> Float:
    """Compute twice the signed area of the triangle at each corner of each cell: (4, ...)."""
    first, second = _at_corners(down, right)
    return first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]


def _sufficient(moved: Float, aim: float) -> Float:
    """Compute how much of a move each cell allows: the first root of its corners' areas.

    Blended by t, the area of a corner is 1 + b t + c t^2, b and c from the edges of the move.

    Returns:
        (rows - 1, cols - 1), above 0; infinite for cells that allow any.
    """
    down, right = _edges(moved)
    first, second = _at_corners(down, right)
    b = first[..., 0] + second[..., 1]
    c = _cross(down, right)
    k = 1 - aim
    root = np.sqrt(np.maximum(b * b - 4 * c * k, 0))
    crosses = (b * b >= 4 * c * k) & (root > b)
    least: Float = np.where(crosses, 2 * k / np.where(crosses, root - b, 1), np.inf).min(axis=0)
    return least


def _faded(sufficient: Float) -> Float:
    """Spread the factors of cells to their points, rising by `_SLOPE` with each step away."""
    padded = np.pad(np.minimum(sufficient, 1), 1, constant_values=1)
    points = np.minimum(
        np.minimum(padded[:-1, :-1], padded[1:, :-1]), np.minimum(padded[:-1, 1:], padded[1:, 1:])
    )
    steps = np.abs(np.arange(-_REACH, _REACH + 1))
    cone = -_SLOPE * np.maximum(steps[:, None], steps)
    faded: Float = grey_erosion(points, structure=cone, mode="constant", cval=2.0)
    return faded
