"""A bundle runs on any picture it was made for, and says so when it was not."""

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward.errors import BadBundle, BadInput, MissingExtra
from edgeward.manifest import read_manifest
from edgeward.picture import EXAMPLE_PHOTO, open_picture
from edgeward.session import Session, load
from edgeward.stages import Scored, Split, baked

FORMS = ("baked", "split")


@pytest.fixture(scope="module")
def tiny(bundles: Path) -> Session:
    return load(bundles / "tiny.ew")


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return open_picture(EXAMPLE_PHOTO)


def test_a_result_holds_what_the_manifest_promises(tiny: Session, photo: np.ndarray):
    result = tiny(photo)
    assert result.labels.shape == (512, 512)
    assert result.labels.dtype == np.uint8
    assert result.scores.shape == (*tiny.manifest.sample_size, len(tiny.manifest.classes))
    assert result.points.shape == (*tiny.manifest.sample_size, 2)
    assert result.points.dtype == np.int32
    assert result.grid.shape == (*tiny.manifest.grid_size, 2)
    assert set(result.timings) == {"network", "interpolate", "total"}


def test_labels_are_the_interpolated_scores_at_the_points(tiny: Session, photo: np.ndarray):
    result = tiny(photo, size=(100, 90))
    labels = edgeward.interpolate_labels(
        result.points, result.scores, size=(100, 90), source_size=(512, 512)
    )
    np.testing.assert_array_equal(result.labels, labels)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 30_000), (30_000, 2), (513, 777)])
@pytest.mark.parametrize("name", ["tiny", "tiny-uniform"])
def test_any_size_is_covered(bundles: Path, name: str, size: tuple[int, int]):
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    result = load(bundles / f"{name}.ew")(noise)
    assert result.labels.shape == size
    assert result.points.reshape(-1, 2).min(axis=0).tolist() == [0, 0]
    assert result.points.reshape(-1, 2).max(axis=0).tolist() == [size[0] - 1, size[1] - 1]


def test_a_uniform_bundle_samples_the_uniform_grid(bundles: Path, photo: np.ndarray):
    found = load(bundles / "tiny-uniform.ew")(photo).points
    exact = edgeward.points(edgeward.uniform_grid(*found.shape[:2]), size=(512, 512))
    np.testing.assert_array_equal(found, exact)


def test_grey_and_alpha_give_the_same_labels(tiny: Session, photo: np.ndarray):
    grey = photo[..., 0]
    rgb = np.repeat(grey[..., None], 3, axis=2)
    rgba = np.dstack([rgb, 255 - grey])
    for picture in (grey, rgba, np.asfortranarray(rgb), rgba[..., :3]):
        np.testing.assert_array_equal(tiny(picture).labels, tiny(rgb).labels)


def test_labels_do_not_depend_on_threads(bundles: Path, photo: np.ndarray):
    one, three = (load(bundles / "tiny.ew", threads=count)(photo) for count in (1, 3))
    np.testing.assert_array_equal(one.labels, three.labels)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.zeros((4, 4, 3), np.float32), "uint8 picture.*float32"),
        ([[0]], "uint8 picture.*list"),
        (np.zeros((4, 4, 2), np.uint8), r"shape .*\(4, 4, 2\)"),
        (np.zeros(4, np.uint8), r"shape .*\(4,\)"),
        (np.zeros((0, 4, 3), np.uint8), "sides of 1 to 32767.*0x4"),
        (np.zeros((1, 32_768), np.uint8), "sides of 1 to 32767.*1x32768"),
    ],
)
def test_what_is_no_picture_is_refused(tiny: Session, picture: object, message: str):
    with pytest.raises(BadInput, match=message):
        tiny(picture)


def test_a_bad_output_size_is_refused(tiny: Session, photo: np.ndarray):
    with pytest.raises(ValueError, match="size"):
        tiny(photo, size=(0, 4))


def test_a_fixed_size_bundle_takes_its_size_only(bundles: Path, photo: np.ndarray):
    fixed = load(bundles / "fixed.ew")
    assert fixed(photo[:48, :64]).labels.shape == (48, 64)
    with pytest.raises(BadInput, match=r"48x64.*got 512x512.*load it with form='split'"):
        fixed(photo)


def test_scores_that_are_not_finite_are_the_bundles_fault(tiny: Session, photo: np.ndarray):
    result = tiny(photo)
    broken = Scored(np.full_like(result.scores, np.nan), result.points, result.grid)
    with pytest.raises(BadBundle, match=r"'tiny'.*finite"):
        Session(tiny.manifest, lambda *_: broken, threads=1)(photo)


def test_a_grid_that_is_not_finite_is_the_bundles_fault(bundles: Path, photo: np.ndarray):
    manifest = read_manifest(bundles / "tiny.ew")
    lost = {"grid": np.zeros((8, 8, 2)), "sample_grid": np.full((32, 48, 2), np.nan)}
    score = Split(manifest, manifest.files[-1], lambda _: lost, lambda _: {})
    with pytest.raises(BadBundle, match=r"'tiny'.*finite"):
        Session(manifest, score, threads=1)(photo)


@pytest.mark.parametrize("name", ["tiny.ew", "tiny-uniform.ew"])
@pytest.mark.parametrize("format", ["onnx", "tflite"])
def test_baked_and_split_are_the_same(phone_bundles: Path, name: str, format: str):
    picture = np.ascontiguousarray(open_picture(EXAMPLE_PHOTO)[:301, 50:467])
    one, two = (load(phone_bundles / name, format=format, form=f)(picture) for f in FORMS)
    np.testing.assert_array_equal(one.points, two.points)
    np.testing.assert_array_equal(one.grid, two.grid)
    np.testing.assert_array_equal(one.labels, two.labels)
    assert one.timings.keys() == {"network", "interpolate", "total"}
    looks = {"thumbnail", "sampler"} if name == "tiny.ew" else set()
    assert two.timings.keys() == looks | {"sample", "segmenter", "interpolate", "total"}


@pytest.mark.parametrize("name", ["tiny.ew", "tiny-uniform.ew"])
def test_engines_agree(phone_bundles: Path, photo: np.ndarray, name: str):
    onnx, tflite = (load(phone_bundles / name, format=f)(photo) for f in ("onnx", "tflite"))
    assert np.mean(onnx.points != tflite.points) < 1e-3
    assert np.mean(onnx.labels != tflite.labels) < 1e-2


@pytest.mark.skipif(sys.platform == "darwin", reason="Core ML exists there")
def test_core_ml_needs_a_mac(phone_bundles: Path):
    with pytest.raises(BadInput, match=r"Expected macOS to run .*export the bundle for onnx"):
        load(phone_bundles / "tiny.ew", format="coreml")


def test_scores_in_planes_are_seen_as_rows(bundles: Path, photo: np.ndarray):
    manifest = read_manifest(bundles / "tiny.ew")
    file = dataclasses.replace(manifest.files[0], scores_layout="CHW")
    found = load(bundles / "tiny.ew", form="baked")(photo)
    planes = {"points": found.points, "grid": found.grid}
    planes["scores"] = np.ascontiguousarray(np.moveaxis(found.scores, -1, 0))
    result = Session(manifest, baked(manifest, file, lambda _: planes), threads=1)(photo)
    np.testing.assert_array_equal(result.labels, found.labels)


def test_an_altered_graph_is_refused(bundles: Path, tmp_path: Path):
    bundle = Path(shutil.copytree(bundles / "tiny.ew", tmp_path / "tiny.ew"))
    graph = bytearray((bundle / "model.onnx").read_bytes())
    graph[len(graph) // 2] ^= 1
    (bundle / "model.onnx").write_bytes(graph)
    with pytest.raises(BadBundle, match="altered"):
        load(bundle)


def test_a_missing_runtime_says_what_to_install(bundles: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"'onnxruntime'.*pip install 'edgeward\[onnx\]'"):
        load(bundles / "tiny.ew")


def test_importing_edgeward_brings_in_no_runtime():
    script = "import sys, edgeward; print({'onnxruntime', 'PIL', 'torch'} & set(sys.modules))"
    command = [sys.executable, "-c", script]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"set()\n"


def test_points_of_a_uniform_grid_follow_the_picture(bundles: Path, photo: np.ndarray):
    session = load(bundles / "tiny-uniform.ew", form="split")
    first, small, again = (session(p).points for p in (photo, photo[:90, :160], photo))
    np.testing.assert_array_equal(first, again)
    assert small.max() == 159
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0


def test_tflite_runs_with_and_without_xnnpack(phone_bundles: Path, photo: np.ndarray):
    with_it, without = (
        load(phone_bundles / "tiny.ew", format="tflite", accelerator=name)(photo)
        for name in ("xnnpack", "cpu")
    )
    np.testing.assert_allclose(with_it.scores, without.scores, atol=1e-3)


def test_accelerators_that_are_not_there_are_one_sentence(bundles: Path):
    with pytest.raises(BadInput, match=r"accelerator of onnx files \(cpu, xnnpack, nnapi\).*'gpu'"):
        load(bundles / "tiny.ew", accelerator="gpu")
    onnxruntime = pytest.importorskip("onnxruntime")
    if "NnapiExecutionProvider" not in onnxruntime.get_available_providers():
        with pytest.raises(BadInput, match="this build has"):
            load(bundles / "tiny.ew", accelerator="nnapi")
