import math

import numpy as np
import pytest
import torch
from hypothesis import given
from torchmetrics.classification import MulticlassConfusionMatrix

from edgeward.errors import BadInput
from edgeward.models.metrics import class_iou, confusion, mean_iou
from tests.models.metrics.pictures import CLASSES, IGNORE, judged, one_class


def count(found, truth):
    return confusion(found, truth, classes=CLASSES, ignore=IGNORE)


@given(judged())
def test_confusion_equals_its_slow_twin(pair):
    slow = MulticlassConfusionMatrix(CLASSES, ignore_index=IGNORE)
    slow.update(*(torch.from_numpy(labels.astype(np.int64)) for labels in pair))
    found = count(*pair)
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, slow.compute().numpy())


@given(judged())
def test_perfect_labels_score_one_in_every_class_that_occurs(pair):
    _, truth = pair
    iou = class_iou(count(np.where(truth == IGNORE, 0, truth), truth))
    occurs = np.isin(np.arange(CLASSES), truth)
    assert (iou[occurs] == 1).all()
    assert np.isnan(iou[~occurs]).all()


def test_labels_of_ignored_pixels_do_not_matter():
    truth = np.array([[0, IGNORE]], np.uint8)
    assert count(np.array([[0, 77]], np.uint8), truth).sum() == 1


@pytest.mark.parametrize("found", [one_class(CLASSES), one_class(-1 % 256)])
def test_a_label_that_is_no_class_is_refused(found):
    with pytest.raises(BadInput, match="labels from 0 to 3"):
        count(found, one_class(0))
    with pytest.raises(BadInput, match="labels from 0 to 3"):
        confusion(one_class(0), found, classes=CLASSES, ignore=99)


def test_labels_of_another_size_are_refused():
    with pytest.raises(BadInput, match="truth's size"):
        count(one_class(0, (2, 3)), one_class(0, (3, 2)))


def test_class_iou_is_intersection_over_union():
    iou = class_iou(np.array([[5, 1, 0], [2, 3, 0], [0, 0, 0]]))
    assert iou[:2] == pytest.approx([5 / 8, 3 / 6])
    assert math.isnan(iou[2])


def test_class_iou_takes_many_matrices_at_once():
    matrices = np.random.default_rng(0).integers(0, 9, (2, 5, 3, 3))
    each = [[class_iou(matrix) for matrix in row] for row in matrices]
    np.testing.assert_array_equal(class_iou(matrices), each)


def test_a_class_that_is_missed_or_invented_scores_zero():
    assert class_iou(np.array([[0, 4], [0, 0]])).tolist() == [0, 0]


def test_mean_iou_averages_what_occurs():
    iou = np.array([0.2, 0.6, np.nan])
    assert mean_iou(iou) == pytest.approx(0.4)
    assert mean_iou(iou, [1, 2]) == pytest.approx(0.6)
    assert math.isnan(mean_iou(iou, [2]))
