"""Versions and coordinates, as the Gradle build has them too."""

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "runtime" / "android"
DEMO = ROOT / "android_demo"

_CATALOGUE: dict[str, Any] = tomllib.loads((LIBRARY / "gradle" / "libs.versions.toml").read_text())


def version(name: str) -> str:
    """Look a version up."""
    found: str = _CATALOGUE["versions"][name]
    return found


def coordinates(library: str) -> tuple[str, str, str]:
    """Look a library's group, artifact and version up."""
    entry = _CATALOGUE["libraries"][library]
    group, artifact = entry["module"].split(":")
    return group, artifact, version(entry["version"]["ref"])
