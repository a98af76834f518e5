"""ExecuTorch files run on ExecuTorch, split, in float32."""

from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward.errors import BadInput
from edgeward.export import ExportError, Job, export_bundle
from edgeward.manifest import read_manifest
from edgeward.picture import EXAMPLE_PHOTO, open_picture


@pytest.mark.parametrize("uniform", [False, True])
def test_a_split_bundle_gives_what_onnx_gives(make_checkpoint, tmp_path: Path, uniform: bool):
    jobs = [Job("executorch", "split"), Job("onnx", "split")]
    export_bundle(make_checkpoint(uniform=uniform), tmp_path / "x.ew", jobs)
    files = [f for f in read_manifest(tmp_path / "x.ew").files if f.format == "executorch"]
    assert [f.form for f in files] == (["segmenter"] if uniform else ["sampler", "segmenter"])
    photo = open_picture(EXAMPLE_PHOTO)
    one, other = (edgeward.load(tmp_path / "x.ew", format=f)(photo) for f in ("executorch", "onnx"))
    assert np.mean(one.points != other.points) < 1e-3
    assert np.mean(one.labels != other.labels) < 1e-2


def test_what_it_gathers_cannot_be_seen_so_it_is_split_only(make_checkpoint, tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be verified"):
        export_bundle(make_checkpoint(), tmp_path / "x.ew", [Job("executorch", "baked")])


def test_other_precisions_are_refused(make_checkpoint, tmp_path: Path):
    with pytest.raises(ExportError, match="Expected fp32 for executorch, but got fp16"):
        export_bundle(make_checkpoint(), tmp_path / "x.ew", [Job("executorch", "split", "fp16")])
