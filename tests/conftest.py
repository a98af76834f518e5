"""What several test folders share: a tiny trained-looking model and its bundles."""

from pathlib import Path

import pytest

from edgeward.manifest import Artifact, ClassInfo, Manifest, Picture


@pytest.fixture
def manifest() -> Manifest:
    return Manifest(
        name="person",
        sampling="adaptive",
        picture=Picture(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),
        thumbnail_size=(32, 32),
        grid_size=(8, 8),
        sample_size=(64, 64),
        classes=(ClassInfo("background", (0, 0, 0)), ClassInfo("person", (255, 96, 0))),
        flops={"sampler": 12_000_000, "segmenter": 300_000_000},
        files=(
            Artifact(
                path="model.onnx",
                format="onnx",
                form="baked",
                precision="fp32",
                image_size=None,
                takes="bytes",
                scores_layout="HWC",
                sha256="0" * 64,
                bytes=1_000_000,
                parity={"scores": 1e-5},
                miou=0.9,
            ),
        ),
        evaluated_on="person/val",
        tools={"torch": "2.14.1"},
        licence="CC0-1.0",
        provenance="drawn pictures",
    )


@pytest.fixture(scope="session")
def make_checkpoint():
    """Return a function: sampler or not -> a tiny checkpoint with random, seeded weights."""
    torch = pytest.importorskip("torch")
    from edgeward.models.checkpoint import Checkpoint, build_model
    from edgeward.models.recipe import parse_recipe

    def make(*, uniform: bool = False) -> Checkpoint:
        schedule = {"epochs": 1}
        table = {
            "name": "tiny",
            "licence": "CC0-1.0",
            "provenance": "random weights",
            "segmenter": {
                "schedule": schedule,
                "sample": [32, 48],
                "options": {"width": 4, "depth": 2},
            },
        }
        if not uniform:
            table["sampler"] = {"schedule": schedule, "thumbnail": [32, 32], "width": 8}
        recipe = parse_recipe(table)
        torch.manual_seed(0)
        model = build_model(recipe, classes=3)
        torch.nn.init.normal_(model.segmenter.head.weight)
        if model.sampler is not None:
            torch.nn.init.normal_(model.sampler.head.weight, std=0.05)
        classes = [("background", (0, 0, 0)), ("person", (255, 96, 0)), ("dog", (0, 128, 255))]
        return Checkpoint(model, tuple(ClassInfo(*c) for c in classes), recipe, {})

    return make


@pytest.fixture(scope="session")
def bundles(make_checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with bundles, only to be read.

    `tiny.ew` and `tiny-uniform.ew`: ONNX, baked and split, for any picture; `fixed.ew`: ONNX, baked
    for 48x64.
    """
    pytest.importorskip("onnxscript")
    from edgeward.export import Job, export_bundle

    folder = tmp_path_factory.mktemp("bundles")
    export_bundle(make_checkpoint(), folder / "tiny.ew")
    export_bundle(make_checkpoint(uniform=True), folder / "tiny-uniform.ew")
    export_bundle(
        make_checkpoint(), folder / "fixed.ew", [Job("onnx", "baked")], image_size=(48, 64)
    )
    return folder


@pytest.fixture(scope="session")
def phone_bundles(make_checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `tiny.ew` and `tiny-uniform.ew` in all formats, baked for 301x417."""
    pytest.importorskip("litert_torch")
    pytest.importorskip("coremltools")
    from edgeward.export import Job, export_bundle

    folder = tmp_path_factory.mktemp("phone")
    jobs = [Job(f, form) for f in ("onnx", "tflite", "coreml") for form in ("baked", "split")]
    for name, uniform in (("tiny.ew", False), ("tiny-uniform.ew", True)):
        checkpoint = make_checkpoint(uniform=uniform)
        exported = export_bundle(checkpoint, folder / name, jobs, image_size=(301, 417))
        assert not exported.failures
    return folder
