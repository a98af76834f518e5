import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeward.errors import BadInput
from edgeward.models.metrics import WIDTHS, boundary_distance, trimap_accuracy, trimap_counts
from tests.models.metrics.pictures import IGNORE, judged, one_class

reaches = st.sampled_from([1, 2, 3, 4, 8, 32])


def slow_distance(labels, reach):
    """Look from every pixel at every other."""
    distance = np.full(labels.shape, np.inf)
    pixels = list(np.ndindex(labels.shape))
    for here in pixels:
        others = [p for p in pixels if labels[p] not in (labels[here], IGNORE)]
        if labels[here] != IGNORE and others:
            distance[here] = min(math.dist(here, other) for other in others)
    return np.where(distance <= reach, distance, np.inf)


@given(judged(), reaches)
def test_distance_equals_its_slow_twin(pair, reach):
    _, truth = pair
    found = boundary_distance(truth, ignore=IGNORE, reach=reach)
    np.testing.assert_allclose(found, slow_distance(truth, reach), rtol=1e-15)


@pytest.mark.parametrize("reach", [3, 32])
def test_distance_on_a_picture_with_boxes_to_cut_equals_its_slow_twin(reach):
    labels = one_class(0, (30, 40))
    labels[4:7, 30:33], labels[20:, :9], labels[25:, 5:20], labels[9, 9] = 1, 2, IGNORE, 3
    found = boundary_distance(labels, ignore=IGNORE, reach=reach)
    np.testing.assert_allclose(found, slow_distance(labels, reach), rtol=1e-15)


@given(judged())
def test_counts_equal_their_slow_twin(pair):
    found, truth = pair
    distance = slow_distance(truth, max(WIDTHS))
    expected = []
    for width in WIDTHS:
        band = [p for p in np.ndindex(truth.shape) if distance[p] <= width]
        expected.append([sum(found[p] == truth[p] for p in band), len(band)])
    assert trimap_counts(found, truth, ignore=IGNORE).tolist() == expected


def test_a_strip_of_ignored_pixels_hides_no_boundary_and_makes_none():
    labels = np.array([[1, 1, IGNORE, 2, 2, IGNORE]], np.uint8)
    distance = boundary_distance(labels, ignore=IGNORE, reach=9)
    assert distance.tolist() == [[3, 2, np.inf, 2, 3, np.inf]]
    assert np.isinf(boundary_distance(labels[:, :3], ignore=IGNORE, reach=9)).all()


@given(judged())
def test_wider_trimaps_hold_narrower_ones(pair):
    counts = trimap_counts(*pair, ignore=IGNORE)
    assert (np.diff(counts, axis=0) >= 0).all()
    assert (counts[:, 0] <= counts[:, 1]).all()


@given(judged())
def test_perfect_labels_are_right_in_every_trimap(pair):
    _, truth = pair
    counts = trimap_counts(truth, truth, ignore=IGNORE)
    accuracy = trimap_accuracy(counts)
    assert (accuracy[counts[:, 1] > 0] == 1).all()
    assert np.isnan(accuracy[counts[:, 1] == 0]).all()


@pytest.mark.parametrize("label", [0, 3, IGNORE])
def test_one_label_has_no_trimap(label):
    assert not trimap_counts(one_class(0), one_class(label), ignore=IGNORE).any()


def test_a_straight_boundary_has_a_band_of_the_width_on_either_side():
    truth = np.repeat([[0, 1]], 50, axis=1).repeat(7, axis=0).astype(np.uint8)
    counts = trimap_counts(one_class(0, truth.shape), truth, ignore=IGNORE)
    assert counts[:, 1].tolist() == [2 * width * 7 for width in WIDTHS]
    assert (trimap_accuracy(counts) == 0.5).all()


def test_labels_of_another_size_are_refused():
    with pytest.raises(BadInput, match="truth's size"):
        trimap_counts(one_class(0, (2, 3)), one_class(0, (3, 2)), ignore=IGNORE)
