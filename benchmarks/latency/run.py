"""Measuring subjects in processes of their own, and summing up what they found."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import numpy as np

from edgeward.benchmarks.latency.device import describe, load_average, temperatures
from edgeward.benchmarks.latency.memory import peak_mb
from edgeward.benchmarks.latency.record import Entry, Record, Stage, latency
from edgeward.benchmarks.latency.reference import VERSION
from edgeward.benchmarks.latency.spec import Runs, Settings, Size, Spec
from edgeward.benchmarks.latency.subject import Subject, open_subject
from edgeward.bundle import choose
from edgeward.decode import decode
from edgeward.engines import accelerators
from edgeward.errors import BadInput
from edgeward.manifest import Artifact, read_manifest


class Worker(NamedTuple):
    """What runs in a process: a module, by the Python of an installation.

    Attributes:
        python: the interpreter, this one's by default.
        module: reads a spec and writes runs.
    """

    python: str = sys.executable
    module: str = "edgeward.benchmarks.latency.worker"


def bench(
    subjects: Sequence[Subject],
    pictures: Sequence[Size],
    settings: Settings,
    *,
    memory: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Record:
    """Measure every subject on every picture size.

    Args:
        subjects: ways to segment.
        pictures: (H, W) each.
        settings: how to measure.
        memory: whether to measure it too, one more process each.
        progress: called with what comes next.

    Raises:
        BadInput: a subject cannot be opened, or a process failed; the message is its last line.
    """
    (record,) = take_turns([Worker()], subjects, pictures, settings, progress=progress)
    if not memory:
        return record
    kinds = [(subject, picture) for subject in subjects for picture in pictures]
    entries = []
    for entry, (subject, picture) in zip(record.entries, kinds, strict=True):
        progress(f"memory of {entry.name}")
        peak, added = peak_mb(subject, picture, threads=settings.threads)
        entries.append(replace(entry, peak_mb=peak, added_mb=added))
    return replace(record, entries=tuple(entries))


def take_turns(
    workers: Sequence[Worker],
    subjects: Sequence[Subject],
    pictures: Sequence[Size],
    settings: Settings,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Record]:
    """Measure with several workers, whose processes take turns; one record each.

    What else the machine does comes and goes within seconds to minutes. It hits neighbours in time
    alike, so records made together tell smaller differences than records made one after the other.

    Raises:
        BadInput: a subject cannot be opened, or a process failed; the message is its last line.
    """
    for subject in subjects:
        open_subject(subject, threads=settings.threads)
    before, busy = temperatures(), load_average()
    answers: list[list[list[Runs]]] = [[] for _ in workers]
    for number in range(settings.processes):
        progress(f"process {number + 1} of {settings.processes}")
        spec = Spec(tuple(subjects), tuple(pictures), settings, number)
        turns = list(zip(workers, answers, strict=True))
        for worker, answer in turns[:: -1 if number % 2 else 1]:
            time.sleep(settings.cool_down)
            answer.append(_ask(worker, spec))
    heat = {"celsius_before": before, "celsius_after": temperatures()} if before else {}
    device = describe() | {"load_average_before": busy} | heat
    pairing = uuid4().hex if len(workers) > 1 else ""
    return [
        replace(_record(answer, subjects, settings), device=device, pairing=pairing)
        for answer in answers
    ]


def _record(
    answers: Sequence[Sequence[Runs]], subjects: Sequence[Subject], settings: Settings
) -> Record:
    """Sum up what processes answered."""
    cases = list(zip(*answers, strict=True))
    entries = tuple(_entry(subjects[runs[0].subject], runs, settings) for runs in cases)
    reference = [ms for runs in cases for run in runs for ms in run.reference]
    return Record({}, settings, VERSION, float(np.median(reference)), entries)


def _ask(worker: Worker, spec: Spec) -> list[Runs]:
    command = [worker.python, "-m", worker.module]
    asked = json.dumps(asdict(spec))
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}"
        raise BadInput(f"Expected a process that measures, but it failed: {last}")
    return [decode(Runs, runs) for runs in json.loads(done.stdout)]


def _entry(subject: Subject, runs: Sequence[Runs], settings: Settings) -> Entry:
    manifest = read_manifest(Path(subject.bundle))
    choice = choose(manifest, format=subject.format, form="split", precision=subject.precision)
    files = [choice.main]
    if subject.sampling == "adaptive" and choice.sampler is not None:
        files.insert(0, choice.sampler)
    return Entry(
        model=manifest.name,
        sampling=subject.sampling,
        format=subject.format,
        precision=subject.precision,
        accelerators=subject.accelerator or accelerators(subject.format)[0],
        sample_size=manifest.sample_size,
        picture_size=runs[0].picture,
        num_threads=settings.threads,
        model_size_mb=sum(file.bytes for file in files) / 1e6,
        flops={
            file.form: stage
            for file in files
            if (stage := _flops(subject, file, manifest.flops.get(file.form)))
        },
        init_ms=float(np.median([run.init_ms for run in runs])),
        warmup_first_ms=float(np.median([run.warmup_ms[0] for run in runs])),
        num_warmup_runs=settings.warmup_runs,
        stages={stage: latency(runs, stage) for stage in runs[0].stages},
    )


def _flops(subject: Subject, file: Artifact, known: int | None) -> Stage | None:
    """Count a graph where that is possible, or take what its manifest says, if anything."""
    stated = None if known is None else Stage(known // 2, None)
    if file.format != "onnx" or not find_spec("onnx"):
        return stated
    from edgeward.benchmarks.latency.flops import count, summed

    try:
        total = summed(count(Path(subject.bundle) / file.path))
    except BadInput:  # an operator without a formula
        return stated
    return Stage(total.multiply_adds, total.other)
