import math

import numpy as np
import pytest
import torch
from torch import nn

import edgeward
from edgeward.models import AdaptiveSegmenter
from edgeward.models.data import Example
from edgeward.models.evaluation import label_picture, score

IGNORE = 255


@pytest.fixture
def examples() -> list[Example]:
    """Two pictures of different sizes; class 3 occurs in neither, a tenth is ignored."""
    rng = np.random.default_rng(0)
    made = []
    for name, size in (("a", (9, 12)), ("b", (20, 7))):
        labels = rng.integers(0, 3, size).astype(np.uint8)
        labels[rng.random(size) < 0.1] = IGNORE
        made.append(Example(name, np.zeros((*size, 3), np.uint8), labels))
    return made


def guess(example: Example) -> np.ndarray:
    rng = np.random.default_rng(len(example.name))
    return rng.integers(0, 3, example.labels.shape).astype(np.uint8)


def slow_iou(pairs, label):
    """Count pixels of one class one by one."""
    both = either = 0
    for found, truth in pairs:
        for f, t in zip(found.ravel(), truth.ravel(), strict=True):
            if t != IGNORE:
                both += f == label and t == label
                either += f == label or t == label
    return both / either if either else math.nan


def test_score_equals_its_slow_twin(examples):
    found = score(guess, examples, classes=4, targets=[1, 3])
    pairs = [(guess(example), example.labels) for example in examples]
    expected = [slow_iou(pairs, label) for label in range(4)]
    np.testing.assert_allclose(found.iou, expected)
    assert found.miou == pytest.approx(np.nanmean(expected))
    assert found.miou_targets == pytest.approx(expected[1])


def test_perfect_labels_score_one_and_ignored_pixels_do_not_count(examples):
    found = score(lambda e: np.where(e.labels == IGNORE, 2, e.labels), examples, classes=4)
    assert found.iou[:3] == (1, 1, 1)
    assert math.isnan(found.iou[3])
    assert found.miou == 1
    assert math.isnan(found.miou_targets)


class Brightest(nn.Module):
    """Score each pixel by its channels: the label is the brightest one."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def label_channels(picture: np.ndarray, sample_size: tuple[int, int]) -> np.ndarray:
    model = AdaptiveSegmenter(
        None, Brightest(), sample_size=sample_size, mean=(0, 0, 0), std=(1, 1, 1)
    )
    return label_picture(model.eval(), picture)


def test_a_picture_sampled_at_every_pixel_gets_every_pixel_s_label():
    picture = np.random.default_rng(0).integers(0, 256, (15, 22, 3), np.uint8)
    np.testing.assert_array_equal(label_channels(picture, (15, 22)), picture.argmax(-1))


def test_labels_are_interpolated_to_the_size_of_the_picture():
    picture = np.zeros((41, 61, 3), np.uint8)
    picture[:, :25, 0], picture[:, 25:, 2] = 200, 200
    labels = label_channels(picture, (5, 7))
    points = edgeward.points(edgeward.uniform_grid(5, 7), size=(41, 61))
    scores = edgeward.sample(picture, points).astype(np.float32) / 255
    np.testing.assert_array_equal(
        labels, edgeward.interpolate_labels(points, scores, size=(41, 61))
    )
    assert set(labels.ravel()) == {0, 2}
