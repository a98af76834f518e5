"""Scores at the size of the picture, for segmenters whose authors stop at a fraction of it."""

from torch import Tensor, nn
from torch.nn import functional as F


def to_full_size(scores: Tensor, picture: Tensor) -> Tensor:
    """Resize scores that are smaller than their picture, bilinearly between pixel centres.

    As SegFormer, DeepLab and most others evaluate themselves (`align_corners=False`).

    Args:
        scores: float32 (N, classes, h', w').
        picture: (N, 3, h, w).

    Returns:
        float32 (N, classes, h, w); larger scores stay as they are.

    Example:
        >>> import torch
        >>> to_full_size(torch.zeros(1, 5, 8, 12), torch.zeros(1, 3, 32, 48)).shape
        torch.Size([1, 5, 32, 48])
    """
    height, width = picture.shape[-2:]
    if scores.shape[-2] >= height and scores.shape[-1] >= width:
        return scores
    return F.interpolate(scores, (height, width), mode="bilinear", align_corners=False)


class FullSize(nn.Module):
    """A segmenter with its scores at the size of its input.

    Args:
        segmenter: maps (N, 3, h, w) to scores (N, classes, h', w').

    Example:
        >>> import torch
        >>> FullSize(nn.Conv2d(3, 2, 1, stride=4))(torch.zeros(1, 3, 32, 48)).shape
        torch.Size([1, 2, 32, 48])
    """

    def __init__(self, segmenter: nn.Module):
        super().__init__()
        self.segmenter = segmenter

    def forward(self, picture: Tensor) -> Tensor:
        """Score every pixel of normalised float32 pictures (N, 3, h, w)."""
        return to_full_size(self.segmenter(picture), picture)
