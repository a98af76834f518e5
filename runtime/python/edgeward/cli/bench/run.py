"""`edgeward bench run`: every stage of bundles, and the gate."""

import os
import shlex
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import rich
import typer
from rich.console import Console

from edgeward.cli.bench.files import print_json, read_record, write
from edgeward.cli.bench.gate import judge, parse_share
from edgeward.cli.bench.phone import on_phone
from edgeward.cli.bench.subjects import Asked, Engine, Weights, open_subjects
from edgeward.errors import BadInput

if TYPE_CHECKING:
    from edgeward.benchmarks.latency.record import Record
    from edgeward.benchmarks.latency.spec import Settings
    from edgeward.benchmarks.latency.subject import Subject


def run(
    bundles: Annotated[
        list[str] | None,
        typer.Argument(help="Bundles' folders or shipped models' names.", show_default=False),
    ] = None,
    sample_sizes: Annotated[
        str | None,
        typer.Option(
            help="Export the checkpoint of that name at these sizes first, such as 32,64,128,256."
        ),
    ] = None,
    picture_sizes: Annotated[
        str, typer.Option(help="720p, 1080p, 4k, 12mp or HxW, by comma.")
    ] = "720p,1080p,4k,12mp",
    format: Annotated[Engine, typer.Option(help="Whose engine runs.")] = Engine.onnx,
    precision: Annotated[Weights, typer.Option(help="Of the files.")] = Weights.fp32,
    accelerator: Annotated[
        str | None,
        typer.Option(help="cpu, xnnpack or nnapi; the engine's own choice if left out."),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Of the engine and the un-warp.")] = 1,
    warmup_runs: Annotated[int, typer.Option(min=1, help="Runs that do not count.")] = 5,
    num_runs: Annotated[int, typer.Option(min=1, help="Runs that count, a process.")] = 20,
    processes: Annotated[int, typer.Option(min=1, help="Fresh processes that measure.")] = 10,
    cool_down: Annotated[float, typer.Option(min=0, help="Seconds of rest before each.")] = 0,
    pin: Annotated[int | None, typer.Option(min=0, help="CPU to stay on; Linux only.")] = None,
    memory: Annotated[bool, typer.Option(help="Measure peak memory too.")] = True,
    adb: Annotated[
        str | None, typer.Option(metavar="SERIAL", help="Measure the core on an Android device.")
    ] = None,
    adb_binary: Annotated[
        Path | None,
        typer.Option(help="An edgeward_bench for it; else ANDROID_NDK_HOME's compiler makes one."),
    ] = None,
    adb_tool: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PROGRAM=MODEL",
            help="Run benchmark_model or onnxruntime_perf_test there too; =LIBRARY may follow.",
        ),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(
            metavar="PYTHON", help="Compare with the edgeward of another environment's Python."
        ),
    ] = None,
    base_out: Annotated[Path | None, typer.Option(help="Also write the record of --base.")] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="BASE NEW", help="Compare two records instead of measuring."),
    ] = None,
    max_regression: Annotated[
        str, typer.Option(help="By how much a stage may be slower than the base's.")
    ] = "5%",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Also write the record.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Time every stage of bundles, adaptive and uniform side by side.

    The uniform rows run the same segmenter where a uniform grid looks. "adaptivity" is the share of
    the total that adaptive sampling costs beyond that: thumbnail, sampler, and what sampling and
    un-warp take longer. Ratios are to a kernel that runs beside every measurement.

    With --compare or --base, the exit code is 1 if a stage is slower than allowed beyond doubt.
    With --base the processes of both take turns: a busy machine hides far less from that.

    [bold]Examples[/bold]

        edgeward bench person

        edgeward bench person --sample-sizes 32,64,128,256,512 --picture-sizes 12mp --threads 2

        edgeward bench my.ew --picture-sizes 1080p -o new.json

        edgeward bench --compare base.json new.json --max-regression 5%

        edgeward bench person --base ../main/.venv/bin/python --max-regression 5%

        edgeward bench --adb emulator-5554 --adb-tool benchmark_model=person.ew/segmenter.tflite
    """
    limit = parse_share(max_regression)
    if compare is not None:
        judge(read_record(compare[0]), read_record(compare[1]), limit, json=json)
    elif adb is not None:
        counts = num_runs, warmup_runs, threads
        both = sample_sizes or "32,64,128,256,512", picture_sizes
        print_json(on_phone(adb, adb_binary, adb_tool or [], counts, both), out)
    else:
        settings = _settings(threads, warmup_runs, num_runs, processes, cool_down, pin)
        samples = None if sample_sizes is None else sample_sizes.split(",")
        asked = Asked(format.value, precision.value, accelerator)
        sizes = picture_sizes.split(",")
        with open_subjects(bundles or [], samples, asked) as subjects:
            if base is None:
                _show(_measure(subjects, sizes, settings, memory=memory), out, json=json)
            else:
                old, new = _measure_both(base, subjects, sizes, settings)
                _keep(((old, base_out), (new, out)))
                judge(old, new, limit, json=json)


def _settings(
    threads: int,
    warmup_runs: int,
    num_runs: int,
    processes: int,
    cool_down: float,
    pin: int | None,
) -> "Settings":
    from edgeward.benchmarks.latency.spec import Settings

    available = getattr(os, "sched_getaffinity", None)  # not on macOS
    cpus: list[int] = sorted(available(0)) if available else []
    if pin is not None and pin not in cpus:
        known = ", ".join(map(str, cpus)) or "none: this system cannot pin"
        raise BadInput(f"Expected one of the CPUs to pin to ({known}), but got {pin}.")
    return Settings(threads, warmup_runs, num_runs, processes, cool_down, pin)


def _measure_both(
    base: Path, subjects: "list[Subject]", pictures: list[str], settings: "Settings"
) -> "list[Record]":
    """Measure with another installation and with this one, in turns."""
    from edgeward.benchmarks.latency.pictures import parse_size
    from edgeward.benchmarks.latency.run import Worker, take_turns

    if not os.access(base, os.X_OK) or base.is_dir():
        raise BadInput(f"Expected the Python of an environment, but {str(base)!r} is no program.")
    workers = [Worker(python=str(base)), Worker()]
    sizes = [parse_size(size) for size in pictures]
    with Console(stderr=True).status("measuring") as status:
        return take_turns(workers, subjects, sizes, settings, progress=status.update)


def _keep(records: "Iterable[tuple[Record, Path | None]]") -> None:
    for record, path in records:
        if path is not None:
            write(asdict(replace(record, command=_command())), path)


def _command() -> str:
    return shlex.join(["edgeward", *sys.argv[1:]])


def _measure(
    subjects: "list[Subject]", pictures: list[str], settings: "Settings", *, memory: bool
) -> "Record":
    from edgeward.benchmarks.latency.pictures import parse_size
    from edgeward.benchmarks.latency.run import bench as measure

    sizes = [parse_size(size) for size in pictures]
    with Console(stderr=True).status("measuring") as status:
        record = measure(subjects, sizes, settings, memory=memory, progress=status.update)
    return replace(record, command=_command())


def _show(record: "Record", out: Path | None, *, json: bool) -> None:
    from edgeward.benchmarks.latency.table import tables

    if json:
        print_json(asdict(record), out)
        return
    if out is not None:
        write(asdict(record), out)
    rich.print(*tables(record), sep="\n")
