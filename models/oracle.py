"""What sampling alone can give: the label round trip, and the ceilings of ways to place the grid.

Labels stand in for a perfect segmenter: they are sampled where a picture would be, and interpolated
back as its scores would be. What is lost is lost to sampling, so the figures bound those of any
model that samples so, and a sampler's settings can be compared without training anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edgeward import points, resize_grid, uniform_grid
from edgeward.models.data.example import IGNORE, Example
from edgeward.models.evaluation import round_trip
from edgeward.models.metrics import (
    Interval,
    boundary_distance,
    class_iou,
    confusion,
    mean_iou,
    paired_bootstrap,
)
from edgeward.models.proposal import boundary_targets, minimise
from edgeward.models.roundtrip import descend, label_shares, simulated
from edgeward.models.untangle import cell_shares, unfold

Grid = NDArray[np.float32]
Kind = Literal["uniform", "proposal", "unfolded", "fixed", "descent"]

GRIDS = (8, 12, 16, 24, 32)
LAMBDAS = (0.3, 1.0, 3.0)
DESCENTS = (16, 32)
# Of the trimap, in pixels.
WIDTH = 4


@dataclass(frozen=True)
class Way:
    """A way to place the samples of a picture.

    Attributes:
        kind: "uniform"; eq. (2)'s "proposal" from the picture's own labels; that, "unfolded"; the
            "fixed" mean of the proposals of other pictures; or the "descent" on the round trip's
            own error, which knows the labels.
        grid: points a side.
        lam: lambda of eq. (2).
        of_targets: whether only the target classes' boundaries count.
    """

    kind: Kind
    grid: int = 2
    lam: float = 1.0
    of_targets: bool = False

    def __str__(self) -> str:
        if self.kind == "uniform":
            return "uniform"
        side = f"{self.grid}x{self.grid}"
        if self.kind == "descent":
            return f"descent {side}"
        where = f"{side} λ {self.lam:g} {'targets' if self.of_targets else 'all'}"
        return f"one grid {where}" if self.kind == "fixed" else where


UNIFORM = Way("uniform")


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


@dataclass(frozen=True)
class Choice:
    """The recommended setting of one sample size.

    Attributes:
        way: the setting, or the uniform way.
        fit: how many proposals lose nothing against uniform.
        known: how many proposals there are.
    """

    way: Way
    fit: int
    known: int


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


def settings(targets: Sequence[int] = ()) -> list[Way]:
    """List the settings of eq. (2) that are compared.

    Args:
        targets: ids of the target classes; without, boundaries are those of all classes.

    Returns:
        Ways of the kind "proposal".

    Example:
        >>> len(settings()), str(settings()[0])
        (15, '8x8 λ 0.3 all')
    """
    choices = (False, True) if targets else (False,)
    ways = product(choices, GRIDS, LAMBDAS)
    return [Way("proposal", grid, lam, of_targets) for of_targets, grid, lam in ways]


def proposals(labels: Iterable[NDArray[np.uint8]], targets: Sequence[int] = ()) -> dict[Way, Grid]:
    """Compute the mean of the proposals of label maps, setting by setting; of one, its own.

    Eq. (2)'s minimiser is linear in b(u), so the mean of the minimisers is that of the mean.

    Args:
        labels: (H, W) each, class ids or IGNORE; at least one.
        targets: see `settings`.

    Returns:
        Covering grids, float32 (grid, grid, 2), by setting.

    Example:
        >>> found = proposals([np.zeros((9, 9), np.uint8)])
        >>> np.abs(found[Way("proposal", 8, 0.3)] - uniform_grid(8, 8)).max() < 1e-6
        np.True_
    """
    ways = settings(targets)
    pulls: dict[tuple[int, bool], list[NDArray[np.float64]]] = {
        (way.grid, way.of_targets): [] for way in ways
    }
    for each in labels:
        for (grid, of_targets), found in pulls.items():
            chosen = targets if of_targets else None
            found.append(
                boundary_targets(each, grid_size=(grid, grid), ignore=IGNORE, targets=chosen)
            )
    means = {key: np.mean(found, axis=0) for key, found in pulls.items()}
    return {
        way: minimise(means[way.grid, way.of_targets], way.lam).astype(np.float32) for way in ways
    }


def descents(labels: NDArray[np.uint8], *, size: int, classes: int) -> dict[Way, Grid]:
    """Descend on the round trip's error of the picture itself: a reference that knows the labels.

    Args:
        labels: (H, W) class ids or IGNORE.
        size: samples a side; beyond 64 the grids are those of 64.
        classes: number of classes.

    Returns:
        Covering grids, float32 (grid, grid, 2), for each size of `DESCENTS`.

    Example:
        >>> found = descents(np.eye(40, dtype=np.uint8), size=4, classes=2)
        >>> [grid.shape for grid in found.values()]
        [(16, 16, 2), (32, 32, 2)]
    """
    sides = simulated((size, size))
    shares = label_shares(labels, classes=classes, sample_size=sides, ignore=IGNORE)[None]
    grids = {n: descend(shares, grid_size=(n, n), sample_size=sides)[0] for n in DESCENTS}
    return {Way("descent", n): grid.numpy() for n, grid in grids.items()}


def study(
    examples: Iterable[Example],
    *,
    sizes: Sequence[int],
    classes: int,
    targets: Sequence[int] = (),
    fixed: Mapping[Way, Grid] | None = None,
) -> dict[int, dict[Way, Counts]]:
    """Count the label round trip of pictures for every sample size and way to sample.

    Args:
        examples: labelled pictures, at least one.
        sizes: samples a side.
        classes: number of classes.
        targets: ids of the target classes; without, boundaries are those of all classes.
        fixed: one grid for all pictures per setting: `proposals` of others.

    Returns:
        By sample size and way, counts stacked over the pictures: (pictures, ...).

    Example:
        >>> example = Example("", np.zeros((9, 9, 3), np.uint8), np.eye(9, dtype=np.uint8))
        >>> study([example], sizes=[4], classes=2)[4][UNIFORM].confusion.shape
        (1, 2, 2)
    """
    found: dict[int, list[dict[Way, Counts]]] = {size: [] for size in sizes}
    constant = {UNIFORM: uniform_grid(2, 2)}
    constant |= {replace(way, kind="fixed"): grid for way, grid in (fixed or {}).items()}
    for example in examples:
        own = proposals([example.labels], targets)
        guarded = {replace(way, kind="unfolded"): unfold(grid) for way, grid in own.items()}
        for size, descended in _descended(example.labels, sizes, classes):
            grids = constant | own | guarded | descended
            found[size].append(count(example.labels, grids, size=size, classes=classes))
    return {size: _stacked(rows) for size, rows in found.items()}


def _descended(
    labels: NDArray[np.uint8], sizes: Sequence[int], classes: int
) -> Iterator[tuple[int, dict[Way, Grid]]]:
    """Find the descents for every size, each only once."""
    known: dict[int, dict[Way, Grid]] = {}
    for size in sizes:
        same = simulated((size, size))[0]
        if same not in known:
            known[same] = descents(labels, size=size, classes=classes)
        yield size, known[same]


def _stacked(rows: list[dict[Way, Counts]]) -> dict[Way, Counts]:
    def stack(way: Way, name: str) -> NDArray[np.int64]:
        return np.stack([getattr(row[way], name) for row in rows]).astype(np.int64)

    names = ("confusion", "band", "samples", "cells")
    return {way: Counts(*(stack(way, name) for name in names)) for way in rows[0]}


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


def recommend(ceilings: Mapping[Way, Ceiling]) -> Choice:
    """Choose the setting of eq. (2): the best of those that lose nothing against uniform.

    Args:
        ceilings: by way, of one sample size; those of the kind "proposal" may be chosen.

    Returns:
        The setting of the highest `merit` among those whose mean IoU over all classes is at least
        the uniform one's; the uniform way if there are none.

    Example:
        >>> even, sharp = Ceiling(0.8, 0.5, 0, 0, 0), Ceiling(0.7, 0.9, 0, 0, 0)
        >>> recommend({UNIFORM: even, Way("proposal", 16): sharp}).way == UNIFORM
        True
    """
    least = ceilings[UNIFORM].miou
    known = [way for way in ceilings if way.kind == "proposal"]
    fit = [way for way in known if ceilings[way].miou >= least]
    best = max(fit, key=lambda way: ceilings[way].merit, default=UNIFORM)
    return Choice(best, len(fit), len(known))


def gain(counts: Mapping[Way, Counts], way: Way) -> Interval:
    """Estimate the gain in mean IoU over uniform, on pictures like these.

    Args:
        counts: by way, (pictures, ...), see `study`.
        way: to compare with the uniform one.

    Returns:
        The gain, with the interval of `paired_bootstrap`; too narrow for frames of one video.

    Example:
        >>> one = np.array([[1, 2]])
        >>> counts = {UNIFORM: Counts(np.array([[[3, 0], [1, 4]]]), one, one, one)}
        >>> gain(counts, UNIFORM)
        Interval(estimate=0.0, low=0.0, high=0.0)
    """
    return paired_bootstrap(
        counts[way].confusion,
        counts[UNIFORM].confusion,
        lambda total: mean_iou(class_iou(total)),
        seed=0,
        resamples=1000,
    )
