"""What the label round trip of a picture finds, and the ceilings that follow from many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edgeward import points, resize_grid
from edgeward.models.data.example import IGNORE
from edgeward.models.evaluation import round_trip
from edgeward.models.metrics import boundary_distance, class_iou, confusion, mean_iou
from edgeward.models.oracle.ways import Grid, Way
from edgeward.models.untangle import cell_shares

# Of the trimap, in pixels.
WIDTH = 4


@dataclass(frozen=True)
class Counts:
    """What is counted of one picture, or of several, stacked along a first axis.

    Attributes:
        confusion: int64 (..., classes, classes), pixels by (true class, found class).
        band: int64 (..., 2), right pixels and all, at most `WIDTH` pixels from a boundary.
        samples: int64 (..., 2), samples on a pixel that another has too, and all.
        cells: int64 (..., 2), folded cells of the grid of samples, and all.
    """

    confusion: NDArray[np.int64]
    band: NDArray[np.int64]
    samples: NDArray[np.int64]
    cells: NDArray[np.int64]


@dataclass(frozen=True)
class Ceiling:
    """What a way to sample reaches over all pictures, shares from 0 to 1.

    Attributes:
        miou: mean IoU over the classes that occur.
        miou_targets: over the target classes; NaN without.
        trimap: share of right pixels, of those at most `WIDTH` pixels from a boundary.
        collapsed: share of the samples that fall on a pixel that another falls on too.
        folded: share of the cells with a corner triangle of negative area, see `cell_shares`.
    """

    miou: float
    miou_targets: float
    trimap: float
    collapsed: float
    folded: float

    @property
    def merit(self) -> float:
        """What settings are compared by: the mean of both figures, or the one there is."""
        of_targets = self.miou if np.isnan(self.miou_targets) else self.miou_targets
        return (self.miou + of_targets) / 2


def count(
    labels: NDArray[np.uint8], grids: Mapping[Way, Grid], *, size: int, classes: int
) -> dict[Way, Counts]:
    """Count, for every way to sample a picture, what its label round trip finds.

    Args:
        labels: (H, W) class ids or IGNORE.
        grids: covering, float32 (rows, cols, 2) each.
        size: samples a side.
        classes: number of classes.

    Returns:
        Counts of one picture, by way.

    Example:
        >>> from edgeward import uniform_grid
        >>> from edgeward.models.oracle import UNIFORM
        >>> labels = np.tile(np.uint8([0, 0, 0, 1, 1]), (5, 1))
        >>> count(labels, {UNIFORM: uniform_grid(2, 2)}, size=3, classes=2)[UNIFORM].band.tolist()
        [20, 25]
    """
    near = boundary_distance(labels, ignore=IGNORE, reach=WIDTH) <= WIDTH
    # Grids that needed no unfolding are the same object, and need no second look.
    distinct = {id(grid): grid for grid in grids.values()}
    found = {key: _count(labels, grid, size, classes, near) for key, grid in distinct.items()}
    return {way: found[id(grid)] for way, grid in grids.items()}


def _count(
    labels: NDArray[np.uint8], grid: Grid, size: int, classes: int, near: NDArray[np.bool_]
) -> Counts:
    fine = resize_grid(grid, (size, size))
    where = points(fine, labels.shape)
    found = round_trip(labels, where, classes=classes)
    right = np.count_nonzero((found == labels) & near)
    return Counts(
        confusion(found, labels, classes=classes, ignore=IGNORE),
        np.array([right, np.count_nonzero(near)]),
        np.array([_collapsed(where), size**2]),
        np.array([np.count_nonzero(cell_shares(fine) < 0), (size - 1) ** 2]),
    )


def _collapsed(where: NDArray[np.int32]) -> int:
    """Count the samples that share their pixel with another."""
    _, times = np.unique(where.reshape(-1, 2), axis=0, return_counts=True)
    return int(times[times > 1].sum())


def ceiling(counts: Counts, targets: Sequence[int] = ()) -> Ceiling:
    """Compute the figures of a way to sample.

    Args:
        counts: (pictures, ...), see `study`.
        targets: ids of the target classes.

    Returns:
        Its figures over all pictures together.

    Example:
        >>> one = np.array([[1, 2]])
        >>> ceiling(Counts(np.array([[[3, 0], [1, 4]]]), one, one, one), [1]).miou_targets
        0.8
    """
    iou = class_iou(counts.confusion.sum(axis=0))
    parts = (getattr(counts, name).sum(axis=0) for name in ("band", "samples", "cells"))
    band, samples, cells = (float(part / whole) if whole else float("nan") for part, whole in parts)
    of_targets = mean_iou(iou, targets) if targets else float("nan")
    return Ceiling(mean_iou(iou), of_targets, band, samples, cells)
