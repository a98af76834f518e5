"""What an experiment trains: a recipe at several sample sizes, with several ways to look."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from edgeward.decode import Misfit, Range, decode
from edgeward.errors import BadInput
from edgeward.models.recipe import Count, Recipe, Seed, Side, parse_recipe, read_toml

# Sampled where the sampler says, uniformly, or at the proposals of the labels themselves.
Way = Literal["adaptive", "uniform", "known"]


@dataclass(frozen=True)
class Series:
    """Trainings that differ in their seeds alone.

    Attributes:
        sample: height and width of the sampled picture.
        seeds: of the trainings.
        ways: to look.
        variant: name of what `change` makes of the recipe; "" changes nothing.
        change: tables of the recipe, of which only what differs.
    """

    sample: Side
    seeds: tuple[Seed, ...] = (1,)
    ways: tuple[Way, ...] = ("adaptive", "uniform")
    variant: str = ""
    change: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """Mean IoU that others report, in percent.

    Attributes:
        sample: height and width of the sampled picture.
        adaptive: with adaptive sampling.
        uniform: with uniform sampling.
    """

    sample: Side
    adaptive: float
    uniform: float


@dataclass(frozen=True)
class Experiment:
    """One data set's share of the accuracy report.

    Attributes:
        recipe: of the adaptive model; sample size, seed and way are replaced.
        series: what is trained, in this order.
        targets: names of the classes that matter most.
        block: neighbouring pictures that the bootstrap draws together, as frames of a video.
        proxies: take connected components of the target classes for objects.
        val: split whose losses are shown while training.
        splits: whose counts are kept.
        published: figures to print beside ours.
        source: where those were published, and on what data.
    """

    recipe: Recipe
    series: tuple[Series, ...]
    targets: tuple[str, ...]
    block: Annotated[int, Range(1)] = 1
    proxies: bool = False
    val: str = "val"
    splits: tuple[str, ...] = ("val", "test")
    published: tuple[Published, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Run:
    """One training.

    Attributes:
        way: to look.
        sample: height and width of the sampled picture.
        seed: of the training.
        variant: of the recipe.
        recipe: all that it depends on but the data.
    """

    way: Way
    sample: Count
    seed: Seed
    variant: str
    recipe: Recipe

    @property
    def name(self) -> str:
        """Name of the run's folder."""
        name = f"{self.way}-{self.sample}-{self.seed}"
        return re.sub(r"[^\w.]+", "-", f"{name} {self.variant}".strip(), flags=re.ASCII)


def read_experiment(path: Path) -> Experiment:
    """Read an experiment from a TOML file.

    Raises:
        BadInput: the file is missing, is not TOML, or a key is unknown, missing or out of bounds.
    """
    try:
        experiment = decode(Experiment, read_toml(path, "experiment"))
        names = [run.name for run in runs(experiment)]
    except (Misfit, BadInput) as error:
        raise BadInput(f"{path}: {str(error).rstrip('.')}.") from error
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"{path}: the run {twice!r} is there twice; name one a variant.")
    return experiment


def tally_path(out: Path, run: "Run", data: Path, split: str) -> Path:
    """Name the file of a run's counts on a split of a data set."""
    return out / run.name / f"{data.resolve().name}-{split}.npz"


def runs(experiment: Experiment) -> Iterator[Run]:
    """List an experiment's trainings.

    Example:
        >>> stage = {"schedule": {"epochs": 1}}
        >>> recipe = {"name": "r", "segmenter": stage | {"sample": [8, 8]}, "sampler": stage}
        >>> table = {"recipe": recipe, "series": [{"sample": 16, "seeds": [1, 2]}], "targets": []}
        >>> [run.name for run in runs(decode(Experiment, table))]
        ['adaptive-16-1', 'uniform-16-1', 'adaptive-16-2', 'uniform-16-2']
    """
    for series in experiment.series:
        changed = parse_recipe(_merge(experiment.recipe.to_dict(), series.change))
        for seed in series.seeds:
            for way in series.ways:
                recipe = recipe_of(changed, way, series.sample, seed)
                yield Run(way, series.sample, seed, series.variant, recipe)


def _merge(table: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Replace entries of nested tables."""
    nested = {
        key: _merge(table[key], value)
        for key, value in change.items()
        if isinstance(value, dict) and isinstance(table.get(key), dict)
    }
    return {**table, **change, **nested}


def recipe_of(recipe: Recipe, way: Way, sample: int, seed: int) -> Recipe:
    """Change an adaptive recipe's way to look, sample size and seed."""
    sampler = recipe.sampler
    if way == "uniform":
        sampler = None
    elif way == "known" and sampler is not None:
        sampler = replace(sampler, known=True)
    return replace(
        recipe,
        name=f"{recipe.name}-{way}-{sample}",
        seed=seed,
        sampler=sampler,
        segmenter=replace(recipe.segmenter, sample=(sample, sample)),
    )
