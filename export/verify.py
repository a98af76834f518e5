"""Parity: exported files against the torch model, on real pictures of many sizes."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from edgeward import interpolate_labels, points, sample, uniform_grid
from edgeward.export.converter import ExportError
from edgeward.export.graph import resize_nearest
from edgeward.export.watch import Run, watch
from edgeward.interpolate import Labels
from edgeward.manifest import Artifact, Form, Precision
from edgeward.models import AdaptiveSegmenter
from edgeward.models.data import Example, LabelledPictures
from edgeward.models.evaluation import score
from edgeward.picture import EXAMPLE_PHOTO, open_picture

Picture = NDArray[np.uint8]

# Largest differences between a file on its engine and the torch model it was made from. Of every
# precision: pixels are bytes moved by an integer index, nothing may differ; the grid is a share of
# the picture, 1e-4 being 0.2 pixels at 2048; scores are compared at the file's own points, as a
# share of the largest score; labels are a share of the pixels.
TOLERANCES: Mapping[Precision, Mapping[str, float]] = {
    # float32 sums in another order; labels differ where two classes tie within that.
    "fp32": {"pixels": 0.0, "grid": 1e-4, "scores": 1e-4, "labels": 1e-3},
    # 11 bits of mantissa: each layer may be off by 2^-11 of its largest value, and networks that
    # are made for phones are deep.
    "fp16": {"pixels": 0.0, "grid": 5e-3, "scores": 0.1, "labels": 2e-2},
    # 8 bits a tensor or channel, in ranges that the odd pictures here leave. This bounds blunders;
    # what int8 costs is measured in mIoU.
    "int8": {"pixels": 0.0, "grid": 5e-3, "scores": 0.5, "labels": 0.3},
}

# The smallest normal float32: scores that are all zero have no share to speak of.
_TINY = float(np.finfo(np.float32).tiny)

Differences = dict[str, float]


class Found(NamedTuple):
    """What files computed for one picture; `pixels` are the ones gathered at `gathered_at`."""

    scores: NDArray[np.float32]
    points: NDArray[np.int32]
    grid: NDArray[np.float32]
    pixels: NDArray[np.uint8]
    gathered_at: NDArray[np.int32]


def verify(
    folder: Path, files: Mapping[Form, Artifact], reference: AdaptiveSegmenter
) -> dict[Form, Differences]:
    """Compare the files of one format, form and precision with the torch model.

    Args:
        folder: where they lie.
        files: `baked`, or `segmenter` with `sampler` unless the model is the uniform baseline.
        reference: the torch model, in eval mode.

    Returns:
        Per file, the largest difference found of each entry of `TOLERANCES` that it can change.

    Raises:
        ExportError: a difference exceeds its tolerance.
    """
    found = measure(folder, files, reference)
    main = main_of(files)
    for differences in found.values():
        for name, most in excesses(differences, main.precision).items():
            raise ExportError(
                f"Expected {name} of {main.path} to differ from torch by at most {most:g}, but got "
                f"{differences[name]:g}, which is a fault of the exporter or of the file."
            )
    return found


def measure(
    folder: Path, files: Mapping[Form, Artifact], reference: AdaptiveSegmenter
) -> dict[Form, Differences]:
    """Do what `verify` does without judging."""
    run = runner(folder, files, reference)
    worst: Differences = {}
    for picture in pictures(main_of(files).image_size):
        for name, value in compare(run(picture), picture, reference).items():
            worst[name] = max(worst.get(name, 0.0), value)
    return {form: {name: worst[name] for name in _CHANGES[form]} for form in files}


def excesses(differences: Differences, precision: Precision) -> dict[str, float]:
    """Return the tolerances that differences exceed, by name."""
    most = TOLERANCES[precision]
    return {name: most[name] for name, value in differences.items() if not value <= most[name]}


def main_of(files: Mapping[Form, Artifact]) -> Artifact:
    """Return the file that scores."""
    return files["baked"] if "baked" in files else files["segmenter"]


def runner(
    folder: Path, files: Mapping[Form, Artifact], reference: AdaptiveSegmenter
) -> Callable[[Picture], Found]:
    """Open files as one function of a picture; see `verify` for the arguments."""
    runs = {form: watch(folder / file.path, file.format) for form, file in files.items()}
    scores_last = main_of(files).scores_layout == "HWC"
    return lambda picture: _run(runs, picture, reference, scores_last=scores_last)


def miou(run: Callable[[Picture], Found], examples: LabelledPictures) -> float:
    """Measure the mean IoU of files on labelled pictures, 0 to 1."""

    def label(example: Example) -> Labels:
        found = run(example.picture)
        return interpolate_labels(found.points, found.scores, size=example.picture.shape[:2])

    read = (examples[index] for index in range(len(examples)))
    return score(label, read, classes=len(examples.classes)).miou


# What a file can get wrong.
_CHANGES: Mapping[Form, tuple[str, ...]] = {
    "baked": ("pixels", "grid", "scores", "labels"),
    "sampler": ("grid",),
    "segmenter": ("scores", "labels"),
}


def _run(
    runs: Mapping[Form, Run], picture: Picture, reference: AdaptiveSegmenter, *, scores_last: bool
) -> Found:
    if "baked" in runs:
        out = runs["baked"](picture)
        where, grid, pixels = out["points"], out["grid"], out["pixels"]
        pixels = pixels.reshape(*where.shape[:2], 3)
        gathered_at = out.get("gathered_at", where)
    else:
        grid, where = _look(runs, picture, reference)
        pixels, gathered_at = sample(picture, where), where
        out = runs["segmenter"](pixels)
    scores = out["scores"] if scores_last else np.moveaxis(out["scores"], 0, -1)
    return Found(np.ascontiguousarray(scores), where, grid, pixels, gathered_at)


def _look(
    runs: Mapping[Form, Run], picture: Picture, reference: AdaptiveSegmenter
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return the grid and the points of a split form."""
    size = picture.shape[0], picture.shape[1]
    if reference.sampler is None:
        return uniform_grid(2, 2), points(uniform_grid(*reference.sample_size), size)
    look = uniform_grid(*reference.sampler.thumbnail_size)
    out = runs["sampler"](sample(picture, points(look, size)))
    if not np.isfinite(out["sample_grid"]).all():
        raise ExportError("Expected a finite grid, but got NaN or infinity; train the model anew.")
    return out["grid"], points(out["sample_grid"], size)


@torch.inference_mode()
def compare(found: Found, picture: Picture, reference: AdaptiveSegmenter) -> Differences:
    """Measure the differences of one run, each as `TOLERANCES` defines it.

    The segmenter is compared at the file's own points: a rounding of the grid in the last place
    may move a sample to the next pixel, which is no fault.
    """
    size = picture.shape[0], picture.shape[1]
    expected = sample(picture, found.points)
    grid = reference.look(torch.from_numpy(picture)).numpy()
    scores = reference.segment(torch.from_numpy(expected)[None])[0].permute(1, 2, 0).numpy()
    if not (np.isfinite(found.scores).all() and np.isfinite(scores).all()):
        raise ExportError("Expected finite scores, but got NaN or infinity; train the model anew.")
    labels = [
        interpolate_labels(found.points, np.ascontiguousarray(s), size=size)
        for s in (found.scores, scores)
    ]
    return {
        "pixels": float(np.mean(found.pixels != sample(picture, found.gathered_at))),
        "grid": float(np.abs(found.grid - grid).max()),
        "scores": float(np.abs(found.scores - scores).max() / max(np.abs(scores).max(), _TINY)),
        "labels": float(np.mean(labels[0] != labels[1])),
    }


def pictures(image_size: tuple[int, int] | None) -> Iterator[Picture]:
    """Yield variants of the bundled photo: of every awkward size, or of the one size allowed."""
    photo = open_picture(EXAMPLE_PHOTO)
    sizes = [(512, 512), (301, 417), (1080, 1921), (1, 1), (1, 97), (64, 1), (2, 30000)]
    for size in [image_size] * 2 if image_size else sizes:
        yield resize_nearest(photo, size)
        photo = np.ascontiguousarray(255 - photo[:, ::-1])
