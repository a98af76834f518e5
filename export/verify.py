"""Parity: the exported file against the torch model, on real pictures of many sizes."""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

from edgeward import interpolate_labels, points, sample, uniform_grid
from edgeward.export.to_onnx import ExportError, picture_gathers
from edgeward.models import AdaptiveSegmenter
from edgeward.picture import EXAMPLE_PHOTO, open_picture

Picture = NDArray[np.uint8]

# Largest differences between an ONNX file on ONNX Runtime and its torch model, and why.
TOLERANCE: Mapping[str, float] = {
    # Bytes moved by an integer index: nothing may differ.
    "pixels": 0.0,
    # float32 convolutions summed in another order; 1e-4 of the picture is 0.2 pixels at 2048.
    "grid": 1e-4,
    # The same, at the file's own points, as a share of the largest score.
    "scores": 1e-4,
    # Share of pixels: only those where two classes tie within the scores' tolerance.
    "labels": 1e-3,
}

# The smallest normal float32: scores that are all zero have no share to speak of.
_TINY = float(np.finfo(np.float32).tiny)


class Run(NamedTuple):
    """What the file computed for one picture; `pixels` are the ones it gathered to segment."""

    scores: NDArray[np.float32]
    points: NDArray[np.int32]
    grid: NDArray[np.float32]
    pixels: NDArray[np.uint8]


def verify_onnx(
    model: onnx.ModelProto, reference: AdaptiveSegmenter, *, image_size: tuple[int, int] | None
) -> dict[str, float]:
    """Compare an ONNX model with the torch model it was made from.

    Args:
        model: the exported graph.
        reference: in eval mode.
        image_size: (H, W) if the graph takes only that size.

    Returns:
        The largest difference found per entry of `TOLERANCE`.

    Raises:
        ExportError: a difference exceeds its tolerance.
    """
    run = runner(model)
    worst = dict.fromkeys(TOLERANCE, 0.0)
    for picture in pictures(image_size):
        for name, value in compare(run(picture), picture, reference).items():
            worst[name] = max(worst[name], value)
    for name, value in worst.items():
        if value > TOLERANCE[name]:
            raise ExportError(
                f"Expected {name} to differ from torch by at most {TOLERANCE[name]:g}, but got "
                f"{value:g}, which is a fault of the exporter; no bundle was written."
            )
    return worst


def runner(model: onnx.ModelProto) -> Callable[[Picture], Run]:
    """Run a model on ONNX Runtime with the gathered pixels as one more output."""
    watched = copy.deepcopy(model)
    pixels = picture_gathers(watched.graph)[-1].output[0]
    watched.graph.output.append(onnx.helper.make_empty_tensor_value_info(pixels))
    engine = onnxruntime.InferenceSession(
        watched.SerializeToString(), providers=["CPUExecutionProvider"]
    )

    def run(picture: Picture) -> Run:
        try:
            return Run(*engine.run([*Run._fields[:-1], pixels], {"picture": picture}))
        except Exception as error:  # a grid that is not finite leads out of the picture
            raise ExportError(f"ONNX Runtime cannot run the exported file: {error}") from error

    return run


@torch.inference_mode()
def compare(run: Run, picture: Picture, reference: AdaptiveSegmenter) -> dict[str, float]:
    """Measure the differences of one run, each as `TOLERANCE` defines it.

    The segmenter is compared at the file's own points: a rounding of the grid in the last place
    may move a sample to the next pixel, which is no fault.
    """
    size = picture.shape[0], picture.shape[1]
    expected = sample(picture, run.points)
    grid = reference.look(torch.from_numpy(picture)).numpy()
    scores = reference.segment(torch.from_numpy(expected)[None])[0].permute(1, 2, 0).numpy()
    if not (np.isfinite(run.scores).all() and np.isfinite(scores).all()):
        raise ExportError("Expected finite scores, but got NaN or infinity; train the model anew.")
    labels = [
        interpolate_labels(run.points, np.ascontiguousarray(s), size=size)
        for s in (run.scores, scores)
    ]
    return {
        "pixels": float(np.mean(run.pixels.reshape(expected.shape) != expected)),
        "grid": float(np.abs(run.grid - grid).max()),
        "scores": float(np.abs(run.scores - scores).max() / max(np.abs(scores).max(), _TINY)),
        "labels": float(np.mean(labels[0] != labels[1])),
    }


def pictures(image_size: tuple[int, int] | None) -> Iterator[Picture]:
    """Yield variants of the bundled photo: of every awkward size, or of the one size allowed."""
    photo = open_picture(EXAMPLE_PHOTO)
    sizes = [(512, 512), (301, 417), (1080, 1921), (1, 1), (1, 97), (64, 1), (2, 30000)]
    for size in [image_size] * 2 if image_size else sizes:
        yield _resized(photo, size)
        photo = np.ascontiguousarray(255 - photo[:, ::-1])


def _resized(photo: Picture, size: tuple[int, int]) -> Picture:
    """Resize to the nearest pixel; a side of 1 keeps the first of 2."""
    rows, cols = (max(side, 2) for side in size)
    picture = sample(photo, points(uniform_grid(rows, cols), size=photo.shape[:2]))
    return np.ascontiguousarray(picture[: size[0], : size[1]])
