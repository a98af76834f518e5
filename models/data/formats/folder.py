"""The project's own format: images/, masks/, and one text file of names per split."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.classes import read_classes
from edgeward.models.data.example import IGNORE
from edgeward.models.data.labelled import FOREGROUND, Annotation, LabelledPictures
from edgeward.models.data.listing import find_file, read_lines
from edgeward.models.data.masks import read_instances, read_labels, relabel, renumber

# Text files beside the split lists that are none.
_NO_SPLITS = ("classes", "readme", "licence", "license")


class FolderDataset(LabelledPictures):
    """Pictures in `images/`, PNGs of class ids in `masks/`, classes in `classes.txt`.

    `SPLIT.txt` lists the names of a split, one a line, without suffix. With a foreground every
    label above 0 becomes class 1. See `LabelledPictures` for the arguments.
    """

    format = "folder"

    def prepare(self) -> None:
        """Read classes.txt."""
        self.published, ignored = read_classes(self.root / "classes.txt")
        count = len(self.published)
        self._ignored = IGNORE if ignored is None else ignored
        self._table = {i: i for i in range(count)} | {self._ignored: IGNORE, IGNORE: IGNORE}

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for classes.txt."""
        return (root / "classes.txt").is_file()

    @classmethod
    def splits(cls, root: Path) -> tuple[str, ...]:
        """List the text files."""
        names = sorted(path.stem for path in root.glob("*.txt"))
        return tuple(name for name in names if name.lower() not in _NO_SPLITS)

    def split_place(self) -> str:
        """Name SPLIT.txt."""
        return f"the list {self.root / self.split}.txt"

    def list_names(self) -> Sequence[str]:
        """Read SPLIT.txt."""
        return read_lines(self.root / f"{self.split}.txt")

    def foreground_ids(self) -> Iterable[int]:
        """Count all classes but the first."""
        return range(1, len(self.published))

    def picture_path(self, name: str) -> Path:
        """Look in images/."""
        return find_file(self.root / "images" / name)

    def annotation(self, name: str) -> Annotation:
        """Read the mask's class ids."""
        path = find_file(self.root / "masks" / name, (".png",))
        known = f"classes.txt lists 0 to {len(self.published) - 1} and {self._ignored} is ignored"
        return relabel(read_labels(path), self._table, path, known), None


class InstanceFolder(FolderDataset):
    """The same without classes.txt, where a mask numbers the objects of one class from 1.

    So is Penn-Fudan distributed (Wang, Shi, Song and Shen, Object Detection Combining Recognition
    and Segmentation, ACCV 2007): n is the n-th pedestrian. What the class is called does not stand
    in the files, so `foreground` has to say it; no label is ignored.
    """

    format = "folder of instance masks"

    def prepare(self) -> None:
        """Name the only class."""
        if self.foreground is None:
            raise BadInput(
                f"Expected {self.root / 'classes.txt'}, but there is none; if the masks number the "
                "objects of one class, name it as the foreground."
            )
        self.published = (
            ClassInfo("background", (0, 0, 0)),
            ClassInfo(self.foreground, FOREGROUND),
        )

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for images/ and masks/ without classes.txt."""
        folders = (root / "images").is_dir() and (root / "masks").is_dir()
        return folders and not super().holds(root)

    def annotation(self, name: str) -> Annotation:
        """Read the mask's objects; any of them is foreground."""
        ids = read_instances(find_file(self.root / "masks" / name, (".png",)))
        return (ids > 0).astype(np.uint8), renumber(ids)
