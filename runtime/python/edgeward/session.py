"""Running a bundle: one picture in, full-resolution labels out."""

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edgeward._checks import as_count, as_size
from edgeward._core import MAX_SIDE
from edgeward.errors import BadBundle, BadInput, require
from edgeward.interpolate import Labels, interpolate_labels
from edgeward.manifest import Manifest, read_manifest

# Maps a picture to scores, points and grid.
Run = Callable[[NDArray[np.uint8]], list[Any]]


@dataclass(frozen=True)
class Result:
    """What a session found in one picture.

    Attributes:
        labels: (H, W), the class of each pixel: uint8 up to 256 classes, uint16 beyond.
        scores: float32 (h, w, classes), before softmax, at the points.
        points: int32 (h, w, 2), the pixels that were sampled, (row, column).
        grid: float32 (rows, cols, 2), where the sampler looked, (row, column) in [0, 1].
        timings: milliseconds of `network`, `interpolate` and `total`.
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

    def __init__(self, manifest: Manifest, run: Run, *, threads: int):
        self.manifest, self.threads, self._run = manifest, threads, run

    def __call__(
        self, picture: NDArray[np.uint8], *, size: tuple[int, int] | None = None
    ) -> Result:
        """Segment a picture.

        Args:
            picture: uint8 (H, W, 3) RGB, (H, W, 4) RGBA whose alpha is ignored, or (H, W) grey.
            size: (H, W) of the labels; the picture's own by default.

        Raises:
            BadInput: not such a picture, or one of another size than the bundle was made for.
            BadBundle: the bundle gave scores that are not finite.
            ValueError: `size` is not two sides of 1 to 32767.
        """
        target = None if size is None else as_size(size, "size")
        start = perf_counter()
        rgb = as_rgb(picture)
        source = rgb.shape[0], rgb.shape[1]
        check_size(self.manifest, source)
        scores, points, grid = self._run(rgb)
        middle = perf_counter()
        labels = self._label(points, scores, target or source, source)
        end = perf_counter()
        timings = {"network": middle - start, "interpolate": end - middle, "total": end - start}
        return Result(labels, scores, points, grid, {k: 1e3 * v for k, v in timings.items()})

    def _label(
        self,
        points: NDArray[np.int32],
        scores: NDArray[np.float32],
        size: tuple[int, int],
        source: tuple[int, int],
    ) -> Labels:
        try:
            return interpolate_labels(
                points, scores, size=size, source_size=source, threads=self.threads
            )
        except (TypeError, ValueError) as error:  # the picture and sizes have been checked
            raise BadBundle(
                f"Expected usable scores and points of the bundle {self.manifest.name!r}, but the "
                f"runtime says: {error} Export it again from a sound checkpoint."
            ) from error


def load(bundle: str | Path, *, threads: int | None = None) -> Session:
    """Load a bundle to run it on ONNX Runtime.

    Args:
        bundle: a bundle's folder, or the name of a shipped model (see `shipped`), which wins over
            a folder of that name: write `./person` for the folder.
        threads: for the network and the interpolation; all available cores by default.

    Raises:
        BadBundle: there is no such bundle, or a file of it is missing or altered.
        MissingExtra: onnxruntime is not installed.
    """
    folder = find_bundle(bundle)
    manifest = read_manifest(folder)
    threads = _cores() if threads is None else as_count(threads, "threads")
    return Session(
        manifest, _onnx_runner(folder / manifest.files[0].path, threads), threads=threads
    )


def shipped() -> tuple[str, ...]:
    """List the names of the models that come with the package."""
    return tuple(sorted(path.parent.name for path in _shipped_folder().glob("*/manifest.json")))


def find_bundle(bundle: str | Path) -> Path:
    """Find the folder of a bundle by its path or shipped name.

    Raises:
        BadBundle: there is neither; the message names the nearest shipped model.
    """
    if str(bundle) in shipped():
        return _shipped_folder() / str(bundle)
    folder = Path(bundle)
    if folder.is_dir():
        return folder
    near = difflib.get_close_matches(str(bundle), shipped(), n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise BadBundle(
        f"Expected a bundle's folder or a shipped model ({', '.join(shipped()) or 'none here'}), "
        f"but got {str(bundle)!r}.{meant}"
    )


def uniform_sibling(bundle: str | Path) -> Path:
    """Find the uniform baseline beside a bundle: `x-uniform.ew` of `x.ew`.

    Raises:
        BadBundle: there is none beside it.
    """
    folder = find_bundle(bundle)
    sibling = folder.with_name(f"{folder.stem}-uniform{folder.suffix}")
    if not sibling.is_dir():
        raise BadBundle(
            f"Expected the uniform baseline of {str(bundle)!r} in {str(sibling)!r}, but there is "
            "none; train it with sampling uniform and export it there."
        )
    return sibling


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


def check_size(manifest: Manifest, size: tuple[int, int]) -> None:
    """Refuse a picture that a bundle for one size cannot take; nothing is resized silently.

    Raises:
        BadInput: the sizes differ.
    """
    made_for = manifest.picture.size
    if made_for is not None and made_for != size:
        raise BadInput(
            f"Expected a picture of {made_for[0]}x{made_for[1]} (height x width), the only size "
            f"the bundle {manifest.name!r} was made for, but got {size[0]}x{size[1]}; export it "
            f"without --image for any size or with --image {size[0]}x{size[1]}, or resize the "
            "picture yourself."
        )


def _onnx_runner(path: Path, threads: int) -> Run:
    onnxruntime = require("onnxruntime", extra="onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    try:
        engine = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no other base
        raise BadBundle(f"ONNX Runtime cannot load {str(path)!r}: {error}") from error

    def run(picture: NDArray[np.uint8]) -> list[Any]:
        try:
            return list(engine.run(["scores", "points", "grid"], {"picture": picture}))
        except Exception as error:
            raise BadBundle(f"ONNX Runtime cannot run {str(path)!r}: {error}") from error

    return run


def _shipped_folder() -> Path:
    return Path(__file__).with_name("bundles")


def _cores() -> int:
    available = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(available(0)) if available else os.cpu_count() or 1
