"""The manifest reads back as it was written, and says what is wrong when it cannot."""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from edgeward.errors import BadBundle
from edgeward.manifest import Manifest, from_json, read_manifest, to_json


def write(folder: Path, manifest: Manifest, content: bytes = b"graph") -> Path:
    (folder / "model.onnx").write_bytes(content)
    digest = hashlib.sha256(b"graph").hexdigest()
    artifact = dataclasses.replace(manifest.files[0], sha256=digest)
    manifest = dataclasses.replace(manifest, files=(artifact,))
    (folder / "manifest.json").write_text(to_json(manifest))
    return folder


def test_a_manifest_reads_back_equal(manifest: Manifest):
    assert from_json(to_json(manifest)) == manifest


def test_a_uniform_fixed_size_manifest_reads_back_equal(manifest: Manifest):
    other = dataclasses.replace(
        manifest,
        sampling="uniform",
        thumbnail_size=None,
        files=(dataclasses.replace(manifest.files[0], image_size=(1080, 1920)),),
    )
    assert from_json(to_json(other)) == other


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Manifest)])
def test_every_field_is_missed(manifest: Manifest, field: str):
    data = json.loads(to_json(manifest))
    del data[field]
    with pytest.raises(BadBundle, match=field.replace("_", ".")):
        from_json(json.dumps(data))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema_version": 1}, "Expected schema version 2 .* got 1"),
        ({"name": 7}, "expected 'name' to be str, but got 7"),
        ({"sampling": "random"}, "'sampling' to be 'adaptive' or 'uniform', but got 'random'"),
        ({"sample_size": [64]}, r"expected 2 values for 'sample_size', but got \[64\]"),
        ({"sample_size": [64, True]}, r"expected 'sample_size\[1\]' to be int, but got True"),
        ({"flops": {"sampler": "many"}}, r"expected 'flops\.sampler' to be int, but got 'many'"),
        ({"classes": [{"name": "x"}]}, r"the key 'classes\[0\]\.colour' is missing"),
        (
            {"classes": [{"name": "x", "colour": [0, 0, 300]}]},
            r"expected 'classes\[0\]\.colour\[2\]' from 0 to 255, but got 300",
        ),
        ({"picture": None}, "expected 'picture' to be a table, but got None"),
    ],
)
def test_a_wrong_field_is_named(manifest: Manifest, change: dict[str, Any], message: str):
    data = json.loads(to_json(manifest)) | change
    with pytest.raises(BadBundle, match=message):
        from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7"])
def test_what_is_no_manifest_is_refused(text: str):
    with pytest.raises(BadBundle, match=r"manifest\.json"):
        from_json(text)


def test_a_sound_bundle_is_read(tmp_path: Path, manifest: Manifest):
    assert read_manifest(write(tmp_path, manifest)).name == "person"


def test_an_altered_file_is_refused(tmp_path: Path, manifest: Manifest):
    with pytest.raises(BadBundle, match="altered or cut short"):
        read_manifest(write(tmp_path, manifest, b"grapH"))


def test_a_missing_file_is_refused(tmp_path: Path, manifest: Manifest):
    (write(tmp_path, manifest) / "model.onnx").unlink()
    with pytest.raises(BadBundle, match=r"model\.onnx' in the bundle, but it is missing"):
        read_manifest(tmp_path)


def test_a_path_out_of_the_bundle_is_refused(tmp_path: Path, manifest: Manifest):
    artifact = dataclasses.replace(manifest.files[0], path="../model.onnx")
    write(tmp_path, dataclasses.replace(manifest, files=(artifact,)))
    with pytest.raises(BadBundle, match="Expected a file name"):
        read_manifest(tmp_path)


def test_a_bundle_without_files_is_refused(tmp_path: Path, manifest: Manifest):
    text = to_json(dataclasses.replace(manifest, files=()))
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadBundle, match="at least one file"):
        read_manifest(tmp_path)


def test_a_folder_without_manifest_is_refused(tmp_path: Path):
    with pytest.raises(BadBundle, match=r"a folder with a manifest\.json"):
        read_manifest(tmp_path)
