"""Recall of objects by size and class (section 4.4, Figs. 12 and 14)."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from edgeward.errors import BadInput
from edgeward.models.metrics.pixels import counted
from edgeward.models.metrics.ratio import ratio


def object_hits(
    found: NDArray[np.integer],
    truth: NDArray[np.integer],
    instances: NDArray[np.integer],
    *,
    ignore: int,
) -> NDArray[np.int64]:
    """Count, object by object, the pixels that were found to be of its class.

    The class of an object is the true label that most of its pixels have, the lowest of several.
    Ignored pixels belong to no object; an object of such pixels alone is left out.

    Args:
        found: (H, W) labels to judge.
        truth: (H, W) true labels, none negative.
        instances: (H, W) ids of objects, 0 where there is none.
        ignore: the true label of pixels that do not count.

    Returns:
        int64 (objects, 3), by ascending id: class, area in pixels, and hits, the pixels of the area
        that were found to be of the class.

    Raises:
        BadInput: the three differ in size.

    Example:
        >>> found, truth = np.array([[2, 2, 0, 1]]), np.array([[2, 2, 2, 0]])
        >>> object_hits(found, truth, np.array([[7, 7, 7, 0]]), ignore=255).tolist()
        [[2, 3, 2]]
    """
    if instances.shape != truth.shape:
        raise BadInput(
            f"Expected a map of objects of the truth's size {truth.shape}, but got "
            f"{instances.shape}."
        )
    kept = counted(found, truth, ignore=ignore) & (instances != 0)
    found, truth = found[kept], truth[kept]
    if not truth.size:
        return np.zeros((0, 3), np.int64)
    ids, owner = np.unique(instances[kept], return_inverse=True)
    labels = int(truth.max()) + 1
    votes = np.bincount(owner * labels + truth, minlength=len(ids) * labels)
    votes = votes.reshape(len(ids), labels)
    label = votes.argmax(axis=1)
    hits = np.bincount(owner[found == label[owner]], minlength=len(ids))
    return np.stack((label, votes.sum(axis=1), hits), axis=-1).astype(np.int64, copy=False)


def components(labels: NDArray[np.integer], classes: Iterable[int]) -> NDArray[np.int32]:
    """Take connected components for objects, where nobody has labelled objects.

    A proxy: objects of a class that touch become one, and an object that is partly hidden becomes
    several. Pixels are connected to all 8 around them, so that a thin diagonal is one piece.

    Args:
        labels: (H, W) true labels.
        classes: ids of the classes whose components are sought; others have none.

    Returns:
        int32 (H, W), ids from 1 on, 0 where there is no object; `object_hits` takes it.

    Example:
        >>> components(np.array([[1, 0, 2], [0, 1, 1]]), [1, 2]).tolist()
        [[1, 0, 2], [0, 1, 1]]
    """
    instances = np.zeros(labels.shape, np.int32)
    for label in classes:
        parts, _ = ndimage.label(labels == label, structure=np.ones((3, 3)))
        instances += np.where(parts, parts + instances.max(), 0).astype(np.int32)
    return instances


def size_bins(objects: NDArray[np.int64], bins: int = 4) -> NDArray[np.int64]:
    """Sort objects into equally filled bins by area.

    Equal areas share a bin, the one of their middle, whatever the order of the objects and whoever
    labelled them; but for that the bins' sizes differ by 1 at most. Fig. 14 bins all objects,
    Fig. 12 those of one class, `objects[objects[:, 0] == label]`.

    Args:
        objects: int64 (objects, 3), class, area and hits; all those of a data set.
        bins: number of bins.

    Returns:
        int64 (objects,), from 0, the smallest, to bins - 1.

    Example:
        >>> size_bins(np.array([[1, 90, 9], [1, 20, 5], [2, 20, 9], [1, 50, 8]]), bins=2).tolist()
        [1, 0, 0, 1]
    """
    _, which, same = np.unique(objects[:, 1], return_inverse=True, return_counts=True)
    twice_middle = 2 * np.cumsum(same) - same
    return (twice_middle * bins // (2 * max(len(objects), 1)))[which].astype(np.int64, copy=False)


def recall_counts(
    objects: NDArray[np.int64], groups: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """Sum up the recall of objects, group by group.

    Args:
        objects: int64 (objects, 3), class, area and hits; of a picture or many.
        groups: int64 (objects,), the group of each: `size_bins`' or classes, `objects[:, 0]`.
        count: number of groups.

    Returns:
        float64 (count, 2): the sum of the objects' recalls, hits / area, and their number.

    Example:
        >>> objects = np.array([[1, 10, 5], [1, 100, 100], [4, 20, 20]])
        >>> recall_counts(objects, np.array([0, 1, 0]), 2).tolist()
        [[1.5, 2.0], [1.0, 1.0]]
    """
    recalls = np.bincount(groups, objects[:, 2] / objects[:, 1], minlength=count)
    return np.stack((recalls, np.bincount(groups, minlength=count)), axis=-1)


def mean_recall(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average the recall of objects, group by group; each object counts once.

    Args:
        counts: float64 (..., groups, 2), sum of recalls and number of objects; `recall_counts`' or
            sums of them.

    Returns:
        float64 (..., groups) in [0, 1]; NaN for a group without objects.

    Example:
        >>> mean_recall(np.array([[1.5, 2.0], [0.0, 0.0]])).tolist()
        [0.75, nan]
    """
    return ratio(counts[..., 0], counts[..., 1])
