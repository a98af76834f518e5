"""`edgeward verify` passes sound bundles and names the promise that another breaks."""

import dataclasses
import json
import shutil
from pathlib import Path

import onnx
import pytest

from edgeward.files import sha256
from edgeward.manifest import read_manifest, to_json
from edgeward.models import save_checkpoint


@pytest.fixture
def checkpoint(make_checkpoint, tmp_path: Path) -> Path:
    made = make_checkpoint()
    save_checkpoint(tmp_path / "checkpoint", made.model, made.classes, made.recipe)
    return tmp_path / "checkpoint"


def test_a_sound_bundle_passes(run, phone_bundles: Path, checkpoint: Path):
    code, text, _ = run("verify", phone_bundles / "tiny.ew", "--against", checkpoint)
    assert code == 0
    for name in ("model.onnx", "sampler.tflite", "segmenter.mlpackage"):
        assert f"{name} " in text
    assert "✗" not in text


def test_machines_read_json(run, bundles: Path, checkpoint: Path):
    code, text, _ = run("verify", bundles / "tiny.ew", "--against", checkpoint, "--json")
    report = json.loads(text)["model.onnx"]
    assert code == 0
    assert report["broken"] == []
    assert report["differences"]["pixels"] == 0
    assert {d["delegate"] for d in report["delegates"]} >= {"ONNX Runtime XNNPACK EP"}


def test_other_weights_break_it(run, make_checkpoint, bundles: Path, tmp_path: Path):
    made = make_checkpoint()
    made.model.segmenter.head.bias.data += 1
    save_checkpoint(tmp_path / "other", made.model, made.classes, made.recipe)
    code, text, _ = run("verify", bundles / "tiny.ew", "--against", tmp_path / "other")
    assert code == 1
    assert "scores: expected at most 0.0001" in text


def test_a_trap_in_the_graph_breaks_it(run, bundles: Path, tmp_path: Path):
    bundle = Path(shutil.copytree(bundles / "tiny.ew", tmp_path / "tiny.ew"))
    model = onnx.load(bundle / "model.onnx")
    for node in model.graph.node:
        if node.op_type == "Floor":
            node.op_type = "Round"
    onnx.save(model, bundle / "model.onnx")
    manifest = read_manifest(bundles / "tiny.ew")
    files = [dataclasses.replace(f, sha256=sha256(bundle / f.path)) for f in manifest.files]
    text = to_json(dataclasses.replace(manifest, files=tuple(files)))
    (bundle / "manifest.json").write_text(text)
    code, text, _ = run("verify", bundle, "--lint")
    assert code == 1
    assert "model.onnx" in text
    assert "Round" in text


def test_an_unknown_checkpoint_is_named(run, bundles: Path):
    code, _, errors = run("verify", bundles / "tiny.ew")
    assert code == 2
    assert "'tiny'" in errors
