import math

import pytest
import torch

from edgeward.models.metrics import class_iou, mean_iou


def test_class_iou_is_intersection_over_union():
    confusion = torch.tensor([[5, 1, 0], [2, 3, 0], [0, 0, 0]])
    assert class_iou(confusion).tolist()[:2] == pytest.approx([5 / 8, 3 / 6])
    assert math.isnan(class_iou(confusion)[2])


def test_a_class_that_is_missed_or_invented_scores_zero():
    assert class_iou(torch.tensor([[0, 4], [0, 0]])).tolist() == [0, 0]


def test_mean_iou_averages_what_occurs():
    iou = torch.tensor([0.2, 0.6, float("nan")])
    assert mean_iou(iou) == pytest.approx(0.4)
    assert mean_iou(iou, [1, 2]) == pytest.approx(0.6)
    assert math.isnan(mean_iou(iou, [2]))
