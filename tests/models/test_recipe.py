import json
from pathlib import Path

import pytest

from edgeward.errors import BadInput
from edgeward.models.recipe import parse_recipe, read_recipe

SHIPPED = sorted((Path(__file__).parents[2] / "models" / "recipes").glob("*.toml"))
SEGMENTER = {"schedule": {"epochs": 3}, "sample": [32, 48]}


def recipe_with(**changes):
    return parse_recipe({"name": "n", "segmenter": SEGMENTER} | changes)


def test_only_name_and_segmenter_are_needed():
    recipe = recipe_with()
    assert recipe.segmenter.sample == (32, 48)
    assert recipe.segmenter.schedule.epochs == 3
    assert recipe.segmenter.name == "unet"
    assert recipe.sampler is None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_recipes_survive_json(path):
    recipe = read_recipe(path)
    assert recipe.name == path.stem
    assert parse_recipe(json.loads(json.dumps(recipe.to_dict()))) == recipe


def test_whole_numbers_serve_as_floats():
    rate = recipe_with(segmenter=SEGMENTER | {"schedule": {"epochs": 1, "rate": 1}})
    assert isinstance(rate.segmenter.schedule.rate, float)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": 1}, "unknown key 'colour'; known: name, segmenter"),
        ({"augmentation": {"warp": 1}}, "unknown key 'augmentation.warp'; known: crop"),
        ({"sampler": {}}, "the key 'sampler.schedule' is missing"),
        ({"sampler": {"schedule": {}}}, "the key 'sampler.schedule.epochs' is missing"),
        ({"name": 3}, "expected 'name' to be str, but got 3"),
        ({"seed": 1.5}, "expected 'seed' to be int, but got 1.5"),
        ({"seed": True}, "expected 'seed' to be int, but got True"),
        ({"preload": 1}, "expected 'preload' to be bool, but got 1"),
        ({"sampler": 3}, "expected 'sampler' to be a table, but got 3"),
        ({"augmentation": {"crop": "round"}}, "to be 'whole' or 'square' or 'random', but got"),
        ({"segmenter": SEGMENTER | {"sample": [32]}}, "expected 2 values for 'segmenter.sample'"),
        ({"segmenter": SEGMENTER | {"sample": "big"}}, "'segmenter.sample' to be a list"),
        (
            {"segmenter": SEGMENTER | {"sample": [32, 1]}},
            r"'segmenter.sample\[1\]' from 2 to 32767",
        ),
        ({"segmenter": SEGMENTER | {"schedule": {"epochs": 0}}}, "'segmenter.schedule.epochs'"),
        ({"augmentation": {"smallest": 1.5}}, "'augmentation.smallest' from 0 to 1, but got 1.5"),
        ({"augmentation": {"contrast": float("nan")}}, "'augmentation.contrast'.*got nan"),
        ({"sampler": {"schedule": {"epochs": 1}, "lam": -1}}, "'sampler.lam' from 0 .*got -1"),
        ({"sampler": {"schedule": {"epochs": 1}, "folds": 0}}, "'sampler.folds' from 1"),
        (
            {"sampler": {"schedule": {"epochs": 1}, "targets": [1]}},
            r"'sampler.targets\[0\]' to be str",
        ),
        ({"seed": -1}, "'seed' from 0"),
    ],
)
def test_what_is_wrong_is_named(changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        recipe_with(**changes)


def test_missing_keys_are_named():
    with pytest.raises(BadInput, match="the key 'segmenter' is missing"):
        parse_recipe({"name": "n"})


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"name = ", "Invalid value"), (b"\xff", "utf-8"), (None, "No such")]
)
def test_files_that_are_no_recipe_are_named(tmp_path, content, sentence):
    path = tmp_path / "my.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=f"Cannot read the recipe .*my.toml: .*{sentence}"):
        read_recipe(path)
