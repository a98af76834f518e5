"""One process that measures: a spec on standard input, runs on standard output, both JSON.

Every round goes through all subjects and picture sizes in an order of its own and runs the
reference kernel before each, so that what else the machine does hits all of them alike.
"""

import json
import os
import random
import sys
from collections import defaultdict
from dataclasses import asdict
from time import perf_counter

from edgeward import Session
from edgeward.benchmarks.latency.pictures import Picture, photo_of
from edgeward.benchmarks.latency.reference import reference_kernel
from edgeward.benchmarks.latency.spec import Runs, Size, Spec
from edgeward.benchmarks.latency.subject import open_subject
from edgeward.decode import decode


class Case:
    """One subject on one picture size, and what was measured of it."""

    def __init__(self, subject: int, size: Size, session: Session, init_ms: float):
        self.subject, self.size, self.init_ms = subject, size, init_ms
        self.warmup: list[float] = []
        self.stages: dict[str, list[float]] = defaultdict(list)
        self.reference: list[float] = []
        self._session = session

    def warm_up(self, picture: Picture) -> None:
        """Run once without counting it."""
        self.warmup.append(self._session(picture).timings["total"])

    def run(self, picture: Picture, reference_ms: float) -> None:
        """Run once, right after the reference kernel."""
        for stage, ms in self._session(picture).timings.items():
            self.stages[stage].append(ms)
        self.reference.append(reference_ms)

    def runs(self) -> Runs:
        """Hand over what was measured."""
        stages = {stage: tuple(times) for stage, times in self.stages.items()}
        return Runs(
            self.subject,
            self.size,
            self.init_ms,
            tuple(self.warmup),
            stages,
            tuple(self.reference),
        )


def measure(spec: Spec) -> list[Runs]:
    """Measure in this process."""
    if spec.settings.pin is not None:
        os.sched_setaffinity(0, {spec.settings.pin})
    pictures = {size: photo_of(size) for size in spec.pictures}
    cases = _open(spec)
    for case in cases:
        for _ in range(spec.settings.warmup_runs):
            case.warm_up(pictures[case.size])
    kernel, shuffle = reference_kernel(), random.Random(spec.seed).shuffle
    kernel()
    order = list(cases)
    for _ in range(spec.settings.num_runs):
        shuffle(order)
        for case in order:
            start = perf_counter()
            kernel()
            case.run(pictures[case.size], 1e3 * (perf_counter() - start))
    return [case.runs() for case in cases]


def _open(spec: Spec) -> list[Case]:
    cases = []
    for index, subject in enumerate(spec.subjects):
        start = perf_counter()
        session = open_subject(subject, threads=spec.settings.threads)
        init_ms = 1e3 * (perf_counter() - start)
        cases += [Case(index, size, session, init_ms) for size in spec.pictures]
    return cases


def main() -> None:
    """Measure what standard input says."""
    spec = decode(Spec, json.load(sys.stdin))
    json.dump([asdict(runs) for runs in measure(spec)], sys.stdout)


if __name__ == "__main__":
    main()
