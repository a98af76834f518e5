import numpy as np
import torch
from torch.nn import functional as F

from edgeward.models.proposal import energy, minimise
from edgeward.models.training.losses import energy_loss, proposal_loss, segmenter_loss


def test_energy_loss_is_eq_2_per_coordinate():
    grids, nearest = torch.rand(2, 3, 4, 5, 2, dtype=torch.float64)
    expected = sum(energy(g.numpy(), b.numpy(), 0.7) for g, b in zip(grids, nearest, strict=True))
    np.testing.assert_allclose(energy_loss(grids, nearest, 0.7), expected / grids.numel())


def test_energy_loss_has_no_slope_at_the_proposal_along_free_coordinates():
    nearest = torch.rand(1, 4, 5, 2, dtype=torch.float64)
    grid = torch.from_numpy(minimise(nearest[0].numpy(), 1.0))[None].requires_grad_()
    energy_loss(grid, nearest, 1.0).backward()
    assert grid.grad[0, 1:-1, 1:-1].abs().max() < 1e-12


def test_proposal_loss_is_the_mean_squared_distance():
    grids, proposals = torch.rand(2, 3, 4, 4, 2)
    expected = ((grids - proposals) ** 2).sum() / grids.numel()
    torch.testing.assert_close(proposal_loss(grids, proposals), expected)


def test_ignored_pixels_do_not_count():
    scores, labels = torch.randn(2, 3, 4, 4), torch.randint(0, 3, (2, 4, 4))
    labels[0, :2] = 255
    kept = labels != 255
    expected = F.cross_entropy(scores.permute(0, 2, 3, 1)[kept], labels[kept])
    torch.testing.assert_close(segmenter_loss(scores, labels, 255), expected)


def test_a_batch_without_labels_has_loss_and_slope_zero():
    scores = torch.randn(1, 3, 2, 2, requires_grad=True)
    loss = segmenter_loss(scores, torch.full((1, 2, 2), 255), 255)
    loss.backward()
    assert loss.item() == 0
    assert not scores.grad.any()


def test_weights_of_classes_and_points_make_a_weighted_mean():
    scores, labels = torch.randn(2, 3, 4, 4), torch.randint(0, 3, (2, 4, 4))
    labels[0, :2] = 255
    classes, points = torch.rand(3), torch.rand(2, 4, 4)
    kept = labels != 255
    weights = classes[labels[kept]] * points[kept]
    each = F.cross_entropy(scores.permute(0, 2, 3, 1)[kept], labels[kept], reduction="none")
    expected = (weights * each).sum() / weights.sum()
    found = segmenter_loss(scores, labels, 255, classes=classes, points=points)
    torch.testing.assert_close(found, expected)
    alone = segmenter_loss(scores, labels, 255, classes=classes)
    torch.testing.assert_close(alone, F.cross_entropy(scores, labels, classes, ignore_index=255))
