"""The stages of a bundle up to the scores: one graph, or two with sampling between them."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edgeward.bundle import Choice
from edgeward.engines import Network, open_network
from edgeward.errors import BadInput
from edgeward.grid import uniform_grid
from edgeward.manifest import Artifact, Manifest
from edgeward.sampling import points as points_of
from edgeward.sampling import sample


class Scored(NamedTuple):
    """Scores at points, before they are interpolated; see `Result`."""

    scores: NDArray[np.float32]
    points: NDArray[np.int32]
    grid: NDArray[np.float32]


class Look(NamedTuple):
    """The pixels to sample, and the grid that says so; see `Result`."""

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


def scorer(
    manifest: Manifest,
    choice: Choice,
    folder: Path,
    *,
    threads: int,
    accelerator: str | None = None,
) -> Score:
    """Open the chosen files of a bundle as one function.

    Args:
        manifest: of the bundle.
        choice: its files to run; without the sampler of a split bundle, uniform sampling.
        folder: where they lie.
        threads: that the engines use.
        accelerator: that the engines use; see `open_network`.
    """

    def network(file: Artifact) -> Network:
        path = folder / file.path
        return open_network(path, file.format, threads=threads, accelerator=accelerator)

    if choice.baked is not None:
        return baked(manifest, choice.baked, network(choice.baked))
    assert choice.segmenter is not None
    segmenter = network(choice.segmenter)
    sampler = None if choice.sampler is None else network(choice.sampler)
    return Split(manifest, choice.segmenter, sampler, segmenter)


def baked(manifest: Manifest, file: Artifact, network: Network) -> Score:
    """Run one graph that samples by itself."""

    def score(rgb: NDArray[np.uint8], clock: Clock) -> Scored:
        check_size(manifest, file, (rgb.shape[0], rgb.shape[1]))
        found = network(rgb)
        clock.lap("network")
        return Scored(_channels_last(found["scores"], file), found["points"], found["grid"])

    return score


class Split:
    """Two graphs with sampling between them; without a sampler, the uniform baseline.

    Args:
        manifest: of the bundle.
        file: the segmenter's.
        sampler: maps a thumbnail to grids, if there is one.
        segmenter: maps sampled pixels to scores.
    """

    def __init__(
        self, manifest: Manifest, file: Artifact, sampler: Network | None, segmenter: Network
    ):
        self._file, self._sampler, self._segmenter = file, sampler, segmenter
        sides = manifest.sample_size
        if sampler is not None and manifest.thumbnail_size is not None:
            sides = manifest.thumbnail_size
        self._uniform, self._corners = FixedPoints(uniform_grid(*sides)), uniform_grid(2, 2)

    def __call__(self, rgb: NDArray[np.uint8], clock: Clock) -> Scored:
        """Look, then score."""
        return self.score(rgb, self.look(rgb, clock), clock)

    def look(self, rgb: NDArray[np.uint8], clock: Clock) -> Look:
        """Choose the pixels to sample."""
        size = rgb.shape[0], rgb.shape[1]
        uniform = self._uniform(size)
        if self._sampler is None:
            return Look(uniform, self._corners)
        thumbnail = sample(rgb, uniform)
        clock.lap("thumbnail")
        grids = self._sampler(thumbnail)
        found = Look(points_of(grids["sample_grid"], size), grids["grid"])
        clock.lap("sampler")
        return found

    def score(self, rgb: NDArray[np.uint8], where: Look, clock: Clock) -> Scored:
        """Segment the chosen pixels."""
        pixels = sample(rgb, where.points)
        clock.lap("sample")
        scores = _channels_last(self._segmenter(pixels)["scores"], self._file)
        clock.lap("segmenter")
        return Scored(scores, where.points, where.grid)


class FixedPoints:
    """The pixels that one grid samples, kept for as long as pictures have the same size.

    Args:
        grid: float32 (rows, cols, 2).

    Example:
        >>> FixedPoints(uniform_grid(2, 2))((5, 9))[1].tolist()
        [[4, 0], [4, 8]]
    """

    def __init__(self, grid: NDArray[np.float32]):
        self._grid = grid
        self._last: tuple[tuple[int, int], NDArray[np.int32]] | None = None

    def __call__(self, size: tuple[int, int]) -> NDArray[np.int32]:
        """Find the points in a picture of a size; they are shared and cannot be written to."""
        last = self._last  # read once: another thread may replace it
        if last is None or last[0] != size:
            points = points_of(self._grid, size)
            points.flags.writeable = False
            self._last = last = size, points
        return last[1]


def _channels_last(scores: NDArray[np.float32], file: Artifact) -> NDArray[np.float32]:
    """View scores as (h, w, classes); the runtime takes any strides."""
    return scores if file.scores_layout == "HWC" else np.moveaxis(scores, 0, -1)


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
