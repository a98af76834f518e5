import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edgeward
from edgeward.models.data import Example
from edgeward.models.data.balance import class_weights, point_areas
from edgeward.models.data.example import IGNORE


def example(*labels):
    array = np.array([labels], np.uint8)
    return Example("", np.zeros((*array.shape, 3), np.uint8), array)


def test_no_exponent_weighs_all_that_occur_alike():
    weights = class_weights([example(0, 0, 0, 2)], classes=3, exponent=0)
    assert weights.tolist() == [1, 0, 1]


def test_balancing_gives_every_class_the_same_say():
    examples = [example(0, 0, 0, 0, 1), example(1, 2)]
    weights = class_weights(examples, classes=3, exponent=1)
    assert weights * [4, 2, 1] == pytest.approx([2, 2, 2])


def test_ignored_pixels_do_not_count():
    known = class_weights([example(0, 0, 1)], classes=2, exponent=1)
    assert (class_weights([example(0, 0, 1, IGNORE)], classes=2, exponent=1) == known).all()


def test_nothing_labelled_weighs_nothing():
    assert class_weights([example(IGNORE)], classes=2, exponent=1).tolist() == [0, 0]


def test_points_of_a_uniform_grid_stand_for_equal_areas_but_at_the_border():
    areas = point_areas(edgeward.points(edgeward.uniform_grid(5, 9), size=(41, 81)))
    inner = areas[1, 1]
    np.testing.assert_allclose(areas[1:-1, 1:-1], inner)
    np.testing.assert_allclose(areas[0, 1:-1], inner / 2)
    np.testing.assert_allclose(areas[[0, 0, -1, -1], [0, -1, 0, -1]], inner / 4)


@given(seed=st.integers(0, 2**32 - 1))
def test_areas_have_mean_one_and_none_is_negative(seed):
    grid = np.random.default_rng(seed).random((4, 5, 2), np.float32)
    areas = point_areas(edgeward.points(edgeward.project_covering(grid), size=(300, 400)))
    assert (areas >= 0).all()
    np.testing.assert_allclose(areas.mean(), 1, rtol=1e-5)


def test_weighted_by_area_a_mean_over_points_estimates_the_mean_over_pixels():
    """Whatever the grid: here a function of the picture, sampled where its values are high."""
    grid = edgeward.uniform_grid(65, 65) ** np.float32(2)
    points = edgeward.points(grid, size=(513, 513))
    picture = np.exp(-np.indices((513, 513)).sum(0) / 200)
    sampled = picture[points[..., 0], points[..., 1]]
    assert abs((sampled * point_areas(points)).mean() / picture.mean() - 1) < 0.01
    assert sampled.mean() / picture.mean() > 1.3


def test_points_in_one_place_have_no_area():
    assert not point_areas(np.zeros((3, 3, 2), np.int32)).any()
