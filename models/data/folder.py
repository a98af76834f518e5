"""The folder data set: images/, masks/, classes.txt and one text file of names per split."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.classes import read_classes
from edgeward.picture import open_picture

# The label of pixels without meaning in every Example, whatever id the files use.
IGNORE = 255
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")
_MASKS = (".png",)


@dataclass(frozen=True)
class Example:
    """A labelled picture.

    Attributes:
        name: file name without suffix.
        picture: uint8 (H, W, 3), RGB.
        labels: uint8 (H, W), class ids or IGNORE.
    """

    name: str
    picture: NDArray[np.uint8]
    labels: NDArray[np.uint8]


class FolderDataset:
    """Labelled pictures of one split of a folder, read when asked for.

    Args:
        root: folder with `images/`, `masks/` (PNG of class ids), `classes.txt` and `SPLIT.txt`.
        split: name of the list to read, for example "train".
        foreground: if given, every label above 0 becomes class 1 of this name and 0 is the
            background; labels without meaning stay so.
        preload: keep decoded pictures in memory; for sets that fit.

    Raises:
        BadInput: a folder, list, picture or mask is missing, empty, or contradicts the others.
    """

    def __init__(
        self,
        root: str | Path,
        split: str,
        *,
        foreground: str | None = None,
        preload: bool = False,
    ):
        self.root, self.split, self.foreground = Path(root), split, foreground
        if not self.root.is_dir():
            raise BadInput(f"Expected a data folder, but {self.root} is not one.")
        listed, ignore = read_classes(self.root / "classes.txt")
        self.listed = len(listed)
        self.ignored = IGNORE if ignore is None else ignore
        self.classes = listed
        if foreground is not None:
            self.classes = (
                ClassInfo("background", (0, 0, 0)),
                ClassInfo(foreground, (230, 60, 90)),
            )
        self.names = _read_split(self.root, split)
        self._kept: list[Example] | None = None
        if preload:
            self._kept = [self._read(index) for index in range(len(self))]

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> Example:
        """Read one example."""
        return self._read(index) if self._kept is None else self._kept[index]

    def _read(self, index: int) -> Example:
        name = self.names[index]
        picture = open_picture(_find(self.root / "images", name, _PICTURES))
        path = _find(self.root / "masks", name, _MASKS)
        labels = self._merge(self._check(_open_mask(path), path))
        if labels.shape != picture.shape[:2]:
            raise BadInput(
                f"{path}: expected a mask of {picture.shape[:2]} (height, width) like its picture, "
                f"but got {labels.shape}."
            )
        return Example(name, picture, labels)

    def _check(self, labels: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        present = np.flatnonzero(np.bincount(labels.ravel(), minlength=256))
        unknown = [int(i) for i in present if i >= self.listed and i not in (self.ignored, IGNORE)]
        if unknown:
            raise BadInput(
                f"{path}: label {unknown[0]} is unknown; classes.txt lists 0 to {self.listed - 1} "
                f"and {self.ignored} is ignored."
            )
        return labels

    def _merge(self, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Give every meaningless pixel one label and merge the foreground."""
        table = np.arange(256, dtype=np.uint8)
        if self.foreground is not None:
            table[1 : self.listed] = 1
        table[[self.ignored, IGNORE]] = IGNORE
        merged: NDArray[np.uint8] = table[labels]
        return merged


def _read_split(root: Path, split: str) -> tuple[str, ...]:
    path = root / f"{split}.txt"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in root.glob("*.txt") if p.stem != "classes"))
        raise BadInput(
            f"Expected the list {path}, but there is none; splits here: {known or 'none'}."
        )
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(f"Cannot read the list {path}: {error}.") from error
    names = tuple(line.strip() for line in lines if line.strip())
    if not names:
        raise BadInput(f"Expected picture names in {path}, one a line, but it is empty.")
    return names


def _find(folder: Path, name: str, suffixes: tuple[str, ...]) -> Path:
    for suffix in suffixes:
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return path
    raise BadInput(f"Expected a file {folder / name} ({', '.join(suffixes)}), but there is none.")


def _open_mask(path: Path) -> NDArray[np.uint8]:
    """Read the class ids of a mask as stored: palette and grey pictures of 8 bits."""
    try:
        with Image.open(path) as mask:
            mode, labels = mask.mode, np.asarray(mask)
    except Exception as error:  # Pillow's decoders raise most kinds on a broken file
        raise BadInput(f"Cannot read the mask {path}: {error}.") from error
    if mode not in ("L", "P"):
        raise BadInput(
            f"{path}: expected a mask of class ids in 8 bits (grey or palette), but its mode is "
            f"{mode}."
        )
    return labels
