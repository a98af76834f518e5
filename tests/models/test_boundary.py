import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edgeward.models.boundary import boundary_map, nearest_boundary

IGNORE = 3
label_maps = arrays(
    np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, IGNORE)
)


def slow_boundary(labels, ignore=None, targets=None):
    """Pixel by pixel: own label counts, some 4-neighbour differs."""
    height, width = labels.shape
    boundary = np.zeros(labels.shape, bool)
    for r, c in np.ndindex(height, width):
        around = [(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)]
        inside = [(i, j) for i, j in around if 0 <= i < height and 0 <= j < width]
        counts = labels[r, c] != ignore and (targets is None or labels[r, c] in targets)
        boundary[r, c] = counts and any(labels[i, j] != labels[r, c] for i, j in inside)
    return boundary


def slow_nearest(boundary, query):
    """Try every pixel in (row, column) order; only a strictly nearer one wins."""
    best = None
    for pixel in map(tuple, np.argwhere(boundary)):
        distance = (pixel[0] - query[0]) ** 2 + (pixel[1] - query[1]) ** 2
        if best is None or distance < best[0]:
            best = distance, pixel
    return best[1]


@pytest.mark.parametrize("ignore", [None, IGNORE])
@pytest.mark.parametrize("targets", [None, [1], (0, 2), {IGNORE}, []])
@given(labels=label_maps)
def test_boundary_map_equals_its_slow_twin(labels, ignore, targets):
    np.testing.assert_array_equal(
        boundary_map(labels, ignore=ignore, targets=targets), slow_boundary(labels, ignore, targets)
    )


def test_target_boundaries_lie_inside_the_target():
    labels = np.array([[0, 0, 1, 1, 1, 2, 2]])
    assert boundary_map(labels, targets=[1]).tolist() == [[0, 0, 1, 0, 1, 0, 0]]


def test_a_pixel_beside_the_ignored_is_boundary_and_the_ignored_is_not():
    assert boundary_map(np.array([[0, 0, IGNORE]]), ignore=IGNORE).tolist() == [[0, 1, 0]]


def test_the_border_of_the_picture_is_no_boundary():
    assert not boundary_map(np.ones((5, 4), np.uint8)).any()


@given(
    boundary=arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))),
    query=st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
def test_nearest_boundary_equals_its_slow_twin(boundary, query):
    found = nearest_boundary(boundary, np.array([query]))
    if boundary.any():
        assert tuple(found[0]) == slow_nearest(boundary, query)
    else:
        assert found is None


def test_ties_go_to_the_smallest_row_then_column():
    ring = np.zeros((11, 11), bool)
    ring[[0, 1, 5, 5, 9, 10], [5, 2, 0, 10, 2, 5]] = True  # five of six at distance 5
    assert nearest_boundary(ring, np.array([[5, 5]])).tolist() == [[0, 5]]
    ring[0, 5] = False
    assert nearest_boundary(ring, np.array([[5, 5]])).tolist() == [[1, 2]]


def test_near_ties_far_away_are_told_apart():
    wide = np.zeros((1, 32767), bool)
    wide[0, [0, 32766]] = True
    assert nearest_boundary(wide, np.array([[0, 16384], [0, 16383]])).tolist() == [
        [0, 32766],
        [0, 0],
    ]
