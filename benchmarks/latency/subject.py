"""What is measured: a bundle, how it samples, and what runs it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edgeward import Session
from edgeward.bundle import choose
from edgeward.manifest import Format, Manifest, Precision, read_manifest
from edgeward.stages import scorer


@dataclass(frozen=True)
class Subject:
    """One way to segment pictures.

    Attributes:
        bundle: its folder.
        sampling: `uniform` leaves the sampler of an adaptive bundle out: the same segmenter where a
            uniform baseline looks, so that what differs in time is the cost of adaptivity.
        format: of the files.
        precision: of the files.
        accelerator: that the engine uses, its own choice if None.
    """

    bundle: str
    sampling: Literal["adaptive", "uniform"]
    format: Format = "onnx"
    precision: Precision = "fp32"
    accelerator: str | None = None


def open_subject(subject: Subject, *, threads: int) -> Session:
    """Load a subject as its two graphs, so that every stage is seen.

    Raises:
        BadInput: the bundle has no such files, or the engine no such accelerator.
    """
    folder = Path(subject.bundle)
    manifest = read_manifest(folder)
    choice = choose(manifest, format=subject.format, form="split", precision=subject.precision)
    if subject.sampling == "uniform":
        choice = choice._replace(sampler=None)
    score = scorer(manifest, choice, folder, threads=threads, accelerator=subject.accelerator)
    return Session(manifest, score, threads=threads)


def samplings(manifest: Manifest) -> tuple[Literal["adaptive", "uniform"], ...]:
    """List the ways to sample that a bundle can run: an adaptive one can run uniformly too."""
    return ("adaptive", "uniform") if manifest.sampling == "adaptive" else ("uniform",)
