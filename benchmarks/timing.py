"""Timing of several ways to do the same thing, so that a noisy machine hits all of them alike."""

import random
import statistics
import time
from collections.abc import Callable, Mapping


def median_ms(ways: Mapping[str, Callable[[], object]], *, runs: int = 15) -> dict[str, float]:
    """Time several functions after one warm-up each, once a round.

    Every round has an order of its own, by a fixed seed: whoever follows a way that fills the
    caches with its own data is slower for it.

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
    order, shuffle = list(ways.items()), random.Random(0).shuffle
    for _ in range(runs):
        shuffle(order)
        for name, way in order:
            start = time.perf_counter()
            way()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: statistics.median(values) for name, values in times.items()}
