"""Pictures of what happened: labels over the photo, the grid over the photo, side by side.

All functions take and return uint8 (H, W, 3) RGB; lines, dots and letters grow with the picture.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from edgeward.interpolate import Labels

Colour = tuple[int, int, int]
Picture = NDArray[np.uint8]

YELLOW: Colour = (255, 214, 10)
WHITE: Colour = (255, 255, 255)
INK: Colour = (24, 26, 32)

# Rows that are blended at a time, so that a large photo needs no large temporaries.
_BAND = 256


def overlay_labels(
    picture: Picture, labels: Labels, colours: Sequence[Colour], *, alpha: float = 0.5
) -> Picture:
    """Tint each class in its colour and outline it; black classes leave the photo clear.

    Args:
        picture: uint8 (H, W, 3).
        labels: (H, W), class ids.
        colours: RGB per class, 0 to 255.
        alpha: strength of the tint, 0 to 1.

    Example:
        >>> labels = np.ones((1, 1), np.uint8)
        >>> grey = np.full((1, 1, 3), 100, np.uint8)
        >>> overlay_labels(grey, labels, [(0, 0, 0), (200, 0, 0)]).tolist()
        [[[150, 50, 50]]]
    """
    table = np.asarray(colours, np.float32)
    strength = np.where(table.any(axis=1), alpha, 0).astype(np.float32)[:, None]
    result = np.empty_like(picture)
    for start in range(0, len(picture), _BAND):
        band = slice(start, start + _BAND)
        ids = labels[band]
        weight = strength[ids]
        result[band] = picture[band] * (1 - weight) + table[ids] * weight + 0.5
    edges = _thicken(_edges(labels), (_line_width(picture) - 1) // 2)
    result[edges & (strength[labels, 0] > 0)] = WHITE
    return result


def draw_grid(picture: Picture, points: NDArray[np.int32], *, coarse: int = 8) -> Picture:
    """Draw the sampled points as dots and every few of their rows and columns as a mesh.

    Args:
        picture: uint8 (H, W, 3).
        points: int32 (h, w, 2), the pixels that were sampled, (row, column).
        coarse: cells of the mesh per side.

    Example:
        >>> from edgeward import points, uniform_grid
        >>> photo = np.zeros((40, 60, 3), np.uint8)
        >>> draw_grid(photo, points(uniform_grid(8, 8), size=(40, 60))).shape
        (40, 60, 3)
    """
    # Pillow's lines are jagged; small photos are drawn enlarged and reduced again.
    factor = max(1, min(4, 2400 // max(picture.shape[:2])))
    width = _line_width(picture) * factor
    mask = Image.new("L", (picture.shape[1] * factor, picture.shape[0] * factor))
    pen = ImageDraw.Draw(mask)
    places = (points[..., ::-1] * factor + factor // 2).astype(np.int64)
    for line in _mesh(places, coarse):
        pen.line([tuple(place) for place in line.tolist()], fill=200, width=width)
    radius = 0.9 * width
    for x, y in places.reshape(-1, 2).tolist():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    mask = mask.resize((picture.shape[1], picture.shape[0]), Image.Resampling.BOX)
    dimmed = Image.fromarray((picture * 0.8).astype(np.uint8))
    dimmed.paste(Image.new("RGB", dimmed.size, YELLOW), mask=mask)
    return np.asarray(dimmed)


def enlarge(sampled: Picture, *, side: int = 512) -> Picture:
    """Enlarge a small picture by a whole factor, pixels as squares, to at most `side` or its own.

    Example:
        >>> enlarge(np.zeros((32, 20, 3), np.uint8), side=100).shape
        (96, 60, 3)
    """
    factor = max(1, side // max(sampled.shape[:2]))
    return sampled.repeat(factor, axis=0).repeat(factor, axis=1)


def side_by_side(pictures: Sequence[Picture], titles: Sequence[str]) -> Picture:
    """Set pictures of one height next to each other, each under its title.

    Example:
        >>> photo = np.zeros((100, 80, 3), np.uint8)
        >>> side_by_side([photo, photo], ["adaptive", "uniform"]).shape
        (112, 164, 3)
    """
    height = max(picture.shape[0] for picture in pictures)
    gap = max(4, height // 64)
    title = max(12, height // 16)
    width = sum(picture.shape[1] for picture in pictures) + gap * (len(pictures) - 1)
    sheet = Image.new("RGB", (width, title + height), INK)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=0.62 * title)
    left = 0
    for picture, text in zip(pictures, titles, strict=True):
        sheet.paste(Image.fromarray(picture), (left, title))
        centre = (left + picture.shape[1] // 2, title // 2)
        pen.text(centre, text, fill=WHITE, font=font, anchor="mm")
        left += picture.shape[1] + gap
    return np.asarray(sheet)


def _line_width(picture: Picture) -> int:
    """Two pixels on a 1000-pixel photo, in proportion beyond."""
    longest: int = max(picture.shape[:2])
    return max(1, round(longest / 500))


def _mesh(places: NDArray[np.int64], coarse: int) -> list[NDArray[np.int64]]:
    """Pick about `coarse` + 1 rows and columns of points, the outermost among them."""
    rows, cols = (
        np.unique(np.linspace(0, side - 1, min(side, coarse + 1)).round().astype(int))
        for side in places.shape[:2]
    )
    return [*places[rows], *places[:, cols].swapaxes(0, 1)]


def _edges(labels: Labels) -> NDArray[np.bool_]:
    """Mark pixels with a neighbour of another class, on both sides of the boundary."""
    edges = np.zeros(labels.shape, bool)
    for view, ids in ((edges, labels), (edges.T, labels.T)):
        differs = ids[:-1] != ids[1:]
        view[:-1] |= differs
        view[1:] |= differs
    return edges


def _thicken(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Grow a mask by a square of the given radius, one axis after the other."""
    for _ in range(2):
        grown = mask.copy()
        for step in range(1, radius + 1):
            grown[:-step] |= mask[step:]
            grown[step:] |= mask[:-step]
        mask = grown.T
    return mask
