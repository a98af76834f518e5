import numpy as np
import pytest

from edgeward.models.data import Example
from edgeward.models.data.balance import class_weights
from edgeward.models.data.folder import IGNORE


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
