"""What the proofs share: it is made once."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.android.app import App, compile_app
from tests.android.cases import write_cases
from tests.android.catalogue import ROOT
from tests.android.emulation.java import TOOLS as EMULATION
from tests.android.library import ANDROID_HEADERS, Library, build_host_library, compile_library
from tests.android.ndk_free import ABIS, JNI_HEADERS, build_android_library
from tests.core.builds import COMPILERS, run

TOOLS = {
    *("aapt", "apksigner", "dexdump", "gcc", "java", "javac", "keytool", "mvn", "npm", "readelf"),
    *("zipalign", *COMPILERS["clang"], *EMULATION),
}
FILES = (
    JNI_HEADERS / "jni.h",
    ANDROID_HEADERS / "android" / "bitmap.h",
    *(path for abi in ABIS.values() for path in (abi.prefix / "include" / "c++", abi.builtins)),
)


@pytest.fixture(scope="session", autouse=True)
def _tools() -> None:
    missing = sorted(tool for tool in TOOLS if shutil.which(tool) is None)
    missing += [str(path) for path in FILES if path and not path.exists()]
    clang = COMPILERS["clang"][0]
    # Debian puts clang's linker beside clang, not in the PATH. Without one, this is the bare name.
    if clang not in missing and not Path(run(clang, "-print-prog-name=ld.lld").strip()).exists():
        missing.append("ld.lld")
    if missing:
        pytest.fail(f"Expected {', '.join(missing)}; on Debian 12, .ci/run lists the packages.")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return compile_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def app(library: Library, tmp_path_factory: pytest.TempPathFactory) -> App:
    return compile_app(tmp_path_factory.mktemp("app"), library)


@pytest.fixture(scope="session")
def cases() -> Path:
    """Write what Python finds to where Gradle's unit tests can be given it too."""
    folder = _anew("android-cases")
    write_cases(folder)
    return folder


@pytest.fixture(scope="session")
def host_library() -> Path:
    """Build the library for this machine's JVM, for Gradle's unit tests too."""
    return build_host_library(_anew("android-host"))


@pytest.fixture(scope="session")
def android_library(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build libedgeward_jni.so for an ABI, once."""
    return cache(lambda abi: build_android_library(abi, tmp_path_factory.mktemp(abi)))


def _anew(name: str) -> Path:
    folder = ROOT / "build" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
