"""The module that is exported: the adaptive segmenter with the runtime's layouts."""

from typing import NamedTuple

from torch import Tensor, nn

from edgeward.models import AdaptiveSegmenter


class Outputs(NamedTuple):
    """What every exported graph hands to the runtime.

    Attributes:
        scores: float32 (h, w, classes), before softmax, at the points.
        points: int32 (h, w, 2), the pixels that the graph gathered, (row, column).
        grid: float32 (rows, cols, 2), the covering grid in [0, 1].
    """

    scores: Tensor
    points: Tensor
    grid: Tensor


class BakedGraph(nn.Module):
    """Thumbnail, sampler, gather and segmenter in one graph.

    Args:
        model: in eval mode.

    Example:
        >>> import torch
        >>> from edgeward.models import UNet
        >>> model = AdaptiveSegmenter(None, UNet(classes=2, width=4), sample_size=(32, 48)).eval()
        >>> BakedGraph(model)(torch.zeros(60, 80, 3, dtype=torch.uint8)).scores.shape
        torch.Size([32, 48, 2])
    """

    def __init__(self, model: AdaptiveSegmenter):
        super().__init__()
        self.model = model

    def forward(self, picture: Tensor) -> Outputs:
        """Segment a picture at the sampled pixels.

        Args:
            picture: uint8 (H, W, 3), RGB.
        """
        found = self.model(picture)
        # Classes last: the runtime reads all scores of a point at once.
        return Outputs(found.scores.permute(1, 2, 0), found.points, found.grid)
