"""The conformance matrix: one cell of it is run, the rest is tested on made-up rows."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

pytest.importorskip("onnxscript")

from rich.console import Console

from edgeward.benchmarks import conformance
from edgeward.benchmarks.conformance import (
    BACKBONES,
    JOBS,
    File,
    Row,
    Taken,
    missing,
    page,
    read,
    run,
    run_apart,
    table,
    tools,
    valid,
    write,
)
from edgeward.export import Job
from edgeward.export.verify import TOLERANCES

NAME = "smp:Unet/mobilenet_v2"
BAKED, SPLIT = Job("onnx", "baked"), Job("onnx", "split")


def done(job: Job, backbone: str = NAME) -> Row:
    taken = (Taken("XNNPACK", 199, 200, 3),)
    file = File("segmenter", 2_600_000, {"scores": 1e-6}, (), taken)
    flops = {"sampler": 20_000_000, "segmenter": 1_720_000_000}
    return Row(backbone, job.format, job.form, None, flops, (file,), 5.0, tools(job.format))


def failed(job: Job, reason: str) -> Row:
    return replace(done(job), reason=reason, files=())


def test_a_backbone_is_exported_verified_and_linted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conformance, "BACKBONES", {NAME: (64, 64)})
    row = run(NAME, SPLIT, tmp_path)
    assert row.reason is None
    assert row.flops["segmenter"] > 1e8
    assert [file.form for file in row.files] == ["sampler", "segmenter"]
    assert all(file.bytes and file.taken for file in row.files)
    assert all(v <= TOLERANCES["fp32"][k] for file in row.files for k, v in file.parity.items())


def test_a_failure_is_a_row_with_its_reason(tmp_path: Path):
    row = run("smp:Unot/mobilenet_v2", SPLIT, tmp_path)
    assert row.files == ()
    assert row.reason is not None
    assert row.reason.startswith("segmentation-models-pytorch does not know 'Unot'")


def test_a_crash_loses_one_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kill = "import os\ndef kill(classes):\n    os._exit(3)\n"
    (tmp_path / "crashing.py").write_text(kill)
    monkeypatch.syspath_prepend(tmp_path)
    rows = list(run_apart("crashing:kill", [BAKED, SPLIT]))
    assert [row.job for row in rows] == [BAKED, SPLIT]
    assert {row.reason for row in rows} == {"The converter ended its process with code 3."}


def test_rows_are_kept_in_order_and_read_back(tmp_path: Path):
    rows = [done(BAKED, "unet.onnx"), failed(SPLIT, "No."), done(BAKED)]
    write(tmp_path / "rows.json", rows)
    assert read(tmp_path / "rows.json") == rows[::-1]
    assert read(tmp_path / "none.json") == []


def test_rows_of_other_tools_or_named_backbones_are_run_again():
    kept, stale = done(BAKED), replace(done(SPLIT), tools={"torch": "0.4"})
    assert valid([kept, stale], []) == [kept]
    assert valid([kept, done(BAKED, "unet.onnx")], ["unet.onnx"]) == [kept]


def test_only_what_is_missing_is_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(conformance, "run_apart", lambda name, jobs: (done(j, name) for j in jobs))
    rows = [done(BAKED), *missing([done(BAKED)], [])]
    assert {(row.backbone, row.job) for row in rows} == set(product(BACKBONES, JOBS))
    assert len(rows) == len(BACKBONES) * len(JOBS)
    assert {row.backbone for row in missing([], [NAME])} == {NAME}


def test_failures_are_shown_with_their_reasons():
    rows = [failed(BAKED, "Expected [this]."), done(SPLIT), done(BAKED, "unet.onnx")]
    text = page(rows)
    assert f"2 jobs succeeded, 1 failed and {len(BACKBONES) * len(JOBS) - 3} were not run" in text
    assert "| GFLOPs | scores off by | onnx baked | onnx split |" in text
    assert f"| {NAME} | 128 x 128 | 1.72 | 1e-06 | failed [1] | ok, 2.6 MB | not run |" in text
    assert "1. Expected [this]." in text
    assert f"| {NAME} | 99 % in 3 |" in text
    console = Console(width=120, record=True)
    console.print(table(rows))
    assert "failed [1]" in console.export_text()
