"""Which pixels of a labelled picture count."""

import numpy as np
from numpy.typing import NDArray

from edgeward.errors import BadInput


def counted(
    found: NDArray[np.integer], truth: NDArray[np.integer], *, ignore: int
) -> NDArray[np.bool_]:
    """Mark the pixels that count: those whose true label is not the ignored one.

    Args:
        found: (H, W) labels to judge.
        truth: (H, W) true labels.
        ignore: the true label of pixels that do not count.

    Returns:
        bool (H, W).

    Raises:
        BadInput: the two differ in size.

    Example:
        >>> counted(np.array([[0, 1]]), np.array([[0, 255]]), ignore=255).tolist()
        [[True, False]]
    """
    if found.shape != truth.shape:
        raise BadInput(
            f"Expected labels of the truth's size {truth.shape}, but got {found.shape}; "
            "interpolate them to the picture's own size."
        )
    kept: NDArray[np.bool_] = truth != ignore
    return kept


def check_classes(labels: NDArray[np.integer], classes: int) -> None:
    """Refuse labels that are no class.

    Args:
        labels: labels of any shape.
        classes: number of classes.

    Raises:
        BadInput: a label is below 0, or not below `classes`.

    Example:
        >>> check_classes(np.array([0, 10]), 11)
    """
    if labels.size and not 0 <= labels.min() <= labels.max() < classes:
        raise BadInput(
            f"Expected labels from 0 to {classes - 1}, but got {labels.min()} to {labels.max()}; "
            "give the number of classes of the model and the data, and the ignored label."
        )
