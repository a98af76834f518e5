"""The demo's bundles are what its command exports from the shipped checkpoints."""

from pathlib import Path

import pytest

from edgeward.manifest import read_manifest
from tests.android.app import MAIN
from tests.core.builds import run, tool

ASSETS = MAIN / "assets"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["person", "person-uniform"])
def test_smallest_bundle_is_exported_again(name: str, tmp_path: Path) -> None:
    options = ("--form", "split", "--precision", "fp16", "--size", "64")
    run(tool("edgeward"), "export", name, "-o", tmp_path / "new", *options)
    for path in (ASSETS / f"{name}-64").glob("*.onnx"):
        assert path.read_bytes() == (tmp_path / "new" / path.name).read_bytes(), path


def test_bundles_are_whole() -> None:
    sizes = [read_manifest(folder).sample_size for folder in sorted(ASSETS.iterdir())]
    assert sorted(sizes) == [(64, 64), (64, 64), (128, 128), (128, 128), (256, 256), (256, 256)]
