"""Outputs against those of the host."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edgeward.benchmarks.arm_engine.cases import Call, Outputs
from edgeward.sampling import points


def difference(ours: NDArray[Any], theirs: NDArray[Any]) -> dict[str, float]:
    """Find the largest difference, as it is and as a share of the largest value of ours.

    Example:
        >>> difference(np.float32([-4, 1]), np.float32([-4, 2]))
        {'largest': 1.0, 'share_of_largest_value': 0.25}
    """
    largest = float(np.abs(ours.astype(np.float64) - theirs).max())
    return {"largest": largest, "share_of_largest_value": largest / float(np.abs(ours).max())}


def compare(calls: Sequence[Call], found: Sequence[Outputs]) -> dict[str, Any]:
    """Compare a file's outputs for all pictures with the host's.

    Args:
        calls: on the host.
        found: outputs for the same inputs.

    Returns:
        By output its `difference` in the picture where that is worst; of a sampler also how many
        sampled points differ, of a segmenter at how many samples another class scores highest.
    """
    pairs = [(call.size, call.outputs, other) for call, other in zip(calls, found, strict=True)]
    off: dict[str, Any] = {}
    for name in calls[0].outputs:
        each = [difference(ours[name], theirs[name]) for _, ours, theirs in pairs]
        off[name] = max(each, key=lambda one: one["share_of_largest_value"])
    if (grid := "sample_grid") in off:
        moved = [(points(a[grid], size) != points(b[grid], size)).any(-1) for size, a, b in pairs]
        off["points"] = _tally(moved)
    if (name := "scores") in off:
        off["argmax"] = _tally([a[name].argmax(-1) != b[name].argmax(-1) for _, a, b in pairs])
    return off


def _tally(differs: Sequence[NDArray[np.bool_]]) -> dict[str, float]:
    every = np.concatenate([np.ravel(each) for each in differs])
    return {"of": every.size, "differ": int(every.sum()), "share": float(every.mean())}
