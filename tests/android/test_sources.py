"""The Kotlin sources: in style, and within what every phone from our minSdk on has."""

import re
from pathlib import Path

import pytest

from tests.android import maven
from tests.android.app import App
from tests.android.catalogue import DEMO, LIBRARY, ROOT, version
from tests.android.kotlin import compile_kotlin, joined
from tests.android.library import Library
from tests.core.builds import run

pytestmark = pytest.mark.slow

# What the app uses beyond Android 8.0, where Build.VERSION.SDK_INT says that it is there.
NEWER = (
    "android.graphics.ImageDecoder",  # 28
    "android.graphics.Insets",  # 29
    "android.view.WindowInsets",  # 30
    "android.widget.SeekBar.setStateDescription",  # 30
)

# ByteBuffer.slice(int, int) is of Android 14.
CONTROL = """
import java.nio.ByteBuffer;
import java.util.List;

class Control {
  static Object here(ByteBuffer bytes) { return bytes.slice(0, 1); }

  static class Nested {
    static List<?> here(ByteBuffer bytes) { return List.of(bytes.slice(0, 1)); }
  }
}
"""

EXAMPLE_IMPORTS = """
import android.content.Context
import android.graphics.Bitmap
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import dev.edgeward.AssetBundle
import dev.edgeward.Options
import dev.edgeward.Segmenter
import dev.edgeward.overlayBitmap
import dev.edgeward.segment
import dev.edgeward.segmentForVideo
import java.nio.ByteBuffer
"""
EXAMPLE_NEEDS = {
    "context": "Context",
    "bitmap": "Bitmap",
    "image": "Image",
    "reader": "ImageReader",
    "handler": "Handler",
    "overlay": "Bitmap",
    "segmenter": "Segmenter",
    "show": "(Bitmap) -> Unit",
    "count": "(ByteBuffer) -> Unit",
}


def test_style() -> None:
    patterns = ("*.kt", "*.kts")
    folders = (LIBRARY, DEMO)
    sources = [path for folder in folders for end in patterns for path in folder.rglob(end)]
    assert len(sources) > 50
    run("java", "-jar", *maven.jars("ktlint"), *sources)


def test_the_library_runs_on_every_phone(library: Library) -> None:
    assert beyond_android_8(library.jvm, library.android) == []


def test_the_app_uses_newer_functions_knowingly(app: App) -> None:
    """Functions that Android hides from apps would be found here too."""
    found = beyond_android_8(app.classes)
    assert found
    assert [line for line in found if not any(newer in line for newer in NEWER)] == []


def test_what_newer_phones_have_is_found(tmp_path: Path) -> None:
    source = tmp_path / "Control.java"
    source.write_text(CONTROL)
    run("javac", "-d", tmp_path / "classes", source)
    found = beyond_android_8(tmp_path / "classes")
    assert [line.split(":")[0] for line in found] == ["Control$Nested.class", "Control.class"]
    assert all("ByteBuffer.slice(int, int)" in line for line in found)


def beyond_android_8(*folders: Path) -> list[str]:
    """List, in order, what classes refer to and Android 8.0 has not."""
    assert version("minSdk") == "26"
    # These have what D8 backports too, such as List.of of Android 11.
    signatures = maven.jars("android-signatures")
    checker = Path(__file__).with_name("ApiLevel.java")
    sniffer = joined(maven.jars("animal-sniffer"))
    report = run("java", "-classpath", sniffer, checker, *signatures, *folders)
    return sorted(re.findall(r"/([\w$]+\.class:\d+: Undefined reference: .*)", report))


def test_examples_of_the_readmes_compile(library: Library, tmp_path: Path) -> None:
    text = "".join((folder / "README.md").read_text() for folder in (LIBRARY, ROOT))
    kotlin = re.findall(r"```kotlin\n(.*?)```", text, re.DOTALL)
    blocks = [block for block in kotlin if "segment" in block]
    assert len(blocks) == 3
    source = tmp_path / "Readme.kt"
    source.write_text("\n".join([EXAMPLE_IMPORTS, *map(example, range(len(blocks)), blocks)]))
    classpath = (library.android, library.jvm, *library.libraries, *maven.jars("android-all"))
    compile_kotlin([source], classpath, tmp_path / "classes")


def example(number: int, block: str) -> str:
    """Put lines into a function that has what they speak of."""
    given = EXAMPLE_NEEDS.items()
    used = [f"{name}: {kind}" for name, kind in given if re.search(rf"\b{name}\b", block)]
    return f"fun example{number}({', '.join(used)}) {{\n{block}}}\n"
