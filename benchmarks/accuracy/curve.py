"""What trained models cost and how well they do: the points of the paper's Figs. 8 to 11."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.progress import track
from rich.table import Table

from edgeward.benchmarks.accuracy.cost import exported, some_pictures, time_all
from edgeward.benchmarks.accuracy.plot import LABELS, plot_costs
from edgeward.models import Checkpoint
from edgeward.models.data import LabelledPictures
from edgeward.models.evaluation import find, measure
from edgeward.models.tally import as_json, figures


@dataclass(frozen=True)
class Point:
    """One model.

    Attributes:
        name: of the model.
        sampling: `adaptive` or `uniform`.
        samples: (h, w), pixels that are segmented.
        ms: median time from picture to full-size labels, ONNX Runtime, one thread.
        gflops: of the networks; a multiply-add counts as two.
        miou: mean IoU of all classes, from 0 to 1.
        miou_targets: mean IoU of the target classes.
    """

    name: str
    sampling: str
    samples: tuple[int, int]
    ms: float
    gflops: float
    miou: float
    miou_targets: float


def measure_curve(
    checkpoints: Mapping[str, Checkpoint], examples: LabelledPictures, targets: Sequence[int]
) -> list[Point]:
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
                miou_targets=found["miou_targets"],
            )
        )
    return sorted(points, key=lambda point: point.ms)


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


def draw(points: Sequence[Point]) -> bytes:
    """Plot mean IoU against time and FLOPs, as a PNG."""
    panels = {
        LABELS["ms"]: _curves((p.sampling, p.ms, p.miou) for p in points),
        LABELS["GFLOPs"]: _curves((p.sampling, p.gflops, p.miou) for p in points),
    }
    return plot_costs(panels, "mean IoU, %")


def _curves(points: Iterable[tuple[str, float, float]]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {"adaptive": [], "uniform": []}
    for sampling, cost, miou in sorted(points):
        found[sampling].append((cost, 100 * miou))
    return found


def table(points: Sequence[Point], title: str) -> Table:
    """Lay out the points."""
    rows = Table("model", "sampling", "samples", title=title)
    for name in ("ms", "GFLOPs", "mIoU", "targets"):
        rows.add_column(name, justify="right")
    for p in points:
        samples = f"{p.samples[0]}x{p.samples[1]}"
        shares = ("" if isnan(x) else f"{100 * x:.2f}" for x in (p.miou, p.miou_targets))
        rows.add_row(p.name, p.sampling, samples, f"{p.ms:.2f}", f"{p.gflops:.3f}", *shares)
    return rows


def as_record(points: Sequence[Point], data: str, split: str) -> dict[str, Any]:
    """Make the JSON; shares that nothing counts in are None."""
    listed = [as_json(asdict(point)) for point in points]
    return {"data": data, "split": split, "points": listed}
