"""Semantic boundaries of a label map and the boundary pixel nearest to a point."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree


def boundary_map(
    labels: NDArray[np.integer],
    *,
    ignore: int | None = None,
    targets: Collection[int] | None = None,
) -> NDArray[np.bool_]:
    """Mark the pixels that have a 4-neighbour of another label (section 3.1).

    Both sides of an edge are marked. Pixels of the `ignore` label are cleared, then, if target
    classes are given, all pixels of other classes: the boundary lies inside the target objects.

    Args:
        labels: (H, W) class ids.
        ignore: id whose pixels are never boundary.
        targets: ids whose pixels alone may be boundary; None means all.

    Returns:
        bool (H, W).

    Example:
        >>> boundary_map(np.array([[0, 0, 1, 1]])).tolist()
        [[False, True, True, False]]
    """
    boundary = np.zeros(labels.shape, dtype=bool)
    across_rows = labels[1:] != labels[:-1]
    across_cols = labels[:, 1:] != labels[:, :-1]
    boundary[1:] |= across_rows
    boundary[:-1] |= across_rows
    boundary[:, 1:] |= across_cols
    boundary[:, :-1] |= across_cols
    if ignore is not None:
        boundary &= labels != ignore
    if targets is not None:
        boundary &= np.isin(labels, list(targets))
    return boundary


def nearest_boundary(
    boundary: NDArray[np.bool_], queries: NDArray[np.integer]
) -> NDArray[np.int64] | None:
    """Find b(u) of eq. (2): the boundary pixel nearest to each query pixel.

    Distances are Euclidean in pixels; ties go to the smallest (row, column).

    Args:
        boundary: bool (H, W).
        queries: (N, 2) pixels, (row, column).

    Returns:
        int64 (N, 2), or None where the picture has no boundary.

    Example:
        >>> nearest_boundary(np.eye(4, dtype=bool), np.array([[0, 2]])).tolist()
        [[1, 1]]
    """
    # argwhere is sorted by (row, column), so the smallest index wins a tie.
    candidates = np.argwhere(boundary)
    if len(candidates) == 0:
        return None
    tree = cKDTree(candidates, balanced_tree=False, compact_nodes=False)
    distance, _ = tree.query(queries)
    # Squared distances are integers below 2**31: half a step separates a tie from the next.
    radius = np.sqrt(np.round(distance**2) + 0.5)
    nearest = [min(ball) for ball in tree.query_ball_point(queries, radius)]
    return candidates[nearest]
