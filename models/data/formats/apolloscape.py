"""ApolloScape's scene parsing data (Huang et al., arXiv 1803.06184).

Layout, ids and the 22 train ids are those of scene_parsing/README.md in
github.com/ApolloScapeAuto/dataset-api, the colours those of label_apollo.py in its utilities.
Written from the published format; not run on the real set here.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.example import IGNORE
from edgeward.models.data.labelled import Annotation, LabelledPictures
from edgeward.models.data.listing import find_file, read_lines
from edgeward.models.data.masks import read_instances, read_labels, relabel, renumber

# (id in the files, class), in the order of the train ids.
_EVALUATED = (
    (17, ClassInfo("sky", (70, 130, 180))),
    (33, ClassInfo("car", (0, 0, 142))),
    (34, ClassInfo("motorbicycle", (0, 0, 230))),
    (35, ClassInfo("bicycle", (119, 11, 32))),
    (36, ClassInfo("person", (0, 128, 192))),
    (37, ClassInfo("rider", (128, 64, 128))),
    (38, ClassInfo("truck", (128, 0, 192))),
    (39, ClassInfo("bus", (192, 0, 64))),
    (40, ClassInfo("tricycle", (128, 128, 192))),
    (49, ClassInfo("road", (192, 128, 192))),
    (50, ClassInfo("sidewalk", (192, 128, 64))),
    (65, ClassInfo("traffic cone", (0, 0, 64))),
    (66, ClassInfo("road pile", (0, 0, 192))),
    (67, ClassInfo("fence", (64, 64, 128))),
    (81, ClassInfo("traffic light", (192, 64, 128))),
    (82, ClassInfo("pole", (192, 128, 128))),
    (83, ClassInfo("traffic sign", (0, 64, 64))),
    (84, ClassInfo("wall", (192, 192, 128))),
    (85, ClassInfo("dustbin", (64, 0, 192))),
    (86, ClassInfo("billboard", (192, 0, 192))),
    (97, ClassInfo("building", (192, 0, 128))),
    (113, ClassInfo("vegetation", (128, 128, 64))),
)
CLASSES = tuple(info for _, info in _EVALUATED)
_MOVING = range(33, 41)
# A group of objects has their id with the highest bit set.
_GROUPS = {k | 128: k - _MOVING[0] + 1 for k in _MOVING}
# others, rover, bridge, tunnel, overpass, unlabeled
_TABLE = (
    dict.fromkeys((0, 1, 98, 99, 100, 255), IGNORE)
    | {k: i for i, (k, _) in enumerate(_EVALUATED)}
    | _GROUPS
)
_LIST = re.compile(r"road\w+?_(?P<split>[a-z]+)\.lst")


class ApolloScape(LabelledPictures):
    """Pictures `ROAD/ColorImage/RECORD/CAMERA/*.jpg` with labels `ROAD/Label/…/*_bin.png`.

    The published image lists `ROAD_SPLIT.lst` say which picture is in which split, a line being a
    picture and its label with a tab between; they lie in the data's folder or in one folder of it,
    such as `public_image_lists/`. The lists of all roads that are there add up.

    Instances come from `*_instanceIds.png` where there is one: single objects of the movable
    classes, id // 1000 being the class. Targets, and the foreground if asked for, are the eight
    classes of the paper's section 4.2, those of good annotations.

    See `LabelledPictures` for the arguments.
    """

    format = "ApolloScape"
    published = CLASSES
    targets = tuple(info.name for k, info in _EVALUATED if k in _MOVING)

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for a ColorImage/ or an image list."""
        colour = any(True for pattern in ("ColorImage", "*/ColorImage") for _ in root.glob(pattern))
        return colour or bool(_lists(root))

    @classmethod
    def splits(cls, root: Path) -> tuple[str, ...]:
        """List the splits that have image lists.

        Raises:
            BadInput: there is no list.
        """
        lists = _lists(root)
        if not lists:
            raise BadInput(
                f"Expected ApolloScape's image lists (road01_ins_train.lst, …) in {root}, but "
                "there are none; unpack image_lists.tar.gz of its scene parsing page there."
            )
        return tuple(sorted(lists))

    def list_names(self) -> Sequence[str]:
        """Read the split's lists."""
        lines = (line for path in _lists(self.root)[self.split] for line in read_lines(path))
        names = (line.split("\t")[0].rsplit(".", 1)[0] for line in lines)
        return list(dict.fromkeys(names))

    def picture_path(self, name: str) -> Path:
        """Look where the list says."""
        return find_file(self.root / name, (".jpg",))

    def annotation(self, name: str) -> Annotation:
        """Read the masks in Label/."""
        stem = self.root / "/".join("Label" if p == "ColorImage" else p for p in name.split("/"))
        path = find_file(stem.with_name(f"{stem.name}_bin"), (".png",))
        ids = read_labels(path)
        labels = relabel(ids, _TABLE, path, "see ApolloScape's class definitions")
        objects = stem.with_name(f"{stem.name}_instanceIds.png")
        if not (self.instances and objects.is_file()):
            return labels, None
        found = read_instances(objects, labels.shape)
        # Groups' ids times 1000 exceed 16 bits and would wrap into those of objects.
        single = (found // 1000 == ids) & (ids >= _MOVING[0]) & (ids <= _MOVING[-1])
        return labels, renumber(np.where(single, found, 0))


def _lists(root: Path) -> dict[str, list[Path]]:
    """Map each split to its image lists."""
    lists: dict[str, list[Path]] = {}
    for path in sorted((*root.glob("*.lst"), *root.glob("*/*.lst"))):
        match = _LIST.fullmatch(path.name)
        if match:
            lists.setdefault(match["split"], []).append(path)
    return lists
