"""The paper's U-Net segmenter (Ronneberger et al., 2015) with its width and depth as parameters."""

import torch
from torch import Tensor, fx, nn
from torch.nn import functional as F

from edgeward.errors import BadInput


class UNet(nn.Module):
    """U-Net with padded convolutions and batch norm: scores at the resolution of its input.

    Features double at each of `depth` halvings, two 3 x 3 convolutions per block.

    Args:
        classes: number of scores per pixel.
        width: features at full resolution.
        depth: number of halvings; inputs need at least 2**depth pixels a side.

    Example:
        >>> UNet(classes=5, width=4, depth=2)(torch.zeros(2, 3, 18, 20)).shape
        torch.Size([2, 5, 18, 20])
    """

    def __init__(self, *, classes: int, width: int = 64, depth: int = 4):
        super().__init__()
        self.depth = depth
        features = [width * 2**level for level in range(depth + 1)]
        self.contract = nn.ModuleList(map(_block, [3, *features[:-1]], features))
        pairs = zip(features[:0:-1], features[-2::-1], strict=True)
        self.expand = nn.ModuleList(_block(deep + skip, skip) for deep, skip in pairs)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Score pictures.

        Args:
            x: float32 (N, 3, h, w), normalised.

        Returns:
            float32 (N, classes, h, w), before softmax.
        """
        _check_sides(x, self.depth)
        scores: Tensor = self.head(contract_and_expand(x, self.contract, self.expand))
        return scores


@fx.wrap  # a leaf for those who trace the network by proxies, whose shapes are not known
def _check_sides(x: Tensor, depth: int) -> None:
    if min(x.shape[-2:]) < 2**depth:
        raise BadInput(
            f"Expected at least {2**depth} pixels a side for a U-Net of depth {depth}, but got "
            f"{tuple(x.shape[-2:])}; sample more or take a lower depth."
        )


def contract_and_expand(x: Tensor, contract: nn.ModuleList, expand: nn.ModuleList) -> Tensor:
    """Run the blocks of a U-Net: halve the resolution, then double it and join what was there.

    Args:
        x: (N, C, h, w).
        contract: blocks, all but the first at half the resolution of the one before.
        expand: blocks, fewer than `contract`, each at the resolution of its skip.
    """
    skips: list[Tensor] = []
    for level, block in enumerate(contract):
        x = block(x if level == 0 else F.max_pool2d(x, 2))
        skips.append(x)
    for block, skip in zip(expand, skips[-2::-1], strict=False):
        x = F.interpolate(x, skip.shape[-2:], mode="nearest")
        x = block(torch.cat((x, skip), dim=1))
    return x


def _block(inputs: int, outputs: int) -> nn.Sequential:
    """Two rounds of padded 3 x 3 convolution, batch norm, ReLU."""
    layers: list[nn.Module] = []
    for channels in (inputs, outputs):
        layers += [
            nn.Conv2d(channels, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)
