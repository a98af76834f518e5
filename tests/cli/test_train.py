from pathlib import Path

import pytest

pytest.importorskip("torch")

from edgeward.models import load_checkpoint
from tests.cli.calls import assert_one_line, call
from tests.models.tiny import RECIPE, write_folder


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(RECIPE)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "discs")


def train(capsys, recipe: Path, data: Path, *more: object):
    out = recipe.parent / "run"
    return call(capsys, "train", recipe, "--data", data, "-o", out, "--workers", 0, *more)


@pytest.mark.parametrize(("more", "name"), [([], "tiny"), (["--uniform"], "tiny-uniform")])
def test_training_prints_the_checkpoint_s_folder(capsys, recipe, data, more, name):
    code, printed, _ = train(capsys, recipe, data, *more)
    assert code == 0
    assert printed == f"{recipe.parent / 'run' / 'checkpoint'}\n"
    loaded = load_checkpoint(printed.strip())
    assert loaded.name == name
    assert (loaded.model.sampler is None) == (name == "tiny-uniform")


def test_a_missing_recipe_is_one_line(capsys, data, tmp_path):
    assert_one_line(train(capsys, tmp_path / "no.toml", data), "Cannot read the recipe", "no.toml")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("colour = 3", "unknown key 'colour'"),
        ("seed = 'one'", "expected 'seed' to be int"),
        ("foreground =", "Cannot read the recipe"),
    ],
)
def test_a_wrong_recipe_is_one_line(capsys, recipe, data, key, sentence):
    recipe.write_text(f"{key}\n{RECIPE}")
    assert_one_line(train(capsys, recipe, data), sentence)


def test_missing_data_is_one_line(capsys, recipe, tmp_path):
    assert_one_line(train(capsys, recipe, tmp_path / "no"), "Expected a data folder")


def test_a_missing_validation_split_is_one_line(capsys, recipe, data):
    assert_one_line(train(capsys, recipe, data, "--val", "dev"), "dev.txt", "test, train, val")


@pytest.mark.parametrize("workers", [0, 1])
def test_a_truncated_picture_is_one_line(capsys, recipe, data, workers):
    path = data / "images" / "t3.png"
    path.write_bytes(path.read_bytes()[:300])
    assert_one_line(train(capsys, recipe, data, "--workers", workers), "t3.png", "truncated")


def test_an_output_that_is_a_file_is_one_line(capsys, recipe, data, tmp_path):
    (tmp_path / "run").write_text("kept")
    assert_one_line(train(capsys, recipe, data), "run")
    assert (tmp_path / "run").read_text() == "kept"


def test_states_of_another_recipe_are_one_line(capsys, recipe, data):
    assert train(capsys, recipe, data)[0] == 0
    assert_one_line(train(capsys, recipe, data, "--uniform"), "states of another recipe")
