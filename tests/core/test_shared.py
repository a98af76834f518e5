"""The shared library as a phone loads it: small, self-contained, and nothing but its API."""

import re
import shutil
from pathlib import Path

import pytest

from tests.core.builds import ARM64, CROSS, RUNTIME, cmake, declared, run, symbols

KIB = 1024

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("g++", "nm", "readelf", "strip"))),
    reason="needs g++ and binutils for ELF",
)


@pytest.fixture(scope="module", params=["", CROSS], ids=["native", "arm64"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a shared library, stripped."""
    compiler = f"{request.param}g++"
    if not shutil.which(compiler):
        pytest.skip(f"needs {compiler}")
    build = tmp_path_factory.mktemp("shared")
    options = ARM64 if request.param else ("-DCMAKE_CXX_COMPILER=g++",)
    release = "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG"
    cmake(RUNTIME, build, "-DBUILD_SHARED_LIBS=ON", release, *options)
    path = build / "libedgeward.so"
    run(f"{request.param}strip", path.resolve())
    return path


def test_it_exports_its_api_alone(library: Path) -> None:
    functions = declared()
    assert len(functions) == 14
    assert symbols(library, "--dynamic", "--defined-only") == functions


def test_it_needs_the_c_library_alone(library: Path) -> None:
    needed = re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "--dynamic", library))
    assert {name.split(".")[0] for name in needed} <= {"libc", "libm"}


def test_it_needs_no_heap_exception_or_console(library: Path) -> None:
    needed = symbols(library, "--dynamic", "--undefined-only")
    weak = {"_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable"}
    weak |= {"__cxa_finalize", "__gmon_start__"}
    assert needed - weak <= {"memset", "memcpy", "memmove", "floorf", "__stack_chk_fail"}


def test_it_loads_on_kernels_with_pages_of_16_kib(library: Path) -> None:
    headers = run("readelf", "--program-headers", "--wide", library)
    alignments = [int(line.split()[-1], 16) for line in headers.splitlines() if " LOAD " in line]
    assert alignments
    assert all(alignment % (16 * KIB) == 0 for alignment in alignments)


@pytest.mark.parametrize(
    ("library", "limit"),
    [("", 128 * KIB), (CROSS, 64 * KIB)],
    ids=["native", "arm64"],
    indirect=["library"],
)
def test_it_is_small(library: Path, limit: int) -> None:
    assert library.stat().st_size <= limit
