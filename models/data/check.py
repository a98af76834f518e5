"""Reading every file of a split, to tell what is in it and what is missing or damaged."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from edgeward.errors import BadInput, as_sentence
from edgeward.models.data.example import IGNORE, Example
from edgeward.models.data.labelled import LabelledPictures

T = TypeVar("T")


class Sides(NamedTuple):
    """Smallest, median and largest height or width, in pixels."""

    least: int
    median: float
    most: int


@dataclass(frozen=True)
class ClassFound:
    """How much of a class there is.

    Attributes:
        name: of the class.
        share: of the pixels that are not ignored, 0 to 1.
        pictures: how many it occurs in.
    """

    name: str
    share: float
    pictures: int


@dataclass(frozen=True)
class Findings:
    """What a split holds.

    Attributes:
        split: its name.
        pictures: how many it lists.
        height: of those that could be read; None if there are none.
        width: likewise.
        classes: in the order of their ids.
        ignored: share of the pixels without meaning, 0 to 1.
        objects: how many the annotations tell apart; None where they tell none.
        problems: a sentence for each file that is missing or damaged.
    """

    split: str
    pictures: int = 0
    height: Sides | None = None
    width: Sides | None = None
    classes: tuple[ClassFound, ...] = ()
    ignored: float = 0.0
    objects: int | None = None
    problems: tuple[str, ...] = ()


@dataclass
class _Tally:
    sizes: list[tuple[int, ...]] = field(default_factory=list)
    pixels: NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))
    pictures: NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))
    objects: int | None = None
    problems: list[str] = field(default_factory=list)

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Read, and note why if that fails."""
        try:
            return read()
        except (BadInput, OSError) as error:
            self.problems.append(as_sentence(error))
            return None

    def add(self, example: Example) -> None:
        """Count what is in a picture."""
        counts = np.bincount(example.labels.ravel(), minlength=256)
        self.sizes.append(example.labels.shape)
        self.pixels += counts
        self.pictures += counts > 0
        if example.instances is not None:
            count = len(np.unique(example.instances[example.instances > 0]))
            self.objects = (self.objects or 0) + count


def check(examples: LabelledPictures, names: Iterable[str] | None = None) -> Findings:
    """Read every picture and annotation of a split.

    Args:
        examples: one split of a data set.
        names: which of its pictures; by default all. An iterator that shows progress, say.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from edgeward.models.data import open_dataset
        >>> with TemporaryDirectory() as place:
        ...     _ = (Path(place) / "classes.txt").write_text("0 floor")
        ...     _ = (Path(place) / "val.txt").write_text("a")
        ...     len(check(open_dataset(place, "val")).problems)  # picture and mask are missing
        2
    """
    tally = _Tally()
    for name in examples.names if names is None else names:
        picture = tally.attempt(partial(examples.read_picture, name))
        annotation = tally.attempt(partial(examples.read_annotation, name))
        if picture is not None and annotation is not None:
            example = tally.attempt(partial(examples.assemble, name, picture, annotation))
            if example is not None:
                tally.add(example)
    return _conclude(examples, tally)


def _conclude(examples: LabelledPictures, tally: _Tally) -> Findings:
    named = tally.pixels[: len(examples.classes)]
    shares = named / max(named.sum(), 1)
    pictures = tally.pictures[: len(named)].tolist()
    names = [info.name for info in examples.classes]
    return Findings(
        split=examples.split,
        pictures=len(examples),
        height=_sides([size[0] for size in tally.sizes]),
        width=_sides([size[1] for size in tally.sizes]),
        classes=tuple(map(ClassFound, names, shares.tolist(), pictures)),
        ignored=float(tally.pixels[IGNORE] / max(tally.pixels.sum(), 1)),
        objects=tally.objects,
        problems=tuple(tally.problems),
    )


def _sides(lengths: list[int]) -> Sides | None:
    return Sides(min(lengths), float(np.median(lengths)), max(lengths)) if lengths else None
