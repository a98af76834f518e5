"""Tiny data sets in the formats of others, written by the rules that they publish."""

import base64
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE = (6, 10)


def write(path: Path, array: NDArray[Any]) -> Path:
    """Write an array as a picture and make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path)
    return path


def draw_picture(seed: int) -> NDArray[np.uint8]:
    """Draw noise (6, 10, 3)."""
    return np.random.default_rng(seed).integers(0, 256, (*SIZE, 3)).astype(np.uint8)


def spread(ids: Sequence[int], dtype: type = np.uint8) -> NDArray[Any]:
    """Make a mask (6, 10) whose columns hold the ids, the last one in all that are left."""
    row = [*ids, *[ids[-1]] * (SIZE[1] - len(ids))]
    return np.tile(np.array(row, dtype), (SIZE[0], 1))


def write_cityscapes(root: Path) -> Path:
    """Write train with two pictures of two cities, val with one; all kinds of masks occur."""
    places = {"train": ["aachen/aachen_000000_000019", "ulm/ulm_000001_000019"], "val": ["x/x_0"]}
    for split, names in places.items():
        for seed, name in enumerate(names):
            suffix = "png" if seed else "jpg"
            write(root / f"leftImg8bit/{split}/{name}_leftImg8bit.{suffix}", draw_picture(seed))
            stem = root / f"gtFine/{split}/{name}_gtFine"
            write(Path(f"{stem}_labelIds.png"), spread([7, 26, 26, 24, 29, 0, 33]))
            write(
                Path(f"{stem}_instanceIds.png"),
                spread([7, 26001, 26000, 24, 29000, 0, 33], np.uint16),
            )
    first = root / "gtFine/train/aachen/aachen_000000_000019_gtFine_labelTrainIds.png"
    write(first, spread([0, 13, 13, 11, 255, 255, 18]))
    return root


APOLLO = "ColorImage/Record001/Camera 5/170908_061502408_Camera_5"


def write_apolloscape(root: Path) -> Path:
    """Write two roads with a picture in train each, and one in val; one has instances."""
    roads = {"road01_ins": "train", "road02_ins": "train", "road03_ins": "val"}
    for seed, (road, split) in enumerate(roads.items()):
        label = APOLLO.replace("ColorImage", "Label")
        write(root / road / f"{APOLLO}.jpg", draw_picture(seed))
        write(root / road / f"{label}_bin.png", spread([17, 33, 161, 33, 40, 98, 113, 255]))
        (root / "public_image_lists").mkdir(exist_ok=True)
        (root / "public_image_lists" / f"{road}_{split}.lst").write_text(
            f"{road}/{APOLLO}.jpg\t{road}/{label}_bin.png\n"
        )
    # The fourth pixel of a row belongs to a car, the third to a group whose id wrapped into cars'.
    ids = spread([17, 33001, 33928, 33000, 40000, 98, 113, 255], np.uint16)
    label = APOLLO.replace("ColorImage", "Label")
    write(root / "road01_ins" / f"{label}_instanceIds.png", ids)
    return root


def encode_words(words: NDArray[np.uint16]) -> bytes:
    """Encode (H, W, 2 or 3) as a PNG of 16 bits a channel, which Pillow cannot write.

    Rows take turns with the filters none, sub and up, as real encoders' do.
    """
    rows = words.astype(">u2").view(np.uint8).reshape(len(words), -1)
    step = 2 * words.shape[2]
    left, above = np.zeros_like(rows), np.zeros_like(rows)
    left[:, step:], above[1:] = rows[:, :-step], rows[:-1]
    filtered = [(rows, rows - left, rows - above)[i % 3][i] for i in range(len(rows))]
    data = b"".join(bytes([i % 3]) + row.tobytes() for i, row in enumerate(filtered))
    kind = {2: 4, 3: 2}[words.shape[2]]
    header = struct.pack(">IIBBBBB", words.shape[1], words.shape[0], 16, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


SYNTHIA_IDS, SYNTHIA_OBJECTS = [0, 1, 8, 8, 10, 22], [0, 0, 300, 7, 900, 0]


def write_synthia(root: Path, *, count: int = 10, channels: int = 3) -> Path:
    """Write RAND-CITYSCAPES with a mask of classes and objects for every picture."""
    words = np.zeros((*SIZE, channels), np.uint16)
    words[..., 0] = spread(SYNTHIA_IDS)
    words[..., 1] = spread(SYNTHIA_OBJECTS, np.uint16)
    (root / "GT" / "LABELS").mkdir(parents=True)
    for index in range(count):
        write(root / "RGB" / f"{index:07}.png", draw_picture(index))
        (root / "GT" / "LABELS" / f"{index:07}.png").write_bytes(encode_words(words))
    return root


def write_synthia_rand(root: Path, *, count: int = 10) -> Path:
    """Write RAND with rows of numbers."""
    (root / "GTTXT").mkdir(parents=True)
    for index in range(count):
        write(root / "RGB" / f"ap_{index}.png", draw_picture(index))
        np.savetxt(root / "GTTXT" / f"ap_{index}.txt", spread([-1, 0, 1, 11], np.int16), "%d")
    return root


def encode_bitmap(mask: NDArray[np.bool_], mode: str = "P") -> str:
    """Encode a mask as Supervisely does: a PNG whose palette index 0 is transparent."""
    image = Image.fromarray(mask.astype(np.uint8) * (1 if mode == "P" else 255))
    if mode == "P":
        image.putpalette([0, 0, 0, 255, 255, 255])
    file = BytesIO()
    image.save(file, "PNG", **({"transparency": 0} if mode == "P" else {}))
    return base64.b64encode(zlib.compress(file.getvalue())).decode()


def bitmap(title: str, mask: NDArray[np.bool_], origin: Sequence[int]) -> dict[str, Any]:
    """Make an object of a bitmap."""
    return {
        "classTitle": title,
        "bitmap": {"data": encode_bitmap(mask), "origin": list(origin)},
        "points": {"exterior": [], "interior": []},
    }


def polygon(
    title: str, exterior: Sequence[Sequence[float]], *interior: Sequence[Sequence[float]]
) -> dict[str, Any]:
    """Make an object of a polygon with holes."""
    points = {"exterior": exterior, "interior": list(interior)}
    return {"classTitle": title, "bitmap": None, "points": points}


PEOPLE = (
    polygon("neutral", [[0, 0], [9, 0], [9, 1], [0, 1]]),
    polygon("person_poly", [[1, 1], [5, 1], [5, 5], [1, 5]], [[3, 3], [3, 3], [3, 3]]),
    bitmap("person_bmp", np.array([[1, 0], [1, 1]], bool), [5, 4]),
    polygon("dog", [[8, 4], [9, 4], [9, 5]]),
)


def write_supervisely(
    root: Path,
    *,
    parts: Mapping[str, int] = {"ds1": 6, "ds2": 4},
    objects: Sequence[Mapping[str, Any]] = PEOPLE,
) -> Path:
    """Write a project whose pictures all have the same objects."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "meta.json").write_text(json.dumps({"classes": [{"title": "person_poly"}]}))
    size = {"height": SIZE[0], "width": SIZE[1]}
    for part, count in parts.items():
        (root / part / "ann").mkdir(parents=True, exist_ok=True)
        for index in range(count):
            write(root / part / "img" / f"{index}.png", draw_picture(index))
            text = json.dumps({"size": size, "objects": list(objects)})
            (root / part / "ann" / f"{index}.png.json").write_text(text)
    return root


def write_instance_folder(root: Path) -> Path:
    """Write what Penn-Fudan is: masks of object ids, lists, no classes.txt."""
    for index in range(3):
        write(root / "images" / f"p{index}.png", draw_picture(index))
        write(root / "masks" / f"p{index}.png", spread([0, 1, 1, 3, 0]))
    (root / "train.txt").write_text("p0\np1\n")
    (root / "test.txt").write_text("p2\n")
    return root
