"""The study of a data set: all ways and sample sizes, and the setting to take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edgeward import uniform_grid
from edgeward.models.data.example import Example
from edgeward.models.metrics import Interval, class_iou, mean_iou, paired_bootstrap
from edgeward.models.oracle.counts import Ceiling, Counts, count
from edgeward.models.oracle.ways import UNIFORM, Grid, Way, descents, proposals
from edgeward.models.roundtrip import simulated
from edgeward.models.untangle import unfold


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
