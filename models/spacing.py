"""How far apart the samples lie across semantic boundaries, as a function of the grid.

Whoever interpolates labels between samples is wrong by up to the gap in which the label changes:
per pixel of a boundary, the area that is labelled wrong grows with the distance of neighbouring
samples measured across it. Eq. (2) makes that small by pulling points to boundaries; this is the
quantity itself, as in the variable diffusion method of mesh generation (Winslow, J. Comput. Phys.
1, 1966). It is an expectation over where the boundary lies between two samples, so it is smooth;
it is linear in the boundaries, so a network that is trained on it learns the grid that is best on
average over all that a thumbnail does not tell, rather than an average of grids. And its best
grid does not depend on how many samples are taken.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from edgeward.models.sampling import resize_grid

# Cells of the density a side. As wide as the gaps of a typical grid and wider than those of the
# lattice below: with finer cells, gaps could step over a boundary unseen.
_CELLS = 32
# Positions a side at which the integral is evaluated.
_LATTICE = 64


def boundary_density(
    labels: NDArray[np.integer], *, weights: NDArray[np.float32], ignore: int
) -> Tensor:
    """Measure how much boundary there is around every place of a picture, by direction.

    Args:
        labels: (H, W) class ids.
        weights: float32 (classes,), how much a boundary of each class counts; one between two
            classes counts their mean.
        ignore: label id without meaning; its edges are none.

    Returns:
        float32 (2, 32, 32): label changes from row to row and from column to column, per unit of
        height and width, averaged over cells.

    Example:
        >>> labels = np.zeros((64, 64), np.uint8)
        >>> labels[:, 32:] = 1
        >>> density = boundary_density(labels, weights=np.ones(2, np.float32), ignore=255)
        >>> density.mean(dim=(1, 2)).tolist()  # one boundary across the columns
        [0.0, 1.0]
    """
    table = np.zeros(256, np.float32)
    table[: len(weights)] = weights
    known, weight = labels != ignore, table[labels]
    density = np.zeros((2, *labels.shape), np.float32)
    for axis, side in enumerate(labels.shape):
        before, after = (_shift(axis, start) for start in (0, 1))
        change = (labels[before] != labels[after]) & known[before] & known[after]
        half = side * change * (weight[before] + weight[after]) / 4
        density[axis][before] += half
        density[axis][after] += half
    return F.adaptive_avg_pool2d(torch.from_numpy(density)[None], (_CELLS, _CELLS))[0]


def _shift(axis: int, start: int) -> tuple[slice, ...]:
    """Select all lines along an axis but the last (start 0) or the first (start 1)."""
    line = slice(1, None) if start else slice(None, -1)
    return (line, slice(None)) if axis == 0 else (slice(None), line)


def squared_spacing(grids: Tensor, density: Tensor) -> Tensor:
    """Integrate the squared gap between samples across the boundaries of a picture.

    Args:
        grids: covering, float32 (N, rows, cols, 2).
        density: float32 (N, 2, 32, 32), see `boundary_density`.

    Returns:
        (N,), at least 0: in units in which a uniform grid has a gap of 1 along either axis;
        differentiable. Folded cells count as their mirrors.

    Example:
        >>> from edgeward.models.sampling import uniform_grid
        >>> density = torch.ones(1, 2, 32, 32)
        >>> squared_spacing(uniform_grid(8, 8)[None], density).item()
        2.0
    """
    fine = resize_grid(grids, (_LATTICE + 1, _LATTICE + 1))
    down, right = _mean_of_pairs(fine.diff(dim=1), 2), _mean_of_pairs(fine.diff(dim=2), 1)
    down, right = _LATTICE * down, _LATTICE * right
    area = (down[..., 0] * right[..., 1] - down[..., 1] * right[..., 0]).abs()
    centre = _mean_of_pairs(_mean_of_pairs(fine, 1), 2)
    there = F.grid_sample(
        density, 2 * centre.flip(-1) - 1, padding_mode="border", align_corners=False
    )
    gap = down.abs() + right.abs()
    return (area * (there.movedim(1, -1) * gap.square()).sum(dim=-1)).mean(dim=(1, 2))


def _mean_of_pairs(values: Tensor, dim: int) -> Tensor:
    """Average neighbours along one dimension."""
    length = values.shape[dim] - 1
    return (values.narrow(dim, 0, length) + values.narrow(dim, 1, length)) / 2
