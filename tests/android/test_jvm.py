"""The Kotlin library on this machine's JVM: the same labels as Python's."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward.draw import Colour
from tests.android import maven
from tests.android.cases import odd_photo
from tests.android.junit import host_jvm, run_junit
from tests.android.library import Library

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(
    library: Library,
    host_library: Path,
    cases: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Run all JUnit tests; return what they kept."""
    found = tmp_path_factory.mktemp("found")
    classpath = [library.tests, library.jvm, *library.libraries, *maven.jars("junit-console")]
    properties = {
        "java.library.path": str(host_library),
        "edgeward.cases": str(cases),
        "edgeward.found": str(found),
    }
    # Tests of the engines' Android libraries are test_emulated.py's.
    select = (f"--scan-classpath={library.tests}", "--exclude-tag=android")
    assert run_junit(host_jvm("-Xcheck:jni"), classpath, *select, properties=properties) > 60
    return found


@pytest.mark.parametrize("name", ["person", "street", "person-baked"])
def test_same_scores_give_the_same_bytes(found: Path, cases: Path, name: str) -> None:
    manifest = edgeward.load(cases / name).manifest
    size = odd_photo().shape[:2]
    h, w = manifest.sample_size
    points = np.fromfile(found / f"{name}.points", np.int32).reshape(h, w, 2)
    scores = np.fromfile(found / f"{name}.scores", np.float32).reshape(h, w, -1)
    drawn = {
        "labels": edgeward.interpolate_labels(points, scores, size=size, source_size=size),
        "small": edgeward.interpolate_labels(points, scores, size=(97, 61), source_size=size),
        "mask": edgeward.interpolate_mask(points, scores, 1, size=size, dtype=np.uint8),
        "confidence": edgeward.interpolate_confidence(points, scores, size=size, dtype=np.uint8),
        "overlay": edgeward.interpolate_overlay(
            points, scores, palette([info.colour for info in manifest.classes]), size=size
        ),
    }
    for output, expected in drawn.items():
        assert (found / f"{name}.{output}").read_bytes() == expected.tobytes(), output


def palette(colours: Sequence[Colour]) -> np.ndarray:
    """Multiply colours by an alpha of one half; black stays clear."""
    rgba = np.array([(*colour, 255) if any(colour) else (0, 0, 0, 0) for colour in colours])
    return np.floor(rgba * 0.5 + 0.5).astype(np.uint8)
