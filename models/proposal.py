"""The sampling proposal of eq. (2) under the covering constraints of eq. (3).

The energy over the grid phi with b(u) the boundary pixel nearest to the uniform point u:

    sum_ij ||phi_ij - b(u_ij)||^2 + lambda * sum_(ij)~(kl) ||phi_ij - phi_kl||^2

over 4-connected neighbours, each pair once. It is quadratic and its two coordinates separate, so
the minimiser is one sparse linear solve per coordinate, (I + lambda L) phi = b with L the grid's
Laplacian and the constrained coordinates eliminated. The factorisation depends on (grid, lambda)
alone and is cached.
"""

from collections.abc import Callable, Collection
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from edgeward import points, uniform_grid
from edgeward.models.boundary import boundary_map, nearest_boundary

Float = NDArray[np.float64]


def propose(
    labels: NDArray[np.integer],
    *,
    grid_size: tuple[int, int] = (8, 8),
    lam: float = 1.0,
    ignore: int | None = None,
    targets: Collection[int] | None = None,
) -> NDArray[np.float32]:
    """Compute the proposal of a label map: where its picture should be sampled.

    A picture without boundary gets b(u) = u, whose solution is the uniform grid.

    Args:
        labels: (H, W) class ids.
        grid_size: rows and columns of the grid, each at least 2.
        lam: weight of the neighbour term of eq. (2); 0 snaps every point to the boundary.
        ignore: label id without meaning.
        targets: class ids whose boundaries count; None means all.

    Returns:
        float32 (rows, cols, 2), (row, column) in [0, 1].

    Example:
        >>> labels = np.zeros((9, 9), np.uint8)
        >>> np.abs(propose(labels, grid_size=(3, 3)) - uniform_grid(3, 3)).max() < 1e-6
        np.True_
    """
    nearest = boundary_targets(labels, grid_size=grid_size, ignore=ignore, targets=targets)
    return minimise(nearest, lam).astype(np.float32)


def boundary_targets(
    labels: NDArray[np.integer],
    *,
    grid_size: tuple[int, int] = (8, 8),
    ignore: int | None = None,
    targets: Collection[int] | None = None,
) -> Float:
    """Compute b(u) of eq. (2) for every point u of the uniform grid; u itself without boundary.

    Returns:
        float64 (rows, cols, 2), (row, column) in [0, 1].
    """
    uniform = uniform_grid(*grid_size)
    boundary = boundary_map(labels, ignore=ignore, targets=targets)
    queries = points(uniform, size=labels.shape).reshape(-1, 2)
    nearest = nearest_boundary(boundary, queries)
    if nearest is None:
        return uniform.astype(np.float64)
    last = np.maximum(np.array(labels.shape) - 1, 1)
    unit: Float = nearest / last
    return unit.reshape(uniform.shape)


def minimise(nearest: Float, lam: float) -> Float:
    """Minimise eq. (2) under eq. (3) for given nearest boundary points.

    Args:
        nearest: (rows, cols, 2), b(u) in [0, 1].
        lam: weight of the neighbour term, at least 0.

    Returns:
        float64 (rows, cols, 2).
    """
    if lam < 0:
        raise ValueError(f"Expected lambda >= 0, but got {lam}; eq. (2) has no minimum below 0.")
    rows, cols = nearest.shape[:2]
    row = _solver(rows, cols, lam)(nearest[..., 0])
    col = _solver(cols, rows, lam)(nearest[..., 1].T).T
    return np.stack((row, col), axis=-1)


def energy(grid: Float, nearest: Float, lam: float) -> float:
    """Evaluate eq. (2): the slow twin that `minimise` is tested against."""
    pull = np.sum((grid - nearest) ** 2)
    smooth = sum(np.sum(np.diff(grid, axis=axis) ** 2) for axis in (0, 1))
    return float(pull + lam * smooth)


@lru_cache(maxsize=32)
def _solver(rows: int, cols: int, lam: float) -> Callable[[Float], Float]:
    """Factorise the system of one coordinate whose first row is fixed to 0 and last row to 1."""
    system = (sparse.identity(rows * cols) + lam * _laplacian(rows, cols)).tocsc()
    index = np.arange(rows * cols).reshape(rows, cols)
    free, last = index[1:-1].ravel(), index[-1]
    if len(free) == 0:
        return lambda target: np.repeat([[0.0], [1.0]], cols, axis=1)
    factor = splu(system[free][:, free])
    fixed = np.asarray(system[free][:, last].sum(axis=1)).ravel()

    def solve(target: Float) -> Float:
        inner = factor.solve(target[1:-1].ravel() - fixed).reshape(rows - 2, cols)
        return np.concatenate((np.zeros((1, cols)), inner, np.ones((1, cols))))

    return solve


def _laplacian(rows: int, cols: int) -> sparse.csr_matrix:
    """Laplacian of the 4-connected rows x cols grid."""

    def path(count: int) -> sparse.csr_matrix:
        step = sparse.diags([-1.0, 1.0], [0, 1], shape=(count - 1, count))
        gram: sparse.csr_matrix = step.T @ step
        return gram

    laplacian: sparse.csr_matrix = sparse.kronsum(path(cols), path(rows), format="csr")
    return laplacian
