"""The conformance matrix: other people's segmenters x formats x forms, exported, verified, linted.

    python -m edgeward.benchmarks.conformance -o benchmarks/results

Weights are random, from a fixed seed: what is tested is the way into the files, not accuracy.
Writes conformance.json after every row and conformance.md at the end. Rows that are there already
are kept, unless the version of a tool changed or `--only` names their backbone.
"""

import argparse
import json
import math
import multiprocessing
import os
import platform
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import rich
import torch
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from torch import nn

from edgeward.decode import decode
from edgeward.export import Job, export_bundle
from edgeward.export.bundle import describe
from edgeward.export.converter import noise_to
from edgeward.export.formats import WRITERS
from edgeward.export.lint import lint, partitions
from edgeward.export.swap import with_segmenter, with_size
from edgeward.export.verify import pictures
from edgeward.export.wrap_onnx import FileSegmenter
from edgeward.files import write_atomically
from edgeward.manifest import Artifact, Form, Format
from edgeward.models import AdaptiveSegmenter, Checkpoint, load_checkpoint

Size = tuple[int, int]

# What each segments, (h, w); at least what it accepts.
BACKBONES: Mapping[str, Size] = {
    "smp:PSPNet/resnet50": (128, 128),
    "smp:DeepLabV3Plus/tu-xception65": (128, 128),
    "smp:DeepLabV3Plus/mobilenet_v2": (128, 128),
    "smp:DeepLabV3/resnet18": (128, 128),
    "smp:Unet/mobilenet_v2": (128, 128),
    "smp:UnetPlusPlus/resnet18": (128, 128),
    "smp:MAnet/resnet18": (128, 128),
    "smp:Linknet/resnet18": (128, 128),
    "smp:FPN/efficientnet-b0": (128, 128),
    "smp:PAN/resnet18": (128, 128),
    "smp:UPerNet/tu-convnext_atto": (128, 128),
    "smp:Segformer/mit_b0": (128, 128),
    "smp:DPT/tu-vit_tiny_patch16_224": (224, 224),
    "timm:mobilenetv4_conv_small": (128, 128),
    "timm:efficientnet_lite0": (128, 128),
    "timm:repvit_m0_9": (128, 128),
    "hf:SegFormer": (128, 128),
    "unet.onnx": (128, 128),
}
FORMATS: tuple[Format, ...] = ("onnx", "tflite", "coreml")
JOBS = tuple(Job(format, form) for format in FORMATS for form in ("baked", "split"))
# Of the only picture that baked files take.
IMAGE = (360, 480)
# Seconds after which a job is given up.
LIMIT = 1200
SHIPPED = "street"
ZOOS = ("edgeward", "torch", "segmentation-models-pytorch", "timm", "transformers")


@dataclass(frozen=True)
class Taken:
    """What an accelerator is expected to take of a file: some nodes of all, in pieces."""

    delegate: str
    supported: int
    total: int
    pieces: int


@dataclass(frozen=True)
class File:
    """A file that was exported; `notes` are the rules of the lint that limit where it runs."""

    form: Form
    bytes: int
    parity: dict[str, float]
    notes: tuple[str, ...]
    taken: tuple[Taken, ...]


@dataclass(frozen=True)
class Row:
    """What became of one job.

    Attributes:
        backbone: one of BACKBONES.
        format: of the files.
        form: `baked` or `split`.
        reason: why there are no files, in one line, or None.
        flops: see `edgeward.export.bundle.count_flops`.
        files: all of them verified and free of the lint's errors.
        seconds: that it took.
        tools: their versions.
    """

    backbone: str
    format: Format
    form: str
    reason: str | None
    flops: dict[str, int]
    files: tuple[File, ...]
    seconds: float
    tools: dict[str, str]

    @property
    def job(self) -> Job:
        """What was to be done."""
        return Job(self.format, self.form)


def size_of(backbone: str) -> Size:
    """Return how many pixels a backbone segments; one that BACKBONES does not know is small."""
    return BACKBONES.get(backbone, (64, 64))


@cache
def checkpoint_of(backbone: str, folder: Path) -> Checkpoint:
    """Put a backbone behind the sampling of a shipped model.

    Args:
        backbone: one of BACKBONES, or another name of a segmenter.
        folder: for files that segmenters are read from.
    """
    torch.manual_seed(0)
    place = _MAKERS[backbone](folder) if backbone in _MAKERS else backbone
    checkpoint = with_segmenter(with_size(load_checkpoint(SHIPPED), size_of(backbone)), place, None)
    if not isinstance(checkpoint.model, FileSegmenter):
        enliven(checkpoint.model)
    return checkpoint


@torch.no_grad()
def enliven(model: AdaptiveSegmenter) -> None:
    """Make random weights behave like trained ones.

    Gains and biases leave 1 and 0, where a slip of a converter would not show. Batch normalisation
    measures its statistics, without which deep networks fade, and adds 1, without which they are
    chaotic: each layer would enlarge the rounding errors of the one before.
    """
    for parameter in model.segmenter.parameters():
        if parameter.ndim == 1:
            parameter.add_(torch.randn_like(parameter), alpha=0.1)
    for module in model.segmenter.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.bias.add_(1)
            module.train().momentum = None  # the plain average
    model.segment(torch.stack([torch.from_numpy(p) for p in pictures(model.sample_size)]))
    model.eval()


def _save_segformer(folder: Path) -> str:
    from transformers import SegformerConfig, SegformerForSemanticSegmentation

    place = folder / "segformer"
    config = SegformerConfig(
        id2label={k: c.name for k, c in enumerate(load_checkpoint(SHIPPED).classes)},
        depths=[1, 1, 1, 1],
        hidden_sizes=[16, 32, 64, 128],
        decoder_hidden_size=64,
    )
    SegformerForSemanticSegmentation(config).save_pretrained(place)
    return f"hf:{place}"


def _save_onnx(folder: Path) -> str:
    model = checkpoint_of("smp:Unet/mobilenet_v2", folder).model
    place = folder / "unet.onnx"
    pixels = torch.zeros(1, 3, *model.sample_size)
    program = torch.onnx.export(model.segmenter, (pixels,), dynamo=True, verbose=False)
    assert program is not None
    program.save(place)
    return str(place)


# Write a segmenter to a folder and return its name.
_MAKERS: Mapping[str, Callable[[Path], str]] = {
    "hf:SegFormer": _save_segformer,
    "unet.onnx": _save_onnx,
}


def run(backbone: str, job: Job, folder: Path) -> Row:
    """Export, verify and lint one job.

    Args:
        backbone: see `checkpoint_of`.
        job: what to write.
        folder: to work in.
    """
    start = time.perf_counter()
    flops: Mapping[str, int] = {}
    files: list[File] = []
    reason = None
    try:
        checkpoint, out = checkpoint_of(backbone, folder), folder / "model.ew"
        flops = describe(checkpoint, ()).flops
        manifest, _ = export_bundle(checkpoint, out, [job], image_size=IMAGE)
        files = [_file(out / file.path, file) for file in manifest.files]
    except Exception as error:  # whatever it is, it belongs in the matrix
        reason = _reason(error, folder)
    seconds = round(time.perf_counter() - start, 1)
    return Row(
        backbone,
        job.format,
        job.form,
        reason,
        dict(flops),
        tuple(files),
        seconds,
        tools(job.format),
    )


def _reason(error: Exception, folder: Path) -> str:
    """Put an error into one line, without the words of `export_bundle` around it."""
    text = str(error).removeprefix("Nothing could be exported. ")
    text = text.removesuffix(f" See {folder / 'model.ew.log'}.").replace(f"{folder}/", "")
    return (text.strip() or type(error).__name__).splitlines()[0]


def _file(path: Path, file: Artifact) -> File:
    """Look at an exported file."""
    found = lint(path, file.form, file.precision, file.image_size)
    taken = [Taken(c.delegate, c.supported, c.total, c.partitions) for c in partitions(path)]
    notes = sorted({finding.rule for finding in found})
    return File(file.form, file.bytes, dict(file.parity), tuple(notes), tuple(taken))


def tools(format: Format) -> dict[str, str]:
    """Return the versions of what a format's files depend on."""
    names = (*ZOOS, *WRITERS[format].packages)
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def run_apart(backbone: str, jobs: Iterable[Job]) -> Iterator[Row]:
    """Run jobs in another process, and in a new one after each that a converter kills."""
    left, spawning = list(jobs), multiprocessing.get_context("spawn")
    while left:
        receiver, sender = spawning.Pipe(duplex=False)
        process = spawning.Process(target=_work, args=(backbone, tuple(left), sender))
        process.start()
        sender.close()
        for row in _received(receiver):
            del left[0]
            yield row
        if left:
            yield _lost(backbone, left.pop(0), process)
        process.join()


def _lost(backbone: str, job: Job, process: BaseProcess) -> Row:
    """Describe the job that a process was at when it ended or came to no end."""
    process.join(10)
    reason = f"The converter ended its process with code {process.exitcode}."
    if process.exitcode is None:
        process.kill()
        reason = f"The converter took longer than {LIMIT} s."
    return Row(backbone, job.format, job.form, reason, {}, (), 0.0, tools(job.format))


def _received(receiver: Connection) -> Iterator[Row]:
    """Yield rows until the process ends or one takes longer than LIMIT."""
    while receiver.poll(LIMIT):
        try:
            yield receiver.recv()
        except EOFError:
            return


def _work(backbone: str, jobs: Iterable[Job], sender: Connection) -> None:
    with noise_to(Path(os.devnull)), tempfile.TemporaryDirectory() as folder:
        for job in jobs:
            sender.send(run(backbone, job, Path(folder)))


def valid(rows: Iterable[Row], only: Collection[str]) -> list[Row]:
    """Keep the rows that need not be run again.

    Args:
        rows: of an earlier run.
        only: backbones to run again.
    """
    now = {format: tools(format) for format in FORMATS}
    return [row for row in rows if row.tools == now[row.format] and row.backbone not in only]


def missing(rows: Iterable[Row], only: Collection[str]) -> Iterator[Row]:
    """Run what is not among some rows, with a progress bar.

    Args:
        rows: what is done.
        only: the backbones to run; none for all.
    """
    done = {(row.backbone, row.job) for row in rows}
    with Progress() as progress:
        for backbone in only or BACKBONES:
            left = [job for job in JOBS if (backbone, job) not in done]
            task = progress.add_task(backbone, total=len(left))
            for row in run_apart(backbone, left):
                progress.console.print(escape(f"{backbone} {row.job}: {row.reason or 'ok'}"))
                progress.advance(task)
                yield row


def read(path: Path) -> list[Row]:
    """Read the rows of an earlier run, if there was one."""
    if not path.exists():
        return []
    return [decode(Row, row) for row in json.loads(path.read_text(encoding="utf-8"))]


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write rows in the order of BACKBONES and JOBS."""
    names = list(BACKBONES)
    ordered = sorted(rows, key=lambda row: (names.index(row.backbone), JOBS.index(row.job)))
    text = json.dumps([asdict(row) for row in ordered], indent=1) + "\n"
    write_atomically(path, text.encode())


def reasons(rows: Iterable[Row]) -> dict[str, int]:
    """Number the reasons of failures from 1, equal ones once."""
    found = dict.fromkeys(row.reason for row in rows if row.reason is not None)
    return {reason: number for number, reason in enumerate(found, 1)}


def conformance(rows: Sequence[Row]) -> list[list[str]]:
    """Lay out what became of every job: a heading and a line for each backbone.

    Example:
        >>> row = Row("smp:A/b", "onnx", "split", "No.", {"segmenter": 10**9}, (), 1.0, {})
        >>> conformance([row])[1][:6]
        ['smp:A/b', '64 x 64', '1.00', '', 'not run', 'failed [1]']
    """
    numbers, names = reasons(rows), [f"{job.format} {job.form}" for job in JOBS]
    lines = [["backbone", "pixels", "GFLOPs", "scores off by", *names]]
    for backbone, own in _by_backbone(rows).items():
        cells = [_outcome(own[job], numbers) if job in own else "not run" for job in JOBS]
        lines.append([backbone, _by(size_of(backbone)), *_figures(own.values()), *cells])
    return lines


def _figures(rows: Collection[Row]) -> tuple[str, str]:
    """Return GFLOPs and the scores' worst parity of a backbone."""
    flops = max(row.flops.get("segmenter", 0) for row in rows)
    off = [file.parity.get("scores", 0.0) for row in rows for file in row.files]
    return f"{flops / 1e9:.2f}" if flops else "?", f"{max(off):.0e}" if off else ""


def _by(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def _by_backbone(rows: Iterable[Row]) -> dict[str, dict[Job, Row]]:
    found: dict[str, dict[Job, Row]] = {}
    for row in rows:
        found.setdefault(row.backbone, {})[row.job] = row
    return found


def _outcome(row: Row, numbers: Mapping[str, int]) -> str:
    if row.reason is not None:
        return f"failed [{numbers[row.reason]}]"
    return f"ok, {sum(file.bytes for file in row.files) / 1e6:.1f} MB"


def coverage(rows: Iterable[Row]) -> list[list[str]]:
    """Lay out what accelerators are expected to take of the segmenters of split forms."""
    shares: dict[str, dict[str, str]] = {}
    delegates: dict[str, None] = {}
    for row in rows:
        for file in row.files:
            for taken in file.taken if file.form == "segmenter" else ():
                delegates[taken.delegate] = None
                share = f"{math.floor(100 * taken.supported / taken.total)} % in {taken.pieces}"
                shares.setdefault(row.backbone, {})[taken.delegate] = share
    lines = [[name, *(own.get(d, "") for d in delegates)] for name, own in shares.items()]
    return [["backbone", *delegates], *lines]


def page(rows: Sequence[Row]) -> str:
    """Write all tables as Markdown."""
    done = sum(row.reason is None for row in rows)
    versions = {name: value for row in rows for name, value in row.tools.items()}
    return _PAGE.format(
        done=done,
        failed=len(rows) - done,
        left=len(BACKBONES) * len(JOBS) - len(rows),
        image=_by(IMAGE),
        conformance=_markdown(conformance(rows)),
        reasons="\n".join(f"{n}. {reason}" for reason, n in reasons(rows).items()) or "None.",
        coverage=_markdown(coverage(rows)),
        tools=", ".join(f"{name} {value}" for name, value in sorted(versions.items())),
    )


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    head, *body = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *body))


_PAGE = """# Conformance

Segmenters of other libraries behind the sampler of `street`, exported, verified against torch and
linted: {done} jobs succeeded, {failed} failed and {left} were not run, a job being one format and
form in float32. Weights are random, and batch normalisation adds 1 as well: without that, rounding
grows from layer to layer, and smp:Unet/mobilenet_v2 as tflite split was 1.16e-4 off, above the
tolerance of 1e-4. Baked files take pictures of {image}.

`make conformance` wrote this page from [conformance.json](conformance.json), which holds more of
each file. Pixels are those that the segmenter sees; GFLOPs are its own, a multiply-add counting as
two, and "?" for an ONNX file. The scores' largest difference from torch, as a share of the largest
score, is the worst of all files. Sizes are of all files of a job: where it is split, the
sampler too.

{conformance}

## Failures

{reasons}

## Accelerators

What each is expected to take of the segmenter of the split form, by the operations that its source
lists: the share of the nodes, in how many pieces. Nothing was run on a device.

{coverage}

## Tools

{tools}
"""


def table(rows: Sequence[Row]) -> Table:
    """Lay out the outcomes for a terminal, without figures."""
    head, *body = conformance(rows)
    shown = Table(title="Conformance")
    shown.add_column(head[0], no_wrap=True)
    for name in head[-len(JOBS) :]:
        shown.add_column(name)
    for name, *cells in body:
        shown.add_row(name, *(escape(cell.split(",")[0]) for cell in cells[-len(JOBS) :]))
    return shown


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=[*BACKBONES], default=[])
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    record = arguments.out / "conformance.json"
    rows = valid(read(record), arguments.only)
    for row in missing(tuple(rows), arguments.only):
        rows.append(row)
        write(record, rows)
    rows = read(record)
    write_atomically(arguments.out / "conformance.md", page(rows).encode())
    rich.print(table(rows))
    for reason, number in reasons(rows).items():
        rich.print(escape(f"[{number}] {reason}"))


if __name__ == "__main__":
    main()
