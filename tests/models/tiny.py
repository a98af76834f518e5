"""Tiny things to train on: pictures of bright discs on dark, textured ground, and a recipe."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CLASSES = "0 ground (0, 0, 0)\n1 disc (255, 0, 0)\n2 void (ignore)\n"
RECIPE = """
name = "tiny"
augmentation = { crop = "whole", salt_pepper = 0.0 }

[sampler]
grid = [4, 4]
thumbnail = [8, 8]
width = 8
schedule = { epochs = 2, batch = 4, rate = 1e-2 }

[segmenter]
sample = [16, 16]
options = { width = 4, depth = 1 }
schedule = { epochs = 2, batch = 4, rate = 1e-2 }
"""
SPLITS = {"train": [f"t{i}" for i in range(8)], "val": ["v0", "v1"], "test": ["e0", "e1"]}


def draw_discs(
    rng: np.random.Generator, size: tuple[int, int] = (40, 52)
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw a picture (H, W, 3) of one disc and its labels (H, W): 0, 1, and 2 along the top."""
    rows, cols = np.indices(size)
    centre, radius = rng.uniform(0.3, 0.7, 2) * size, rng.uniform(0.2, 0.3) * min(size)
    disc = np.hypot(rows - centre[0], cols - centre[1]) < radius
    noise = rng.integers(0, 40, (*size, 3))
    picture = np.where(disc[..., None], 210, 30) + noise
    labels = disc.astype(np.uint8)
    labels[:2] = 2
    return picture.astype(np.uint8), labels


def write_folder(
    root: Path, *, splits: Mapping[str, Sequence[str]] = SPLITS, classes: str = CLASSES
) -> Path:
    """Write a data set of drawn discs, the same at every call."""
    for folder in ("images", "masks"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "classes.txt").write_text(classes, encoding="utf-8")
    rng = np.random.default_rng(0)
    for split, names in splits.items():
        (root / f"{split}.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
        for name in names:
            picture, labels = draw_discs(rng)
            Image.fromarray(picture).save(root / "images" / f"{name}.png")
            Image.fromarray(labels).save(root / "masks" / f"{name}.png")
    return root
