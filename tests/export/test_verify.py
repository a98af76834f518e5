"""Verification catches files that differ from their model, and knows what each can get wrong."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest

from edgeward.export import ExportError, Job, export_bundle
from edgeward.export import watch as watching
from edgeward.export.onnx_model import picture_gathers
from edgeward.export.verify import pictures, verify
from edgeward.export.watch import watch
from edgeward.manifest import Artifact, Form, read_manifest
from edgeward.picture import EXAMPLE_PHOTO, open_picture


def parts(bundle: Path, format: str, form: str) -> dict[Form, Artifact]:
    """The files of one format and form."""
    files = {f.form: f for f in read_manifest(bundle).files if f.format == format}
    wanted = {"baked"} if form == "baked" else {"sampler", "segmenter"}
    return {name: file for name, file in files.items() if name in wanted}


@pytest.mark.parametrize("format", ["onnx", "tflite", "coreml"])
@pytest.mark.parametrize("name", ["tiny.ew", "tiny-uniform.ew"])
def test_the_gathered_pixels_are_the_pictures_at_the_points(
    phone_bundles: Path, format: str, name: str
):
    (file,) = parts(phone_bundles / name, format, "baked").values()
    photo = np.ascontiguousarray(open_picture(EXAMPLE_PHOTO)[:301, :417])
    found = watch(phone_bundles / name / file.path, file.format)(photo)
    rows, cols = found["points"][..., 0], found["points"][..., 1]
    np.testing.assert_array_equal(found["pixels"].reshape(32, 48, 3), photo[rows, cols])


@pytest.mark.parametrize("form", ["baked", "split"])
@pytest.mark.parametrize("format", ["onnx", "tflite", "coreml"])
def test_other_weights_than_the_models_are_caught(
    make_checkpoint, phone_bundles: Path, format: str, form: str
):
    files = parts(phone_bundles / "tiny.ew", format, form)
    model = make_checkpoint().model
    verify(phone_bundles / "tiny.ew", files, model)
    model.segmenter.head.bias.data += 0.5
    with pytest.raises(ExportError, match=r"Expected scores of .* to differ"):
        verify(phone_bundles / "tiny.ew", files, model)


@pytest.mark.parametrize("form", ["baked", "split"])
@pytest.mark.parametrize("format", ["onnx", "tflite", "coreml"])
def test_another_sampler_than_the_models_is_caught(
    make_checkpoint, phone_bundles: Path, format: str, form: str
):
    files = parts(phone_bundles / "tiny.ew", format, form)
    model = make_checkpoint().model
    model.sampler.head.bias.data += 0.01
    with pytest.raises(ExportError, match=r"Expected grid of .* to differ"):
        verify(phone_bundles / "tiny.ew", files, model)


def test_on_a_mac_core_ml_gives_the_outputs(
    make_checkpoint, phone_bundles: Path, monkeypatch: pytest.MonkeyPatch
):
    """With a stand-in for Core ML: it has not been run."""
    (file,) = parts(phone_bundles / "tiny.ew", "coreml", "baked").values()
    package = phone_bundles / "tiny.ew" / file.path
    execute = watch(package, "coreml")

    def predicts(change: float):
        outputs = ("scores", "points", "grid")
        monkeypatch.setattr(
            watching,
            "open_network",
            lambda *_, **__: (
                lambda x: {k: execute(x)[k] + change * (k == "scores") for k in outputs}
            ),
        )
        return verify(phone_bundles / "tiny.ew", {"baked": file}, make_checkpoint().model)

    monkeypatch.setattr(watching.sys, "platform", "darwin")
    assert predicts(0)["baked"]["pixels"] == 0
    with pytest.raises(ExportError, match=r"Expected scores of .* to differ"):
        predicts(1)


def test_gathering_other_pixels_than_the_points_is_caught(
    make_checkpoint, bundles: Path, tmp_path: Path
):
    shutil.copytree(bundles / "tiny.ew", tmp_path, dirs_exist_ok=True)
    model = onnx.load(tmp_path / "model.onnx")
    gather = picture_gathers(model.graph)[-1]
    position = list(model.graph.node).index(gather)
    mirror = onnx.helper.make_node("Neg", [gather.input[1]], ["mirrored"])  # counts from the end
    model.graph.node.insert(position, mirror)
    model.graph.node[position + 1].input[1] = "mirrored"
    onnx.save(model, tmp_path / "model.onnx")
    with pytest.raises(ExportError, match=r"Expected pixels of .* to differ .* at most 0"):
        verify(tmp_path, parts(bundles / "tiny.ew", "onnx", "baked"), make_checkpoint().model)


@pytest.mark.parametrize("form", ["baked", "split"])
def test_a_model_that_gives_no_numbers_is_refused(make_checkpoint, tmp_path: Path, form: str):
    checkpoint = make_checkpoint()
    checkpoint.model.segmenter.head.bias.data.fill_(float("nan"))
    with pytest.raises(ExportError, match="Expected finite scores"):
        export_bundle(checkpoint, tmp_path / "x.ew", [Job("onnx", form)])
    assert not (tmp_path / "x.ew").exists()


@pytest.mark.parametrize("form", ["baked", "split"])
def test_a_sampler_that_gives_no_numbers_is_refused(make_checkpoint, tmp_path: Path, form: str):
    checkpoint = make_checkpoint()
    checkpoint.model.sampler.head.bias.data.fill_(float("nan"))
    with pytest.raises(ExportError, match=r"cannot run the exported|Expected a finite grid"):
        export_bundle(checkpoint, tmp_path / "x.ew", [Job("onnx", form)])


def test_the_strictest_precision_is_asked_of_float32(make_checkpoint, phone_bundles: Path):
    files = parts(phone_bundles / "tiny.ew", "onnx", "split")
    model = make_checkpoint().model
    model.segmenter.head.weight.data *= 1.001
    with pytest.raises(ExportError, match=r"at most 0\.0001"):
        verify(phone_bundles / "tiny.ew", files, model)
    rough = {form: dataclasses.replace(file, precision="fp16") for form, file in files.items()}
    assert verify(phone_bundles / "tiny.ew", rough, model)["segmenter"]["scores"] > 1e-4


def test_the_pictures_of_the_verification_have_awkward_sizes():
    sizes = [picture.shape[:2] for picture in pictures(None)]
    assert {(1, 1), (1, 97), (64, 1), (2, 30000)} <= set(sizes)
    assert [p.shape for p in pictures((48, 64))] == [(48, 64, 3)] * 2
