"""Workloads of the un-warp: points and scores as an app would have them.

- A: 19 classes, 128 x 128 points -> 1024 x 2048 labels. The grid is what `street`'s sampler
  predicts for a Cityscapes picture; the scores are 6 x one-hot of its ground truth at the points
  plus N(0, 1), seed 0, where pixels without a class have that of the nearest pixel with one.
- B: 2 classes, 256 x 256 -> 3000 x 4000 labels: scores of `person` on the bundled portrait.
- C: 11 classes, 64 x 64 -> 1080 x 1920 labels: scores of `street` on the Cityscapes picture.
- D: mask of one class, 128 x 128 -> 1080 x 1920: scores of `person` on the bundled portrait.
- noise: A's points with N(0, 1) scores, seed 0: every cell is a boundary, the worst there is.

Pictures are resized to the source sizes by Pillow, bicubic.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import distance_transform_edt

from edgeward import points, resize_grid
from edgeward.models import AdaptiveSegmenter, load_checkpoint
from edgeward.picture import EXAMPLE_PHOTO

PICTURE = "leftImg8bit/val/frankfurt/frankfurt_000000_000294_leftImg8bit.jpg"
TRUTH = "gtFine/val/frankfurt/frankfurt_000000_000294_gtFine_labelTrainIds.png"
CLASSES = 19
UNLABELLED = 255

Size = tuple[int, int]


class Workload(NamedTuple):
    """What one un-warp gets.

    Attributes:
        points: int32 (h, w, 2), pixels of a picture of the output's size.
        scores: float32 (h, w, C).
        size: (H, W) of the output.
    """

    points: NDArray[np.int32]
    scores: NDArray[np.float32]
    size: Size


def workloads(cityscapes: Path) -> dict[str, Workload]:
    """Make all workloads from a Cityscapes folder and the shipped models."""
    person, street = (load_checkpoint(name).model for name in ("person", "street"))
    road, portrait = Image.open(cityscapes / PICTURE), Image.open(EXAMPLE_PHOTO)
    a = softened(street, _resized(road, (1024, 2048)), _truth(cityscapes / TRUTH), samples=128)
    noise = np.random.default_rng(0).normal(size=a.scores.shape).astype(np.float32)
    return {
        "A": a,
        "B": predicted(person, _resized(portrait, (3000, 4000)), samples=256),
        "C": predicted(street, _resized(road, (1080, 1920)), samples=64),
        "D": predicted(person, _resized(portrait, (1080, 1920)), samples=128),
        "noise": a._replace(scores=noise),
    }


def predicted(model: AdaptiveSegmenter, picture: NDArray[np.uint8], *, samples: int) -> Workload:
    """Let a model sample and score a picture at samples x samples points."""
    model.sample_size = (samples, samples)
    with torch.inference_mode():
        found = model(torch.from_numpy(picture))
    scores = np.ascontiguousarray(found.scores.permute(1, 2, 0).numpy())
    return Workload(found.points.numpy(), scores, picture.shape[:2])


def softened(
    model: AdaptiveSegmenter,
    picture: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    *,
    samples: int,
) -> Workload:
    """Let a model sample a picture, and score the points by the truth and seeded noise."""
    with torch.inference_mode():
        grid = model.look(torch.from_numpy(picture)).numpy()
    where = points(resize_grid(grid, (samples, samples)), picture.shape[:2])
    return Workload(where, scores_of(truth[where[..., 0], where[..., 1]], CLASSES), truth.shape)


def scores_of(labels: NDArray[np.uint8], classes: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Soften labels: 6 for the class, 0 for the others, and N(0, 1) on all.

    Example:
        >>> scores_of(np.zeros((2, 3), np.uint8), 4).argmax(-1).tolist()
        [[0, 0, 0], [0, 0, 0]]
    """
    noise = np.random.default_rng(seed).normal(size=(*labels.shape, classes))
    return np.asarray(6 * np.eye(classes)[labels] + noise, np.float32)


def _resized(picture: Image.Image, size: Size) -> NDArray[np.uint8]:
    shape = size[1], size[0]
    return np.array(picture.convert("RGB").resize(shape, Image.Resampling.BICUBIC))


def _truth(path: Path) -> NDArray[np.uint8]:
    labels = np.asarray(Image.open(path))
    nearest = distance_transform_edt(
        labels == UNLABELLED, return_distances=False, return_indices=True
    )
    return np.asarray(labels[tuple(nearest)], np.uint8)
