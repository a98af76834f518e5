import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from edgeward.errors import BadInput
from edgeward.models import AdaptiveSegmenter, load_checkpoint
from edgeward.models.data import open_dataset
from edgeward.models.training import objectives, stages, train, uniform_recipe
from tests.models.tiny import RECIPE


def with_dropout(*, classes: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Dropout(0.5), nn.Conv2d(8, classes, 1))


def losses(folder: Path, stage: str) -> list[float]:
    lines = (folder / f"{stage}.jsonl").read_text().splitlines()
    return [json.loads(line)["train"] for line in lines]


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "checkpoint" / "weights.safetensors")


def assert_equal_weights(one: Path, other: Path) -> None:
    first, second = weights(one), weights(other)
    assert first.keys() == second.keys()
    assert [name for name in first if not torch.equal(first[name], second[name])] == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def trained(shared, discs, make_recipe) -> Path:
    """Return a finished training of the tiny recipe, only to be read."""
    out = shared / "tiny"
    if not out.exists():
        train(make_recipe(), discs, out, workers=0)
    return out


def test_both_stages_learn(trained):
    for stage in ("sampler", "segmenter"):
        first, second = losses(trained, stage)
        assert second < first


def test_the_checkpoint_is_the_trained_model(trained, make_recipe):
    loaded = load_checkpoint(trained / "checkpoint")
    assert loaded.recipe == make_recipe()
    assert [c.name for c in loaded.classes] == ["ground", "disc"]
    picture = torch.randint(0, 256, (40, 52, 3), dtype=torch.uint8)
    grid = loaded.model(picture).grid
    assert not torch.equal(grid, loaded.model.sampler.uniform)


def test_training_is_repeatable(trained, tmp_path, discs, make_recipe):
    train(make_recipe(), discs, tmp_path / "again", workers=1)
    assert_equal_weights(trained, tmp_path / "again")


def test_the_seed_matters(trained, tmp_path, discs, make_recipe):
    train(make_recipe(seed=1), discs, tmp_path, workers=0)
    name = "segmenter.head.weight"
    assert not torch.equal(weights(trained)[name], weights(tmp_path)[name])


def interrupt(monkeypatch, loss: str, calls: int) -> None:
    """Let a loss be interrupted after some calls, as by Ctrl-C."""
    module = objectives if loss == "proposal_loss" else stages
    whole, left = getattr(module, loss), iter(range(calls))

    def stop(*arguments, **options):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return whole(*arguments, **options)

    monkeypatch.setattr(module, loss, stop)


@pytest.mark.parametrize("calls", [1, 4])
@pytest.mark.parametrize("loss", ["proposal_loss", "segmenter_loss"])
def test_an_interrupted_training_ends_as_the_uninterrupted_one(
    shared, tmp_path, discs, make_recipe, loss, calls
):
    segmenter = {
        "name": f"{__name__}:with_dropout",
        "sample": [16, 16],
        "schedule": {"epochs": 3, "batch": 4},
    }
    recipe = make_recipe(segmenter=segmenter)
    if not (shared / "dropout").exists():
        train(recipe, discs, shared / "dropout", workers=0)
    with pytest.MonkeyPatch.context() as patch:
        interrupt(patch, loss, calls)
        with pytest.raises(KeyboardInterrupt):
            train(recipe, discs, tmp_path, workers=0)
    assert not (tmp_path / "checkpoint").exists()
    torch.rand(7)  # whatever the process drew in between
    train(recipe, discs, tmp_path, workers=0)
    assert_equal_weights(shared / "dropout", tmp_path)


@pytest.mark.parametrize("change", [{"seed": 5}, {"sampler": {"lam": 0.5}}, {"sampler": None}])
def test_the_states_of_another_recipe_are_refused(trained, discs, make_recipe, change):
    before = weights(trained)
    with pytest.raises(BadInput, match=r"holds the states of another recipe .*choose another"):
        train(make_recipe(**change), discs, trained, workers=0)
    assert all(torch.equal(before[name], value) for name, value in weights(trained).items())


def test_other_terms_are_no_other_recipe(trained, discs, make_recipe):
    train(make_recipe(licence="CC0-1.0", preload=True), discs, trained, workers=0)
    assert load_checkpoint(trained / "checkpoint").licence == "CC0-1.0"
    assert len(losses(trained, "segmenter")) == 2
    train(make_recipe(), discs, trained, workers=0)


def test_the_energy_loss_trains(trained, tmp_path, discs, make_recipe):
    train(make_recipe({"loss": "energy"}), discs, tmp_path, workers=0)
    first, second = losses(tmp_path, "sampler")
    assert second < first
    # At the uniform grid the neighbour term alone is more than a proposal's distance.
    assert second > losses(trained, "sampler")[0]


@pytest.mark.parametrize("loss", ["spacing", "proposal"])
def test_the_first_u_net_may_have_to_know_the_labels(tmp_path, discs, make_recipe, loss):
    stage = {"loss": loss, "targets": ["disc"], "emphasis": 2, "balance": 0.5}
    stage |= {"labels": 1, "schedule": {"epochs": 4, "batch": 4, "rate": 3e-3}}
    train(make_recipe(stage), discs, tmp_path, workers=0)
    first, *_, last = losses(tmp_path, "sampler")
    assert last < 0.95 * first
    assert not any("labels" in name for name in weights(tmp_path))


def test_small_spacing_is_learned(tmp_path, discs, make_recipe):
    stage = {"loss": "spacing", "schedule": {"epochs": 20, "batch": 4, "rate": 1e-3}}
    train(make_recipe(stage), discs, tmp_path, workers=0)
    first, *_, last = losses(tmp_path, "sampler")
    assert last < 0.95 * first


def test_restraint_keeps_grids_near_the_prior(tmp_path, discs, make_recipe):
    def spread(restraint):
        stage = {"loss": "spacing", "restraint": restraint}
        stage["schedule"] = {"epochs": 10, "batch": 4, "rate": 1e-2}
        out = tmp_path / str(restraint)
        train(make_recipe(stage), discs, out, workers=0)
        model = load_checkpoint(out / "checkpoint").model
        picture = torch.from_numpy(open_dataset(discs, "val")[0].picture.copy())
        return (model.look(picture) - model.sampler.prior)[1:-1, 1:-1].abs().mean()

    assert spread(100.0) < 0.5 * spread(0.0)


def test_known_grids_come_from_the_labels(trained, tmp_path, discs, make_recipe):
    recipe = make_recipe({"known": True})
    train(recipe, discs, tmp_path, workers=0)
    assert not (tmp_path / "sampler.jsonl").exists()
    assert losses(tmp_path, "segmenter") != losses(trained, "segmenter")


def test_folds_are_trained_without_their_own_pictures(tmp_path, discs, make_recipe, monkeypatch):
    seen = {}
    whole = stages.fit

    def note(work, title, *arguments, train, **rest):
        seen[title] = train.indices
        whole(work, title, *arguments, train=train, **rest)

    monkeypatch.setattr(stages, "fit", note)
    train(make_recipe({"folds": 2}), discs, tmp_path, workers=0)
    everything = list(range(8))
    assert seen == {
        "sampler": everything,
        "sampler-fold0": everything[4:],
        "sampler-fold1": everything[:4],
        "segmenter": everything,
    }
    states = [load_file(tmp_path / f"{title}.safetensors") for title in list(seen)[:3]]
    heads = [state["network.sampler.head.weight"] for state in states]
    assert not torch.equal(heads[0], heads[1])
    assert not torch.equal(heads[1], heads[2])


def test_the_uniform_baseline_differs_in_the_sampler_alone(tmp_path, discs, make_recipe):
    recipe = uniform_recipe(make_recipe())
    assert recipe.name == "tiny-uniform"
    train(recipe, discs, tmp_path, workers=0)
    assert not (tmp_path / "sampler.jsonl").exists()
    loaded = load_checkpoint(tmp_path / "checkpoint")
    assert loaded.model.sampler is None
    assert loaded.recipe == make_recipe(None, name="tiny-uniform")


def test_unknown_targets_are_named(tmp_path, discs, make_recipe):
    with pytest.raises(BadInput, match="Unknown class 'cat'; the data has ground, disc"):
        train(make_recipe({"targets": ["cat"]}), discs, tmp_path, workers=0)


@pytest.mark.slow
def test_two_processes_train_one_checkpoint(tmp_path, discs):
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(RECIPE)
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--standalone", "-m", "edgeward", "train", str(recipe)]
    command += ["--data", str(discs), "--out", str(tmp_path / "run"), "--workers", "0"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    for stage in ("sampler", "segmenter"):
        first, second = losses(tmp_path / "run", stage)  # one line an epoch: one rank writes
        assert np.isfinite(first)
        assert second < first
    assert load_checkpoint(tmp_path / "run" / "checkpoint").name == "tiny"


def test_pictures_are_normalised_in_training_as_the_model_will():
    own = {"mean": (0.5, 0.4, 0.3), "std": (0.1, 0.2, 0.3)}
    model = AdaptiveSegmenter(None, nn.Identity(), sample_size=(4, 4), **own)
    pixels = torch.randint(0, 256, (1, 4, 4, 3), dtype=torch.uint8)
    assert torch.equal(stages._shell(model, None).normalise(pixels), model.normalise(pixels))
