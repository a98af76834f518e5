"""Boundary IoU: intersection over union of the inner bands along the masks' contours.

The source is Cheng et al., Boundary IoU: Improving Object-Centric Image Segmentation Evaluation,
CVPR 2021.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from edgeward.models.metrics.pixels import check_classes, counted
from edgeward.models.metrics.ratio import ratio

# The source's width of the band, as a share of the picture's diagonal.
_SHARE = 0.02


def boundary_counts(
    found: NDArray[np.integer], truth: NDArray[np.integer], *, classes: int, ignore: int
) -> NDArray[np.int64]:
    """Count, class by class, the pixels in both inner bands of a picture, and in either.

    The inner band of a class is its mask without the mask eroded d times by 3 x 3 pixels, d being
    2 % of the diagonal, rounded and at least 1. Erosion starts from the picture's border too, as
    published. It does not start from ignored pixels, which are in no band: they may belong to
    any class. The source knows no such pixels.

    Args:
        found: (H, W) labels to judge.
        truth: (H, W) true labels.
        classes: number of classes.
        ignore: the true label of pixels that do not count.

    Returns:
        int64 (classes, 2): pixels in both bands, found and true, and in at least one.

    Raises:
        BadInput: the two differ in size, or a pixel that counts has a label that is no class.

    Example:
        >>> found, truth = np.array([[0, 0, 1, 1]]), np.array([[0, 1, 1, 255]])
        >>> boundary_counts(found, truth, classes=2, ignore=255).tolist()
        [[1, 2], [1, 2]]
    """
    kept = counted(found, truth, ignore=ignore)
    for labels in (found, truth):
        check_classes(labels[kept], classes)
    depth = max(1, round(_SHARE * math.hypot(*truth.shape)))
    of_found, of_truth = (_bands(labels, kept, classes, depth) for labels in (found, truth))
    both = of_found & of_truth & (found == truth)
    in_both, in_found, in_truth = (
        np.bincount(labels[band], minlength=classes)
        for labels, band in ((truth, both), (found, of_found), (truth, of_truth))
    )
    return np.stack((in_both, in_found + in_truth - in_both), axis=-1).astype(np.int64, copy=False)


def _bands(
    labels: NDArray[np.integer], kept: NDArray[np.bool_], classes: int, depth: int
) -> NDArray[np.bool_]:
    """Mark the inner bands of all classes.

    Eroding d times by 3 x 3 pixels keeps a pixel if the square of 2 d + 1 pixels around it is all
    of its class: if its label is both the highest and the lowest in there. That makes two filters
    for all classes together. Labels out of range stand for what is never (the border) or always
    (ignored pixels) of a pixel's class.
    """
    labels = labels.astype(np.int32)
    above, below = np.where(kept, labels, classes), np.where(kept, labels, -1)
    side = 2 * depth + 1
    lowest = ndimage.minimum_filter(above, side, mode="constant", cval=-1)
    highest = ndimage.maximum_filter(below, side, mode="constant", cval=classes)
    bands: NDArray[np.bool_] = kept & ((lowest != labels) | (highest != labels))
    return bands


def boundary_iou(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the Boundary IoU of every class.

    Args:
        counts: int64 (..., classes, 2), pixels in both bands and in either; `boundary_counts`' or
            sums of them.

    Returns:
        float64 (..., classes) in [0, 1]; NaN for a class that is neither present nor found.

    Example:
        >>> boundary_iou(np.array([[1, 2], [0, 0]])).tolist()
        [0.5, nan]
    """
    return ratio(counts[..., 0], counts[..., 1])
