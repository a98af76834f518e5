"""Running a bundle: a picture, or the frames of a video, in; full-resolution labels out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edgeward._checks import as_count, as_size
from edgeward._core import MAX_SIDE
from edgeward.bundle import choose, find_bundle
from edgeward.errors import BadBundle, BadInput
from edgeward.interpolate import Labels, interpolate_labels
from edgeward.manifest import Format, Manifest, Precision, read_manifest
from edgeward.stages import Clock, Look, Score, Scored, Split, scorer


@dataclass(frozen=True)
class Result:
    """What a session found in one picture.

    Attributes:
        labels: (H, W), the class of each pixel: uint8 up to 256 classes, uint16 beyond.
        scores: float32 (h, w, classes), before softmax, at the points.
        points: int32 (h, w, 2), the pixels that were sampled, (row, column); not to be written to.
        grid: float32 (rows, cols, 2), where the sampler looked, (row, column) in [0, 1].
        timings: milliseconds of the stages and of their `total`: `network` of a baked bundle, or
            `thumbnail`, `sampler`, `sample` and `segmenter` of a split one; then `interpolate`.
            What did not run is missing: `thumbnail` and `sampler` of the uniform baseline, and
            where a stream looked where it had looked before.
    """

    labels: Labels
    scores: NDArray[np.float32]
    points: NDArray[np.int32]
    grid: NDArray[np.float32]
    timings: Mapping[str, float]


class Session:
    """A loaded bundle; call it with a picture. Made by `load`.

    Attributes:
        manifest: what the bundle says about itself.
        threads: used by the network and the interpolation; the labels do not depend on it.
    """

    def __init__(self, manifest: Manifest, score: Score, *, threads: int):
        self.manifest, self.threads, self._score = manifest, threads, score

    def __call__(
        self, picture: NDArray[np.uint8], *, size: tuple[int, int] | None = None
    ) -> Result:
        """Segment a picture.

        Args:
            picture: uint8 (H, W, 3) RGB, (H, W, 4) RGBA whose alpha is ignored, or (H, W) grey.
            size: (H, W) of the labels; the picture's own by default.

        Raises:
            BadInput: not such a picture, or one of another size than the file was made for.
            BadBundle: the bundle gave scores that are not finite.
            ValueError: `size` is not two sides of 1 to 32767.
        """
        target = None if size is None else as_size(size, "size")
        clock = Clock()
        rgb = as_rgb(picture)
        source = rgb.shape[0], rgb.shape[1]
        try:
            scores, points, grid = self._score(rgb, clock)
            labels = interpolate_labels(
                points, scores, size=target or source, source_size=source, threads=self.threads
            )
        except (BadBundle, BadInput):
            raise
        except (TypeError, ValueError) as error:  # the picture and sizes have been checked
            raise BadBundle(
                f"Expected usable scores and points of the bundle {self.manifest.name!r}, but the "
                f"runtime says: {error} Export it again from a sound checkpoint."
            ) from error
        clock.lap("interpolate")
        return Result(labels, scores, points, grid, clock.timings())

    def stream(self, *, every: int) -> "Stream":
        """Start on a video whose frames resemble each other: the sampler runs on few of them.

        Args:
            every: the sampler runs on the first frame and every so many after it; with 1, on all.

        Raises:
            BadInput: the bundle was loaded as one file, which samples by itself; `form="split"` is
                what streams.
            TypeError, ValueError: `every` is not an integer from 1 to 32767.

        Example:
            >>> from edgeward import load
            >>> stream = load("person", form="split").stream(every=2)
            >>> frames = np.zeros((3, 90, 160, 3), np.uint8)
            >>> ["sampler" in stream(frame).timings for frame in frames]
            [True, False, True]
        """
        if not isinstance(self._score, Split):
            raise BadInput(
                "Expected a sampler that can be skipped, but the bundle "
                f"{self.manifest.name!r} runs as one file that samples by itself; load it with "
                'form="split".'
            )
        return Stream(self, self._score, every=as_count(every, "every"))


class Stream:
    """One video, frame after frame; call it with the next. Made by `Session.stream`.

    Where the sampler does not run, a frame is sampled at the points of the one before, and their
    results share the arrays `points` and `grid`. A frame of another size makes the sampler run too,
    and the count start again. Every video needs a stream of its own, which takes one frame at a
    time; the session may serve others meanwhile.
    """

    def __init__(self, session: Session, split: Split, *, every: int):
        self._session = Session(session.manifest, self._score, threads=session.threads)
        self._split, self._every = split, every
        self._look: Look | None = None
        self._size, self._age = (0, 0), 0

    def __call__(self, frame: NDArray[np.uint8], *, size: tuple[int, int] | None = None) -> Result:
        """Segment the next frame; arguments and errors are those of a `Session`."""
        return self._session(frame, size=size)

    def _score(self, rgb: NDArray[np.uint8], clock: Clock) -> Scored:
        size = rgb.shape[0], rgb.shape[1]
        if self._look is None or self._age == self._every or self._size != size:
            self._look = self._split.look(rgb, clock)
            self._size, self._age = size, 0
        self._age += 1
        return self._split.score(rgb, self._look, clock)


def load(
    bundle: str | Path,
    *,
    format: Format | None = None,
    form: str | None = None,
    precision: Precision | None = None,
    threads: int | None = None,
    accelerator: str | None = None,
) -> Session:
    """Load a bundle to run it on the engine of one of its formats.

    Args:
        bundle: a bundle's folder, or the name of a shipped model (see `edgeward.bundle.shipped`),
            which wins over a folder of that name: write `./person` for the folder.
        format: `onnx` for ONNX Runtime, `tflite` for LiteRT or tflite-runtime, `coreml` for Core ML
            on macOS; by default the first of them that the bundle has and that is installed.
        form: `baked` or `split`, which give the same labels; by default what takes pictures of any
            size.
        precision: `fp32`, `fp16` or `int8`; by default the first of them that the bundle has.
        threads: for the network and the interpolation; all available cores by default.
        accelerator: `cpu`, `xnnpack` or `nnapi` of ONNX Runtime, `xnnpack` or `cpu` of LiteRT; by
            default the first of its engine.

    Raises:
        BadBundle: there is no such bundle, or a file of it is missing or altered.
        BadInput: the bundle has no file of that format, form and precision, or the engine no such
            accelerator.
        MissingExtra: the engine is not installed.
    """
    folder = find_bundle(bundle)
    manifest = read_manifest(folder)
    threads = _cores() if threads is None else as_count(threads, "threads")
    choice = choose(manifest, format=format, form=form, precision=precision)
    score = scorer(manifest, choice, folder, threads=threads, accelerator=accelerator)
    return Session(manifest, score, threads=threads)


def as_rgb(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """View a picture as contiguous (H, W, 3): grey is repeated, alpha dropped.

    Raises:
        BadInput: not uint8, not of such a shape, empty, or a side over 32767 pixels.

    Example:
        >>> as_rgb(np.zeros((2, 5), np.uint8)).shape
        (2, 5, 3)
    """
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        kind = getattr(picture, "dtype", type(picture).__name__)
        raise BadInput(f"Expected a uint8 picture, 0 to 255, but got {kind}; scale and cast it.")
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
    if picture.ndim != 3 or picture.shape[2] not in (3, 4):
        raise BadInput(
            f"Expected a picture of shape (H, W, 3), (H, W, 4) or (H, W), but got {picture.shape}."
        )
    if not 1 <= min(picture.shape[:2]) <= max(picture.shape[:2]) <= MAX_SIDE:
        raise BadInput(
            f"Expected a picture with sides of 1 to {MAX_SIDE} pixels, but got "
            f"{picture.shape[0]}x{picture.shape[1]}; cut it into tiles."
        )
    return np.ascontiguousarray(picture[..., :3])


def _cores() -> int:
    available = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(available(0)) if available else os.cpu_count() or 1
