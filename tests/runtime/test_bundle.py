"""Bundles are found by path or name, and the files to run in them by what was asked for."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from edgeward import bundle as module
from edgeward.bundle import Choice, choose, find_bundle, shipped, uniform_sibling
from edgeward.errors import BadBundle, BadInput
from edgeward.manifest import Manifest
from edgeward.session import load

SIZE = (1080, 1920)


@pytest.fixture
def full(manifest: Manifest, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    """A manifest with every format, form and precision; all engines seem to be installed."""
    monkeypatch.setattr(module, "find_spec", lambda name: name)
    files = tuple(
        dataclasses.replace(
            manifest.files[0],
            path=f"{format}-{form}-{precision}",
            format=format,
            form=form,
            precision=precision,
            image_size=SIZE if form == "baked" and format != "onnx" else None,
        )
        for precision in ("fp16", "fp32")
        for format in ("tflite", "onnx", "coreml")
        for form in ("segmenter", "baked", "sampler")
    )
    return dataclasses.replace(manifest, files=files)


def paths(choice: Choice) -> list[str]:
    return [file.path for file in choice if file is not None]


def without(manifest: Manifest, *paths: str) -> Manifest:
    files = tuple(file for file in manifest.files if file.path not in paths)
    return dataclasses.replace(manifest, files=files)


def test_what_takes_any_picture_comes_first(full: Manifest):
    assert paths(choose(full)) == ["onnx-baked-fp32"]
    split = ["onnx-segmenter-fp32", "onnx-sampler-fp32"]
    assert paths(choose(without(full, "onnx-baked-fp32"))) == split
    assert paths(choose(full, format="tflite")) == ["tflite-segmenter-fp32", "tflite-sampler-fp32"]


def test_what_is_asked_for_is_chosen(full: Manifest):
    assert paths(choose(full, format="coreml", form="baked")) == ["coreml-baked-fp32"]
    assert paths(choose(full, form="baked", precision="fp16")) == ["onnx-baked-fp16"]
    half = ["tflite-segmenter-fp16", "tflite-sampler-fp16"]
    assert paths(choose(full, format="tflite", precision="fp16")) == half


def test_a_format_without_engine_is_no_default(full: Manifest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "find_spec", lambda name: name == "tflite_runtime" or None)
    assert choose(full).segmenter.path == "tflite-segmenter-fp32"
    assert choose(full, format="onnx").baked.path == "onnx-baked-fp32"


def test_a_segmenter_without_its_sampler_is_no_choice(full: Manifest):
    alone = without(full, *(f.path for f in full.files if f.form != "segmenter"))
    with pytest.raises(BadInput, match="export it again"):
        choose(alone)
    uniform = dataclasses.replace(alone, sampling="uniform")
    assert paths(choose(uniform)) == ["onnx-segmenter-fp32"]


def test_what_the_bundle_lacks_is_listed_with_what_it_has(manifest: Manifest):
    with pytest.raises(BadInput, match=r"tflite split int8 .*has model\.onnx \(onnx baked fp32\)"):
        choose(manifest, format="tflite", form="split", precision="int8")


@pytest.fixture
def shop(bundles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the tiny bundles be the shipped ones."""
    for name in ("tiny", "tiny-uniform"):
        shutil.copytree(bundles / f"{name}.ew", tmp_path / name)
    monkeypatch.setattr(module, "_shipped_folder", lambda: tmp_path)
    return tmp_path


def test_shipped_models_load_by_name(shop: Path):
    assert shipped() == ("tiny", "tiny-uniform")
    assert load("tiny").manifest.sampling == "adaptive"
    assert load(uniform_sibling("tiny")).manifest.sampling == "uniform"


def test_a_shipped_name_wins_over_a_folder(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "data" / "tiny").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "data")
    assert find_bundle("tiny") == shop / "tiny"
    assert find_bundle("./tiny") == Path("tiny")


@pytest.mark.usefixtures("shop")
def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(BadBundle, match=r"tiny, tiny-uniform\), but got 'tinny'.*mean 'tiny'"):
        load("tinny")


def test_the_uniform_sibling_lies_beside_the_bundle(bundles: Path):
    assert uniform_sibling(bundles / "tiny.ew") == bundles / "tiny-uniform.ew"
    with pytest.raises(BadBundle, match=r"uniform baseline .*fixed-uniform\.ew"):
        uniform_sibling(bundles / "fixed.ew")
