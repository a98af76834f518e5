import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from edgeward.errors import BadInput
from edgeward.models.metrics import class_iou, mean_iou, paired_bootstrap, seed_interval


def share(total):
    return total[0] / total[1] if total[1] else math.nan


def scored(rng, pictures, chance):
    """Draw right and all pixels of pictures of many sizes."""
    pixels = rng.integers(50, 400, pictures)
    return np.stack((rng.binomial(pixels, chance), pixels), axis=-1)


def slow_bootstrap(first, second, figure, *, seed, resamples):
    """Repeat and sum the pictures of every draw."""
    n = len(first)
    found = []
    for times in np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples):
        drawn = np.repeat(np.arange(n), times)
        found.append(figure(first[drawn].sum(0)) - figure(second[drawn].sum(0)))
    return np.nanquantile(found, [0.025, 0.975]).tolist()


def test_the_interval_equals_its_slow_twin():
    matrices = np.random.default_rng(0).integers(0, 9, (2, 7, 3, 3))

    def figure(total):
        return mean_iou(class_iou(total))

    found = paired_bootstrap(*matrices, figure, seed=5, resamples=200)
    expected = slow_bootstrap(*matrices, figure, seed=5, resamples=200)
    assert [found.low, found.high] == pytest.approx(expected)
    total = matrices.sum(axis=1)
    assert found.estimate == pytest.approx(figure(total[0]) - figure(total[1]))


def test_a_model_does_not_differ_from_itself():
    counts = scored(np.random.default_rng(0), 30, 0.7)
    found = paired_bootstrap(counts, counts, share, seed=0)
    assert (found.estimate, found.low, found.high) == (0, 0, 0)


def test_a_known_difference_is_found():
    rng = np.random.default_rng(0)
    pictures = np.full((100, 2), 1000)
    first, second = pictures.copy(), pictures.copy()
    hard = rng.integers(300, 700, 100)
    first[:, 0], second[:, 0] = hard + 20 + rng.integers(-9, 10, 100), hard
    found = paired_bootstrap(first, second, share, seed=0)
    assert 0.015 < found.low < found.estimate < found.high < 0.025
    swapped = paired_bootstrap(second, first, share, seed=0)
    assert [-swapped.high, -swapped.low] == pytest.approx([found.low, found.high])


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    held = 0
    for seed in range(300):
        pairs = scored(rng, 40, 0.8), scored(rng, 40, 0.7)
        found = paired_bootstrap(*pairs, share, seed=seed, resamples=300)
        held += found.low <= 0.1 <= found.high
    assert 0.9 <= held / 300 <= 0.98


def test_draws_without_a_figure_do_not_count():
    counts = np.array([[[1, 2], [0, 0]], [[0, 2], [0, 0]]])
    found = paired_bootstrap(*counts, share, seed=0)
    assert (found.estimate, found.low, found.high) == (0.5, 0.5, 0.5)
    nothing = paired_bootstrap(*np.zeros((2, 3, 2), int), share, seed=0)
    assert all(math.isnan(n) for n in (nothing.estimate, nothing.low, nothing.high))


@pytest.mark.parametrize("sizes", [(2, 3), (0, 0)])
def test_counts_of_other_pictures_are_refused(sizes):
    first, second = (np.ones((n, 2), int) for n in sizes)
    with pytest.raises(BadInput, match="same pictures"):
        paired_bootstrap(first, second, share, seed=0)


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=9).filter(lambda v: len(set(v)) > 1))
def test_the_interval_over_seeds_is_student_s(values):
    found = seed_interval(values)
    expected = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    assert [found.low, found.high] == pytest.approx(expected)
    assert found.estimate == pytest.approx(np.mean(values))


def test_equal_seeds_have_no_spread_and_one_says_nothing_about_others():
    same = seed_interval([0.5, 0.5, 0.5])
    assert (same.low, same.high) == (0.5, 0.5)
    one = seed_interval([0.5])
    assert one.estimate == 0.5
    assert math.isnan(one.low)
    assert math.isnan(one.high)
    with pytest.raises(BadInput, match="at least one seed"):
        seed_interval([])
