"""Pictures to measure on: the bundled photo at any size."""

import re

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edgeward._core import MAX_SIDE
from edgeward.errors import BadInput
from edgeward.picture import EXAMPLE_PHOTO

Picture = NDArray[np.uint8]
Size = tuple[int, int]

# What phones record and photograph, (height, width).
STANDARD = {"720p": (720, 1280), "1080p": (1080, 1920), "4k": (2160, 3840), "12mp": (3000, 4000)}


def photo_of(size: Size) -> Picture:
    """Resize the bundled photo, bicubic; its proportions change, its edges stay edges.

    Args:
        size: (H, W), pixels.

    Returns:
        uint8 (H, W, 3), RGB.

    Example:
        >>> photo_of((90, 160)).shape
        (90, 160, 3)
    """
    with Image.open(EXAMPLE_PHOTO) as photo:
        resized = photo.convert("RGB").resize(size[::-1], Image.Resampling.BICUBIC)
        return np.asarray(resized)


def parse_size(text: str) -> Size:
    """Read 64, 48x64 or one of the standard names.

    Raises:
        BadInput: none of them.

    Example:
        >>> parse_size("64"), parse_size("48x64"), parse_size("720p")
        ((64, 64), (48, 64), (720, 1280))
    """
    if text.lower() in STANDARD:
        return STANDARD[text.lower()]
    found = re.fullmatch(r"(\d{1,5})(?:x(\d{1,5}))?", text.strip())
    height, width = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= min(height, width) <= max(height, width) <= MAX_SIDE:
        raise BadInput(
            f"Expected a size such as 64, 720x1280 (height x width) or {', '.join(STANDARD)}, with "
            f"sides from 1 to {MAX_SIDE}, but got {text!r}."
        )
    return height, width


def size_name(size: Size) -> str:
    """Name a size as its users do.

    Example:
        >>> size_name((720, 1280)), size_name((64, 64))
        ('720p', '64x64')
    """
    names = {value: name for name, value in STANDARD.items()}
    return names.get(size, f"{size[0]}x{size[1]}")
