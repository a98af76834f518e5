"""Everything that is measured on a phone, in one record."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from edgeward.benchmarks.phone.adb import Device, connect
from edgeward.benchmarks.phone.core import (
    RUNTIME,
    Settings,
    build,
    check_abi,
    clean,
    run_core,
)
from edgeward.benchmarks.phone.device import describe, temperatures
from edgeward.benchmarks.phone.tools import Tool, kind_of, run_tool
from edgeward.errors import BadInput


def bench_on_phone(
    serial: str | None = None,
    *,
    settings: Settings | None = None,
    binary: Path | None = None,
    compiler: str | None = None,
    tools: Sequence[Tool] = (),
    runtime: Path = RUNTIME,
) -> dict[str, Any]:
    """Measure the core's kernels, and models with their vendors' tools, on a phone.

    Args:
        serial: of the phone; may be left out if adb sees one only.
        settings: what is measured and how often.
        binary: an edgeward_bench for the phone; built here if absent.
        compiler: a cross compiler to build it with; the NDK of ANDROID_NDK_HOME if absent.
        tools: vendors' benchmarks to run after it.
        runtime: the repository's folder of that name, to build from.

    Returns:
        `device`, with `temperatures` before and after; `core`: what edgeward_bench printed; and
        `tools`: for each its latency and memory, or else the `error` that it ended with.

    Raises:
        BadInput: the phone, a file or what is needed to build is missing, or the core's benchmark
            failed.
    """
    settings, device = settings or Settings(), connect(serial)
    about = describe(device)
    abis = about.get("abis", about.get("abi", "")).split(",")
    for tool in tools:
        _check(tool, abis)
    with tempfile.TemporaryDirectory() as folder:
        if binary is None:
            home = os.environ.get("ANDROID_NDK_HOME")
            ndk = Path(home) if home else None
            binary = build(abis[0], Path(folder), compiler=compiler, ndk=ndk, runtime=runtime)
        check_abi(binary, abis)
        before = temperatures(device)
        try:
            core = run_core(device, binary, settings)
            others = [_run(device, tool, settings) for tool in tools]
        finally:
            with suppress(BadInput):  # a phone that went away would hide why
                clean(device)
    about["temperatures"] = {"before": before, "after": temperatures(device)}
    return {"device": about, "core": core, "tools": others}


def _check(tool: Tool, abis: Sequence[str]) -> None:
    """See what can be wrong with a tool before minutes of measuring."""
    kind_of(tool.model)
    check_abi(tool.program, abis)
    for file in (tool.model, *tool.libraries):
        if not file.is_file():
            raise BadInput(f"Expected a file for {tool.program.name}, but there is no '{file}'.")


def _run(device: Device, tool: Tool, settings: Settings) -> dict[str, Any]:
    try:
        return run_tool(device, tool, settings)
    except BadInput as error:  # what was measured before it is worth keeping
        about = {"tool": kind_of(tool.model).name, "model": tool.model.name}
        return {**about, "error": str(error)}
