"""Losses of the sampler (section 3.1) and of the segmenter."""

import torch
from torch import Tensor
from torch.nn import functional as F


def proposal_loss(grids: Tensor, proposals: Tensor) -> Tensor:
    """Squared L2 distance to the proposal per coordinate, the paper's training loss.

    Args:
        grids: predicted, (N, rows, cols, 2).
        proposals: minimisers of eq. (2) under eq. (3), the same shape.
    """
    return F.mse_loss(grids, proposals)


def energy_loss(grids: Tensor, nearest: Tensor, lam: float) -> Tensor:
    """Eq. (2) itself per coordinate, the paper's alternative: a regularised loss.

    Args:
        grids: predicted and projected onto eq. (3), (N, rows, cols, 2).
        nearest: b(u) of every grid point in [0, 1], the same shape.
        lam: weight of the neighbour term.
    """
    pull = F.mse_loss(grids, nearest, reduction="sum")
    along_rows, along_cols = grids.diff(dim=1), grids.diff(dim=2)
    smooth = along_rows.square().sum() + along_cols.square().sum()
    return (pull + lam * smooth) / grids.numel()


def segmenter_loss(
    scores: Tensor,
    labels: Tensor,
    ignore: int,
    *,
    classes: Tensor | None = None,
    points: Tensor | None = None,
) -> Tensor:
    """Softmax cross-entropy at the sampled pixels; ignored pixels do not count.

    Args:
        scores: (N, classes, h, w).
        labels: int64 (N, h, w).
        ignore: label without meaning.
        classes: (classes,) weights of the classes; None weighs all alike, as the paper does.
        points: (N, h, w) weights of the points; None weighs all alike, as the paper does.

    Returns:
        Weighted mean over the labelled pixels, 0 where there is none.

    Example:
        >>> import torch
        >>> segmenter_loss(torch.zeros(1, 2, 1, 1), torch.full((1, 1, 1), 255), 255).item()
        0.0
    """
    losses = F.cross_entropy(scores, labels, classes, ignore_index=ignore, reduction="none")
    known = labels != ignore
    weight = known.to(losses)
    if classes is not None:
        weight[known] = classes[labels[known]]
    if points is not None:
        losses, weight = losses * points, weight * points
    total = weight.sum()
    return losses.sum() / torch.where(total > 0, total, 1)
