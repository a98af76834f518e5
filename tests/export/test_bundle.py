"""A bundle is written whole, over an older bundle at most, and describes its model."""

import dataclasses
import errno
import os
from pathlib import Path

import pytest
import torch

from edgeward.errors import BadInput
from edgeward.export import ExportError, Job, export_bundle
from edgeward.export.bundle import count_flops
from edgeward.export.verify import TOLERANCES
from edgeward.manifest import read_manifest

JOBS = [Job("onnx", "split")]


def test_the_manifest_describes_the_model(bundles: Path):
    manifest = read_manifest(bundles / "tiny.ew")
    assert (manifest.name, manifest.sampling) == ("tiny", "adaptive")
    assert manifest.picture.mean == (0.485, 0.456, 0.406)
    assert (manifest.thumbnail_size, manifest.grid_size) == ((32, 32), (8, 8))
    assert [c.name for c in manifest.classes] == ["background", "person", "dog"]
    assert manifest.classes[1].colour == (255, 96, 0)
    assert {"edgeward", "python", "torch", "onnx", "onnxruntime"} <= manifest.tools.keys()
    assert (manifest.licence, manifest.provenance) == ("CC0-1.0", "random weights")


def test_the_baseline_has_no_sampler(bundles: Path):
    manifest = read_manifest(bundles / "tiny-uniform.ew")
    assert (manifest.sampling, manifest.thumbnail_size) == ("uniform", None)
    assert manifest.flops.keys() == {"segmenter"}


def test_a_multiply_add_counts_as_two(make_checkpoint):
    model = make_checkpoint(uniform=True).model
    before = count_flops(model)["segmenter"]
    # The head: 1 x 1, 4 features to 3 classes at 32 x 48 pixels.
    model.segmenter.head = torch.nn.Identity()
    assert before - count_flops(model)["segmenter"] == 2 * 4 * 3 * 32 * 48


def test_the_files_say_what_they_are(bundles: Path):
    files = read_manifest(bundles / "tiny.ew").files
    assert [(f.path, f.form, f.scores_layout) for f in files] == [
        ("model.onnx", "baked", "HWC"),
        ("sampler.onnx", "sampler", None),
        ("segmenter.onnx", "segmenter", "HWC"),
    ]
    assert {(f.format, f.precision, f.image_size) for f in files} == {("onnx", "fp32", None)}
    assert read_manifest(bundles / "fixed.ew").files[0].image_size == (48, 64)


def test_parity_is_in_the_manifest_and_within_its_tolerance(phone_bundles: Path):
    for name in ("tiny.ew", "tiny-uniform.ew"):
        for file in read_manifest(phone_bundles / name).files:
            assert file.parity
            assert all(v <= TOLERANCES["fp32"][k] for k, v in file.parity.items())


def test_a_format_that_fails_loses_no_other(make_checkpoint, tmp_path: Path):
    model = make_checkpoint()
    model.model.segmenter = Unloved(model.model.segmenter)
    jobs = [Job("onnx", "split"), Job("tflite", "split")]
    manifest, failures = export_bundle(model, tmp_path / "x.ew", jobs)
    assert [f.job for f in failures] == [Job("tflite", "split")]
    assert "TFLite" in failures[0].reason
    assert (
        {f.format for f in read_manifest(tmp_path / "x.ew").files}
        == {"onnx"}
        == {f.format for f in manifest.files}
    )
    assert sorted(os.listdir(tmp_path / "x.ew")) == [
        "manifest.json",
        "sampler.onnx",
        "segmenter.onnx",
    ]
    assert (tmp_path / "x.ew.log").is_file()


def test_where_everything_fails_the_old_bundle_stays(make_checkpoint, tmp_path: Path):
    export_bundle(make_checkpoint(), tmp_path / "x.ew", JOBS)
    odd = make_checkpoint()
    odd.model.segmenter = Unloved(odd.model.segmenter)
    with pytest.raises(ExportError, match=r"Nothing could be exported.*x\.ew\.log"):
        export_bundle(odd, tmp_path / "x.ew", [Job("tflite", "split")])
    assert {f.form for f in read_manifest(tmp_path / "x.ew").files} == {"sampler", "segmenter"}


def test_baked_files_of_one_size_need_to_know_it(make_checkpoint, tmp_path: Path):
    with pytest.raises(BadInput, match=r"--image HxW for a baked coreml file"):
        export_bundle(make_checkpoint(), tmp_path / "x.ew", [Job("coreml", "baked")])


def test_accuracy_is_measured_on_labelled_pictures(make_checkpoint, tmp_path: Path):
    from edgeward.models.data import open_dataset
    from edgeward.models.evaluation import label_picture, score
    from tests.models.tiny import write_folder

    three = "0 ground (0, 0, 0)\n1 disc (255, 0, 0)\n2 other (0, 0, 255)\n"
    checkpoint, data = make_checkpoint(), write_folder(tmp_path / "data", classes=three)
    examples = open_dataset(data, "val")
    checkpoint = dataclasses.replace(checkpoint, classes=examples.classes)
    with pytest.raises(BadInput, match=r"classes \(background, person, dog\), but .*ground"):
        export_bundle(make_checkpoint(), tmp_path / "x.ew", JOBS, examples=examples)
    manifest = export_bundle(checkpoint, tmp_path / "x.ew", JOBS, examples=examples).manifest
    expected = score(
        lambda example: label_picture(checkpoint.model, example.picture),
        (examples[number] for number in range(len(examples))),
        classes=len(examples.classes),
    )
    assert manifest.evaluated_on == "data/val"
    assert manifest.files[-1].miou == pytest.approx(expected.miou, abs=1e-3)


class Unloved(torch.nn.Module):
    """A segmenter with a Fourier transform, which ONNX has and TFLite has not."""

    def __init__(self, inner: torch.nn.Module):
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x) + 0 * torch.fft.rfft(x[:, :1]).real[..., :1]


def test_an_older_bundle_is_replaced(make_checkpoint, tmp_path: Path):
    for uniform in (False, True):
        export_bundle(make_checkpoint(uniform=uniform), tmp_path / "x.ew", JOBS)
    assert read_manifest(tmp_path / "x.ew").sampling == "uniform"
    assert os.listdir(tmp_path) == ["x.ew"]


def test_a_folder_of_something_else_is_left_alone(make_checkpoint, tmp_path: Path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(BadInput, match="older bundle to replace"):
        export_bundle(make_checkpoint(), tmp_path, JOBS)
    assert os.listdir(tmp_path) == ["holiday.jpg"]


def test_a_full_disk_keeps_the_old_bundle(
    make_checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    export_bundle(make_checkpoint(), tmp_path / "x.ew", JOBS)

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left") as caught:
        export_bundle(make_checkpoint(uniform=True), tmp_path / "x.ew", JOBS)
    assert caught.value.filename == str(tmp_path / "x.ew")
    assert read_manifest(tmp_path / "x.ew").sampling == "adaptive"
    assert os.listdir(tmp_path) == ["x.ew"]


def test_a_model_that_needs_the_labels_to_look_is_refused(tmp_path, make_checkpoint):
    checkpoint = make_checkpoint()
    sampler = dataclasses.replace(checkpoint.recipe.sampler, known=True)
    recipe = dataclasses.replace(checkpoint.recipe, sampler=sampler)
    with pytest.raises(BadInput, match="samples where the pictures' labels say"):
        export_bundle(dataclasses.replace(checkpoint, recipe=recipe), tmp_path / "x.ew")
    assert not (tmp_path / "x.ew").exists()
