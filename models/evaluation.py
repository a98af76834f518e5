"""Evaluation at the pictures' own resolution: picture in, full-size labels, counts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edgeward import interpolate_labels
from edgeward.interpolate import Labels
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.data.example import IGNORE, Example
from edgeward.models.metrics import (
    boundary_counts,
    class_iou,
    components,
    confusion,
    mean_iou,
    object_hits,
    trimap_counts,
)
from edgeward.models.tally import Tally, merge


@dataclass(frozen=True)
class Score:
    """What a plain evaluation found.

    Attributes:
        iou: per class, NaN where a class does not occur.
        miou: mean over the classes that occur.
        miou_targets: mean over the target classes that occur; NaN without targets.
    """

    iou: tuple[float, ...]
    miou: float
    miou_targets: float


class Found(NamedTuple):
    """What a way to label found in a picture.

    Attributes:
        labels: (H, W) of the picture's size.
        points: int32 (h, w, 2), the pixels that were sampled; None if all were looked at.
        sampled: (h, w), their labels.
    """

    labels: Labels
    points: NDArray[np.int32] | None = None
    sampled: NDArray[np.integer] | None = None


@torch.inference_mode()
def find(model: AdaptiveSegmenter, picture: NDArray[np.uint8], grid: Tensor | None = None) -> Found:
    """Label every pixel of a picture and tell where it was sampled: Fig. 2 from end to end.

    Args:
        model: in eval mode.
        picture: uint8 (H, W, 3), RGB.
        grid: covering, float32 (rows, cols, 2), where to look; None asks the model's sampler.
    """
    source = torch.tensor(picture)
    found = model(source) if grid is None else model.segment_at(source, grid)
    scores = found.scores.permute(1, 2, 0).contiguous().numpy()
    where = found.points.numpy()
    labels = interpolate_labels(where, scores, size=picture.shape[:2])
    return Found(labels, where, scores.argmax(axis=-1))


def label_picture(model: AdaptiveSegmenter, picture: NDArray[np.uint8]) -> Labels:
    """Label every pixel of a picture.

    Args:
        model: in eval mode.
        picture: uint8 (H, W, 3), RGB.

    Returns:
        (H, W): uint8 up to 256 classes, uint16 beyond.

    Example:
        >>> from edgeward.models import UNet
        >>> model = AdaptiveSegmenter(None, UNet(classes=2, width=4), sample_size=(32, 32)).eval()
        >>> label_picture(model, np.zeros((50, 70, 3), np.uint8)).shape
        (50, 70)
    """
    return find(model, picture).labels


def round_trip(truth: NDArray[np.integer], points: NDArray[np.int32], *, classes: int) -> Labels:
    """Sample true labels and interpolate them back: what is lost whoever labels the samples.

    Ignored samples vote for no class.

    Args:
        truth: (H, W) class ids or IGNORE.
        points: int32 (h, w, 2), covering.
        classes: number of classes.

    Returns:
        (H, W).

    Example:
        >>> corners = np.indices((2, 2), np.int32).transpose(1, 2, 0) * 3
        >>> round_trip(np.eye(4, dtype=np.uint8), corners, classes=2)[0].tolist()
        [1, 1, 0, 0]
    """
    sampled = truth[points[..., 0], points[..., 1]]
    scores = (sampled[..., None] == np.arange(classes)).astype(np.float32)
    return interpolate_labels(points, scores, size=truth.shape)


def measure(
    way: Callable[[Example], Found],
    examples: Iterable[Example],
    *,
    classes: int,
    proxies: Collection[int] = (),
) -> Tally:
    """Count what a way to label gets right, picture by picture.

    Args:
        way: labels an example; `find` with a model, or anything to compare it with.
        examples: labelled pictures; pixels of the label IGNORE do not count.
        classes: number of classes.
        proxies: ids of the classes whose connected components stand for objects where the data
            tells none apart.
    """
    return merge([_count(way(example), example, classes, proxies) for example in examples])


def _count(found: Found, example: Example, classes: int, proxies: Collection[int]) -> Tally:
    """Count one picture."""
    truth, instances = example.labels, example.instances
    if instances is None:
        instances = components(truth, proxies)
    sampled, ceiling = _count_samples(found, truth, classes)
    objects = object_hits(found.labels, truth, instances, ignore=IGNORE)
    return Tally(
        confusion=confusion(found.labels, truth, classes=classes, ignore=IGNORE)[None],
        trimap=trimap_counts(found.labels, truth, ignore=IGNORE)[None],
        boundary=boundary_counts(found.labels, truth, classes=classes, ignore=IGNORE)[None],
        sampled=sampled[None],
        ceiling=ceiling[None],
        objects=np.insert(objects, 0, 0, axis=1),
    )


def _count_samples(
    found: Found, truth: NDArray[np.uint8], classes: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the sampled pixels, and the round trip of their true labels."""
    if found.points is None or found.sampled is None:
        return np.zeros((classes, classes), np.int64), np.zeros((classes, classes), np.int64)
    there = truth[found.points[..., 0], found.points[..., 1]]
    best = round_trip(truth, found.points, classes=classes)
    return (
        confusion(found.sampled, there, classes=classes, ignore=IGNORE),
        confusion(best, truth, classes=classes, ignore=IGNORE),
    )


def score(
    label: Callable[[Example], Labels],
    examples: Iterable[Example],
    *,
    classes: int,
    targets: list[int] | None = None,
) -> Score:
    """Score a labelling function by intersection over union alone, the quick evaluation.

    Args:
        label: maps an example to labels of the size of its own; `label_picture` of a model, or
            anything to compare it with.
        examples: labelled pictures; pixels of the label IGNORE do not count.
        classes: number of classes.
        targets: ids of the target classes.
    """
    total = np.zeros((classes, classes), np.int64)
    for example in examples:
        total += confusion(label(example), example.labels, classes=classes, ignore=IGNORE)
    iou = class_iou(total)
    of_targets = mean_iou(iou, targets) if targets else float("nan")
    return Score(tuple(iou.tolist()), mean_iou(iou), of_targets)
