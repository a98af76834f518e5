"""The Swift package: it parses, and its C target is the core with the core's arithmetic.

Nothing here compiles Swift.
"""

import re
import shutil
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_swift

from tests.core.builds import COMPILERS, RUNTIME, SOURCES, run

PACKAGE = RUNTIME / "swift"
TARGET = PACKAGE / "Sources" / "CEdgeward"
CLANG = COMPILERS["clang"][1]
FUSED = re.compile(r"\bf(?:n?m(?:add|sub)|ml[as])\b")


def test_swift_files_parse() -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))
    files = [*PACKAGE.glob("*.swift"), *PACKAGE.rglob("*/*.swift")]
    assert len(files) > 20
    for path in files:
        assert not parser.parse(path.read_bytes()).root_node.has_error, path
    assert parser.parse(b"func f( {").root_node.has_error


def test_every_source_of_the_core_is_in_the_target() -> None:
    assert {path.name for path in TARGET.glob("*.cpp")} == {path.name for path in SOURCES}


@pytest.mark.skipif(shutil.which(CLANG) is None, reason=f"needs {CLANG}")
def test_multiplications_and_additions_are_not_fused(tmp_path: Path) -> None:
    """SwiftPM has no flag for it, so the sources say it; without that there are some."""
    target = ("--target=aarch64-linux-gnu", "-std=c++17", "-O2", "-S", "-o", tmp_path / "out.s")
    fused = {}
    for kind, folder in (("wrapped", TARGET), ("bare", RUNTIME / "src")):
        counts = []
        for source in sorted(folder.glob("*.cpp")):
            run(CLANG, *target, f"-I{TARGET / 'include'}", f"-I{RUNTIME / 'include'}", source)
            counts.append(len(FUSED.findall((tmp_path / "out.s").read_text())))
        fused[kind] = sum(counts)
    assert fused["wrapped"] == 0
    assert fused["bare"] > 0
