"""Measuring on an Android device."""

from pathlib import Path
from typing import Any

from rich.console import Console

from edgeward.errors import BadInput


def on_phone(
    serial: str,
    binary: Path | None,
    tools: list[str],
    counts: tuple[int, int, int],
    sizes: tuple[str, str],
) -> dict[str, Any]:
    """Measure the core and vendors' programs on a device; `counts` are runs, warm-up, threads."""
    from edgeward.benchmarks.latency.pictures import parse_size
    from edgeward.benchmarks.phone import Settings, Tool, bench_on_phone

    samples, pictures = ([parse_size(size) for size in text.split(",")] for text in sizes)
    settings = Settings(*counts, sample_sizes=samples, picture_sizes=pictures)
    runs = []
    for tool in tools:
        program, *files = map(Path, tool.split("="))
        if not files:
            raise BadInput(f"Expected a vendor's PROGRAM=MODEL, but got {tool!r}.")
        runs.append(Tool(program, files[0], tuple(files[1:])))
    with Console(stderr=True).status("measuring"):
        return bench_on_phone(serial, settings=settings, binary=binary, tools=runs)
