"""Axes of plots: their ranges and what is marked on them."""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Axis(NamedTuple):
    """An axis.

    Attributes:
        title: what lies on it, with its unit.
        low: where it begins.
        high: where it ends.
        marks: text by place.
        log: whether it is logarithmic.
    """

    title: str
    low: float
    high: float
    marks: Mapping[float, str]
    log: bool

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the low end to 1 at the high one.

        Example:
            >>> Axis("ms", 1, 100, {}, True).share(10), Axis("ms", 0, 4, {}, False).share(1)
            (0.5, 0.25)
        """
        scale = math.log if self.log else float
        low, high, at = map(scale, (self.low, self.high, value))
        return (at - low) / (high - low)


def axis(title: str, values: Iterable[float], *, log: bool = False) -> Axis:
    """Make an axis on which values lie, with some room at both ends.

    Example:
        >>> list(axis("ms", [0.4, 2.4], log=True).marks.values())
        ['0.5', '1', '2']
    """
    low, high = _range(list(values), log)
    marks = log_steps(low, high) if log else steps(low, high)
    return Axis(title, low, high, {mark: f"{mark:g}" for mark in marks}, log)


def _range(values: list[float], log: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    if log:
        room = max((high / low) ** 0.06, 1.02)
        return low / room, high * room
    room = 0.08 * (high - low) or 0.5
    return low - room, high + room


def steps(low: float, high: float, most: int = 5) -> list[float]:
    """List evenly spaced round values in a range.

    Example:
        >>> steps(0, 4.4), steps(91, 96)
        ([0.0, 1.0, 2.0, 3.0, 4.0], [91.0, 92.0, 93.0, 94.0, 95.0, 96.0])
    """
    ten = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(ten * m for m in (1, 2, 5, 10) if (high - low) / (ten * m) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(n * step, 12) for n in range(first, last + 1)]


def log_steps(low: float, high: float, most: int = 5) -> list[float]:
    """List round values in a range, evenly spaced for a logarithmic axis.

    Example:
        >>> log_steps(0.36, 2.5), log_steps(0.004, 200)
        ([0.5, 1.0, 2.0], [0.01, 0.1, 1.0, 10.0, 100.0])
    """
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for digits in ((1, 2, 5), (1, 3), (1,)):
        places = (float(f"{digit}e{ten}") for ten in tens for digit in digits)
        found = [place for place in places if low <= place <= high]
        if len(found) <= most:
            break
    # A range within a decade may hold one of these or none.
    return found if len(found) > 1 else steps(low, high)
