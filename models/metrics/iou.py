"""Intersection over union, from a confusion matrix over all pixels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edgeward.models.metrics.pixels import check_classes, counted
from edgeward.models.metrics.ratio import ratio


def confusion(
    found: NDArray[np.integer], truth: NDArray[np.integer], *, classes: int, ignore: int
) -> NDArray[np.int64]:
    """Count the pixels of a picture by (true class, found class).

    Args:
        found: (H, W) labels to judge.
        truth: (H, W) true labels.
        classes: number of classes.
        ignore: the true label of pixels that do not count.

    Returns:
        int64 (classes, classes).

    Raises:
        BadInput: the two differ in size, or a pixel that counts has a label that is no class.

    Example:
        >>> found, truth = np.array([[0, 1, 1]]), np.array([[0, 0, 255]])
        >>> confusion(found, truth, classes=2, ignore=255).tolist()
        [[1, 1], [0, 0]]
    """
    kept = counted(found, truth, ignore=ignore)
    found, truth = found[kept], truth[kept]
    check_classes(found, classes)
    check_classes(truth, classes)
    cells = np.bincount(truth.astype(np.intp) * classes + found, minlength=classes**2)
    return cells.reshape(classes, classes).astype(np.int64, copy=False)


def class_iou(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the intersection over union of every class.

    Args:
        confusion: int64 (..., classes, classes), pixels by (true class, found class).

    Returns:
        float64 (..., classes) in [0, 1]; NaN for a class that is neither present nor found.

    Example:
        >>> class_iou(np.array([[3, 1], [0, 0]])).tolist()
        [0.75, 0.0]
    """
    hit = np.diagonal(confusion, axis1=-2, axis2=-1)
    return ratio(hit, confusion.sum(axis=-2) + confusion.sum(axis=-1) - hit)


def mean_iou(iou: NDArray[np.float64], classes: Sequence[int] | None = None) -> float:
    """Average the classes that occur, all of them or some.

    Args:
        iou: (classes,), NaN for a class that does not occur; `class_iou`'s or `boundary_iou`'s.
        classes: ids of the classes to average; None means all.

    Returns:
        The mean in [0, 1]; NaN if none of them occurs.

    Example:
        >>> mean_iou(np.array([0.5, 1.0, np.nan]))
        0.75
    """
    chosen = iou if classes is None else iou[list(classes)]
    known = chosen[~np.isnan(chosen)]
    return float(known.mean()) if known.size else float("nan")
