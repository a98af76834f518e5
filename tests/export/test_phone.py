"""TFLite and Core ML files hold what they should, in every precision, and nothing by chance."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from edgeward.export import Exported, ExportError, Job, export_bundle
from edgeward.export.bundle import graphs
from edgeward.export.formats import WRITERS
from edgeward.export.graph import resize_nearest
from edgeward.export.lint import lint
from edgeward.export.mil import load_program
from edgeward.export.verify import TOLERANCES, measure
from edgeward.files import sha256
from edgeward.manifest import from_json, read_manifest
from edgeward.picture import EXAMPLE_PHOTO, open_picture

FORMATS = ("onnx", "tflite", "coreml")


def facts_inside(path: Path) -> str:
    """The manifest that a file holds."""
    if path.suffix == ".tflite":
        from ai_edge_litert.tools import flatbuffer_utils

        model = flatbuffer_utils.read_model(path)
        (number,) = (m.buffer for m in model.metadata if m.name == b"edgeward.manifest")
        return bytes(model.buffers[number].data).decode()
    import coremltools as ct

    spec = ct.models.MLModel(str(path), skip_model_load=True).get_spec()
    return spec.description.metadata.userDefined["edgeward.manifest"]


@pytest.mark.parametrize("format", ["tflite", "coreml"])
def test_files_hold_the_manifest(phone_bundles: Path, format: str):
    manifest = read_manifest(phone_bundles / "tiny.ew")
    for file in (f for f in manifest.files if f.format == format):
        inside = from_json(facts_inside(phone_bundles / "tiny.ew" / file.path))
        assert inside == dataclasses.replace(manifest, files=())


def test_xcode_finds_labels_and_colours(phone_bundles: Path):
    import coremltools as ct

    package = phone_bundles / "tiny.ew" / "model.mlpackage"
    spec = ct.models.MLModel(str(package), skip_model_load=True).get_spec()
    found = spec.description.metadata.userDefined
    assert found["com.apple.coreml.model.preview.type"] == "imageSegmenter"
    assert json.loads(found["com.apple.coreml.model.preview.parameters"]) == {
        "labels": ["background", "person", "dog"],
        "colors": ["#000000", "#ff6000", "#0080ff"],
    }
    (picture,) = spec.description.input
    assert (picture.type.imageType.height, picture.type.imageType.width) == (301, 417)


@pytest.mark.parametrize("format", ["tflite", "coreml"])
def test_the_same_checkpoint_exports_the_same_bytes(
    make_checkpoint, phone_bundles: Path, tmp_path: Path, format: str
):
    files = {f.path: f for f in read_manifest(phone_bundles / "tiny.ew").files}
    facts = dataclasses.replace(read_manifest(phone_bundles / "tiny.ew"), files=())
    writer = WRITERS[format]
    for graph in graphs(make_checkpoint().model, Job(format, "split"), None):
        path = tmp_path / f"{graph.form}{writer.suffix}"
        writer.write(graph.eval(), path, facts, "fp32", [])
        assert sha256(path) == files[path.name].sha256


@pytest.fixture(scope="module")
def precise(make_checkpoint, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Exported]:
    """A bundle with every format and precision, split, calibrated on the bundled photo."""
    photo = open_picture(EXAMPLE_PHOTO)
    pictures = [photo, np.ascontiguousarray(photo[:, ::-1]), resize_nearest(photo, (301, 417))]
    jobs = [Job(f, "split", p) for f in FORMATS for p in ("fp32", "fp16", "int8")]
    folder = tmp_path_factory.mktemp("precise") / "x.ew"
    return folder, export_bundle(make_checkpoint(), folder, jobs, calibration=pictures)


def test_every_format_has_every_precision(precise: tuple[Path, Exported]):
    _, (manifest, failures) = precise
    assert not failures
    found = {(f.format, f.form, f.precision) for f in manifest.files}
    for format in FORMATS:
        assert {(format, "segmenter", p) for p in ("fp32", "fp16", "int8")} <= found
        assert {(format, "sampler", p) for p in ("fp32", "fp16")} <= found
        assert (format, "sampler", "int8") not in found


def test_less_precision_differs_more_and_within_its_tolerance(precise: tuple[Path, Exported]):
    _, (manifest, _) = precise
    for format in FORMATS:
        scores = {
            f.precision: f.parity["scores"]
            for f in manifest.files
            if (f.format, f.form) == (format, "segmenter")
        }
        assert scores["fp32"] < min(scores["fp16"], scores["int8"]), format
        assert all(scores[p] <= TOLERANCES[p]["scores"] for p in scores)


def test_coordinates_are_float32_whatever_the_precision(precise: tuple[Path, Exported]):
    folder, (manifest, _) = precise
    for file in manifest.files:
        assert lint(folder / file.path, file.form, file.precision) == ()
    program = load_program(folder / "sampler-fp16.mlpackage")
    convolutions = [op.types[0].dtype for op in program.operations if op.type == "conv"]
    assert convolutions == ["fp16"] * (len(convolutions) - 1) + ["fp32"]  # the last gives offsets
    assert {program.outputs[name].dtype for name in ("grid", "sample_grid")} == {"fp32"}


def test_half_coordinates_in_core_ml_would_be_seen(make_checkpoint, tmp_path: Path):
    """The failing twin: coremltools' own float16, which halves the coordinates too."""
    import coremltools as ct

    from edgeward.export.converter import aten_program

    checkpoint, size = make_checkpoint(), (301, 2701)
    (graph,) = graphs(checkpoint.model, Job("coreml", "baked"), size)
    model = ct.convert(
        aten_program(graph.eval(), graph.example()),
        inputs=[ct.ImageType(name="picture", shape=(1, 3, *size))],
        outputs=[ct.TensorType(name=name) for name in graph.gives],
        minimum_deployment_target=ct.target.iOS17,
        compute_precision=ct.precision.FLOAT16,
        skip_model_load=True,
    )
    model.save(str(tmp_path / "model.mlpackage"))
    found = lint(tmp_path / "model.mlpackage", "baked", "fp16", size)
    assert "coordinates" in {finding.rule for finding in found}
    photo = resize_nearest(open_picture(EXAMPLE_PHOTO), size)
    points = load_program(tmp_path / "model.mlpackage").run({"picture": photo})["points"]
    with_care = tmp_path / "care.mlpackage"
    facts = export_bundle(make_checkpoint(), tmp_path / "x.ew").manifest
    WRITERS["coreml"].write(graph, with_care, dataclasses.replace(facts, files=()), "fp16", [])
    careful = load_program(with_care).run({"picture": photo})["points"]
    moved = np.abs(points - careful)[1:-1, 1:-1]
    assert np.mean(moved.max(axis=-1) > 0) > 0.2


def test_int8_core_ml_quantises_activations_too(precise: tuple[Path, Exported]):
    folder, _ = precise
    program = load_program(folder / "segmenter-int8.mlpackage")
    kinds = [op.type for op in program.operations]
    assert kinds.count("quantize") >= kinds.count("conv") > 0


def test_a_segmenter_that_cannot_be_traced_has_no_int8_core_ml(make_checkpoint, tmp_path: Path):
    class Odd(torch.nn.Module):
        def __init__(self, inner: torch.nn.Module):
            super().__init__()
            self.inner = inner

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.inner(x) if min(x.shape[-2:]) > 4 else x

    checkpoint = make_checkpoint()
    checkpoint.model.segmenter = Odd(checkpoint.model.segmenter)
    photos = [open_picture(EXAMPLE_PHOTO)]
    with pytest.raises(ExportError, match=r"torch\.fx can trace for int8 Core ML"):
        export_bundle(
            checkpoint, tmp_path / "x.ew", [Job("coreml", "split", "int8")], calibration=photos
        )


def test_measuring_finds_what_verifying_judges(make_checkpoint, precise: tuple[Path, Exported]):
    folder, (manifest, _) = precise
    files = {f.form: f for f in manifest.files if f.format == "onnx" and f.precision == "fp16"}
    found = measure(folder, files, make_checkpoint().model)
    assert found == {form: file.parity for form, file in files.items()}
