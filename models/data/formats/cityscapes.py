"""Cityscapes (Cordts et al., CVPR 2016) in its official layout.

Ids, names, colours and the mapping of 34 ids to the 19 that are evaluated are those of
cityscapesscripts/helpers/labels.py in github.com/mcordts/cityscapesScripts. Read here on 19 real
pictures.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.example import IGNORE
from edgeward.models.data.labelled import Annotation, LabelledPictures
from edgeward.models.data.listing import PICTURES, find_file, folders_in, walk
from edgeward.models.data.masks import read_instances, read_labels, relabel, renumber

_PICTURE = "_leftImg8bit"
CLASSES = (
    ClassInfo("road", (128, 64, 128)),
    ClassInfo("sidewalk", (244, 35, 232)),
    ClassInfo("building", (70, 70, 70)),
    ClassInfo("wall", (102, 102, 156)),
    ClassInfo("fence", (190, 153, 153)),
    ClassInfo("pole", (153, 153, 153)),
    ClassInfo("traffic light", (250, 170, 30)),
    ClassInfo("traffic sign", (220, 220, 0)),
    ClassInfo("vegetation", (107, 142, 35)),
    ClassInfo("terrain", (152, 251, 152)),
    ClassInfo("sky", (70, 130, 180)),
    ClassInfo("person", (220, 20, 60)),
    ClassInfo("rider", (255, 0, 0)),
    ClassInfo("car", (0, 0, 142)),
    ClassInfo("truck", (0, 0, 70)),
    ClassInfo("bus", (0, 60, 100)),
    ClassInfo("train", (0, 80, 100)),
    ClassInfo("motorcycle", (0, 0, 230)),
    ClassInfo("bicycle", (119, 11, 32)),
)
# The ids of labelIds.png in the order of CLASSES; the others of 0 to 33 are not evaluated.
_EVALUATED = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
_FROM_IDS = dict.fromkeys(range(34), IGNORE) | {k: i for i, k in enumerate(_EVALUATED)}
_FROM_TRAIN_IDS = {i: i for i in range(len(CLASSES))} | {IGNORE: IGNORE}


class Cityscapes(LabelledPictures):
    """`leftImg8bit/SPLIT/CITY/*_leftImg8bit.png` with the masks of `gtFine/` (.jpg reads as well).

    Labels come from `*_labelTrainIds.png`, or from `*_labelIds.png` where there is none, instances
    from `*_instanceIds.png` where there is one: its ids from 1000 are single objects, of class
    id // 1000. Groups and objects of classes that are not evaluated are no instances. Targets, and
    the foreground if asked for, are people and vehicles.

    See `LabelledPictures` for the arguments.
    """

    format = "Cityscapes"
    published = CLASSES
    targets = tuple(info.name for info in CLASSES[11:])

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for leftImg8bit/."""
        return (root / "leftImg8bit").is_dir()

    @classmethod
    def splits(cls, root: Path) -> tuple[str, ...]:
        """List the folders of leftImg8bit/."""
        return tuple(folders_in(root / "leftImg8bit"))

    def list_names(self) -> Sequence[str]:
        """Walk the split's cities."""
        endings = [f"{_PICTURE.lower()}{suffix}" for suffix in PICTURES]
        return walk(self.root / "leftImg8bit" / self.split, endings)

    def picture_path(self, name: str) -> Path:
        """Look in leftImg8bit/."""
        return find_file(self.root / "leftImg8bit" / self.split / f"{name}{_PICTURE}")

    def annotation(self, name: str) -> Annotation:
        """Read the masks in gtFine/."""
        stem = self.root / "gtFine" / self.split / f"{name}_gtFine"
        path, table = stem.with_name(f"{stem.name}_labelTrainIds.png"), _FROM_TRAIN_IDS
        if not path.is_file():
            path, table = stem.with_name(f"{stem.name}_labelIds.png"), _FROM_IDS
        if not path.is_file():
            raise BadInput(
                f"Expected {stem}_labelTrainIds.png or {stem.name}_labelIds.png, but there is "
                "neither."
            )
        known = f"Cityscapes has {min(table)} to {max(set(table) - {IGNORE})}"
        labels = relabel(read_labels(path), table, path, known)
        objects = stem.with_name(f"{stem.name}_instanceIds.png")
        if not (self.instances and objects.is_file()):
            return labels, None
        ids = read_instances(objects, labels.shape)
        return labels, renumber(np.where((ids >= 1000) & (labels != IGNORE), ids, 0))
