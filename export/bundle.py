"""A bundle: the exported files and the manifest that says everything about them."""

import dataclasses
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

import edgeward
from edgeward.errors import BadInput, require
from edgeward.export.converter import ExportError, noise_to
from edgeward.export.formats import WRITERS
from edgeward.export.graph import BakedGraph, Graph, Pixels, SamplerGraph, SegmenterGraph
from edgeward.export.lint import lint
from edgeward.export.swap import check_format, short_channels
from edgeward.export.verify import main_of, miou, runner, verify
from edgeward.export.wrap_onnx import FileSegmenter
from edgeward.files import new_folder, sha256, size_of
from edgeward.manifest import (
    FILE_NAME,
    Artifact,
    Form,
    Format,
    Manifest,
    Picture,
    Precision,
    to_json,
)
from edgeward.models import AdaptiveSegmenter, Checkpoint
from edgeward.models.checkpoint import check_looks
from edgeward.models.data import LabelledPictures


class Job(NamedTuple):
    """Files that stand or fall together.

    Attributes:
        format: of the files.
        form: `baked`, one file, or `split`, a segmenter and a sampler unless it is the baseline.
        precision: of their weights.
    """

    format: Format
    form: str
    precision: Precision = "fp32"

    def __str__(self) -> str:
        return f"{self.format} {self.form} {self.precision}"


class Failure(NamedTuple):
    """A job that came to nothing, and why."""

    job: Job
    reason: str


class Exported(NamedTuple):
    """What was written, and what could not be."""

    manifest: Manifest
    failures: tuple[Failure, ...]


def export_bundle(
    checkpoint: Checkpoint,
    out: str | Path,
    jobs: Iterable[Job] = (Job("onnx", "baked"), Job("onnx", "split")),
    *,
    image_size: tuple[int, int] | None = None,
    calibration: Sequence[Pixels] = (),
    examples: LabelledPictures | None = None,
    progress: Callable[[Job], None] = lambda _: None,
) -> Exported:
    """Export a checkpoint as a bundle, every file verified before it is kept.

    A job that fails loses none of the others. What the converters print goes to a file named like
    the bundle with ".log" behind, which is removed if nothing failed.

    Args:
        checkpoint: of a trained model.
        out: the bundle's folder; an older bundle there is replaced once the new one is whole.
        jobs: what to write.
        image_size: (H, W) of the only picture that baked files will take, or None for any.
        calibration: real pictures, uint8 (H, W, 3), whose activations set the ranges of int8.
        examples: labelled pictures to measure the files' mean IoU on, where they take any size.
        progress: called with each job as it starts.

    Raises:
        BadInput: `out` is something else than a bundle, or a job needs an `image_size` or
            `calibration` that is not there.
        ExportError: all jobs failed; the older bundle stays.
        MissingExtra: a format's converter is not installed.
        OSError: the folder cannot be written; the older bundle stays.
    """
    out, jobs = Path(out), tuple(jobs)
    _check_replaceable(out)
    check_looks(checkpoint)
    _check_possible(jobs, image_size, calibration)
    _check_examples(checkpoint, examples)
    facts = describe(checkpoint, jobs, examples)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _log(out) as log, new_folder(out) as folder:
        workshop = _Workshop(
            checkpoint.model.eval(), facts, image_size, calibration, examples, folder
        )
        files, failures = _export_all(jobs, workshop, log, progress)
        if not files:
            raise ExportError(f"Nothing could be exported. {failures[0].reason} See {log}.")
        _remove_all_but(files, folder)
        manifest = dataclasses.replace(facts, files=tuple(files))
        (folder / FILE_NAME).write_text(to_json(manifest), encoding="utf-8")
        if not failures:
            log.unlink(missing_ok=True)
    return Exported(manifest, tuple(failures))


@contextmanager
def _log(out: Path) -> Iterator[Path]:
    """Name the log of a bundle; it is kept where an export fails."""
    log = out.with_name(f"{out.name}.log")
    log.unlink(missing_ok=True)
    try:
        yield log
    except ExportError:
        raise
    except BaseException:  # a full disk or an interrupt
        log.unlink(missing_ok=True)
        raise


class _Workshop(NamedTuple):
    """What the jobs of a bundle share."""

    model: AdaptiveSegmenter
    facts: Manifest
    image_size: tuple[int, int] | None
    calibration: Sequence[Pixels]
    examples: LabelledPictures | None
    folder: Path


def _export_all(
    jobs: Iterable[Job], workshop: _Workshop, log: Path, progress: Callable[[Job], None]
) -> tuple[list[Artifact], list[Failure]]:
    files: dict[str, Artifact] = {}
    failures = []
    for job in jobs:
        progress(job)
        try:
            with noise_to(log):
                files |= {file.path: file for file in _export(job, workshop)}
        except ExportError as error:
            failures.append(Failure(job, str(error)))
    return list(files.values()), failures


def _export(job: Job, workshop: _Workshop) -> list[Artifact]:
    """Write and verify the files of one job."""
    check_format(workshop.model, job.format)
    written = {}
    for graph in graphs(workshop.model, job, workshop.image_size):
        path = workshop.folder / file_name(graph.form, job)
        precision = precision_of(graph.form, job)
        inputs = [graph.feed(picture) for picture in workshop.calibration]
        WRITERS[job.format].write(graph, path, workshop.facts, precision, inputs)
        written[graph.form] = _artifact(path, graph, job)
    _check_promises(workshop.folder, written.values())
    found = verify(workshop.folder, written, workshop.model)
    files = {form: dataclasses.replace(written[form], parity=found[form]) for form in written}
    main = main_of(files)
    if workshop.examples is not None and main.image_size is None:
        accuracy = miou(runner(workshop.folder, files, workshop.model), workshop.examples)
        files[main.form] = dataclasses.replace(main, miou=accuracy)
    return list(files.values())


def _remove_all_but(files: Iterable[Artifact], folder: Path) -> None:
    """Remove what failed jobs left behind."""
    for path in set(folder.iterdir()) - {folder / file.path for file in files}:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _check_promises(folder: Path, files: Iterable[Artifact]) -> None:
    for file in files:
        if file.format == "executorch":  # there is no lint for it
            continue
        for finding in lint(folder / file.path, file.form, file.precision, file.image_size):
            if finding.severity == "error":
                raise ExportError(f"{file.path}, {finding.where}: {finding.message}")


def _artifact(path: Path, graph: Graph, job: Job) -> Artifact:
    writer = WRITERS[job.format]
    return Artifact(
        path=path.name,
        format=job.format,
        form=graph.form,
        precision=precision_of(graph.form, job),
        image_size=graph.image_size if isinstance(graph, BakedGraph) else None,
        takes=writer.takes,
        scores_layout=writer.layout.scores if "scores" in graph.gives else None,
        sha256=sha256(path),
        bytes=size_of(path),
        parity={},
        miou=None,
    )


def graphs(model: AdaptiveSegmenter, job: Job, image_size: tuple[int, int] | None) -> list[Graph]:
    """Build the graphs of a job.

    Args:
        model: in eval mode, on the CPU.
        job: what to write.
        image_size: (H, W) of the only picture that a baked one takes, or None.
    """
    layout = WRITERS[job.format].layout
    if job.form == "baked":
        return [BakedGraph(model, layout, image_size)]
    parts: list[Graph] = [] if model.sampler is None else [SamplerGraph(model, layout)]
    return [*parts, SegmenterGraph(model, layout)]


def precision_of(form: Form, job: Job) -> Precision:
    """Return the precision of a file: the sampler of an int8 bundle stays float32."""
    return "fp32" if form == "sampler" and job.precision == "int8" else job.precision


def file_name(form: Form, job: Job) -> str:
    """Name a file.

    Example:
        >>> file_name("baked", Job("onnx", "baked")), file_name("sampler", Job("tflite", "split"))
        ('model.onnx', 'sampler.tflite')
    """
    stem = "model" if form == "baked" else form
    precision = precision_of(form, job)
    tail = "" if precision == "fp32" else f"-{precision}"
    return f"{stem}{tail}{WRITERS[job.format].suffix}"


def describe(
    checkpoint: Checkpoint, jobs: Iterable[Job], examples: LabelledPictures | None = None
) -> Manifest:
    """Collect what is known of a checkpoint before any file of it exists."""
    model = checkpoint.model
    return Manifest(
        name=checkpoint.name,
        sampling="uniform" if model.sampler is None else "adaptive",
        picture=Picture(short_channels(model.mean), short_channels(model.std)),
        thumbnail_size=None if model.sampler is None else model.sampler.thumbnail_size,
        grid_size=(2, 2) if model.sampler is None else model.sampler.grid_size,
        sample_size=model.sample_size,
        classes=checkpoint.classes,
        flops=count_flops(model),
        files=(),
        evaluated_on=None if examples is None else f"{examples.root.name}/{examples.split}",
        tools=_tools(jobs),
        licence=checkpoint.licence,
        provenance=checkpoint.provenance,
    )


def count_flops(model: AdaptiveSegmenter) -> dict[str, int]:
    """Count the floating-point operations of one picture, which do not depend on its size.

    A multiply-add counts as two. Only convolutions and matrix products count, as torch counts
    them; the sampling itself moves bytes.

    Returns:
        `sampler` (absent in the uniform baseline) and `segmenter` (absent if it is an ONNX file).
    """
    flops = {}
    if model.sampler is not None:
        flops["sampler"] = _count_flops(model.predict, model.sampler.thumbnail_size)
    if isinstance(model, FileSegmenter):
        return flops
    return flops | {"segmenter": _count_flops(model.segment, model.sample_size)}


def _count_flops(network: Callable[[torch.Tensor], object], size: tuple[int, int]) -> int:
    pixels = torch.zeros(1, *size, 3, dtype=torch.uint8)
    # Of fused attention torch counts nothing on a CPU; as plain products it is counted.
    plain = sdpa_kernel(SDPBackend.MATH)
    with plain, FlopCounterMode(display=False) as counter, torch.no_grad():
        network(pixels)
    return int(counter.get_total_flops())


def _check_replaceable(out: Path) -> None:
    """Refuse to replace a folder of photos, say, by a bundle."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / FILE_NAME).is_file():
        raise BadInput(
            f"Expected a new folder or an older bundle to replace, but {str(out)!r} is neither; "
            "choose another name."
        )


def _check_possible(
    jobs: Iterable[Job], image_size: tuple[int, int] | None, calibration: Sequence[Pixels]
) -> None:
    for job in jobs:
        if job.precision == "int8" and not calibration:
            raise BadInput(
                "Expected --calibrate DIR with pictures like those that int8 will meet, but got "
                "none; some dozens of the training pictures will do."
            )
        writer = WRITERS[job.format]
        if job.form == "baked" and not writer.baked:
            raise BadInput(
                f"Expected --form split for {job.format}, whose files do not show the pixels that "
                "they gather, so that a baked one cannot be verified; leave baked out."
            )
        if job.form == "baked" and image_size is None and not writer.any_size:
            raise BadInput(
                f"Expected --image HxW for a baked {job.format} file, whose picture has one size; "
                "give it, or take --form split, which leaves the size open."
            )
        with noise_to(Path(os.devnull)):
            for module in writer.modules:
                require(module, extra=writer.extra)


def _check_examples(checkpoint: Checkpoint, examples: LabelledPictures | None) -> None:
    if examples is None:
        return
    own, theirs = ([c.name for c in some.classes] for some in (checkpoint, examples))
    if own != theirs:
        raise BadInput(
            f"Expected labelled pictures with the model's classes ({', '.join(own)}), but "
            f"{str(examples.root)!r} has {', '.join(theirs)}; choose the data it was trained for."
        )


def _tools(jobs: Iterable[Job]) -> dict[str, str]:
    packages = {name for job in jobs for name in WRITERS[job.format].packages}
    return {
        "edgeward": edgeward.__version__,
        "python": platform.python_version(),
        **{package: version(package) for package in ("torch", *sorted(packages))},
    }
