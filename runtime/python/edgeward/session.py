"""Running a bundle: one picture in, full-resolution labels out."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edgeward._checks import as_count, as_size
from edgeward._core import MAX_SIDE
from edgeward.bundle import Choice, choose, find_bundle
from edgeward.engines import Network, open_network
from edgeward.errors import BadBundle, BadInput
from edgeward.grid import uniform_grid
from edgeward.interpolate import Labels, interpolate_labels
from edgeward.manifest import Artifact, Format, Manifest, Precision, read_manifest
from edgeward.sampling import points as points_of
from edgeward.sampling import sample


@dataclass(frozen=True)
class Result:
    """What a session found in one picture.

    Attributes:
        labels: (H, W), the class of each pixel: uint8 up to 256 classes, uint16 beyond.
        scores: float32 (h, w, classes), before softmax, at the points.
        points: int32 (h, w, 2), the pixels that were sampled, (row, column).
        grid: float32 (rows, cols, 2), where the sampler looked, (row, column) in [0, 1].
        timings: milliseconds of the stages and of their `total`: `network` of a baked bundle, or
            `sampler`, `sample` and `segmenter` of a split one; then `interpolate`.
    """

    labels: Labels
    scores: NDArray[np.float32]
    points: NDArray[np.int32]
    grid: NDArray[np.float32]
    timings: Mapping[str, float]


class Scored(NamedTuple):
    """Scores at points, before they are interpolated; see `Result`."""

    scores: NDArray[np.float32]
    points: NDArray[np.int32]
    grid: NDArray[np.float32]


class Clock:
    """Milliseconds of one stage after the other.

    Example:
        >>> clock = Clock()
        >>> clock.lap("sampler")
        >>> sorted(clock.timings())
        ['sampler', 'total']
    """

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self._laps[stage] = 1e3 * (now - self._last)
        self._last = now

    def timings(self) -> dict[str, float]:
        """Return the stages' times and their total."""
        return {**self._laps, "total": 1e3 * (self._last - self._start)}


Score = Callable[[NDArray[np.uint8], Clock], Scored]


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


def load(
    bundle: str | Path,
    *,
    format: Format | None = None,
    form: str | None = None,
    precision: Precision | None = None,
    threads: int | None = None,
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

    Raises:
        BadBundle: there is no such bundle, or a file of it is missing or altered.
        BadInput: the bundle has no file of that format, form and precision.
        MissingExtra: the engine is not installed.
    """
    folder = find_bundle(bundle)
    manifest = read_manifest(folder)
    threads = _cores() if threads is None else as_count(threads, "threads")
    choice = choose(manifest, format=format, form=form, precision=precision)
    return Session(manifest, scorer(manifest, choice, folder, threads=threads), threads=threads)


def scorer(manifest: Manifest, choice: Choice, folder: Path, *, threads: int) -> Score:
    """Open the chosen files of a bundle as one function.

    Args:
        manifest: of the bundle.
        choice: its files to run.
        folder: where they lie.
        threads: that the engines use.
    """

    def network(file: Artifact) -> Network:
        return open_network(folder / file.path, file.format, threads=threads)

    if choice.baked is not None:
        return baked(manifest, choice.baked, network(choice.baked))
    assert choice.segmenter is not None
    segmenter = network(choice.segmenter)
    sampler = None if choice.sampler is None else network(choice.sampler)
    return split(manifest, choice.segmenter, sampler, segmenter)


def baked(manifest: Manifest, file: Artifact, network: Network) -> Score:
    """Run one graph that samples by itself."""

    def score(rgb: NDArray[np.uint8], clock: Clock) -> Scored:
        check_size(manifest, file, (rgb.shape[0], rgb.shape[1]))
        found = network(rgb)
        clock.lap("network")
        return Scored(_channels_last(found["scores"], file), found["points"], found["grid"])

    return score


def split(manifest: Manifest, file: Artifact, sampler: Network | None, segmenter: Network) -> Score:
    """Run two graphs and sample between them; without a sampler, the uniform baseline."""
    uniform = {"grid": uniform_grid(2, 2), "sample_grid": uniform_grid(*manifest.sample_size)}
    look = None if manifest.thumbnail_size is None else uniform_grid(*manifest.thumbnail_size)

    def score(rgb: NDArray[np.uint8], clock: Clock) -> Scored:
        size = rgb.shape[0], rgb.shape[1]
        where: Mapping[str, NDArray[Any]] = uniform
        if sampler is not None and look is not None:
            where = sampler(sample(rgb, points_of(look, size)))
        clock.lap("sampler")
        points = points_of(where["sample_grid"], size)
        pixels = sample(rgb, points)
        clock.lap("sample")
        scores = _channels_last(segmenter(pixels)["scores"], file)
        clock.lap("segmenter")
        return Scored(scores, points, where["grid"])

    return score


def _channels_last(scores: NDArray[np.float32], file: Artifact) -> NDArray[np.float32]:
    """View scores as (h, w, classes); the runtime takes any strides."""
    return scores if file.scores_layout == "HWC" else np.moveaxis(scores, 0, -1)


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


def check_size(manifest: Manifest, file: Artifact, size: tuple[int, int]) -> None:
    """Refuse a picture that a file for one size cannot take; nothing is resized silently.

    Raises:
        BadInput: the sizes differ.
    """
    made_for = file.image_size
    if made_for is not None and made_for != size:
        raise BadInput(
            f"Expected a picture of {made_for[0]}x{made_for[1]} (height x width), the only size "
            f"that {file.path} of the bundle {manifest.name!r} was made for, but got "
            f"{size[0]}x{size[1]}; for any size load it with form='split' or export ONNX without "
            f"--image, for this one export it with --image {size[0]}x{size[1]}."
        )


def _cores() -> int:
    available = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(available(0)) if available else os.cpu_count() or 1
