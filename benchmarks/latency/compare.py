"""Whether one record is slower than another, stage by stage, and how sure that is.

What is compared are ratios to the reference kernel that ran beside each run, so that another
runner, or a busier one, changes little. Every process gives one ratio a stage; what processes of
the same code differ by is the noise that a difference has to stand out from. Records whose
processes took turns are compared process by process.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from edgeward.benchmarks.latency.record import Latency, Record
from edgeward.errors import BadInput

# One-sided: of stages that are exactly as much slower as allowed, one in a hundred is called
# slower, of those that did not change, far fewer.
CONFIDENCE = 0.99
# Less than this is the clock's and the interpreter's, not a stage's, milliseconds.
SMALLEST_LOSS = 0.003

Verdict = Literal["slower", "faster", "same", "unclear"]


@dataclass(frozen=True)
class Change:
    """How the time of one stage changed.

    Attributes:
        name: of the entry.
        stage: of it.
        change: of the ratio to the reference kernel; 0.1 is a tenth slower.
        low: lower end of the interval.
        high: upper end of the interval.
        verdict: `slower`: the whole interval lies beyond the limit. `same`: all of it within the
            limit on both sides. `faster`: beyond it, downwards. `unclear`: across it.
    """

    name: str
    stage: str
    change: float
    low: float
    high: float
    verdict: Verdict


def compare(base: Record, new: Record, *, max_regression: float) -> list[Change]:
    """Compare what two records have in common.

    Args:
        base: of the code that is the measure.
        new: of the code in question.
        max_regression: by how much a stage may be slower, 0.05 for a twentieth.

    Raises:
        BadInput: their reference kernels differ, they have no entry in common, or a record has one
            process only, which says nothing about noise.
    """
    if base.reference_version != new.reference_version:
        raise BadInput(
            f"Expected ratios to one reference kernel, but got version {base.reference_version} "
            f"and {new.reference_version}; measure the base again."
        )
    if min(base.settings.processes, new.settings.processes) < 2:
        raise BadInput(
            "Expected records of at least 2 processes, which tell what is noise; measure with "
            "--processes 8."
        )
    paired = bool(base.pairing) and base.pairing == new.pairing
    found = [
        judge(name, stage, first, second, max_regression, paired=paired)
        for name, stage, first, second in _pairs(base, new)
    ]
    if not found:
        raise BadInput(
            "Expected two records of the same bundles, sizes and settings, but they have nothing "
            f"in common: {', '.join(e.name for e in base.entries)} against "
            f"{', '.join(e.name for e in new.entries)}."
        )
    return found


def judge(
    name: str, stage: str, base: Latency, new: Latency, max_regression: float, *, paired: bool
) -> Change:
    """Compare one stage of one entry: Student's or Welch's interval for the mean log of ratios."""
    first, second = np.log(base.ratios), np.log(new.ratios)
    difference = float(second.mean() - first.mean())
    margin = _margin(second - first) if paired else _margin(first, second)
    low, high = difference - margin, difference + margin
    limit = np.log1p(max_regression)
    lost = base.median_ms * np.expm1(difference)
    verdict: Verdict = "unclear"
    if (-limit <= low and high <= limit) or abs(lost) < SMALLEST_LOSS:
        verdict = "same"
    elif low > limit:
        verdict = "slower"
    elif high < -limit:
        verdict = "faster"
    change, low, high = (float(np.expm1(log)) for log in (difference, low, high))
    return Change(name, stage, change, low, high, verdict)


def _margin(*samples: NDArray[np.float64]) -> float:
    """Half of the interval of a mean, or of the difference of two (Welch, 1947)."""
    parts = [float(logs.var(ddof=1)) / len(logs) for logs in samples]
    total = sum(parts)
    if total == 0:
        return 0.0
    squares = sum(p**2 / (len(logs) - 1) for p, logs in zip(parts, samples, strict=True))
    return float(stdtrit(total**2 / squares, CONFIDENCE) * np.sqrt(total))


def _pairs(base: Record, new: Record) -> Iterator[tuple[str, str, Latency, Latency]]:
    known = {entry.name: entry.stages for entry in base.entries}
    for entry in new.entries:
        for stage, found in entry.stages.items():
            if stage in known.get(entry.name, {}):
                yield entry.name, stage, known[entry.name][stage], found
