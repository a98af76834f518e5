"""What trained models cost and how well they do: the points of the paper's Figs. 8 to 11."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.progress import track
from rich.table import Table

from edgeward.benchmarks.accuracy.cost import exported, some_pictures, time_all
from edgeward.benchmarks.accuracy.plot import LABELS, plot_costs
from edgeward.benchmarks.accuracy.point import Curve, Point
from edgeward.models import Checkpoint
from edgeward.models.data import LabelledPictures
from edgeward.models.evaluation import find, measure
from edgeward.models.tally import figures


def measure_curve(
    checkpoints: Mapping[str, Checkpoint], examples: LabelledPictures, targets: Sequence[int]
) -> Curve:
    """Evaluate and time checkpoints on the same pictures, cheapest first.

    Args:
        checkpoints: by name.
        examples: labelled pictures with the checkpoints' classes.
        targets: ids of the target classes.
    """
    with TemporaryDirectory() as folder:
        sessions = {
            name: exported(checkpoint, Path(folder) / f"{index}.ew")
            for index, (name, checkpoint) in enumerate(checkpoints.items())
        }
        costs = time_all(sessions, some_pictures(examples))
    points = []
    for name, checkpoint in checkpoints.items():
        found = _evaluate(checkpoint, examples, targets, name)
        adaptive = checkpoint.recipe.sampler is not None
        points.append(
            Point(
                name=name,
                sampling="adaptive" if adaptive else "uniform",
                samples=checkpoint.model.sample_size,
                ms=costs[name].ms,
                gflops=costs[name].flops / 1e9,
                miou=found["miou"],
                miou_targets=None if isnan(found["miou_targets"]) else found["miou_targets"],
            )
        )
    return Curve(examples.root.name, examples.split, tuple(sorted(points, key=lambda p: p.ms)))


def _evaluate(
    checkpoint: Checkpoint, examples: LabelledPictures, targets: Sequence[int], name: str
) -> dict[str, Any]:
    read = (examples[index] for index in track(range(len(examples)), name, transient=True))
    tally = measure(
        lambda example: find(checkpoint.model, example.picture),
        read,
        classes=len(examples.classes),
    )
    return figures(tally, targets)


def draw(curve: Curve) -> bytes:
    """Plot mean IoU against time and FLOPs, as a PNG."""
    panels = {
        LABELS["ms"]: _curves((p.sampling, p.ms, p.miou) for p in curve.points),
        LABELS["GFLOPs"]: _curves((p.sampling, p.gflops, p.miou) for p in curve.points),
    }
    return plot_costs(panels, "mean IoU, %")


def _curves(points: Iterable[tuple[str, float, float]]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {"adaptive": [], "uniform": []}
    for sampling, cost, miou in sorted(points):
        found[sampling].append((cost, 100 * miou))
    return found


def table(curve: Curve) -> Table:
    """Lay out the points."""
    rows = Table("model", "sampling", "samples", title=curve.title)
    for name in ("ms", "GFLOPs", "mIoU", "targets"):
        rows.add_column(name, justify="right")
    for p in curve.points:
        samples = f"{p.samples[0]}x{p.samples[1]}"
        shares = ("" if x is None else f"{100 * x:.2f}" for x in (p.miou, p.miou_targets))
        rows.add_row(p.name, p.sampling, samples, f"{p.ms:.2f}", f"{p.gflops:.3f}", *shares)
    return rows
