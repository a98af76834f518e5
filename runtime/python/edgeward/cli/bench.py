"""`edgeward bench`: how fast, with how much memory, at what cost, and whether it got slower."""

import json as json_lines
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import rich
import typer
from rich.console import Console

from edgeward.bundle import find_bundle
from edgeward.cli.default_group import DefaultGroup
from edgeward.cli.evaluate import titles
from edgeward.cli.report import report
from edgeward.errors import BadInput, require
from edgeward.files import write_atomically
from edgeward.manifest import Format, Precision, read_manifest

if TYPE_CHECKING:
    from edgeward.benchmarks.latency.record import Record
    from edgeward.benchmarks.latency.spec import Settings
    from edgeward.benchmarks.latency.subject import Subject


class Engine(str, Enum):
    """Formats whose engines run here as they do on phones."""

    onnx = "onnx"
    tflite = "tflite"


class Weights(str, Enum):
    """Precisions of files."""

    fp32 = "fp32"
    fp16 = "fp16"
    int8 = "int8"


class Asked(NamedTuple):
    """Which files of a bundle run, and on what."""

    format: Format
    precision: Precision
    accelerator: str | None


bench = typer.Typer(
    cls=DefaultGroup,
    help="Measure time, memory and FLOPs of bundles, and compare measurements.",
    epilog="Start with: edgeward bench person",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@bench.command()
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
    limit = _share(max_regression)
    if compare is not None:
        _judge(_read(compare[0]), _read(compare[1]), limit, json=json)
    elif adb is not None:
        counts = num_runs, warmup_runs, threads
        both = sample_sizes or "32,64,128,256,512", picture_sizes
        _print_json(_on_phone(adb, adb_binary, adb_tool or [], counts, both), out)
    else:
        settings = _settings(threads, warmup_runs, num_runs, processes, cool_down, pin)
        samples = None if sample_sizes is None else sample_sizes.split(",")
        asked = Asked(format.value, precision.value, accelerator)
        sizes = picture_sizes.split(",")
        with _subjects(bundles or [], samples, asked) as subjects:
            if base is None:
                _show(_measure(subjects, sizes, settings, memory=memory), out, json=json)
            else:
                old, new = _measure_both(base, subjects, sizes, settings)
                _keep(((old, base_out), (new, out)))
                _judge(old, new, limit, json=json)


bench.command()(report)


@bench.command()
def core(
    cityscapes: Annotated[
        Path, typer.Argument(help="Folder with leftImg8bit/ and gtFine/.", show_default=False)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for core.json and core.png.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Time the un-warp and sampling beside OpenCV, PyTorch, ONNX Runtime and SciPy.

    [bold]Example[/bold]

        edgeward bench core data/cityscapes
    """
    for module in ("cv2", "torch", "onnxruntime", "scipy", "matplotlib"):
        require(module, extra="bench")
    from edgeward.benchmarks.core import measure, table, write

    with Console(stderr=True).status("measuring"):
        found = measure(cityscapes)
    if out is not None:
        write(found, out)
    if json:
        print(json_lines.dumps(found, indent=2))
    else:
        rich.print(table(found))


@bench.command()
def accuracy(
    models: Annotated[
        list[str],
        typer.Argument(help="Checkpoint folders or shipped models' names.", show_default=False),
    ],
    data: Annotated[Path, typer.Option(help="The data set's folder; see `edgeward data check`.")],
    split: Annotated[str, typer.Option(help="Split to score.")] = "test",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for curve.json and curve.png.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Evaluate and time trained models: accuracy against milliseconds and FLOPs.

    [bold]Examples[/bold]

        edgeward bench accuracy person person-uniform --data data/person -o out

        edgeward bench accuracy runs/*/checkpoint --data data/person --json
    """
    for module in ("torch", "matplotlib"):
        require(module, extra="bench")
    from edgeward.benchmarks.accuracy.curve import as_record, draw, measure_curve, table
    from edgeward.models import load_checkpoint
    from edgeward.models.checkpoint import check_looks
    from edgeward.models.data import open_dataset
    from edgeward.models.data.classes import class_ids

    checkpoints = [load_checkpoint(model) for model in models]
    for checkpoint in checkpoints:
        check_looks(checkpoint)
    first = checkpoints[0].recipe
    examples = open_dataset(data, split, foreground=first.foreground)
    names = first.sampler.targets if first.sampler else ()
    named = dict(zip(titles(checkpoints, models), checkpoints, strict=True))
    points = measure_curve(named, examples, class_ids(list(names), examples.classes))
    record = as_record(points, data.name, split)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        _write(record, out / "curve.json")
        write_atomically(out / "curve.png", draw(points))
    if json:
        print(json_lines.dumps(record, indent=2))
    else:
        rich.print(table(points, f"{data.name}, {split}"))


@bench.command()
def convert(
    record: Annotated[Path, typer.Argument(help="A record that `edgeward bench` wrote.")],
) -> None:
    """Print a record as the list that github-action-benchmark takes (customSmallerIsBetter).

    [bold]Example[/bold]

        edgeward bench convert new.json > benchmark-data.json
    """
    from edgeward.benchmarks.latency.record import action_list

    print(json_lines.dumps(action_list(_read(record)), indent=2))


def _on_phone(
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


def _share(text: str) -> float:
    """Read a percentage.

    Example:
        >>> _share("5%"), _share("0.05")
        (0.05, 0.05)
    """
    found = re.fullmatch(r"(\d*\.?\d+)(%?)", text)
    share = float(found[1]) / (100 if found[2] else 1) if found else 1.0
    if share >= 1:
        raise typer.BadParameter(
            f"expected a share such as 5% or 0.05, but got {text!r}", param_hint="--max-regression"
        )
    return share


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


@contextmanager
def _subjects(
    bundles: list[str], sizes: list[str] | None, asked: Asked
) -> "Iterator[list[Subject]]":
    """List what to measure; bundles of other sample sizes live as long as the context."""
    from edgeward.benchmarks.latency.subject import Subject, samplings

    if not bundles:
        raise BadInput(
            "Expected bundles to measure, but got none; start with: edgeward bench person"
        )
    with TemporaryDirectory() as folder:
        if sizes is None:
            folders = [find_bundle(bundle) for bundle in bundles]
        else:
            folders = _resized(bundles, sizes, Path(folder), asked)
        yield [
            Subject(str(path), sampling, *asked)
            for path in folders
            for sampling in samplings(read_manifest(path))
        ]


def _resized(models: list[str], sizes: list[str], folder: Path, asked: Asked) -> list[Path]:
    require("torch", extra="export")
    from edgeward.benchmarks.latency.pictures import parse_size
    from edgeward.benchmarks.latency.sizes import at_sample_sizes

    samples = [parse_size(size) for size in sizes]
    bundles = []
    with Console(stderr=True).status("exporting"):
        for model in models:
            bundles += at_sample_sizes(model, samples, folder, asked.format, asked.precision)
    return bundles


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
            _write(asdict(replace(record, command=_command())), path)


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
        _print_json(asdict(record), out)
        return
    if out is not None:
        _write(asdict(record), out)
    rich.print(*tables(record), sep="\n")


def _print_json(record: dict[str, Any], out: Path | None) -> None:
    if out is not None:
        _write(record, out)
    print(json_lines.dumps(record, indent=2))


def _write(record: dict[str, Any], out: Path) -> None:
    write_atomically(out, (json_lines.dumps(record, indent=2) + "\n").encode())


def _judge(base: "Record", new: "Record", share: float, *, json: bool) -> None:
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


def _read(path: Path) -> "Record":
    from edgeward.benchmarks.latency.record import from_json

    try:
        return from_json(json_lines.loads(path.read_text(encoding="utf-8")), str(path))
    except ValueError as error:
        raise BadInput(f"Expected JSON in {str(path)!r}, but {error}; measure again.") from error
