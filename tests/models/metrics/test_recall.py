import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edgeward.errors import BadInput
from edgeward.models.metrics import (
    components,
    mean_recall,
    object_hits,
    recall_counts,
    size_bins,
)
from tests.models.metrics.pictures import CLASSES, IGNORE, judged, one_class

object_lists = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 6), st.integers(0, 9)), max_size=20
).map(lambda rows: np.array([(c, a, min(a, h)) for c, a, h in rows], np.int64).reshape(-1, 3))


def slow_hits(found, truth, instances):
    """Go through the objects, and through the pixels of each."""
    rows = []
    for name in sorted(set(instances.ravel().tolist()) - {0}):
        own = [p for p in np.ndindex(truth.shape) if instances[p] == name and truth[p] != IGNORE]
        if own:
            votes = Counter(int(truth[p]) for p in own)
            label = min(votes, key=lambda one: (-votes[one], one))
            rows.append([label, len(own), sum(found[p] == label for p in own)])
    return rows


@given(judged(), st.data())
def test_object_hits_equal_their_slow_twin(pair, data):
    found, truth = pair
    ids = st.sampled_from([0, 1, 2, 26001])
    instances = data.draw(arrays(np.int32, truth.shape, elements=ids, fill=ids))
    hits = object_hits(found, truth, instances, ignore=IGNORE)
    assert hits.shape == (len(hits), 3)
    assert hits.dtype == np.int64
    assert hits.tolist() == slow_hits(found, truth, instances)


def test_the_class_of_an_object_is_what_most_of_it_is():
    truth = np.array([[1, 2, 2, 3, 3, IGNORE, IGNORE, IGNORE]], np.uint8)
    hits = object_hits(np.full_like(truth, 2), truth, one_class(9, truth.shape), ignore=IGNORE)
    assert hits.tolist() == [[2, 5, 5]]


@given(judged())
def test_perfect_labels_recall_every_component(pair):
    _, truth = pair
    instances = components(truth, range(CLASSES))
    hits = object_hits(truth, truth, instances, ignore=IGNORE)
    assert (hits[:, 1] == hits[:, 2]).all()
    assert hits[:, 1].sum() == (truth != IGNORE).sum()


def slow_components(labels, classes):
    """Flood from every pixel that no component holds yet."""
    parts = []
    for start in np.ndindex(labels.shape):
        if labels[start] in classes and not any(start in part for part in parts):
            part, edge = {start}, [start]
            while edge:
                r, c = edge.pop()
                for near in itertools.product((r - 1, r, r + 1), (c - 1, c, c + 1)):
                    inside = all(0 <= i < n for i, n in zip(near, labels.shape, strict=True))
                    if inside and near not in part and labels[near] == labels[start]:
                        part.add(near)
                        edge.append(near)
            parts.append(part)
    return parts


@given(judged(), st.sets(st.integers(0, CLASSES - 1)))
def test_components_equal_their_slow_twin(pair, classes):
    _, labels = pair
    instances = components(labels, classes)
    found = [
        {tuple(pixel) for pixel in np.argwhere(instances == name).tolist()}
        for name in range(1, instances.max(initial=0) + 1)
    ]
    assert {frozenset(p) for p in found} == {frozenset(p) for p in slow_components(labels, classes)}


def test_diagonal_neighbours_are_one_component_and_classes_that_touch_are_two():
    labels = np.array([[1, 0], [2, 1]], np.uint8)
    assert components(labels, [1, 2]).tolist() == [[1, 0], [2, 1]]


@given(st.integers(0, 40), st.integers(1, 6), st.randoms(use_true_random=False))
def test_bins_of_different_areas_are_filled_equally_from_small_to_large(n, bins, random):
    area = random.sample(range(1, 1000), n)
    objects = np.array([[0, a, 0] for a in area], np.int64).reshape(-1, 3)
    found = size_bins(objects, bins)
    sizes = np.bincount(found, minlength=bins)
    assert sizes.sum() == n
    assert len(sizes) == bins
    assert sizes.max() - sizes.min() <= 1
    assert (np.diff(found[np.argsort(area)]) >= 0).all()


@given(object_lists, st.randoms(use_true_random=False))
def test_the_order_of_objects_does_not_matter(objects, random):
    order = random.sample(range(len(objects)), len(objects))
    np.testing.assert_array_equal(size_bins(objects[order]), size_bins(objects)[order])


@given(object_lists)
def test_equal_areas_share_a_bin(objects):
    bins = size_bins(objects)
    for area in set(objects[:, 1].tolist()):
        assert len(set(bins[objects[:, 1] == area].tolist())) == 1


def test_equal_areas_go_where_the_middle_one_would():
    area = np.array([[0, 5, 0], [0, 9, 0], [0, 5, 0], [0, 5, 0]])
    assert size_bins(area, 2).tolist() == [0, 1, 0, 0]


@given(object_lists)
def test_every_object_counts_once_in_its_group(objects):
    counts = recall_counts(objects, objects[:, 0], 3)
    for label, mean in enumerate(mean_recall(counts)):
        recalls = [hits / area for c, area, hits in objects.tolist() if c == label]
        assert counts[label, 1] == len(recalls)
        assert mean == pytest.approx(np.mean(recalls) if recalls else np.nan, nan_ok=True)


def test_maps_of_another_size_are_refused():
    truth = one_class(0, (3, 2))
    with pytest.raises(BadInput, match="map of objects"):
        object_hits(truth, truth, one_class(0, (2, 3)), ignore=IGNORE)
    with pytest.raises(BadInput, match="truth's size"):
        object_hits(one_class(0, (2, 3)), truth, truth, ignore=IGNORE)
