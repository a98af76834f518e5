"""The core without Python: it compiles cleanly, and keeps its promises in C and C++."""

import shutil
from pathlib import Path

import pytest

import edgeward
from edgeward import _core
from tests.core.builds import (
    ARM64,
    COMPILERS,
    CROSS,
    HEADER,
    RUNTIME,
    SOURCES,
    STRICT,
    TESTS,
    cmake,
    run,
    tool,
)

INCLUDE = f"-I{RUNTIME / 'include'}"
CORE = ["-std=c++17", "-O2", "-fno-exceptions", "-fno-rtti", "-ffp-contract=off", INCLUDE]

pytestmark = pytest.mark.skipif(
    not (shutil.which("gcc") and shutil.which("g++") and shutil.which("nm")),
    reason="needs gcc, g++ and nm",
)


@pytest.fixture(params=COMPILERS)
def compilers(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return a C and a C++ compiler."""
    if not all(map(shutil.which, COMPILERS[request.param])):
        pytest.skip(f"needs {request.param}")
    return COMPILERS[request.param]


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build of the tests."""
    build = tmp_path_factory.mktemp("vectors")
    cmake(TESTS, build, "-DEDGEWARD_DEVELOPER=ON")
    return build


def test_the_header_compiles_alone(compilers: tuple[str, str]) -> None:
    c, cpp = compilers
    run(c, "-std=c99", "-xc", *STRICT, "-fsyntax-only", HEADER)
    run(cpp, "-std=c++17", "-xc++", *STRICT, "-fsyntax-only", HEADER)


def test_the_core_compiles_without_warnings(compilers: tuple[str, str]) -> None:
    _, cpp = compilers
    for scalar in ([], ["-DEDGEWARD_SCALAR"]):
        run(cpp, *CORE, *scalar, "-Wshadow", *STRICT, "-fsyntax-only", *SOURCES)


def test_sources_are_ascii() -> None:
    folders = (RUNTIME / "include", RUNTIME / "src", RUNTIME / "cmake", TESTS)
    files = [path for folder in folders for path in folder.iterdir() if path.is_file()]
    for path in (*files, RUNTIME / "python" / "bindings.cpp"):
        assert path.read_bytes().isascii(), path


@pytest.mark.slow
def test_programs_in_c_and_cpp_see_every_promise_kept(vectors: Path) -> None:
    report = run(tool("ctest"), "--test-dir", vectors, "--output-on-failure")
    if "no GoogleTest" in report or "Skipped" in report:
        pytest.skip("the C tests passed; those in C++ need GoogleTest (libgtest-dev)")


@pytest.mark.slow
def test_vectors_change_nothing(vectors: Path, tmp_path: Path) -> None:
    cmake(TESTS, tmp_path, "-DEDGEWARD_SCALAR=ON", targets=("api", "digest"))
    run(tmp_path / "api")
    assert run(tmp_path / "digest") == run(vectors / "digest")


@pytest.mark.slow
def test_another_cpu_changes_nothing(vectors: Path, tmp_path: Path) -> None:
    emulator = "qemu-aarch64-static"
    if not (shutil.which(f"{CROSS}g++") and shutil.which(emulator)):
        pytest.skip(f"needs {CROSS}g++ and {emulator}")
    cmake(TESTS, tmp_path, *ARM64, "-DCMAKE_EXE_LINKER_FLAGS=-static", targets=("digest",))
    assert run(emulator, tmp_path / "digest") == run(vectors / "digest")


def test_the_core_has_no_state(tmp_path: Path) -> None:
    for source in SOURCES:
        item = tmp_path / f"{source.stem}.o"
        run("g++", *CORE, "-fno-pic", "-c", source, "-o", item)
        kinds = {line.split()[-2] for line in run("nm", item).splitlines()}
        assert kinds.isdisjoint("bBdDsSgGC"), source


def test_one_version_everywhere() -> None:
    number = _core.version()
    parts = (number // 10000, number // 100 % 100, number % 100)
    assert ".".join(map(str, parts)) == edgeward.__version__
    assert f"Version {edgeward.__version__}," in HEADER.read_text()
