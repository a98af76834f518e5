import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeward.models.data import Example
from edgeward.models.data.augment import Augmentation, recolour, reframe

seeds = st.integers(0, 2**32 - 1)


def make_example(size: tuple[int, int]) -> Example:
    """Make a picture whose channels hold row, column and label of each pixel."""
    labels = np.random.default_rng(0).integers(0, 9, size).astype(np.uint8)
    rows, cols = np.indices(size)
    return Example("x", np.stack((rows, cols, labels), axis=-1).astype(np.uint8), labels)


@pytest.mark.parametrize("crop", ["whole", "square", "random"])
@given(seed=seeds, size=st.tuples(st.integers(1, 60), st.integers(1, 60)))
def test_picture_and_labels_stay_aligned_in_one_unscaled_window(crop, seed, size):
    rng = np.random.default_rng(seed)
    found = reframe(make_example(size), Augmentation(crop=crop), rng)
    np.testing.assert_array_equal(found.picture[..., 2], found.labels)
    rows, cols = found.picture[..., 0].astype(int), found.picture[..., 1].astype(int)
    np.testing.assert_array_equal(rows, rows[:, :1] + np.zeros_like(cols))
    assert (np.diff(rows, axis=0) == 1).all()
    assert (abs(np.diff(cols, axis=1)) == 1).all()
    assert len(np.unique(np.diff(cols, axis=1))) <= 1


@given(seed=seeds)
def test_crops_have_the_shape_they_promise(seed):
    rng, example = np.random.default_rng(seed), make_example((40, 60))
    assert reframe(example, Augmentation(crop="whole"), rng).labels.shape == (40, 60)
    assert reframe(example, Augmentation(crop="square"), rng).labels.shape == (40, 40)
    height, width = reframe(example, Augmentation(crop="random", smallest=0.5), rng).labels.shape
    assert 20 <= height <= 40
    assert width == pytest.approx(height * 1.5, abs=1.5)


@pytest.mark.parametrize(("flip", "mirrored"), [(True, {False, True}), (False, {False})])
def test_half_of_the_pictures_are_mirrored_if_asked(flip, mirrored):
    rng, example = np.random.default_rng(0), make_example((4, 6))
    how = Augmentation(crop="whole", flip=flip)
    first = [reframe(example, how, rng).picture[0, 0, 1] > 0 for _ in range(200)]
    assert set(first) == mirrored
    assert not flip or 60 < sum(first) < 140


def test_every_square_of_the_picture_is_reached():
    rng, example = np.random.default_rng(0), make_example((3, 6))
    how = Augmentation(crop="square", flip=False)
    assert {int(reframe(example, how, rng).picture[0, 0, 1]) for _ in range(99)} == {0, 1, 2, 3}


def test_recolouring_is_one_rising_curve_for_all_pixels():
    levels = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    how = Augmentation(contrast=0.4, brightness=0.3, salt_pepper=0)
    for seed in range(20):
        changed = recolour(levels, how, np.random.default_rng(seed)).reshape(256, 3).astype(int)
        assert (changed == changed[:, :1]).all()
        assert (np.diff(changed[:, 0]) >= 0).all()
        assert abs(changed - levels.reshape(256, 3)).max() <= 127.5 * 0.4 + 255 * 0.3 + 1


def test_salt_and_pepper_take_their_share_in_equal_parts():
    grey = np.full((100, 100, 3), 100, np.uint8)
    how = Augmentation(contrast=0, brightness=0, salt_pepper=0.1)
    changed = recolour(grey, how, np.random.default_rng(0))
    assert set(map(tuple, changed.reshape(-1, 3))) == {(0,) * 3, (100,) * 3, (255,) * 3}
    assert 400 < (changed[..., 0] == 0).sum() < 600
    assert 400 < (changed[..., 0] == 255).sum() < 600


def test_recolouring_leaves_its_input():
    grey = np.full((4, 4, 3), 100, np.uint8)
    recolour(grey, Augmentation(salt_pepper=1), np.random.default_rng(0))
    assert (grey == 100).all()
