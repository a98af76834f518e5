"""Class weights against imbalance: rare classes count more in the segmenter's loss."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from edgeward.models.data.folder import Example


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
