"""The core without Python: it compiles cleanly, exports only its API, keeps its promises in C."""

import shutil
import subprocess
from pathlib import Path

import pytest

import edgeward
from edgeward import _core

RUNTIME = Path(__file__).parents[2] / "runtime"
INCLUDE = f"-I{RUNTIME / 'include'}"
HEADER = RUNTIME / "include" / "edgeward.h"
SOURCES = sorted((RUNTIME / "src").glob("*.cpp"))
PROGRAM = Path(__file__).with_name("core_header.c")

STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
CORE = ["-std=c++17", "-O2", "-fno-exceptions", "-fno-rtti", "-ffp-contract=off"]
CORE += ["-fvisibility=hidden", "-Wshadow", "-Wconversion", *STRICT, INCLUDE]
SANITIZE = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

pytestmark = pytest.mark.skipif(
    not (shutil.which("gcc") and shutil.which("g++") and shutil.which("nm")),
    reason="needs gcc, g++ and nm",
)


def run(*command: str | Path) -> str:
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def symbols(library: Path, *options: str) -> set[str]:
    return {line.split()[-1].split("@")[0] for line in run("nm", *options, library).splitlines()}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("core") / "libedgeward.so"
    run("g++", *CORE, "-fPIC", "-shared", *SOURCES, "-o", path)
    return path


@pytest.mark.parametrize("language", [["gcc", "-std=c99", "-xc"], ["g++", "-std=c++17", "-xc++"]])
def test_the_header_compiles_alone(language: list[str]) -> None:
    run(*language, *STRICT, "-fsyntax-only", HEADER)


def test_sources_are_ascii() -> None:
    for path in (HEADER, *(RUNTIME / "src").iterdir(), RUNTIME / "python" / "bindings.cpp"):
        assert path.read_bytes().isascii(), path


@pytest.mark.parametrize("flags", [[], SANITIZE], ids=["release", "sanitized"])
def test_a_c_program_sees_every_promise_kept(tmp_path: Path, flags: list[str]) -> None:
    objects = [tmp_path / f"{source.stem}.o" for source in SOURCES]
    for source, item in zip(SOURCES, objects, strict=True):
        run("g++", *CORE, *flags, "-c", source, "-o", item)
    main = tmp_path / "main.o"
    run("gcc", "-std=c99", *STRICT, *flags, INCLUDE, "-c", PROGRAM, "-o", main)
    run("g++", *flags, main, *objects, "-o", tmp_path / "program")
    run(tmp_path / "program")


def test_only_the_api_is_exported(library: Path) -> None:
    exported = symbols(library, "--dynamic", "--defined-only")
    declared = {word for word in HEADER.read_text().split() if word.startswith("edgeward_")}
    assert all(name.startswith("edgeward_") for name in exported)
    assert exported <= {word.split("(")[0] for word in declared}
    assert len(exported) == 9


def test_the_core_needs_no_heap_exception_or_console(library: Path) -> None:
    needed = symbols(library, "--dynamic", "--undefined-only")
    weak = {"_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable"}
    weak |= {"__cxa_finalize", "__gmon_start__"}
    assert needed - weak <= {"memset", "memcpy", "memmove", "floorf", "__stack_chk_fail"}


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
