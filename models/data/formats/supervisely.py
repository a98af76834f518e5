"""Supervisely Person (supervise.ly, 2018) in Supervisely's own format for projects.

The format is that of supervisely/geometry/bitmap.py and polygon.py in
github.com/supervisely/supervisely; the classes (person_bmp, person_poly, neutral) are those that
dataset-ninja/supervisely-persons lists. Written from the published format; not run on the real
set here.
"""

import base64
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.example import IGNORE
from edgeward.models.data.labelled import BACKGROUND, FOREGROUND, Annotation, LabelledPictures
from edgeward.models.data.listing import find_file, folders_in, walk
from edgeward.models.data.split import draw_splits

# 5140 and 571 pictures of 5711, as in section 4.2 of the paper; which ones it does not say.
SHARES = {"train": 0.9, "test": 0.1}
Mask = NDArray[np.bool_]


class Supervisely(LabelledPictures):
    """Pictures `dsN/img/NAME.png` with annotations `dsN/ann/NAME.png.json` (or `NAME.json`).

    Every object whose class begins with "person" is a person and an instance, the later one on
    top; pixels of "neutral" objects that are no person's are ignored; all else is background. The
    splits are drawn by seed 0.

    See `LabelledPictures` for the arguments; `foreground` renames the person class.
    """

    format = "Supervisely Person"
    published = (ClassInfo("background", BACKGROUND), ClassInfo("person", FOREGROUND))
    targets = ("person",)

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for meta.json."""
        return (root / "meta.json").is_file()

    @classmethod
    def splits(cls, root: Path) -> tuple[str, ...]:
        """List the splits that are drawn."""
        return tuple(SHARES)

    def list_names(self) -> Sequence[str]:
        """Walk each img/ and draw the splits."""
        parts = folders_in(self.root)
        names = [f"{part}/{name}" for part in parts for name in walk(self.root / part / "img")]
        return draw_splits(names, SHARES)[self.split]

    def picture_path(self, name: str) -> Path:
        """Look in img/."""
        part, file = name.split("/", 1)
        return find_file(self.root / part / "img" / file)

    def annotation(self, name: str) -> Annotation:
        """Draw the objects of the annotation."""
        part, file = name.split("/", 1)
        folder = self.root / part / "ann"
        # Older exports leave the picture's suffix out.
        path = folder / f"{file}{self.picture_path(name).suffix}.json"
        path = path if path.is_file() else find_file(folder / file, (".json",))
        try:
            return _draw(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, KeyError, TypeError, IndexError, ValueError, zlib.error) as error:
            raise BadInput(
                f"{path}: expected a Supervisely annotation, but cannot read it: {error!r}."
            ) from error


def _draw(annotation: dict[str, Any]) -> Annotation:
    """Draw labels and instances of an annotation, in the order of its objects."""
    size = annotation["size"]["height"], annotation["size"]["width"]
    instances, neutral = np.zeros(size, np.uint16), np.zeros(size, np.bool_)
    count = 0
    for item in annotation["objects"]:
        title = item["classTitle"]
        if title.startswith("person"):
            count += 1
            instances[object_mask(item, size)] = count
        elif title == "neutral":
            neutral |= object_mask(item, size)
    labels = np.where(neutral, IGNORE, 0).astype(np.uint8)
    labels[instances > 0] = 1
    return labels, instances


def object_mask(item: dict[str, Any], size: tuple[int, int]) -> Mask:
    """Draw one object of a Supervisely annotation.

    Args:
        item: with `bitmap` (`data`, a zlib-compressed PNG in base64, and `origin`, its corner) or
            `points` (`exterior`, and `interior`: a list of holes); corners and points are (x, y).
        size: height and width of the picture.

    Returns:
        bool (H, W); what lies outside of the picture is left out.

    Example:
        >>> square = {"points": {"exterior": [[1, 0], [2, 0], [2, 1], [1, 1]], "interior": []}}
        >>> object_mask(square, (3, 4)).astype(int).tolist()
        [[0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    """
    if item.get("bitmap"):
        return _paste(_decode(item["bitmap"]["data"]), item["bitmap"]["origin"], size)
    return _fill(item["points"]["exterior"], item["points"].get("interior", ()), size)


def _decode(data: str) -> Mask:
    """Read the mask of a bitmap: its alpha channel if it has one, else its values above 0."""
    with Image.open(io.BytesIO(zlib.decompress(base64.b64decode(data)))) as image:
        if "A" in image.getbands() or "transparency" in image.info:
            return np.asarray(image.convert("RGBA"))[..., 3] > 0
        return np.asarray(image.convert("L") if image.mode != "P" else image) > 0


def _paste(mask: Mask, origin: Sequence[int], size: tuple[int, int]) -> Mask:
    canvas = Image.new("1", size[::-1])
    canvas.paste(Image.fromarray(mask), (int(origin[0]), int(origin[1])))
    return np.asarray(canvas)


def _fill(
    exterior: Sequence[Sequence[float]],
    interior: Iterable[Sequence[Sequence[float]]],
    size: tuple[int, int],
) -> Mask:
    """Fill a polygon with its outline; holes are cut out with theirs."""
    canvas = Image.new("1", size[::-1])
    draw = ImageDraw.Draw(canvas)
    for ring, value in ((exterior, 1), *((hole, 0) for hole in interior)):
        corners = [(round(x), round(y)) for x, y in ring]
        draw.polygon([*corners, corners[-1], corners[-1]], fill=value, outline=value)
    return np.asarray(canvas)
