"""benchmarks -> export -> models -> runtime: nothing imports upwards."""

import subprocess
import sys
from pathlib import Path


def test_imports_follow_the_layers() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", "pyproject.toml"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
