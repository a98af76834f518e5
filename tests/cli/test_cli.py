"""The command line does what its help says; whatever is wrong is one line and exit code 2."""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import edgeward
from edgeward import session
from edgeward.picture import EXAMPLE_PHOTO
from tests.cli import calls
from tests.cli.calls import Output


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE_PHOTO, tmp_path / "photo.jpg"))


def assert_one_line(output: Output, *words: str) -> None:
    """Nothing but the one line: these commands show no progress before they fail."""
    assert output[2].startswith("edgeward: ")
    calls.assert_one_line(output, *words)


def test_version_and_help(run):
    assert run("--version") == (0, f"edgeward {edgeward.__version__}\n", "")
    code, text, _ = run("--help")
    assert code == 0
    for command in ("demo", "segment", "show", "export", "verify", "train", "evaluate", "oracle"):
        assert command in text
        code, text_of_command, _ = run(command, "--help")
        assert code == 0
        assert f"edgeward {command} " in text_of_command


def test_segment_writes_a_mask_at_the_photos_size(run, bundles: Path, photo: Path, tmp_path: Path):
    out = tmp_path / "new" / "out"
    code, text, errors = run("segment", photo, "-o", out, "--model", bundles / "tiny.ew")
    assert (code, errors) == (0, "")
    assert os.listdir(out) == ["photo.mask.png"]
    assert str(out / "photo.mask.png") in text
    mask = Image.open(out / "photo.mask.png")
    assert (mask.mode, mask.size) == ("P", (512, 512))
    labels = session.load(bundles / "tiny.ew")(np.asarray(Image.open(photo))).labels
    np.testing.assert_array_equal(np.asarray(mask), labels)


def test_segment_reports_json(run, bundles: Path, photo: Path, tmp_path: Path):
    arguments = ["segment", photo, "-o", tmp_path, "--model", bundles / "tiny.ew"]
    code, text, _ = run(*arguments, "--mask", "npy", "--overlay", "--grid", "--json")
    report = json.loads(text)
    assert code == 0
    assert (report["photo"], report["size"]) == (str(photo), [512, 512])
    assert sum(report["classes"].values()) == pytest.approx(1, abs=1e-3)
    assert set(report["files"]) == {"mask.npy", "overlay.jpg", "grid.jpg"}
    assert np.load(report["files"]["mask.npy"]).shape == (512, 512)
    assert Image.open(report["files"]["overlay.jpg"]).size == (512, 512)
    assert report["ms"]["total"] > 0


def test_segment_uses_the_uniform_sibling(run, bundles: Path, photo: Path, tmp_path: Path):
    arguments = ["segment", photo, "-o", tmp_path, "--uniform", "--mask", "npy", "--model"]
    assert run(*arguments, bundles / "tiny.ew")[0] == 0
    uniform = session.load(bundles / "tiny-uniform.ew")(np.asarray(Image.open(photo))).labels
    np.testing.assert_array_equal(np.load(tmp_path / "photo.mask.npy"), uniform)
    assert_one_line(run(*arguments, bundles / "fixed.ew"), "uniform baseline", "fixed-uniform.ew")


def test_a_bad_photo_does_not_stop_the_others(run, bundles: Path, photo: Path, tmp_path: Path):
    broken, out = tmp_path / "broken.jpg", tmp_path / "out"
    broken.write_bytes(photo.read_bytes()[:5000])
    photos = [broken, tmp_path / "missing.jpg", photo]
    output = run("segment", *photos, "-o", out, "--model", bundles / "tiny.ew")
    assert output[0] == 2
    assert output[2].count("edgeward: ") == output[2].count("\n") == 2
    assert os.listdir(out) == ["photo.mask.png"]


def test_photos_of_one_name_are_refused_before_anything_is_written(
    run, bundles: Path, photo: Path, tmp_path: Path
):
    other = Path(shutil.copy(photo, tmp_path / "photo.png"))
    output = run("segment", photo, other, "-o", tmp_path / "out", "--model", bundles / "tiny.ew")
    assert_one_line(output, "photo.jpg", "photo.png", "different folders")
    assert not (tmp_path / "out").exists()


def test_a_photo_is_never_overwritten(run, bundles: Path, photo: Path, tmp_path: Path):
    victim = Path(shutil.copy(photo, tmp_path / "photo.mask.png"))
    output = run("segment", photo, victim, "-o", tmp_path, "--model", bundles / "tiny.ew")
    assert_one_line(output, "photo.mask.png", "overwritten")
    assert victim.read_bytes() == photo.read_bytes()


def test_another_size_than_the_bundles_is_explained(
    run, bundles: Path, photo: Path, tmp_path: Path
):
    output = run("segment", photo, "-o", tmp_path, "--model", bundles / "fixed.ew")
    assert_one_line(output, "48x64", "512x512", "--image")


def test_an_altered_bundle_is_refused(run, bundles: Path, photo: Path, tmp_path: Path):
    bundle = Path(shutil.copytree(bundles / "tiny.ew", tmp_path / "x.ew"))
    with (bundle / "model.onnx").open("ab") as file:
        file.write(b"x")
    assert_one_line(run("segment", photo, "-o", tmp_path, "--model", bundle), "altered")
    assert_one_line(run("show", bundle), "altered")


def test_an_unknown_model_is_refused(run, photo: Path, tmp_path: Path):
    assert_one_line(run("segment", photo, "-o", tmp_path, "--model", "nobody"), "'nobody'")
    assert_one_line(run("show", "nobody"), "'nobody'")


def test_an_output_folder_that_is_a_file_is_refused(run, bundles: Path, photo: Path):
    assert_one_line(run("segment", photo, "-o", photo, "--model", bundles / "tiny.ew"), "exists")


def test_show_prints_the_manifest(run, bundles: Path):
    code, text, _ = run("show", bundles / "tiny.ew")
    assert code == 0
    for word in ("tiny", "adaptive", "person", "CC0-1.0", "model.onnx"):
        assert word in text
    code, text, _ = run("show", bundles / "tiny.ew", "--json")
    assert json.loads(text)["sample_size"] == [32, 48]


def test_demo_writes_each_step(run, bundles: Path, tmp_path: Path):
    assert run("demo", "-o", tmp_path, "--model", bundles / "tiny.ew")[0] == 0
    names = ("photo", "grid", "sampled", "overlay", "uniform", "compared")
    sizes = {name: Image.open(tmp_path / f"{name}.jpg").size for name in names}
    assert sizes["photo"] == sizes["grid"] == sizes["overlay"] == sizes["uniform"] == (512, 512)
    assert sizes["sampled"] == (480, 320)
    assert sizes["compared"][0] > 2 * 512


def test_export_makes_a_bundle_that_segments(run, make_checkpoint, photo: Path, tmp_path: Path):
    from edgeward.models import save_checkpoint

    checkpoint = make_checkpoint()
    source, bundle = tmp_path / "checkpoint", tmp_path / "x.ew"
    save_checkpoint(source, checkpoint.model, checkpoint.classes, checkpoint.recipe)
    code, text, _ = run("export", source, "-o", bundle, "--image", "512x512")
    assert code == 0
    assert "model.onnx" in text
    assert run("segment", photo, "-o", tmp_path / "out", "--model", bundle)[0] == 0


def test_export_refuses_what_is_no_checkpoint(run, tmp_path: Path):
    assert_one_line(run("export", tmp_path, "-o", tmp_path / "x.ew"), "config.json")


@pytest.mark.parametrize("size", ["0x5", "512", "5x", "99999x5", "-1x5", "5X6"])
def test_export_refuses_a_bad_size(run, tmp_path: Path, size: str):
    code, _, errors = run("export", "person", "-o", tmp_path / "x.ew", "--image", size)
    assert code == 2
    assert "--image" in errors


def test_a_missing_extra_is_named(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "typer", None)
    assert_one_line(run("--help"), "'typer'", "pip install 'edgeward[cli]'")


def test_an_interrupt_ends_quietly(run, monkeypatch: pytest.MonkeyPatch, bundles: Path):
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("edgeward.cli.show.read_manifest", interrupt)
    assert run("show", bundles / "tiny.ew")[0] == 130


def call(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edgeward", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_the_program_reports_a_missing_photo_without_a_traceback(bundles: Path, tmp_path: Path):
    done = call("segment", "no.jpg", "-o", tmp_path, "--model", bundles / "tiny.ew")
    assert_one_line((done.returncode, done.stdout, done.stderr), "no file 'no.jpg'")


def test_the_program_needs_no_torch_to_start():
    script = "import sys, edgeward.cli.app; print({'onnxruntime', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"set()\n"


def test_a_full_disk_keeps_the_old_mask(bundles: Path, photo: Path, tmp_path: Path):
    old = tmp_path / "photo.mask.npy"
    old.write_bytes(b"old")
    done = call(
        *("segment", photo, "-o", tmp_path, "--model", bundles / "tiny.ew", "--mask", "npy"),
        # A limit on the size of files stands in for the end of the disk: 512 * 512 bytes hit it.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert_one_line((done.returncode, done.stdout, done.stderr), "photo.mask.npy")
    assert old.read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["photo.jpg", "photo.mask.npy"]
