"""A bundle is written whole, over an older bundle at most, and describes its model."""

import errno
import os
from pathlib import Path

import pytest
import torch

from edgeward.errors import BadInput
from edgeward.export import export_bundle
from edgeward.export.bundle import count_flops, describe
from edgeward.manifest import read_manifest

SIZE = (48, 64)


def test_the_manifest_describes_the_model(bundles: Path):
    manifest = read_manifest(bundles / "tiny.ew")
    assert (manifest.name, manifest.form, manifest.sampling) == ("tiny", "baked", "adaptive")
    assert manifest.picture.size is None
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


def test_a_fixed_size_is_described(make_checkpoint):
    assert describe(make_checkpoint(), SIZE).picture.size == SIZE


def test_an_older_bundle_is_replaced(make_checkpoint, tmp_path: Path):
    for uniform in (False, True):
        export_bundle(make_checkpoint(uniform=uniform), tmp_path / "x.ew", image_size=SIZE)
    assert read_manifest(tmp_path / "x.ew").sampling == "uniform"
    assert os.listdir(tmp_path) == ["x.ew"]


def test_a_folder_of_something_else_is_left_alone(make_checkpoint, tmp_path: Path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(BadInput, match="older bundle to replace"):
        export_bundle(make_checkpoint(), tmp_path, image_size=SIZE)
    assert os.listdir(tmp_path) == ["holiday.jpg"]


def test_a_full_disk_keeps_the_old_bundle(
    make_checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    export_bundle(make_checkpoint(), tmp_path / "x.ew", image_size=SIZE)

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left") as caught:
        export_bundle(make_checkpoint(uniform=True), tmp_path / "x.ew", image_size=SIZE)
    assert caught.value.filename == str(tmp_path / "x.ew")
    assert read_manifest(tmp_path / "x.ew").sampling == "adaptive"
    assert os.listdir(tmp_path) == ["x.ew"]
