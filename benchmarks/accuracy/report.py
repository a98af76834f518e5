"""The accuracy report: one page of tables and plots from the results of all experiments."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from edgeward.benchmarks.accuracy.cost import Cost, read_costs, timed
from edgeward.benchmarks.accuracy.plan import Experiment, read_experiment
from edgeward.benchmarks.accuracy.plot import LABELS, plot_costs
from edgeward.benchmarks.accuracy.results import Series, lead, lead_of_seeds, read_results
from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.data import open_dataset
from edgeward.models.data.classes import class_ids
from edgeward.models.metrics import Interval

COLUMNS = {
    "mIoU": "miou",
    "targets": "miou_targets",
    "within 4 px": "trimap.4",
    "Boundary IoU": "boundary_iou",
    "small objects": "recall.0",
    "at the samples": "sampled.miou",
    "most possible": "ceiling.miou",
}
LEADS = {
    "mIoU": "miou",
    "targets": "miou_targets",
    "within 4 px": "trimap",
    "Boundary IoU": "boundary_iou",
    "small objects": "recall",
}
NAMES = {"adaptive": "adaptive", "uniform": "uniform", "known": "labels' own grid"}
UNITS: dict[str, Callable[[Cost], float]] = {
    "ms": lambda cost: cost.ms,
    "GFLOPs": lambda cost: cost.flops / 1e9,
}
_ABOUT = """# Accuracy

Made by `python -m edgeward.benchmarks.accuracy report`; how the runs are trained is in
[experiments](../experiments). All figures in percent, at the pictures' own resolution, on splits
that nothing was chosen on. *Targets*: mean IoU of the target classes. *Within 4 px*: pixels right
that are at most 4 pixels from a boundary. *Small objects*: mean recall of the smallest quarter of
the objects. *At the samples*: mean IoU of the sampled pixels alone. *Most possible*: mean IoU if
every sample were labelled right. *Labels' own grid*: sampled where eq. (2) puts the points for the
picture's true labels, the bound of a sampler that is trained on it. Milliseconds are of the
exported ONNX bundle, picture to full-size labels, one thread. ± is a 95 % interval over seeds.
"""


@dataclass(frozen=True)
class Chapter:
    """An experiment and its results on one split.

    Attributes:
        name: of the experiment, and of the data if it is other than its own.
        own: whether the data is what the experiment is named after.
        experiment: as planned.
        targets: ids of the target classes.
        pictures: number of pictures in the split.
        split: name of the split.
        results: what there is.
        costs: by name of the run; empty if not measured.
    """

    name: str
    own: bool
    experiment: Experiment
    targets: list[int]
    pictures: int
    split: str
    results: list[Series]
    costs: dict[str, Cost]

    @property
    def plain(self) -> list[Series]:
        """Results of the experiment's own recipe."""
        return [series for series in self.results if not series.variant]

    @property
    def variants(self) -> list[tuple[int, str]]:
        """Sample sizes and names of the variants that look by a sampler."""
        return [(s.sample, s.variant) for s in self.results if s.variant and s.way == "adaptive"]

    @property
    def sizes(self) -> list[int]:
        """Sample sizes that have results of both ways."""
        ways: dict[int, set[str]] = {}
        for series in self.plain:
            ways.setdefault(series.sample, set()).add(series.way)
        return [size for size, found in ways.items() if {"adaptive", "uniform"} <= found]

    def cost(self, series: Series) -> Cost | None:
        """Look up what a series costs."""
        for run in timed(self.experiment):
            if (run.way, run.sample, run.variant) == (series.way, series.sample, series.variant):
                return self.costs.get(run.name)
        return None


def open_chapter(plan: Path, data: Path, out: Path, split: str) -> Chapter:
    """Read an experiment's results.

    Args:
        plan: the experiment's TOML file.
        data: the data set's folder.
        out: folder of the runs.
        split: whose results.

    Raises:
        BadInput: there are no results.
    """
    experiment = read_experiment(plan)
    examples = open_dataset(data, split, foreground=experiment.recipe.foreground)
    results = read_results(experiment, out, data, split)
    if not results:
        raise BadInput(f"Expected results in {out}, but there are none; train {plan} first.")
    targets = class_ids(experiment.targets, examples.classes)
    own = data.resolve().name == plan.stem
    name = plan.stem if own else f"{plan.stem} on {data.resolve().name}"
    return Chapter(name, own, experiment, targets, len(examples), split, results, read_costs(out))


def write_report(chapters: Sequence[Chapter], out: Path) -> None:
    """Write `accuracy.md`, and a plot per experiment whose costs are known.

    Args:
        chapters: the experiments.
        out: folder of the results.
    """
    out.mkdir(parents=True, exist_ok=True)
    parts: list[str] = [_ABOUT]
    for chapter in chapters:
        parts += _chapter(chapter)
        if chapter.costs:
            picture = f"accuracy-{chapter.name.replace(' ', '-')}.png"
            write_atomically(out / picture, _plot(chapter))
            parts.append(f"![Targets against cost]({picture})\n")
    write_atomically(out / "accuracy.md", "\n".join(parts).encode())


def _chapter(chapter: Chapter) -> Iterator[str]:
    targets = ", ".join(chapter.experiment.targets)
    yield f"## {chapter.name}\n"
    yield f"{chapter.split} split, {chapter.pictures} pictures; targets: {targets}.\n"
    yield _table(("samples", "sampling", "seeds", *COLUMNS, "ms", "GFLOPs"), _rows(chapter))
    yield "Lead of adaptive over uniform sampling, points, with 95 % intervals:\n"
    yield _table(("samples", "over", *LEADS), _leads(chapter))
    if same := list(_same_cost(chapter)):
        yield "Targets at the same cost, uniform sampling interpolated between its sizes:\n"
        yield _table(("samples", "cost", "adaptive", "uniform", "lead"), iter(same))
    if chapter.own and chapter.experiment.published:
        yield f"{chapter.experiment.source}:\n"
        yield _table(("samples", "adaptive", "uniform", "lead"), _published(chapter.experiment))


def _rows(chapter: Chapter) -> Iterator[tuple[str, ...]]:
    for series in chapter.results:
        side = f"{series.sample} x {series.sample}"
        found = (_percent(series.figure(name, chapter.targets)) for name in COLUMNS.values())
        cost = chapter.cost(series)
        costs = ("", "") if cost is None else (f"{cost.ms:.2f}", f"{cost.flops / 1e9:.3f}")
        way = ", ".join(filter(None, (NAMES[series.way], series.variant)))
        yield side, way, str(len(series.tallies)), *found, *costs


def _leads(chapter: Chapter) -> Iterator[tuple[str, ...]]:
    block = chapter.experiment.block

    def row(title: str, sizes: list[int], variant: str = "") -> tuple[str, ...]:
        found = (
            lead(chapter.results, sizes, name, chapter.targets, block=block, variant=variant)
            for name in LEADS.values()
        )
        return title, "pictures", *("" if i is None else _points(i) for i in found)

    for size in chapter.sizes:
        yield row(f"{size} x {size}", [size])
        seeds = [series for series in chapter.plain if series.sample == size]
        if min(len(series.tallies) for series in seeds if series.way != "known") > 1:
            found = (
                lead_of_seeds(chapter.results, size, name, chapter.targets)
                for name in LEADS.values()
            )
            yield "", "seeds", *(_points(interval) for interval in found)
    if len(chapter.sizes) > 1:
        yield row("mean", chapter.sizes)
    for size, variant in chapter.variants:
        yield row(f"{size} x {size}, {variant}", [size], variant)


class _Point(NamedTuple):
    """A trained size: what a picture costs, and how it does on the targets, in percent."""

    cost: float
    sample: int
    found: float


def _curve(chapter: Chapter, way: str, of: Callable[[Cost], float]) -> list[_Point]:
    """List what has been timed, cheapest first."""
    points = []
    for series in chapter.plain:
        cost = chapter.cost(series)
        if series.way == way and cost is not None:
            figure = series.figure("miou_targets", chapter.targets)
            points.append(_Point(of(cost), series.sample, 100 * figure.estimate))
    return sorted(points)


def _same_cost(chapter: Chapter) -> Iterator[tuple[str, ...]]:
    """Compare with uniform sampling that costs as much, between its sizes."""
    for unit, of in UNITS.items():
        uniform = _curve(chapter, "uniform", of)
        costs = np.array([point.cost for point in uniform])
        for at in _curve(chapter, "adaptive", of):
            if len(costs) and costs[0] <= at.cost <= costs[-1]:
                found = [point.found for point in uniform]
                other = float(np.interp(np.log(at.cost), np.log(costs), found))
                figures = (f"{at.found:.2f}", f"{other:.2f}", f"{at.found - other:+.2f}")
                yield f"{at.sample} x {at.sample}", f"{at.cost:.3g} {unit}", *figures


def _published(experiment: Experiment) -> Iterator[tuple[str, ...]]:
    for row in experiment.published:
        side = f"{row.sample} x {row.sample}"
        gain = f"{row.adaptive - row.uniform:+.0f}"
        yield side, f"{row.adaptive:.0f}", f"{row.uniform:.0f}", gain


def _percent(found: Interval) -> str:
    if found.estimate != found.estimate:
        return ""
    if found.low != found.low:
        return f"{100 * found.estimate:.2f}"
    return f"{100 * found.estimate:.2f} ± {100 * (found.high - found.estimate):.2f}"


def _points(found: Interval) -> str:
    if found.estimate != found.estimate:
        return ""
    return f"{100 * found.estimate:+.2f} [{100 * found.low:+.2f}, {100 * found.high:+.2f}]"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _plot(chapter: Chapter) -> bytes:
    """Plot target IoU against milliseconds and against FLOPs."""
    curves = {
        label: {way: _curve(chapter, way, UNITS[unit]) for way in ("adaptive", "uniform")}
        for unit, label in LABELS.items()
    }
    panels = {
        label: {way: [(at.cost, at.found) for at in points] for way, points in ways.items()}
        for label, ways in curves.items()
    }
    return plot_costs(panels, f"{chapter.name}: IoU of targets, %")
