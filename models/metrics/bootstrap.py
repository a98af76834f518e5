"""How sure a figure is: over test pictures by a paired bootstrap, over seeds by Student's t."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from edgeward.errors import BadInput

Counts = TypeVar("Counts", NDArray[np.int64], NDArray[np.float64])


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95 % confidence interval, in the figure's unit.

    Attributes:
        estimate: the figure itself.
        low: lower end; NaN if unknown.
        high: upper end; NaN if unknown.
    """

    estimate: float
    low: float
    high: float


def paired_bootstrap(
    first: Counts,
    second: Counts,
    figure: Callable[[Counts], float],
    *,
    seed: int,
    resamples: int = 2000,
) -> Interval:
    """Estimate by how much one model is better than another on pictures like those of a test set.

    Pictures are drawn with replacement, the same for both models, and the figure is computed from
    the counts of those drawn; the interval holds the middle 95 % of the differences. This tells
    about pictures, not about training again. The pictures must be independent: sum the counts of
    frames of one video first, or the interval is too narrow.

    The source is Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.

    Args:
        first: (pictures, ...) counts of the one model.
        second: (pictures, ...) counts of the other, the pictures in the same order.
        figure: maps counts (...), summed over pictures, to a figure; NaN where it is undefined, and
            such draws do not count.
        seed: of the draws.
        resamples: number of draws.

    Returns:
        The difference of the figures, first minus second, over all pictures.

    Raises:
        BadInput: the counts differ in shape, or there are no pictures.

    Example:
        >>> better, worse = np.array([9, 8, 9]), np.array([6, 5, 6])
        >>> paired_bootstrap(better, worse, float, seed=0)
        Interval(estimate=9.0, low=9.0, high=9.0)
    """
    if first.shape != second.shape or not len(first):
        raise BadInput(
            "Expected counts of the same pictures, at least one, but got the shapes "
            f"{first.shape} and {second.shape}."
        )
    pictures = len(first)
    draws = np.random.default_rng(seed).multinomial(
        pictures, np.full(pictures, 1 / pictures), size=resamples
    )
    drawn = [np.tensordot(draws, counts, axes=1) for counts in (first, second)]
    found = np.array([figure(one) - figure(other) for one, other in zip(*drawn, strict=True)])
    low, high = _middle(found[~np.isnan(found)])
    return Interval(figure(first.sum(axis=0)) - figure(second.sum(axis=0)), low, high)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    if not values.size:
        return float("nan"), float("nan")
    low, high = np.quantile(values, (0.025, 0.975)).tolist()
    return low, high


def seed_interval(values: Sequence[float]) -> Interval:
    """Estimate the mean of a figure over training seeds, by Student's t.

    Args:
        values: the figure of every seed.

    Returns:
        The mean, and mean -+ t s / sqrt(n) with t the 97.5 % point of n - 1 degrees of freedom and
        s the sample's standard deviation. One seed says nothing about others: both ends are NaN.

    Raises:
        BadInput: there are no values.

    Example:
        >>> round(seed_interval([1.0, 2.0, 3.0]).high, 3)
        4.484
        >>> seed_interval([1.0])
        Interval(estimate=1.0, low=nan, high=nan)
    """
    n = len(values)
    if not n:
        raise BadInput("Expected the figure of at least one seed, but got none; train one.")
    mean, half = float(np.mean(values)), float("nan")
    if n > 1:
        half = float(stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(n))
    return Interval(mean, mean - half, mean + half)
