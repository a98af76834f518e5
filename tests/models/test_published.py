"""The published settings are recipes that train, each on tiny drawn data of its format."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from edgeward.models.checkpoint import load_checkpoint
from edgeward.models.data import open_dataset
from edgeward.models.data.formats import ApolloScape, Cityscapes, Supervisely, SynthiaRand
from edgeward.models.data.labelled import LabelledPictures
from edgeward.models.recipe import Recipe, parse_recipe, read_recipe
from edgeward.models.training import train
from tests.models.tiny_formats import (
    write_apolloscape,
    write_cityscapes,
    write_supervisely,
    write_synthia_rand,
)

FOLDER = Path(__file__).parents[2] / "models" / "recipes" / "published"


# The smallest that all segmenters take in training.
SAMPLE = (64, 64)


class Case(NamedTuple):
    name: str
    kind: type[LabelledPictures]
    write: Callable[[Path], Path]
    val: str = "val"


CASES = (
    Case("apolloscape-unet", ApolloScape, write_apolloscape),
    Case("synthia-unet", SynthiaRand, write_synthia_rand),
    Case("supervisely-unet", Supervisely, write_supervisely, val="test"),
    Case("cityscapes-pspnet-resnet50", Cityscapes, write_cityscapes),
    Case("cityscapes-deeplabv3plus-xception65", Cityscapes, write_cityscapes),
    Case("cityscapes-mobilenetv2", Cityscapes, write_cityscapes),
)
each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
SLOW = ("pspnet", "deeplab", "mobilenet")


def marked(case: Case) -> Any:
    slow = any(part in case.name for part in SLOW)
    return pytest.param(case, id=case.name, marks=[pytest.mark.slow] if slow else [])


def read(case: Case) -> Recipe:
    return read_recipe(FOLDER / f"{case.name}.toml")


def shrink(recipe: Recipe) -> Recipe:
    """Leave two epochs, a step each as the pictures are fewer than a batch, and narrow U-Nets."""
    assert recipe.sampler is not None
    sampler, segmenter = (
        replace(stage, schedule=replace(stage.schedule, epochs=2))
        for stage in (recipe.sampler, recipe.segmenter)
    )
    options = segmenter.options | ({"width": 8} if segmenter.name == "unet" else {})
    return replace(
        recipe,
        sampler=replace(sampler, width=16),
        segmenter=replace(segmenter, sample=SAMPLE, options=options),
    )


def test_every_recipe_is_tested() -> None:
    assert {case.name for case in CASES} == {path.stem for path in FOLDER.glob("*.toml")}


@each
def test_a_recipe_survives_json_and_has_its_files_name(case: Case) -> None:
    recipe = read(case)
    assert recipe.name == case.name
    assert parse_recipe(json.loads(json.dumps(recipe.to_dict()))) == recipe


@each
def test_targets_are_those_of_the_format(case: Case, tmp_path: Path) -> None:
    data = open_dataset(case.write(tmp_path / "data"), "train")
    assert type(data) is case.kind
    sampler = read(case).sampler
    assert sampler is not None
    assert not sampler.targets or set(sampler.targets) == set(data.targets)


@pytest.mark.parametrize("case", map(marked, CASES))
def test_a_recipe_trains_on_its_format(case: Case, tmp_path: Path) -> None:
    recipe = shrink(read(case))
    data = case.write(tmp_path / "data")
    folder = train(recipe, data, tmp_path / "run", val=case.val, workers=0)
    assert folder is not None
    for stage in ("sampler", "segmenter"):
        lines = (tmp_path / "run" / f"{stage}.jsonl").read_text().splitlines()
        losses = [json.loads(line)[key] for line in lines for key in ("train", "val")]
        assert len(losses) == 4
        assert all(map(math.isfinite, losses))
    loaded = load_checkpoint(folder)
    assert loaded.recipe == recipe
    assert len(loaded.classes) == len(case.kind.published)
