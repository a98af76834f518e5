"""A bundle runs on any picture it was made for, and says so when it was not."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward import session as module
from edgeward.errors import BadBundle, BadInput, MissingExtra
from edgeward.picture import EXAMPLE_PHOTO, open_picture
from edgeward.session import Session, find_bundle, load, shipped, uniform_sibling


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
    assert np.abs(found - exact).max() <= 1  # the graph resizes a 2 x 2 grid in its own arithmetic


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
    with pytest.raises(BadInput, match=r"48x64.*got 512x512; export it without --image"):
        fixed(photo)


def test_scores_that_are_not_finite_are_the_bundles_fault(tiny: Session, photo: np.ndarray):
    result = tiny(photo)
    broken = [np.full_like(result.scores, np.nan), result.points, result.grid]
    with pytest.raises(BadBundle, match=r"'tiny'.*finite"):
        Session(tiny.manifest, lambda _: broken, threads=1)(photo)


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
