"""What the proofs share: it is made once."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.android.app import App, compile_app
from tests.android.cases import write_cases
from tests.android.emulation.java import TOOLS as EMULATION
from tests.android.library import ANDROID_HEADERS, Library, compile_library
from tests.android.ndk_free import build_android_library
from tests.core.builds import COMPILERS

TOOLS = {
    *("aapt", "apksigner", "dexdump", "gcc", "java", "javac", "keytool", "mvn", "npm", "readelf"),
    *("zipalign", *COMPILERS["clang"], *EMULATION),
}


@pytest.fixture(scope="session", autouse=True)
def _tools() -> None:
    missing = sorted(tool for tool in TOOLS if shutil.which(tool) is None)
    if not ANDROID_HEADERS.exists():
        missing.append(str(ANDROID_HEADERS))
    if missing:
        pytest.fail(f"Expected {', '.join(missing)}; on Debian 12, .ci/run lists the packages.")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return compile_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def app(library: Library, tmp_path_factory: pytest.TempPathFactory) -> App:
    return compile_app(tmp_path_factory.mktemp("app"), library)


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    write_cases(folder)
    return folder


@pytest.fixture(scope="session")
def android_library(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build libedgeward.so for an ABI, once."""
    return cache(lambda abi: build_android_library(abi, tmp_path_factory.mktemp(abi)))
