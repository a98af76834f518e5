"""The gate: whether one record is slower than another, as a table and an exit code."""

import json as json_lines
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import rich
import typer

from edgeward.errors import require

if TYPE_CHECKING:
    from edgeward.benchmarks.latency.record import Record


def parse_share(text: str) -> float:
    """Read a percentage.

    Example:
        >>> parse_share("5%"), parse_share("0.05")
        (0.05, 0.05)
    """
    found = re.fullmatch(r"(\d*\.?\d+)(%?)", text)
    share = float(found[1]) / (100 if found[2] else 1) if found else 1.0
    if share >= 1:
        raise typer.BadParameter(
            f"expected a share such as 5% or 0.05, but got {text!r}", param_hint="--max-regression"
        )
    return share


def judge(base: "Record", new: "Record", share: float, *, json: bool) -> None:
    """Print how a record differs from another.

    Raises:
        typer.Exit: with 1: a stage is slower by more than `share`.
    """
    require("scipy", extra="bench")
    from edgeward.benchmarks.latency.compare import compare
    from edgeward.benchmarks.latency.table import changes_table, verdict

    changes = compare(base, new, max_regression=share)
    if json:
        print(json_lines.dumps([asdict(change) for change in changes], indent=2))
    else:
        rich.print(changes_table(changes))
        print(verdict(changes, share))
    if any(change.verdict == "slower" for change in changes):
        raise typer.Exit(1)
