"""Records with known figures."""

from collections.abc import Sequence
from dataclasses import replace

from edgeward.benchmarks.latency.record import Entry, Latency, Record, Stage
from edgeward.benchmarks.latency.spec import Settings


def stage(ms: float, ratios: Sequence[float] = (1.0, 1.0)) -> Latency:
    """A stage that always takes as long."""
    return Latency(ms, ms, ms, ms, 0.0, ms, ms, 10, tuple(ratios))


ENTRY = Entry(
    model="tiny",
    sampling="adaptive",
    format="onnx",
    precision="fp32",
    accelerators="cpu",
    sample_size=(32, 48),
    picture_size=(720, 1280),
    num_threads=1,
    model_size_mb=1.5,
    flops={"sampler": Stage(1_000_000, 2_000), "segmenter": Stage(3_000_000, None)},
    init_ms=20.0,
    warmup_first_ms=5.0,
    num_warmup_runs=2,
    stages={
        "thumbnail": stage(0.1),
        "sampler": stage(0.4),
        "sample": stage(0.3),
        "segmenter": stage(2.0),
        "interpolate": stage(0.9),
        "total": stage(3.7),
    },
)
UNIFORM = replace(
    ENTRY,
    sampling="uniform",
    stages={
        "sample": stage(0.2),
        "segmenter": stage(2.1),
        "interpolate": stage(0.8),
        "total": stage(3.1),
    },
)


def record(*entries: Entry, processes: int = 5, reference: int = 1) -> Record:
    """A record of these entries."""
    return Record({"cpu": "none"}, Settings(processes=processes), reference, 0.5, entries)


def with_ratios(ratios: Sequence[float], *, ms: float = 2.0) -> Record:
    """A record of one stage."""
    return record(replace(ENTRY, stages={"segmenter": stage(ms, ratios)}))
