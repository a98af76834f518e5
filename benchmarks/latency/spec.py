"""What a worker process is told to measure, and what it answers, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from edgeward.benchmarks.latency.subject import Subject

Size = tuple[int, int]


@dataclass(frozen=True)
class Settings:
    """How to measure.

    Attributes:
        threads: of the engines and the un-warp.
        warmup_runs: that do not count, of every subject and picture size.
        num_runs: that count, in every process.
        processes: that measure one after the other; what differs between two of them, as where
            the memory came to lie, is no property of the code.
        cool_down: seconds of rest before every process.
        pin: the CPU that the processes stay on, any if None.
    """

    threads: int = 1
    warmup_runs: int = 5
    num_runs: int = 20
    processes: int = 10
    cool_down: float = 0.0
    pin: int | None = None


@dataclass(frozen=True)
class Spec:
    """What one process measures: every subject on every picture size.

    Attributes:
        subjects: ways to segment.
        pictures: (H, W) that the bundled photo is resized to.
        settings: how.
        seed: of the order of the runs.
    """

    subjects: tuple[Subject, ...]
    pictures: tuple[Size, ...]
    settings: Settings
    seed: int = 0


@dataclass(frozen=True)
class Runs:
    """What one process measured of one subject on one picture size, milliseconds.

    Attributes:
        subject: its index in the spec.
        picture: (H, W).
        init_ms: time to load the bundle.
        warmup_ms: totals of the runs that do not count; the first allocates and plans.
        stages: times of every run that counts, by stage; `total` is one of them.
        reference: times of the reference kernel, each just before a run.
    """

    subject: int
    picture: Size
    init_ms: float
    warmup_ms: tuple[float, ...]
    stages: Mapping[str, tuple[float, ...]]
    reference: tuple[float, ...]
