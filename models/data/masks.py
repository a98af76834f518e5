"""Ids from the files of masks: reading them as stored, mapping and renumbering them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edgeward.errors import BadInput
from edgeward.models.data.example import IGNORE

Ids = NDArray[np.integer[Any]]


def read_labels(path: Path) -> NDArray[np.uint8]:
    """Read the class ids of a mask as stored: palette and grey pictures of 8 bits.

    Returns:
        uint8 (H, W).

    Raises:
        BadInput: the file cannot be read or is of another depth.
    """
    mode, labels = _open(path)
    if mode not in ("L", "P"):
        raise BadInput(
            f"{path}: expected a mask of class ids in 8 bits (grey or palette), but its mode is "
            f"{mode}."
        )
    return labels.astype(np.uint8, copy=False)


def read_instances(path: Path, shape: tuple[int, ...] | None = None) -> Ids:
    """Read the object ids of a mask as stored: one channel of 8, 16 or 32 bits.

    Args:
        path: of the mask.
        shape: that it must have, if given: height and width.

    Returns:
        uint8, uint16 or int32 (H, W), at least 0.

    Raises:
        BadInput: the file cannot be read, has several channels or another shape.
    """
    mode, ids = _open(path)
    if mode not in ("L", "P", "I", "I;16", "I;16B") or ids.min() < 0:
        raise BadInput(
            f"{path}: expected a mask of object ids in one channel of whole numbers, but its mode "
            f"is {mode}."
        )
    if shape is not None and ids.shape != shape:
        raise BadInput(f"{path}: expected {shape} pixels like its labels, but got {ids.shape}.")
    return ids


def read_words(path: Path) -> NDArray[np.uint16]:
    """Read a PNG of two or three channels of 16 bits, of which Pillow keeps the upper bytes alone.

    Returns:
        uint16 (H, W, 2 or 3).

    Raises:
        BadInput: the file cannot be read or is of another depth.
    """
    stored, upper = _bytes(path)
    if stored == "LA;16B":
        # Two words a pixel are four bytes, as those of RGBA.
        words: NDArray[np.uint16] = _bytes(path, "RGBA")[1].view(">u2").astype(np.uint16)
        return words
    if stored != "RGB;16B":
        raise BadInput(
            f"{path}: expected a PNG of two or three channels of 16 bits, but its pixels are "
            f"{stored}."
        )
    # PNG stores the upper byte first: read as if the lower came first, it is the one dropped.
    lower = _bytes(path, "RGB;16L")[1]
    return upper.astype(np.uint16) * np.uint16(256) + lower


def relabel(ids: Ids, table: Mapping[int, int], path: Path, known: str) -> NDArray[np.uint8]:
    """Map the ids of a mask to class ids.

    Args:
        ids: (H, W).
        table: id in the file -> class id or IGNORE.
        path: of the mask, to name it.
        known: what the format says about ids, to end the error's sentence with.

    Raises:
        BadInput: an id is not in the table.

    Example:
        >>> relabel(np.array([[7, 8]], np.uint8), {7: 0, 8: IGNORE}, Path("a.png"), "").tolist()
        [[0, 255]]
    """
    present = np.flatnonzero(np.bincount(ids.ravel()))
    unknown = [int(i) for i in present if i not in table]
    if unknown:
        raise BadInput(f"{path}: label {unknown[0]} is unknown; {known}.")
    lookup = np.full(max(table) + 1, IGNORE, np.uint8)
    lookup[list(table)] = list(table.values())
    mapped: NDArray[np.uint8] = lookup[ids]
    return mapped


def renumber(ids: Ids) -> NDArray[np.uint16]:
    """Number the ids above 0 in their order from 1 without gaps; 0 stays.

    Example:
        >>> renumber(np.array([[0, 26001, 24000, 26001]])).tolist()
        [[0, 2, 1, 2]]
    """
    present = np.bincount(ids.ravel(), minlength=1) > 0
    present[0] = False
    numbers = (np.cumsum(present) * present).astype(np.uint16)
    found: NDArray[np.uint16] = numbers[ids]
    return found


def _open(path: Path) -> tuple[str, Ids]:
    with _named(path), Image.open(path) as mask:
        return mask.mode, np.asarray(mask)


def _bytes(path: Path, layout: str | None = None) -> tuple[str, NDArray[np.uint8]]:
    """Read a PNG as if its pixels were laid out so; return how they are, in Pillow's words."""
    with _named(path), Image.open(path) as mask:
        codec, extents, offset, stored = mask.tile[0]
        mask.tile = [type(mask.tile[0])(codec, extents, offset, layout or stored)]
        return str(stored), np.asarray(mask)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Pillow's decoders raise most kinds on a broken file
        raise BadInput(f"Cannot read the mask {path}: {error}.") from error
