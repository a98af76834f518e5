"""What was measured, for people, for machines and for the next run to be compared with.

Keys follow LiteRT's `benchmark_litert_model --result_json` where they mean the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from edgeward.benchmarks.latency.pictures import size_name
from edgeward.benchmarks.latency.spec import Runs, Settings, Size
from edgeward.decode import Misfit, decode
from edgeward.errors import BadInput

SCHEMA = 1
# The percentile of times that ratios are made of.
QUICK = 10
STAGES = ("thumbnail", "sampler", "sample", "segmenter", "interpolate")


@dataclass(frozen=True)
class Latency:
    """Milliseconds of one stage, over the runs of all processes.

    Attributes:
        avg_ms: mean.
        min_ms: least.
        max_ms: most.
        median_ms: median.
        std_ms: standard deviation.
        p5_ms: 5th percentile.
        p95_ms: 95th percentile.
        num_runs: that counted.
        ratios: one a process, of tenth percentiles: the stage's time over the reference kernel's.
            Of the quick runs, as whatever else the machine does makes others slow.
    """

    avg_ms: float
    min_ms: float
    max_ms: float
    median_ms: float
    std_ms: float
    p5_ms: float
    p95_ms: float
    num_runs: int
    ratios: tuple[float, ...]


@dataclass(frozen=True)
class Stage:
    """FLOPs of one network: a multiply-add counts as two.

    Attributes:
        multiply_adds: of convolutions and matrix products.
        other: operations beside them, None where the graph could not be counted.
    """

    multiply_adds: int
    other: int | None

    @property
    def flops(self) -> int:
        """All operations that are known."""
        return 2 * self.multiply_adds + (self.other or 0)


@dataclass(frozen=True)
class Entry:
    """One subject on one picture size.

    Attributes:
        model: name of the bundle.
        sampling: `adaptive` or `uniform`.
        format: of the files.
        precision: of the files.
        accelerators: what the engine ran on.
        sample_size: (h, w), pixels that are segmented.
        picture_size: (H, W), pixels that are labelled.
        num_threads: of the engine and the un-warp.
        model_size_mb: of the files that ran, megabytes.
        flops: by network; missing where neither the graph nor its manifest tells.
        init_ms: median time to load.
        warmup_first_ms: median of the first runs.
        num_warmup_runs: that did not count, in every process.
        stages: latency by stage; `total` is one of them.
        peak_mb: resident memory of a process that does nothing else; None if it was not measured.
        added_mb: the part of it that loading and running added.
    """

    model: str
    sampling: str
    format: str
    precision: str
    accelerators: str
    sample_size: Size
    picture_size: Size
    num_threads: int
    model_size_mb: float
    flops: Mapping[str, Stage]
    init_ms: float
    warmup_first_ms: float
    num_warmup_runs: int
    stages: Mapping[str, Latency]
    peak_mb: float | None = None
    added_mb: float | None = None

    @property
    def name(self) -> str:
        """What it is, in one line; equal names of two records are compared."""
        samples = f"{self.sample_size[0]}x{self.sample_size[1]}"
        runs_on = f"{self.format} {self.precision} {self.accelerators}, {self.num_threads} thread"
        return (
            f"{self.model} {self.sampling}, {samples} of {size_name(self.picture_size)}, {runs_on}"
            + "s" * (self.num_threads > 1)
        )


@dataclass(frozen=True)
class Record:
    """Everything that one call of `edgeward bench` measured.

    Attributes:
        device: that measured.
        settings: how.
        reference_version: of the kernel that ratios are to.
        reference_ms: median time of that kernel.
        entries: one a subject and picture size.
        command: that made it.
        pairing: shared by two records whose processes took turns; "" for others.
        schema: of this record.
    """

    device: Mapping[str, Any]
    settings: Settings
    reference_version: int
    reference_ms: float
    entries: tuple[Entry, ...]
    command: str = ""
    pairing: str = ""
    schema: int = SCHEMA


def latency(runs: Sequence[Runs], stage: str) -> Latency:
    """Sum a stage up over the processes that measured it.

    Example:
        >>> runs = Runs(0, (1, 1), 0.0, (9.0,), {"total": (1.0, 2.0, 6.0)}, (1.0, 1.0, 2.0))
        >>> found = latency([runs], "total")
        >>> found.median_ms, found.max_ms, [round(ratio, 2) for ratio in found.ratios]
        (2.0, 6.0, [1.2])
    """
    times = np.concatenate([run.stages[stage] for run in runs])
    p5, median, p95 = np.percentile(times, (5, 50, 95))
    ratios = [
        np.percentile(run.stages[stage], QUICK) / np.percentile(run.reference, QUICK)
        for run in runs
    ]
    return Latency(
        avg_ms=float(times.mean()),
        min_ms=float(times.min()),
        max_ms=float(times.max()),
        median_ms=float(median),
        std_ms=float(times.std()),
        p5_ms=float(p5),
        p95_ms=float(p95),
        num_runs=len(times),
        ratios=tuple(float(ratio) for ratio in ratios),
    )


def adaptivity(adaptive: Entry, uniform: Entry) -> float:
    """Share of the total time that adaptive sampling costs beyond what uniform sampling needs.

    Thumbnail and sampler, and what sampling and un-warp take longer than on a uniform grid; the
    segmenter does the same work for both.

    Returns:
        Of the adaptive total; of medians.
    """

    def ms(entry: Entry, stage: str) -> float:
        return entry.stages[stage].median_ms if stage in entry.stages else 0.0

    extra = sum(ms(adaptive, s) - ms(uniform, s) for s in STAGES if s != "segmenter")
    return extra / ms(adaptive, "total")


def twin_of(entry: Entry, others: Iterable[Entry]) -> Entry | None:
    """Find the uniform run of an adaptive entry's bundle, if it was measured."""
    if entry.sampling != "adaptive":
        return None
    name = replace(entry, sampling="uniform").name
    return next((other for other in others if other.name == name), None)


def from_json(data: Any, origin: str) -> Record:
    """Read a record from parsed JSON.

    Raises:
        BadInput: it is none, or one of another schema.
    """
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise BadInput(
            f"Expected a record of edgeward bench, schema {SCHEMA}, in {origin}, but got schema "
            f"{schema}; make it again with: edgeward bench BUNDLE --json."
        )
    try:
        return decode(Record, data)
    except Misfit as error:
        raise BadInput(f"Cannot read {origin}: {error}; make it again.") from error


def action_list(record: Record) -> list[dict[str, Any]]:
    """Convert to the list that github-action-benchmark takes as `customSmallerIsBetter`.

    Ratios, as runners differ from run to run; the milliseconds are in `extra`.
    """
    return [
        {
            "name": f"{entry.name}: {stage}",
            "unit": "x reference kernel",
            "value": float(np.median(found.ratios)),
            "range": f"{min(found.ratios):.4g} to {max(found.ratios):.4g}",
            "extra": f"{found.median_ms:.4g} ms",
        }
        for entry in record.entries
        for stage, found in entry.stages.items()
    ]
