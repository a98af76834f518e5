"""What all data sets share: splits, classes, merging, cropping, and reading when asked for."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.classes import class_ids
from edgeward.models.data.example import IGNORE, Example, central_square
from edgeward.picture import open_picture

Crop = Literal["whole", "square"]
# Labels (H, W), class ids or IGNORE, and instances (H, W) or None.
Annotation = tuple[NDArray[np.uint8], NDArray[np.integer[Any]] | None]

BACKGROUND, FOREGROUND = (0, 0, 0), (230, 60, 90)


class LabelledPictures(ABC):
    """Labelled pictures of one split; nothing but their names is held in memory.

    A format is a subclass that says which splits a folder has, which pictures a split has, where
    they lie, and how their annotations are read.

    Args:
        root: the data set's folder.
        split: name of the split to read, for example "train".
        foreground: if given, the format's foreground classes become class 1 of this name and all
            others class 0, "background"; labels without meaning stay so.
        preload: keep decoded pictures in memory; for sets that fit.
        crop: the "whole" picture or the largest central "square", as the paper tests.
        instances: read which pixels belong to which object, where the data says so; training can
            do without.

    Attributes:
        format: what people call the format.
        classes: of the labels, after merging.
        targets: names of the classes whose boundaries and scores matter most by default.
        names: of the pictures.

    Raises:
        BadInput: a folder, list, picture or annotation is missing, empty, or contradicts others.
    """

    format: ClassVar[str]
    published: tuple[ClassInfo, ...] = ()
    targets: tuple[str, ...] = ()

    def __init__(
        self,
        root: str | Path,
        split: str,
        *,
        foreground: str | None = None,
        preload: bool = False,
        crop: Crop = "whole",
        instances: bool = True,
    ):
        self.root, self.split, self.foreground = Path(root), split, foreground
        self.crop, self.instances = crop, instances
        if not self.root.is_dir():
            raise BadInput(f"Expected a data folder, but {self.root} is not one.")
        self.prepare()
        self.classes, self._merging = self.published, None
        if foreground is not None:
            self._merging = _merging(self.foreground_ids())
            self.classes = (ClassInfo("background", BACKGROUND), ClassInfo(foreground, FOREGROUND))
            self.targets = (foreground,)
        self.names = self._names()
        self._kept: list[Example] | None = None
        if preload:
            self._kept = [self._read(index) for index in range(len(self))]

    @classmethod
    @abstractmethod
    def holds(cls, root: Path) -> bool:
        """Tell by its files whether a folder is of this format."""

    @classmethod
    @abstractmethod
    def splits(cls, root: Path) -> tuple[str, ...]:
        """List the splits of a folder of this format."""

    @abstractmethod
    def list_names(self) -> Sequence[str]:
        """List the pictures of the split."""

    @abstractmethod
    def picture_path(self, name: str) -> Path:
        """Find the file of a picture."""

    @abstractmethod
    def annotation(self, name: str) -> Annotation:
        """Read a picture's labels, by the ids of `published`, and its instances."""

    def prepare(self) -> None:  # noqa: B027  most formats have nothing to read before the names
        """Read what the folder says of the whole set, such as its classes."""

    def split_place(self) -> str:
        """Say where the split should be."""
        return f"the split {self.split!r} in {self.root}"

    def foreground_ids(self) -> Iterable[int]:
        """List the ids of `published` that `foreground` merges: by default the targets'."""
        return class_ids(self.targets, self.published)

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> Example:
        """Read one example."""
        return self._read(index) if self._kept is None else self._kept[index]

    def read_picture(self, name: str) -> NDArray[np.uint8]:
        """Read the whole of one picture.

        Returns:
            uint8 (H, W, 3), RGB.
        """
        return open_picture(self.picture_path(name))

    def read_annotation(self, name: str) -> Annotation:
        """Read the labels of one whole picture, by the ids of `classes`, and its instances."""
        labels, instances = self.annotation(name)
        if self._merging is not None:
            labels = self._merging[labels]
        return labels, instances if self.instances else None

    def assemble(self, name: str, picture: NDArray[np.uint8], annotation: Annotation) -> Example:
        """Put a picture and its annotation together and crop them.

        Raises:
            BadInput: their sizes differ.
        """
        for part in annotation:
            if part is not None and part.shape != picture.shape[:2]:
                raise BadInput(
                    f"{self.root}, picture {name!r}: expected a mask of {picture.shape[:2]} "
                    f"(height, width) like its picture, but got {part.shape}."
                )
        example = Example(name, picture, *annotation)
        return example if self.crop == "whole" else _whole(central_square(example))

    def _read(self, index: int) -> Example:
        name = self.names[index]
        return self.assemble(name, self.read_picture(name), self.read_annotation(name))

    def _names(self) -> tuple[str, ...]:
        known = self.splits(self.root)
        if self.split not in known:
            raise BadInput(
                f"Expected {self.split_place()}, but there is none; splits here: "
                f"{', '.join(known) or 'none'}."
            )
        names = tuple(self.list_names())
        if not names:
            raise BadInput(
                f"Expected pictures in the split {self.split!r} of {self.root}, but there are none."
            )
        return names


def _merging(foreground: Iterable[int]) -> NDArray[np.uint8]:
    """Tabulate what each label becomes: 1 in the foreground, else 0, and IGNORE stays."""
    table = np.zeros(256, np.uint8)
    table[list(foreground)] = 1
    table[IGNORE] = IGNORE
    return table


def _whole(example: Example) -> Example:
    """Copy the arrays, so that a crop does not keep all of its picture in memory."""
    instances = None if example.instances is None else example.instances.copy()
    return Example(example.name, example.picture.copy(), example.labels.copy(), instances)
