"""The README's Python blocks run, in order, as one program; its commands exist."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_python_blocks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(blocks), "README.md", "exec"), {"__name__": "__main__"})


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^\$? ?make ([a-z-]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


def test_commands_parse() -> None:
    from typer.main import get_command

    from edgeward.cli.app import app

    group = get_command(app)
    lines = re.findall(r"^\$? ?edgeward (.+)$", README.replace("\\\n", " "), re.MULTILINE)
    assert lines
    for line in lines:
        name, *arguments = shlex.split(line, comments=True)
        command = group.commands[name]  # type: ignore[attr-defined]
        command.make_context(name, arguments, resilient_parsing=False)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
