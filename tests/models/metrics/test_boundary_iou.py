import math

import numpy as np
import pytest
from hypothesis import given

from edgeward.errors import BadInput
from edgeward.models.metrics import boundary_counts, boundary_iou
from tests.models.metrics.pictures import CLASSES, IGNORE, judged, one_class


def count(found, truth):
    return boundary_counts(found, truth, classes=CLASSES, ignore=IGNORE)


def slow_erode(mask):
    """Keep the pixels whose 3 x 3 pixels are all in the mask; outside the picture none are."""
    padded = np.pad(mask, 1)
    kept = np.zeros_like(mask)
    for r, c in np.ndindex(mask.shape):
        kept[r, c] = padded[r : r + 3, c : c + 3].all()
    return kept


def slow_band(mask, ignored):
    """Erode as often as published; ignored pixels are taken to be of the class."""
    eroded = mask | ignored
    for _ in range(max(1, round(0.02 * math.hypot(*mask.shape)))):
        eroded = slow_erode(eroded) | ignored
    return mask & ~ignored & ~eroded


def slow_counts(found, truth):
    ignored = truth == IGNORE
    bands = [[slow_band(m == label, ignored) for m in (found, truth)] for label in range(CLASSES)]
    return [[(a & b).sum(), (a | b).sum()] for a, b in bands]


@given(judged())
def test_counts_equal_their_slow_twin(pair):
    assert count(*pair).tolist() == slow_counts(*pair)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [(100, 90), (40, 170)])
def test_counts_with_deeper_bands_equal_their_slow_twin(seed, size):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, CLASSES, (2, *size), np.uint8)[:, ::20, ::20]
    found, truth = coarse.repeat(20, axis=1).repeat(20, axis=2)[:, : size[0], : size[1]]
    assert count(found, truth).tolist() == slow_counts(found, truth)


def test_without_ignored_pixels_the_bands_are_those_of_the_published_code():
    cv2 = pytest.importorskip("cv2")
    truth = (np.indices((230, 310)).sum(0) // 60 % CLASSES).astype(np.uint8)
    kernel, depth = np.ones((3, 3), np.uint8), round(0.02 * math.hypot(230, 310))
    for label, (both, _) in enumerate(count(truth, truth)):
        mask = (truth == label).astype(np.uint8)
        eroded = cv2.erode(np.pad(mask, 1), kernel, iterations=depth)[1:-1, 1:-1]
        assert both == (mask - eroded).sum()


@given(judged())
def test_perfect_labels_score_one_in_every_class_that_occurs(pair):
    _, truth = pair
    iou = boundary_iou(count(np.where(truth == IGNORE, 0, truth), truth))
    # A class may occur without a band, where all around it is ignored.
    assert ((iou == 1) | np.isnan(iou)).all()
    if IGNORE not in truth:
        np.testing.assert_array_equal(iou == 1, np.isin(np.arange(CLASSES), truth))


def test_the_border_of_the_picture_is_boundary():
    assert count(one_class(2, (6, 7)), one_class(2, (6, 7)))[2].tolist() == [22, 22]


def test_ignored_pixels_make_no_boundary_and_their_labels_do_not_matter():
    truth = one_class(1, (9, 9))
    truth[3:6, 3:6] = IGNORE
    found = np.where(truth == IGNORE, 200, truth).astype(np.uint8)
    assert count(found, truth)[1].tolist() == [32, 32]


def test_all_ignored_counts_nothing():
    assert not count(one_class(1), one_class(IGNORE)).any()


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(BadInput, match="truth's size"):
        count(one_class(0, (2, 3)), one_class(0, (3, 2)))
    with pytest.raises(BadInput, match="labels from 0 to 3"):
        count(one_class(CLASSES), one_class(0))
    with pytest.raises(BadInput, match="labels from 0 to 3"):
        count(one_class(0), one_class(CLASSES))
