"""What `edgeward bench` was asked to measure."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console

from edgeward.bundle import find_bundle
from edgeward.errors import BadInput, require
from edgeward.manifest import Format, Precision, read_manifest

if TYPE_CHECKING:
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


@contextmanager
def open_subjects(
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
