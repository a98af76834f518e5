"""Intersection over union at full resolution, from a confusion matrix over all pixels."""

from collections.abc import Sequence

import torch
from torch import Tensor


def class_iou(confusion: Tensor) -> Tensor:
    """Compute the intersection over union of every class.

    Args:
        confusion: int64 (classes, classes), pixels by (true class, predicted class).

    Returns:
        float64 (classes,); NaN for a class that is neither present nor predicted.

    Example:
        >>> class_iou(torch.tensor([[3, 1], [0, 0]])).tolist()
        [0.75, 0.0]
    """
    hit = confusion.diagonal().double()
    return hit / (confusion.sum(dim=0) + confusion.sum(dim=1) - hit)


def mean_iou(iou: Tensor, classes: Sequence[int] | None = None) -> float:
    """Average the classes that occur, all of them or some.

    Example:
        >>> mean_iou(torch.tensor([0.5, 1.0, float("nan")]))
        0.75
    """
    return float(torch.nanmean(iou if classes is None else iou[list(classes)]))
