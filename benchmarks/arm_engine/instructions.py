"""ARM instructions executed (emulated) by one inference."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from edgeward.benchmarks.arm import SOURCES, run
from edgeward.benchmarks.arm_engine.cases import Case, run_emulated
from edgeward.benchmarks.arm_engine.system import System

# Runs whose counts are subtracted, so that the start and the first inference cancel.
REPEATS = (1, 11, 21)


def build_plugin(folder: Path) -> Path:
    """Compile the emulator's plugin that counts."""
    plugin = folder / "libcount.so"
    flags = ("-O2", "-shared", "-fPIC", "-fvisibility=hidden")
    run("gcc", *flags, SOURCES / "count.c", "-o", plugin)
    return plugin


def count(case: Case, system: System, plugin: Path) -> dict[str, float]:
    """Count the instructions of one inference, the call from Python included; see `per_run`."""
    totals = {}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        options = ("-d", "plugin", "-D", log, "-plugin", plugin)
        for repeats in REPEATS:
            run_emulated(case, case.calls[:1], system, repeats=repeats, options=options)
            totals[repeats] = executed(log.read_text())
    return per_run(totals)


def executed(log: str) -> int:
    r"""Sum the instructions that the plugin saw executed.

    Args:
        log: lines of a block's address, instructions, executions and symbol.

    Example:
        >>> executed("4096 5 2 main\n4116 3 10 ?\n")
        40
    """
    blocks = (line.split(" ", 3) for line in log.splitlines())
    return sum(int(instructions) * int(executions) for _, instructions, executions, _ in blocks)


def per_run(totals: Mapping[int, int]) -> dict[str, float]:
    """Divide what more runs add by how many they are.

    Args:
        totals: instructions by the number of runs, three of them.

    Returns:
        instructions of a run; spread, the share by which the earlier runs differ from the later.

    Example:
        >>> per_run({1: 1000, 11: 2000, 21: 3020})
        {'instructions': 101, 'spread': 0.0198}
    """
    (few, a), (more, b), (most, c) = sorted(totals.items())
    mean = (c - a) / (most - few)
    spread = abs((c - b) / (most - more) - (b - a) / (more - few)) / mean
    return {"instructions": round(mean), "spread": round(spread, 4)}
