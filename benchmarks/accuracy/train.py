"""Running an experiment: train what is missing, count on the splits, keep the counts."""

import json
import os
import platform
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import torch
from rich.progress import track

import edgeward
from edgeward.benchmarks.accuracy.plan import (
    Experiment,
    Run,
    read_experiment,
    runs,
    tally_path,
)
from edgeward.files import new_folder, write_atomically
from edgeward.models import load_checkpoint, propose
from edgeward.models.data import IGNORE, Example, open_dataset
from edgeward.models.data.classes import class_ids
from edgeward.models.evaluation import Found, find, measure
from edgeward.models.recipe import Recipe
from edgeward.models.tally import save_tally
from edgeward.models.training import train


def run_all(plan: Path, data: Path, out: Path, *, jobs: int, report: Callable[[str], None]) -> None:
    """Train and evaluate every run that has no result yet; the same call goes on after a stop.

    Args:
        plan: the experiment's TOML file.
        data: the data set's folder.
        out: gets a folder per run.
        jobs: runs at the same time, one thread each.
        report: is told the name of each finished run.
    """
    experiment = read_experiment(plan)
    missing = [run for run in runs(experiment) if not (out / run.name / "result.json").exists()]
    # Whatever the platform's default: threads of torch do not survive a fork.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(run_one, experiment, run, data, out) for run in missing]
        for done in as_completed(waiting):
            report(done.result())


def run_one(experiment: Experiment, run: Run, data: Path, out: Path) -> str:
    """Train and evaluate one run on one thread; return its name."""
    torch.set_num_threads(1)
    folder = out / run.name
    _borrow_sampler(experiment, run, out)
    train(run.recipe, data, folder, val=experiment.val, workers=0)
    for split in experiment.splits:
        count(experiment, run, data, out, split)
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    record = {
        "run": run.name,
        "recipe": run.recipe.to_dict(),
        "versions": versions | {"edgeward": edgeward.__version__},
        "cpus": os.cpu_count(),
    }
    write_atomically(folder / "result.json", (json.dumps(record, indent=2) + "\n").encode())
    return run.name


def _borrow_sampler(experiment: Experiment, run: Run, out: Path) -> None:
    """Take the sampler of a run that would train the very same one: none knows the sample size."""
    folder, stage = out / run.name, run.recipe.sampler
    if stage is None or stage.known or folder.exists():
        return
    for other in runs(experiment):
        # It is done where the segmenter has begun.
        begun = out / other.name / "segmenter.safetensors"
        if _any_size(other.recipe) == _any_size(run.recipe) and begun.exists():
            with new_folder(folder) as fresh:
                for file in begun.parent.glob("sampler*"):
                    shutil.copy(file, fresh)
            return


def _any_size(recipe: Recipe) -> Recipe:
    """Leave out what a sampler does not depend on; its seed's draws pass through the segmenter."""
    return replace(recipe, name="", segmenter=replace(recipe.segmenter, sample=(2, 2)))


def count_all(plan: Path, data: Path, out: Path, splits: Sequence[str]) -> None:
    """Count finished runs on another data set of the same classes, or on other splits."""
    experiment = read_experiment(plan)
    done = [run for run in runs(experiment) if (out / run.name / "result.json").exists()]
    for run in track(done, data.name, transient=True):
        for split in splits:
            if not tally_path(out, run, data, split).exists():
                count(experiment, run, data, out, split)


def count(experiment: Experiment, run: Run, data: Path, out: Path, split: str) -> None:
    """Evaluate a trained run on one split and keep the counts."""
    examples = open_dataset(data, split, foreground=run.recipe.foreground)
    targets = class_ids(experiment.targets, examples.classes)
    tally = measure(
        way_of(run, out / run.name, targets),
        (examples[index] for index in range(len(examples))),
        classes=len(examples.classes),
        proxies=targets if experiment.proxies else (),
    )
    save_tally(tally_path(out, run, data, split), tally)


def way_of(run: Run, folder: Path, targets: list[int]) -> Callable[[Example], Found]:
    """Return how a trained run labels an example."""
    model = load_checkpoint(folder / "checkpoint").model
    stage = run.recipe.sampler
    if stage is None or not stage.known:
        return lambda example: find(model, example.picture)
    of_classes = targets if stage.targets else None

    def known(example: Example) -> Found:
        grid = propose(
            example.labels, grid_size=stage.grid, lam=stage.lam, ignore=IGNORE, targets=of_classes
        )
        return find(model, example.picture, torch.from_numpy(grid))

    return known
