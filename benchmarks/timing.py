"""Timing of two ways to do the same thing, interleaved so that a noisy machine hits both."""

import statistics
import time
from collections.abc import Callable, Mapping


def median_ms(ways: Mapping[str, Callable[[], object]], *, runs: int = 15) -> dict[str, float]:
    """Time several functions in turn after one warm-up each.

    Args:
        ways: functions by name.
        runs: measured calls of each.

    Returns:
        Median milliseconds by name.

    Example:
        >>> median_ms({"nothing": lambda: None}, runs=3)["nothing"] < 1
        True
    """
    for way in ways.values():
        way()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: statistics.median(values) for name, values in times.items()}
