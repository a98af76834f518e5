import json
from pathlib import Path

import pytest
import torch

from edgeward.errors import BadInput
from edgeward.models import load_checkpoint, save_checkpoint
from edgeward.models.checkpoint import build_model, shipped_names
from edgeward.models.data import ClassInfo

CLASSES = (ClassInfo("ground", (0, 0, 0)), ClassInfo("disç", (1, 2, 255)))


@pytest.fixture
def saved(tmp_path, make_recipe) -> Path:
    recipe = make_recipe(licence="CC0-1.0", provenance="drawn")
    save_checkpoint(tmp_path / "deep" / "saved", build_model(recipe, classes=2), CLASSES, recipe)
    return tmp_path / "deep" / "saved"


def change_config(folder: Path, **changes) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes))


@pytest.mark.parametrize("sampler", [{}, None], ids=["adaptive", "uniform"])
def test_a_checkpoint_survives_the_round_trip(tmp_path, make_recipe, sampler):
    recipe = make_recipe(sampler, licence="CC0-1.0", provenance="drawn")
    model = build_model(recipe, classes=2)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    save_checkpoint(tmp_path, model, CLASSES, recipe)
    loaded = load_checkpoint(tmp_path)
    assert loaded.recipe == recipe
    assert loaded.classes == CLASSES
    assert (loaded.name, loaded.licence, loaded.provenance) == ("tiny", "CC0-1.0", "drawn")
    assert set(loaded.versions) == {"python", "torch", "edgeward"}
    assert not loaded.model.training
    picture = torch.randint(0, 256, (30, 40, 3), dtype=torch.uint8)
    for found, expected in zip(loaded.model(picture), model(picture), strict=True):
        assert torch.equal(found, expected)


def test_nothing_is_pickled(saved):
    assert sorted(p.name for p in saved.iterdir()) == ["config.json", "weights.safetensors"]


def test_saving_again_replaces(saved, make_recipe):
    recipe = make_recipe(None, name="second")
    save_checkpoint(saved, build_model(recipe, classes=2), CLASSES, recipe)
    assert load_checkpoint(saved).name == "second"
    assert len(list(saved.iterdir())) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "Cannot read the checkpoint's .*config.json"),
        ("[]", "expected 'the whole' to be a table"),
        ({"format": 99}, "expected 'format' to be 1, but got 99; train anew"),
        ({"classes": [3]}, r"expected 'classes\[0\]' to be a table, but got 3"),
        ({"classes": [{"name": "a"}]}, r"the key 'classes\[0\]\.colour' is missing"),
        ({"recipe": {"nam": 1}}, "unknown key 'recipe.nam'"),
    ],
)
def test_a_damaged_config_is_named(saved, content, sentence):
    if isinstance(content, dict):
        change_config(saved, **content)
    else:
        (saved / "config.json").write_text(content)
    with pytest.raises(BadInput, match=sentence):
        load_checkpoint(saved)


def test_a_missing_config_is_named(saved):
    (saved / "config.json").unlink()
    with pytest.raises(BadInput, match=r"Cannot read the checkpoint's .*config\.json"):
        load_checkpoint(saved)


@pytest.mark.parametrize("content", [b"", b"no tensors", None, "half"])
def test_damaged_weights_are_named(saved, content):
    path = saved / "weights.safetensors"
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(whole[: len(whole) // 2] if content == "half" else content)
    with pytest.raises(BadInput, match=r"Cannot read .*weights\.safetensors"):
        load_checkpoint(saved)


@pytest.mark.parametrize("change", ["width", "depth", "sampler", "classes"])
def test_weights_of_another_architecture_are_refused(saved, make_recipe, change):
    if change == "classes":
        change_config(saved, classes=[{"name": "a", "colour": [0, 0, 0]}] * 3)
    elif change == "sampler":
        change_config(saved, recipe=make_recipe(None).to_dict())
    else:
        table = make_recipe().to_dict()
        table["segmenter"]["options"][change] = 3
        change_config(saved, recipe=table)
    with pytest.raises(BadInput, match="weights of another architecture") as raised:
        load_checkpoint(saved)
    assert "\n" not in str(raised.value)


def test_an_unknown_name_is_refused():
    with pytest.raises(BadInput, match="No checkpoint folder or shipped model 'nothing'"):
        load_checkpoint("nothing")


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_models_load_by_name(name):
    loaded = load_checkpoint(name)
    assert loaded.name == name
    assert loaded.licence != "unspecified"
    assert loaded.provenance != "unspecified"


@pytest.mark.parametrize("name", shipped_names())
def test_a_misspelt_name_gets_a_suggestion(name):
    with pytest.raises(BadInput, match="did you mean"):
        load_checkpoint(f"{name}x")
