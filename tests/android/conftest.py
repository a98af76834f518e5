"""What the proofs share: it is made once."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.android.cases import write_cases
from tests.android.library import Library, compile_library
from tests.android.ndk_free import build_android_library

TOOLS = ("java", "javac", "mvn", "npm")


@pytest.fixture(scope="session", autouse=True)
def _tools() -> None:
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"needs {', '.join(missing)}")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return compile_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    write_cases(folder)
    return folder


@pytest.fixture(scope="session")
def android_library(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build libedgeward.so for an ABI, once."""
    return cache(lambda abi: build_android_library(abi, tmp_path_factory.mktemp(abi)))
