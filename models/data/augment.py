"""Augmentation of section 4.1: crop, flip, contrast, brightness, salt and pepper.

Everything that changes colours works pixel by pixel, so it is applied after sampling, to the few
pixels that the network sees.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from edgeward.decode import Range
from edgeward.models.data.example import Example

Pixels = NDArray[np.uint8]
Share = Annotated[float, Range(0, 1)]


@dataclass(frozen=True)
class Augmentation:
    """What may happen to a training picture.

    Attributes:
        crop: "whole" picture, largest "square" at a random place (the paper's), or a "random"
            rectangle of the picture's own shape.
        smallest: shortest side of a random crop, as a share of the picture's.
        whole: share of the pictures that a random crop leaves whole.
        flip: mirror left and right half of the time.
        contrast: largest relative change.
        brightness: largest shift as a share of the full range.
        salt_pepper: share of pixels set to black or white.
    """

    crop: Literal["whole", "square", "random"] = "square"
    smallest: Share = 0.5
    whole: Share = 0.0
    flip: bool = True
    contrast: Share = 0.2
    brightness: Share = 0.1
    salt_pepper: Share = 0.005


def reframe(example: Example, how: Augmentation, rng: Generator) -> Example:
    """Crop and mirror an example; the arrays of the result are views.

    Example:
        >>> example = Example("", np.zeros((4, 6, 3), np.uint8), np.zeros((4, 6), np.uint8))
        >>> reframe(example, Augmentation(crop="square"), np.random.default_rng(0)).labels.shape
        (4, 4)
    """
    height, width = example.labels.shape
    side_h, side_w = _crop_size(height, width, how, rng)
    top, left = rng.integers(height - side_h + 1), rng.integers(width - side_w + 1)
    window = np.s_[top : top + side_h, left : left + side_w]
    mirror = np.s_[:, ::-1] if how.flip and rng.random() < 0.5 else np.s_[:, :]
    return example.window(window).window(mirror)


def _crop_size(height: int, width: int, how: Augmentation, rng: Generator) -> tuple[int, int]:
    if how.crop == "square":
        return min(height, width), min(height, width)
    if how.crop == "random":
        share = rng.uniform(how.smallest, 1) if rng.random() >= how.whole else 1.0
        return max(round(height * share), 1), max(round(width * share), 1)
    return height, width


def recolour(pixels: Pixels, how: Augmentation, rng: Generator) -> Pixels:
    """Change contrast and brightness of pixels (..., 3), then salt and pepper some.

    Example:
        >>> grey = np.full((8, 8, 3), 100, np.uint8)
        >>> recolour(
        ...     grey,
        ...     Augmentation(contrast=0, brightness=0, salt_pepper=0),
        ...     np.random.default_rng(0),
        ... ).max()
        np.uint8(100)
    """
    gain = 1 + rng.uniform(-how.contrast, how.contrast)
    shift = 255 * rng.uniform(-how.brightness, how.brightness)
    levels = np.clip((np.arange(256) - 127.5) * gain + 127.5 + shift, 0, 255)
    changed = np.rint(levels).astype(np.uint8)[pixels]
    chance = rng.random(pixels.shape[:-1])
    changed[chance < how.salt_pepper / 2] = 0
    changed[chance > 1 - how.salt_pepper / 2] = 255
    return changed
