"""Weights of the segmenter's loss: of classes, against imbalance, and of points, by their area."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from edgeward.models.data.example import Example


def class_weights(
    examples: Iterable[Example], *, classes: int, exponent: float
) -> NDArray[np.float32]:
    """Weigh each class by (median frequency / its frequency) ** exponent.

    Exponent 1 is the median frequency balancing of SegNet (Badrinarayanan et al., 2017), 0 weighs
    all classes alike.

    Args:
        examples: labelled pictures; their IGNORE pixels do not count.
        classes: number of classes.
        exponent: at least 0.

    Returns:
        float32 (classes,); 0 for a class that does not occur.

    Example:
        >>> labels = np.array([[0, 0, 0, 0, 1, 1, 2]], np.uint8)
        >>> picture = np.zeros((1, 7, 3), np.uint8)
        >>> class_weights([Example("", picture, labels)], classes=4, exponent=1).tolist()
        [0.5, 1.0, 2.0, 0.0]
    """
    counts = np.zeros(256, np.int64)
    for example in examples:
        counts += np.bincount(example.labels.ravel(), minlength=256)
    present = counts[:classes] > 0
    weights = np.zeros(classes, np.float32)
    if present.any():
        found = counts[:classes][present]
        weights[present] = (np.median(found) / found) ** exponent
    return weights


def point_areas(points: NDArray[np.int32]) -> NDArray[np.float32]:
    """Measure how much of the picture each point stands for, relative to the mean.

    A quarter of each adjacent cell's area: the integral of the bilinear hat function on a
    rectangular grid. Where points lie densely they stand for little; a loss that is weighted so
    estimates the loss over all pixels of the picture, whatever the grid.

    Args:
        points: (h, w, 2), at least 2 x 2, (row, column).

    Returns:
        float32 (h, w), at least 0, of mean 1.

    Example:
        >>> corners = np.indices((3, 2)).transpose(1, 2, 0)
        >>> point_areas(corners).tolist()
        [[0.75, 0.75], [1.5, 1.5], [0.75, 0.75]]
    """
    first, second = points[1:, 1:] - points[:-1, :-1], points[1:, :-1] - points[:-1, 1:]
    cells = np.abs(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])
    corners = [np.pad(cells, ((i, 1 - i), (j, 1 - j))) for i in (0, 1) for j in (0, 1)]
    areas = np.sum(corners, axis=0)
    return np.asarray(areas / max(areas.mean(), 1), np.float32)
