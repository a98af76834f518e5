"""Workflows may read and nothing else, and the commands that they run exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edgeward.bundle import shipped

yaml = pytest.importorskip("yaml")

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.yml"))


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


def scripts(workflow: dict[str, Any]) -> list[str]:
    return [step["run"] for step in steps(workflow) if "run" in step]


@pytest.fixture(params=WORKFLOWS, ids=[path.name for path in WORKFLOWS])
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return loaded


def test_there_are_workflows():
    assert WORKFLOWS


def test_workflows_only_read(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["defaults"]["run"]["shell"] == "bash"
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 60
    for step in steps(workflow):
        action = step.get("uses", "actions/")
        assert action.startswith("actions/")
        if action.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_scripts_hold_no_text_of_an_event(workflow):
    assert scripts(workflow)
    assert not [script for script in scripts(workflow) if "${{" in script]


def test_commands_parse(workflow):
    from typer.main import get_command

    from edgeward.cli.app import app

    lines = [
        line
        for script in scripts(workflow)
        for line in re.findall(r"bin/edgeward (.+)$", script.replace("\\\n", " "), re.MULTILINE)
    ]
    assert lines
    for line in lines:
        arguments = shlex.split(re.sub(r" > \S+$", "", line))
        command, parameters = parse(get_command(app), "edgeward", arguments)
        assert not set(parameters.get("bundles") or ()) - set(shipped()), (command, line)


def parse(command: Any, name: str, arguments: list[str]) -> tuple[str, dict[str, Any]]:
    """Parse as far as running: the innermost command's name and its parameters."""
    context = command.make_context(name, arguments, resilient_parsing=False)
    if not hasattr(command, "commands"):
        return name, context.params
    rest = [*context._protected_args, *context.args]
    inner, found, rest = command.resolve_command(context, rest)
    return parse(found, inner, rest)
