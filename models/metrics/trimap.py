"""Pixel accuracy in trimaps, the bands around semantic boundaries (section 4.3, Fig. 13).

The source is Kohli et al., Robust Higher Order Potentials for Enforcing Label Consistency,
IJCV 2009.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from edgeward.models.metrics.pixels import counted
from edgeward.models.metrics.ratio import ratio

# Of the bands, in pixels of the picture.
WIDTHS = (1, 2, 4, 8, 16, 32)


def boundary_distance(
    labels: NDArray[np.integer], *, ignore: int, reach: int
) -> NDArray[np.float64]:
    """Measure how far every pixel is from another label.

    The distance is Euclidean, in pixels, between the centre of a pixel and that of the nearest one
    that has another label and is not ignored, whatever lies between them. So a label's edge against
    ignored pixels or the picture's border is no boundary by itself, and a strip of ignored pixels
    between two labels does not hide that they differ.

    Args:
        labels: (H, W) labels, none negative.
        ignore: label of pixels that are of no label and have no distance.
        reach: the greatest distance of interest, in pixels.

    Returns:
        float64 (H, W) in [1, reach]; infinite for ignored pixels and those farther away.

    Example:
        >>> boundary_distance(np.array([[0, 0, 0, 1, 255]]), ignore=255, reach=2).tolist()
        [[inf, 2.0, 1.0, 1.0, inf]]
    """
    distance = np.full(labels.shape, np.inf)
    names = np.where(labels == ignore, 0, labels.astype(np.int32) + 1)
    for name, box in enumerate(ndimage.find_objects(names), start=1):
        if box is None:
            continue
        # Pixels of other labels within reach of the label's own lie within reach of its box, so
        # cutting them off there changes no distance up to `reach`, and only raises the others.
        box = tuple(slice(max(side.start - reach, 0), side.stop + reach) for side in box)
        own = names[box] == name
        not_other = own | (names[box] == 0)
        # Without any zero, SciPy's distances mean nothing.
        if not not_other.all():
            distance[box][own] = ndimage.distance_transform_edt(not_other)[own]
    distance[distance > reach] = np.inf
    return distance


def trimap_counts(
    found: NDArray[np.integer],
    truth: NDArray[np.integer],
    *,
    ignore: int,
    widths: Sequence[int] = WIDTHS,
) -> NDArray[np.int64]:
    """Count the right pixels in the trimaps of a picture.

    The trimap of width r is made of the pixels that are not ignored and at most r pixels from
    another true label, on either side of the boundary (`boundary_distance`).

    Args:
        found: (H, W) labels to judge.
        truth: (H, W) true labels, none negative.
        ignore: the true label of pixels that do not count.
        widths: of the trimaps, in pixels.

    Returns:
        int64 (widths, 2): pixels whose label is right, and all pixels, of every trimap.

    Raises:
        BadInput: the two differ in size.

    Example:
        >>> found, truth = np.array([[0, 0, 0, 0, 1]]), np.array([[0, 0, 0, 1, 1]])
        >>> trimap_counts(found, truth, ignore=255, widths=(1, 4)).tolist()
        [[1, 2], [4, 5]]
    """
    kept = counted(found, truth, ignore=ignore)
    distance = boundary_distance(truth, ignore=ignore, reach=max(widths))[kept]
    right = (found == truth)[kept]
    bands = [distance <= width for width in widths]
    return np.array([(np.count_nonzero(right & band), np.count_nonzero(band)) for band in bands])


def trimap_accuracy(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the pixel accuracy in every trimap.

    Args:
        counts: int64 (..., widths, 2), right and all pixels; `trimap_counts`' or sums of them.

    Returns:
        float64 (..., widths) in [0, 1]; NaN for a trimap without pixels.

    Example:
        >>> trimap_accuracy(np.array([[1, 2], [4, 5]])).tolist()
        [0.5, 0.8]
    """
    return ratio(counts[..., 0], counts[..., 1])
