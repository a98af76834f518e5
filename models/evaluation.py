"""Evaluation at the pictures' own resolution: picture in, full-size labels, confusion matrix."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from edgeward import interpolate_labels
from edgeward.interpolate import Labels
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.data.example import IGNORE, Example
from edgeward.models.metrics import class_iou, confusion, mean_iou


@dataclass(frozen=True)
class Score:
    """What an evaluation found.

    Attributes:
        iou: per class, NaN where a class does not occur.
        miou: mean over the classes that occur.
        miou_targets: mean over the target classes that occur; NaN without targets.
    """

    iou: tuple[float, ...]
    miou: float
    miou_targets: float


def label_picture(model: AdaptiveSegmenter, picture: NDArray[np.uint8]) -> Labels:
    """Label every pixel of a picture: Fig. 2 from end to end.

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
    with torch.inference_mode():
        found = model(torch.tensor(picture))
    scores = found.scores.permute(1, 2, 0).numpy()
    return interpolate_labels(found.points.numpy(), scores, size=picture.shape[:2])


def score(
    label: Callable[[Example], Labels],
    examples: Iterable[Example],
    *,
    classes: int,
    targets: list[int] | None = None,
) -> Score:
    """Score a labelling function on labelled pictures.

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
