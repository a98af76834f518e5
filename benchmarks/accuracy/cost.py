"""What the runs of an experiment cost: exported, on this machine, one thread, interleaved."""

import json
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.progress import track

import edgeward
from edgeward.benchmarks.accuracy.plan import Experiment, Run, read_experiment, runs
from edgeward.benchmarks.core import machine
from edgeward.decode import Misfit, decode
from edgeward.errors import BadInput
from edgeward.export.bundle import Job, export_bundle
from edgeward.files import write_atomically
from edgeward.models import Checkpoint, load_checkpoint
from edgeward.models.data import LabelledPictures, open_dataset
from edgeward.session import Session

FILE_NAME = "cost.json"
# Evenly spaced pictures, each of them timed this often by every run in random order.
PICTURES, PASSES = 40, 7


@dataclass(frozen=True)
class Cost:
    """Of one picture.

    Attributes:
        ms: median milliseconds from picture to full-size labels.
        stages: median milliseconds of each stage.
        flops: of the networks; a multiply-add counts as two.
    """

    ms: float
    stages: dict[str, float]
    flops: int


def measure_costs(plan: Path, data: Path, out: Path) -> None:
    """Time the first seed of every size, way and variant that has a result and can be exported.

    Args:
        plan: the experiment's TOML file.
        data: the data set's folder.
        out: folder of the runs; gets `cost.json`.
    """
    experiment = read_experiment(plan)
    with TemporaryDirectory() as folder:
        sessions = _sessions(experiment, out, Path(folder))
        examples = open_dataset(data, experiment.val, foreground=experiment.recipe.foreground)
        costs = time_all(sessions, some_pictures(examples))
    record = {"machine": machine(), "costs": {name: asdict(cost) for name, cost in costs.items()}}
    write_atomically(out / FILE_NAME, (json.dumps(record, indent=2) + "\n").encode())


def read_costs(out: Path) -> dict[str, Cost]:
    """Read what `measure_costs` wrote, by name of the run; empty if it has not run.

    Raises:
        BadInput: the file is damaged.
    """
    path = out / FILE_NAME
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: decode(Cost, cost) for name, cost in record["costs"].items()}
    except (Misfit, ValueError, KeyError) as error:
        raise BadInput(f"Cannot read {path}: {error}; measure the costs again.") from error


def timed(experiment: Experiment) -> list[Run]:
    """List the runs that stand for all seeds of their size, way and variant."""
    firsts: dict[tuple[str, int, str], Run] = {}
    for run in runs(experiment):
        if run.way != "known":
            firsts.setdefault((run.way, run.sample, run.variant), run)
    return list(firsts.values())


def _sessions(experiment: Experiment, out: Path, folder: Path) -> dict[str, Session]:
    done = [run for run in timed(experiment) if (out / run.name / "result.json").exists()]
    sessions = {}
    for run in track(done, "exporting", transient=True):
        checkpoint = load_checkpoint(out / run.name / "checkpoint")
        sessions[run.name] = exported(checkpoint, folder / run.name)
    return sessions


def exported(checkpoint: Checkpoint, folder: Path) -> Session:
    """Export a checkpoint to ONNX in two parts and load it, for one thread."""
    export_bundle(checkpoint, folder, [Job("onnx", "split")])
    return edgeward.load(folder, threads=1)


def some_pictures(examples: LabelledPictures) -> list[np.ndarray]:
    """Read the evenly spaced pictures that costs are measured on."""
    return [examples[index].picture for index in evenly(len(examples), PICTURES)]


def evenly(count: int, most: int) -> list[int]:
    """Choose at most so many evenly spaced indices.

    Example:
        >>> evenly(7, 3), evenly(2, 3)
        ([0, 3, 6], [0, 1])
    """
    chosen: list[int] = np.linspace(0, count - 1, min(most, count)).round().astype(int).tolist()
    return chosen


def time_all(sessions: Mapping[str, Session], pictures: list[np.ndarray]) -> dict[str, Cost]:
    """Time sessions on pictures, all of them on each in an order of its own."""
    found: dict[str, list[Mapping[str, float]]] = {name: [] for name in sessions}
    order, shuffle = list(sessions.items()), random.Random(0).shuffle
    for session in sessions.values():
        session(pictures[0])
    for _ in track(range(PASSES), "timing", transient=True):
        for picture in pictures:
            shuffle(order)
            for name, session in order:
                found[name].append(session(picture).timings)
    return {name: _cost(sessions[name], timings) for name, timings in found.items()}


def _cost(session: Session, timings: list[Mapping[str, float]]) -> Cost:
    stages = {stage: float(np.median([t[stage] for t in timings])) for stage in timings[0]}
    return Cost(stages.pop("total"), stages, sum(session.manifest.flops.values()))
