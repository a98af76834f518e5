"""What the runs of an experiment found: figures over seeds, leads over uniform, intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edgeward.benchmarks.accuracy.plan import Experiment, Way, runs, tally_path
from edgeward.models.metrics import Interval, paired_bootstrap, seed_interval
from edgeward.models.tally import Tally, comparisons, figures, in_blocks, load_tally


@dataclass(frozen=True)
class Series:
    """All seeds of one size and way.

    Attributes:
        way: to look.
        sample: height and width of the sampled picture.
        tallies: one per seed.
        variant: of the recipe; "" is the experiment's own.
    """

    way: Way
    sample: int
    tallies: tuple[Tally, ...]
    variant: str = ""

    def figure(self, name: str, targets: Sequence[int]) -> Interval:
        """Average a figure over the seeds; "a.b" is entry b of figure a."""
        return seed_interval([_entry(figures(tally, targets), name) for tally in self.tallies])


def read_results(experiment: Experiment, out: Path, data: Path, split: str) -> list[Series]:
    """Read all results on a split of a data set, by size, variant and way."""
    found: dict[tuple[int, str, Way], list[Tally]] = {}
    for run in runs(experiment):
        path = tally_path(out, run, data, split)
        if path.exists():
            tally = load_tally(path)
            found.setdefault((run.sample, run.variant, run.way), []).append(tally)
    order, variants = ("adaptive", "uniform", "known"), [variant for _, variant, _ in found]
    keys = sorted(found, key=lambda key: (key[0], variants.index(key[1]), order.index(key[2])))
    return [Series(way, at, tuple(found[at, variant, way]), variant) for at, variant, way in keys]


def lead(
    results: Sequence[Series],
    sizes: Sequence[int],
    name: str,
    targets: Sequence[int],
    *,
    block: int,
    variant: str = "",
) -> Interval | None:
    """Estimate the mean lead of adaptive over uniform sampling, over sizes and the seeds of each.

    The paired bootstrap over pictures, the same draws for every size and seed: what other pictures
    would change, not what other seeds would.

    Args:
        results: of one experiment.
        sizes: of the samples, to average over.
        name: one of `comparisons`.
        targets: ids of the target classes.
        block: neighbouring pictures that are drawn together.
        variant: of the recipe; compared with the plain recipe's uniform sampling if it has none.

    Returns:
        The lead and its interval; None where a size lacks results or the figure is not defined.
    """
    of_sizes = [_pairs(results, size, variant) for size in sizes]
    ways = comparisons(targets)
    if name not in ways or not all(of_sizes):
        return None
    pairs = [pair for pairs in of_sizes for pair in pairs]
    weights = [1 / (len(sizes) * len(pairs)) for pairs in of_sizes for _ in pairs]
    counts, figure = ways[name]
    first, second = (
        np.stack([in_blocks(counts(pair[side]), block) for pair in pairs], axis=1)
        for side in (0, 1)
    )
    found = paired_bootstrap(first, second, _mean_of(figure, weights), seed=0)
    return None if np.isnan(found.estimate) else found


def lead_of_seeds(
    results: Sequence[Series], size: int, name: str, targets: Sequence[int]
) -> Interval:
    """Average the lead at one size over the seeds, with their interval."""
    figure = comparisons(targets)[name]
    gains = []
    for pair in _pairs(results, size):
        one, other = (figure[1](figure[0](tally).sum(axis=0)) for tally in pair)
        gains.append(one - other)
    return seed_interval(gains)


def _mean_of(
    figure: Callable[[Any], float], weights: Sequence[float]
) -> Callable[[NDArray[Any]], float]:
    return lambda stacked: float(np.dot(weights, [figure(counts) for counts in stacked]))


def _pairs(results: Sequence[Series], size: int, variant: str = "") -> list[tuple[Tally, Tally]]:
    """Pair the seeds of adaptive and uniform at one size."""
    by_way: dict[Way, tuple[Tally, ...]] = {}
    for wanted in ("", variant):
        own = [series for series in results if (series.sample, series.variant) == (size, wanted)]
        by_way |= {series.way: series.tallies for series in own}
    return list(zip(by_way.get("adaptive", ()), by_way.get("uniform", ()), strict=False))


def _entry(found: Any, name: str) -> float:
    for key in name.split("."):
        found = found[int(key)] if isinstance(found, list) else found[key]
    return float(found)
