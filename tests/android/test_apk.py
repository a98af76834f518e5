"""The demo as an APK: signed, aligned, small, and with everything in it."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.android.apk import build_apk
from tests.android.app import MAIN, PACKAGE, App
from tests.android.archives import onnxruntime_aar
from tests.android.catalogue import LIBRARY, ROOT, version
from tests.android.library import Library
from tests.android.ndk_free import ABIS
from tests.core.builds import run

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def apk(
    library: Library,
    app: App,
    android_library: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    native = {abi: android_library(abi) for abi in ABIS}
    built = build_apk(tmp_path_factory.mktemp("apk"), app, library, native, onnxruntime_aar())
    kept = ROOT / "build" / built.name
    kept.parent.mkdir(exist_ok=True)
    return built.replace(kept)


def test_is_signed(apk: Path) -> None:
    report = run("apksigner", "verify", "--verbose", apk)
    print(report)
    assert "Verified using v2 scheme (APK Signature Scheme v2): true" in report
    assert "Verified using v3 scheme (APK Signature Scheme v3): true" in report


def test_says_what_it_is(apk: Path) -> None:
    badging = run("aapt", "dump", "badging", apk)
    print(badging)
    assert (
        f"package: name='{PACKAGE}' versionCode='1' versionName='{version('edgeward')}'" in badging
    )
    assert f"sdkVersion:'{version('minSdk')}'" in badging
    assert f"targetSdkVersion:'{version('targetSdk')}'" in badging
    assert re.findall(r"uses-permission: name='(.*)'", badging) == ["android.permission.CAMERA"]
    assert "uses-feature-not-required: name='android.hardware.camera'" in badging
    assert f"launchable-activity: name='{PACKAGE}.MainActivity'" in badging
    assert "native-code: 'arm64-v8a' 'armeabi-v7a' 'x86_64'" in badging


def test_libraries_can_be_mapped_from_it(apk: Path) -> None:
    with zipfile.ZipFile(apk) as opened:
        libraries = [entry for entry in opened.infolist() if entry.filename.endswith(".so")]
    assert len(libraries) == 3 * len(ABIS)
    assert all(entry.compress_type == zipfile.ZIP_STORED for entry in libraries)
    run("zipalign", "-c", "-v", "16384", apk)


def test_holds_the_bundles_as_they_are(apk: Path) -> None:
    bundles = sorted(path for path in (MAIN / "assets").rglob("*") if path.is_file())
    assert len(bundles) == 15
    with zipfile.ZipFile(apk) as opened:
        for path in bundles:
            packed = opened.read(f"assets/{path.relative_to(MAIN / 'assets')}")
            assert packed == path.read_bytes(), path


def test_is_small_without_engine_and_weights(apk: Path) -> None:
    sizes = {"engine": 0, "weights": 0, "own": 0}
    with zipfile.ZipFile(apk) as opened:
        for entry in opened.infolist():
            sizes[part_of(entry.filename)] += entry.compress_size
    print(f"{apk}: {apk.stat().st_size} bytes; {sizes}")
    assert sizes["own"] < MEGABYTE
    assert sizes["weights"] < 2 * 3 * 1.3 * MEGABYTE


def part_of(name: str) -> str:
    if "onnxruntime" in name:
        return "engine"
    return "weights" if name.endswith(".onnx") else "own"


def test_code_is_for_the_lowest_android(apk: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(apk) as opened:
        dex = Path(opened.extract("classes.dex", tmp_path))
    assert dex.read_bytes()[:8] == b"dex\n038\0"  # of Android 8.0
    listing = run("dexdump", dex)
    assert f"'L{PACKAGE.replace('.', '/')}/MainActivity;'" in listing


def test_shrinking_keeps_what_native_code_finds_by_name(apk: Path, tmp_path: Path) -> None:
    names = re.findall(r'method\("(\w+)"', (LIBRARY / "src/main/cpp/jni.cpp").read_text())
    assert len(names) > 10
    with zipfile.ZipFile(apk) as opened:
        listing = run("dexdump", opened.extract("classes.dex", tmp_path))
    assert native_methods(listing, "dev/edgeward/core/Native") == set(names)
    assert {"createSession", "run"} <= native_methods(listing, "ai/onnxruntime/OrtSession")


def native_methods(listing: str, name: str) -> set[str]:
    """Find those of a class in what dexdump lists."""
    method = rf"\(in L{name};\)\n +name +: '(\w+)'\n.*\n +access +: .*\bNATIVE\b"
    return set(re.findall(method, listing))
