"""The demo app on this machine's JVM: what decides alone, and all of it with Android's classes."""

from pathlib import Path

import pytest

import edgeward
from tests.android import kotlin, maven, robolectric
from tests.android.app import App
from tests.android.catalogue import DEMO, LIBRARY, ROOT
from tests.android.junit import host_jvm, run_junit
from tests.android.library import Library

pytestmark = pytest.mark.slow

PHOTO = Path(edgeward.__file__).parent / "photos" / "astronaut.jpg"
SCREENS = ROOT / "build" / "android-screens"  # for people to look at
DRAWN = ("denied", "landscape", "large-letters", "portrait")


def test_what_decides(app: App, library: Library, tmp_path: Path) -> None:
    classpath = [app.classes, library.jvm, *library.libraries, *maven.jars("junit-console")]
    sources = [DEMO / "app" / "src" / "test" / "kotlin"]
    kotlin.compile_kotlin(sources, classpath, tmp_path, app.classes)
    select = f"--scan-classpath={tmp_path}"
    assert run_junit(host_jvm(), [tmp_path, *classpath], select, properties={}) > 100


def test_with_androids_classes(
    app: App, library: Library, host_library: Path, tmp_path: Path
) -> None:
    sources = [folder / "src" / "robolectric" / "kotlin" for folder in (DEMO / "app", LIBRARY)]
    classpath = robolectric.compile_tests(tmp_path, app, library, *sources)
    SCREENS.mkdir(parents=True, exist_ok=True)
    for old in SCREENS.glob("*.png"):
        old.unlink()
    properties = {
        "java.library.path": str(host_library),
        "edgeward.photo": str(PHOTO),
        "edgeward.screens": str(SCREENS),
    }
    assert robolectric.run_tests(classpath, properties) > 75
    assert sorted(path.stem for path in SCREENS.iterdir()) == sorted(DRAWN)
