"""`edgeward export`: a checkpoint becomes a bundle."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from edgeward._core import MAX_SIDE
from edgeward.errors import require
from edgeward.manifest import Artifact, Format, Manifest, Precision
from edgeward.picture import pictures_in

if TYPE_CHECKING:
    from edgeward.export import Exported, Job
    from edgeward.models import Checkpoint

FORMS = ("baked", "split")


def export(
    checkpoint: Annotated[
        str, typer.Argument(help="A checkpoint's folder or a shipped model's name.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The bundle's folder, replaced whole.")],
    formats: Annotated[
        str,
        typer.Option(
            "--format", "-f", help="Any of onnx, tflite, coreml and executorch, with commas."
        ),
    ] = "onnx",
    forms: Annotated[
        str,
        typer.Option(
            "--form",
            help="baked: one graph that samples by itself. split: a sampler and a segmenter, "
            "between which the runtime samples a picture of any size.",
        ),
    ] = "baked,split",
    precisions: Annotated[
        str,
        typer.Option(
            "--precision",
            help="Any of fp32, fp16 and int8, with commas. Coordinates are float32 in all; int8 "
            "keeps the sampler float32 and needs --calibrate.",
        ),
    ] = "fp32",
    segmenter: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Put another segmenter behind the checkpoint's sampling: smp:ARCH/ENCODER, "
            "timm:ENCODER, hf:FOLDER of transformers, package.module:factory, or an ONNX file.",
        ),
    ] = None,
    classes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="classes.txt of --segmenter: 'id name (r, g, b)' lines."),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(metavar="N|HxW", help="Pixels to segment; by default as it was trained."),
    ] = None,
    image: Annotated[
        str | None,
        typer.Option(
            metavar="HxW",
            help="The only picture size that baked files will take. Any by default in ONNX; in "
            "TFLite and Core ML baked files need it and are left out without it.",
        ),
    ] = None,
    calibrate: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Pictures like those that int8 will meet; 64 are read."),
    ] = None,
    evaluate: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Labelled pictures, as for edgeward evaluate: measure the files' mean IoU on "
            "their val split, where they take any size.",
        ),
    ] = None,
) -> None:
    """Export a checkpoint as a bundle: graphs for the phone and a manifest that says all of them.

    Every file is run on real pictures and compared with the torch model before it is kept. A
    format that fails loses none of the others; the exit code is 1 then.

    [bold]Examples[/bold]

        edgeward export person -o person.ew

        edgeward export person -o person.ew --format onnx,tflite,coreml

        edgeward export runs/street -o street.ew --format tflite --form baked --image 1024x2048

        edgeward export person -o person.ew --precision fp32,int8 --calibrate data/person/images
        --evaluate data/person

        edgeward export street -o my.ew --segmenter my.onnx --classes my.txt --size 256
    """
    image_size = None if image is None else _parse_size(image, "--image")
    wanted = (
        _words(formats, get_args(Format), "--format"),
        _words(forms, FORMS, "--form"),
        _words(precisions, get_args(Precision), "--precision"),
    )
    for module in ("torch", "onnx", "onnxscript", "onnxruntime"):
        require(module, extra="export")
    from edgeward.export import export_bundle
    from edgeward.models.data import open_dataset

    loaded = _load(checkpoint, size, segmenter, classes)
    jobs = _jobs(wanted, image_size)
    calibration = [] if calibrate is None else pictures_in(calibrate, most=64)
    examples = None
    if evaluate is not None:
        examples = open_dataset(evaluate, "val", foreground=loaded.recipe.foreground)
    with _progress(jobs) as start:
        exported = export_bundle(
            loaded,
            out,
            jobs,
            image_size=image_size,
            calibration=calibration,
            examples=examples,
            progress=start,
        )
    # Nobody but the exporter has the swapped model to compare with.
    _report(exported, out, "--lint" if segmenter else f"--against {checkpoint}")
    if exported.failures:
        raise typer.Exit(1)


def _load(
    checkpoint: str, size: str | None, segmenter: str | None, classes: Path | None
) -> "Checkpoint":
    """Load a checkpoint and swap what was asked for."""
    from edgeward.export.swap import with_segmenter, with_size
    from edgeward.models import load_checkpoint
    from edgeward.models.data.classes import read_classes

    loaded = load_checkpoint(checkpoint)
    if size is not None:
        loaded = with_size(loaded, _parse_size(size if "x" in size else f"{size}x{size}"))
    if segmenter is not None:
        named = None if classes is None else read_classes(classes)[0]
        loaded = with_segmenter(loaded, segmenter, named)
    return loaded


def _jobs(wanted: tuple[list[str], ...], image_size: tuple[int, int] | None) -> "list[Job]":
    """List what to write; where both forms are wanted, baked files only where they can be."""
    from edgeward.export import Job
    from edgeward.export.formats import WRITERS

    jobs = [Job(cast(Format, f), form, cast(Precision, p)) for f, form, p in product(*wanted)]
    if "split" not in wanted[1]:
        return jobs
    possible = {f for f, w in WRITERS.items() if w.baked and (image_size or w.any_size)}
    return [job for job in jobs if job.form == "split" or job.format in possible]


def _words(text: str, known: tuple[str, ...], option: str) -> list[str]:
    """Split a list with commas.

    Example:
        >>> _words("onnx,tflite", ("onnx", "tflite", "coreml"), "--format")
        ['onnx', 'tflite']
    """
    words = text.split(",")
    for word in words:
        if word not in known:
            raise typer.BadParameter(
                f"expected any of {', '.join(known)}, but got {word!r}", param_hint=option
            )
    return words


@contextmanager
def _progress(jobs: list["Job"]) -> Iterator[Callable[["Job"], None]]:
    """Show which job runs, on a terminal of its own: the converters' noise goes elsewhere."""
    with os.fdopen(os.dup(2), "w") as terminal:
        columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
        with Progress(*columns, console=Console(file=terminal), transient=True) as progress:
            task = progress.add_task("reading the checkpoint")
            done = iter(range(1, len(jobs) + 1))

            def start(job: "Job") -> None:
                progress.update(task, description=f"{next(done)}/{len(jobs)} {job}", refresh=True)

            yield start


def _report(exported: "Exported", out: Path, how: str) -> None:
    """Print a table of the files, the failures, and what to do next."""
    console = Console()
    console.print(_table(exported.manifest))
    for failure in exported.failures:
        console.print(f"[red]failed:[/] {failure.job}: {failure.reason}", highlight=False)
    if exported.failures:
        print(f"what the converters said:  {out}.log")
    print(f"check:    edgeward verify {out} {how}")
    print(f"segment:  edgeward segment PHOTO --model {out} -o masks", flush=True)


def _table(manifest: Manifest) -> Table:
    table = Table(title=f"{manifest.name}: differences from the torch model")
    for name in ("file", "MB", "GFLOPs", *_SHOWN, "mIoU"):
        table.add_column(name, justify="left" if name == "file" else "right", no_wrap=True)
    for file in manifest.files:
        parity = [f"{file.parity[k]:.0e}" if k in file.parity else "" for k in _SHOWN]
        accuracy = "" if file.miou is None else f"{100 * file.miou:.2f}"
        table.add_row(
            file.path, f"{file.bytes / 1e6:.2f}", _gflops(file, manifest), *parity, accuracy
        )
    return table


_SHOWN = ("grid", "scores", "labels")


def _gflops(file: Artifact, manifest: Manifest) -> str:
    """Add up the stages of a file; empty if one is unknown, as in an ONNX file of somebody's."""
    stages = {"baked": ("sampler", "segmenter")}.get(file.form, (file.form,))
    if manifest.sampling == "uniform":
        stages = ("segmenter",)
    known = [manifest.flops[stage] for stage in stages if stage in manifest.flops]
    return f"{sum(known) / 1e9:.3f}" if len(known) == len(stages) else ""


def _parse_size(text: str, option: str = "--size") -> tuple[int, int]:
    """Read a picture size.

    Example:
        >>> _parse_size("1024x2048")
        (1024, 2048)
    """
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    height, width = map(int, match.groups()) if match else (0, 0)
    if not 1 <= min(height, width) <= max(height, width) <= MAX_SIDE:
        raise typer.BadParameter(
            f"expected HxW with sides of 1 to {MAX_SIDE}, such as 1024x2048, but got {text!r}",
            param_hint=option,
        )
    return height, width
