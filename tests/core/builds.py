"""How tests build the core and what is linked to it, without Python's packaging."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "runtime"
HEADER = RUNTIME / "include" / "edgeward.h"
SOURCES = sorted((RUNTIME / "src").glob("*.cpp"))
TESTS = Path(__file__).parent

STRICT = ["-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"]


def _clang() -> str:
    """Return the suffix of the clang that is there, if any: Debian's has its version."""
    suffixes = ("", *(f"-{version}" for version in range(30, 13, -1)))
    return next((suffix for suffix in suffixes if shutil.which(f"clang++{suffix}")), "")


COMPILERS = {"gcc": ("gcc", "g++"), "clang": (f"clang{_clang()}", f"clang++{_clang()}")}


CROSS = "aarch64-linux-gnu-"
ARM64 = (
    "-DCMAKE_SYSTEM_NAME=Linux",
    "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
    f"-DCMAKE_C_COMPILER={CROSS}gcc",
    f"-DCMAKE_CXX_COMPILER={CROSS}g++",
)


def run(*command: str | Path, **environment: str) -> str:
    """Run a command that must succeed; return what it prints."""
    result = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
        env={**os.environ, **environment},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def tool(name: str) -> Path:
    """Find a tool of the environment that runs the tests, or else of the machine."""
    own = Path(sys.executable).with_name(name)
    return own if own.exists() else Path(shutil.which(name) or name)


def cmake(source: Path, build: Path, *options: str, targets: tuple[str, ...] = ("all",)) -> None:
    run(tool("cmake"), "-S", source, "-B", build, *options)
    run(tool("cmake"), "--build", build, "--parallel", "2", "--target", *targets)


def declared() -> set[str]:
    """List the functions of the header."""
    return set(re.findall(r"EDGEWARD_API\s[^;(]*?(edgeward_\w+)\(", HEADER.read_text()))


def symbols(library: Path, *options: str) -> set[str]:
    return {line.split()[-1].split("@")[0] for line in run("nm", *options, library).splitlines()}
