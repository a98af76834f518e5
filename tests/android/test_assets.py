"""The demo's six bundles: whole, and what `make bundles` exports from the shipped checkpoints.

Every file of all six has the SHA-256 that its manifest states. A new export is compared with the
two smallest alone: it takes seconds for each, and one command makes all sizes.
"""

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
    assert digests(tmp_path / "new") == digests(ASSETS / f"{name}-64")


def digests(bundle: Path) -> dict[str, str]:
    """Look up what reading a manifest compares the files with."""
    return {artifact.path: artifact.sha256 for artifact in read_manifest(bundle).files}


def test_bundles_are_whole() -> None:
    sizes = [read_manifest(folder).sample_size for folder in sorted(ASSETS.iterdir())]
    assert sorted(sizes) == [(64, 64), (64, 64), (128, 128), (128, 128), (256, 256), (256, 256)]
