"""The shipped checkpoints are what the recipes make, small, and exported as they stand."""

from importlib.resources import files
from pathlib import Path

import pytest

from edgeward.manifest import read_manifest
from edgeward.models import load_checkpoint
from edgeward.models.checkpoint import shipped_names
from edgeward.models.recipe import read_recipe
from edgeward.models.training import uniform_recipe

RECIPES = Path(__file__).parents[2] / "models" / "recipes"
MEGABYTE = 1_000_000


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_checkpoint_has_its_recipe(name):
    recipe = read_recipe(RECIPES / f"{name.removesuffix('-uniform')}.toml")
    expected = uniform_recipe(recipe) if name.endswith("-uniform") else recipe
    assert load_checkpoint(name).recipe == expected


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_model_is_small(name):
    folder = Path(str(files("edgeward.models"))) / "weights" / name
    bundle = Path(str(files("edgeward"))) / "bundles" / name
    for place in (folder, bundle):
        assert sum(file.stat().st_size for file in place.iterdir()) <= 3 * MEGABYTE


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_bundle_tells_the_checkpoints_facts(name):
    checkpoint = load_checkpoint(name)
    manifest = read_manifest(Path(str(files("edgeward"))) / "bundles" / name)
    assert manifest.classes == checkpoint.classes
    assert manifest.sample_size == checkpoint.model.sample_size
    assert manifest.licence == checkpoint.licence


def test_models_come_with_their_baselines():
    names = shipped_names()
    assert "person" in names
    adaptive = [name for name in names if not name.endswith("-uniform")]
    assert sorted([*adaptive, *(f"{name}-uniform" for name in adaptive)]) == names
