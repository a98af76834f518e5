"""libedgeward_jni.so for Android: what it exports, asks for, and how it lies in memory."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.android.ndk_free import ABIS, STUBS
from tests.core.builds import run, symbols

PAGE = 16384  # Android 15's larger pages; devices with 32-bit code have 4 KiB

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=sorted(ABIS))
def built(request: pytest.FixtureRequest, android_library: Callable[[str], Path]) -> Path:
    return android_library(request.param)


def dynamic(library: Path) -> str:
    return run("readelf", "-dW", library)


def test_exports_the_entry_of_jni_alone(built: Path) -> None:
    assert symbols(built, "-D", "--defined-only") == {"JNI_OnLoad"}


def test_needs_libraries_of_every_phone(built: Path) -> None:
    needed = set(re.findall(r"NEEDED.*\[(.*)\]", dynamic(built)))
    assert "libc.so" in needed
    assert needed <= set(STUBS)
    asked = symbols(built, "-D", "--undefined-only")
    assert {"malloc", "AndroidBitmap_lockPixels"} <= asked


def test_has_the_name_that_kotlin_loads(built: Path) -> None:
    assert re.findall(r"SONAME.*\[(.*)\]", dynamic(built)) == ["libedgeward_jni.so"]


def test_is_hardened(built: Path) -> None:
    assert "TEXTREL" not in dynamic(built)
    assert "BIND_NOW" in dynamic(built)
    segments = run("readelf", "-lW", built)
    assert re.search(r"GNU_STACK .* RW +0", segments)
    assert "GNU_RELRO" in segments


def test_pages_of_16_kib(built: Path) -> None:
    segments = re.findall(r"LOAD .* (0x[0-9a-f]+)\n", run("readelf", "-lW", built))
    assert len(segments) >= 2
    if "64" in run("readelf", "-h", built).split("Class:")[1].split()[0]:
        assert {int(alignment, 16) for alignment in segments} == {PAGE}
    # Clang's own choice for Android is the same, so the project's shows in the command alone.
    command = (built.parent / "CMakeFiles" / "edgeward_jni.dir" / "link.txt").read_text()
    assert f"-Wl,-z,max-page-size={PAGE} " in command


def test_is_small(built: Path) -> None:
    assert built.stat().st_size < 100_000
