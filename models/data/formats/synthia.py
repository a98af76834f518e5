"""SYNTHIA's random pictures (Ros et al., CVPR 2016): RAND-CITYSCAPES, and the older RAND.

The classes are those of the sets' readmes, as m-birke/automotive-segmentation-datasets and
synthia-dataset.net list them; colours are Cityscapes' where it has the class, else Pascal VOC's.
Written from the published format; not run on the real sets here.

Neither set publishes a split and the paper does not say its own, nor which classes its "target
classes" are; it uses "13K HD images", the number of RAND (13,407), not of RAND-CITYSCAPES (9,400).
Splits here are drawn by seed 0: 80 % train, 10 % val, 10 % test. Targets are people and vehicles.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo
from edgeward.models.data.classes import default_colour
from edgeward.models.data.example import IGNORE
from edgeward.models.data.formats import cityscapes
from edgeward.models.data.labelled import Annotation, LabelledPictures
from edgeward.models.data.listing import find_file, walk
from edgeward.models.data.masks import read_words, relabel, renumber
from edgeward.models.data.split import draw_splits

SHARES = {"train": 0.8, "val": 0.1, "test": 0.1}
# In the order of their ids from 1; 0 is void.
_NAMES = (
    *("sky", "building", "road", "sidewalk", "fence", "vegetation", "pole", "car"),
    *("traffic sign", "pedestrian", "bicycle", "motorcycle", "parking slot", "road work"),
    *("traffic light", "terrain", "rider", "truck", "bus", "train", "wall", "lane marking"),
)
_RAND_NAMES = (*_NAMES[:10], "cyclist")


def _infos(names: Sequence[str]) -> tuple[ClassInfo, ...]:
    colours = {info.name: info.colour for info in cityscapes.CLASSES}
    colours |= {"pedestrian": colours["person"], "cyclist": colours["rider"]}
    return tuple(
        ClassInfo(name, colours.get(name, default_colour(i))) for i, name in enumerate(names, 1)
    )


class Synthia(LabelledPictures):
    """RAND-CITYSCAPES: pictures `RGB/*.png` with labels `GT/LABELS/*.png`.

    Of the labels' channels of 16 bits the first is the class and the second the object.

    See `LabelledPictures` for the arguments.
    """

    format = "SYNTHIA-RAND-CITYSCAPES"
    published = _infos(_NAMES)
    targets: tuple[str, ...] = (
        "car",
        "pedestrian",
        "bicycle",
        "motorcycle",
        "rider",
        "truck",
        "bus",
        "train",
    )

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for RGB/ and GT/LABELS/."""
        return (root / "RGB").is_dir() and (root / "GT" / "LABELS").is_dir()

    @classmethod
    def splits(cls, root: Path) -> tuple[str, ...]:
        """List the splits that are drawn."""
        return tuple(SHARES)

    def list_names(self) -> Sequence[str]:
        """Walk RGB/ and draw the splits."""
        return draw_splits(walk(self.root / "RGB"), SHARES)[self.split]

    def picture_path(self, name: str) -> Path:
        """Look in RGB/."""
        return find_file(self.root / "RGB" / name)

    def annotation(self, name: str) -> Annotation:
        """Read the mask in GT/LABELS/."""
        path = find_file(self.root / "GT" / "LABELS" / name, (".png",))
        words = read_words(path)
        return self._labels(words[..., 0], path), renumber(words[..., 1])

    def _labels(self, ids: NDArray[np.integer], path: Path) -> NDArray[np.uint8]:
        count = len(self.published)
        table = {0: IGNORE} | {i + 1: i for i in range(count)}
        return relabel(ids, table, path, f"{self.format} has 0 to {count}")


class SynthiaRand(Synthia):
    """RAND: pictures `RGB/*.png` with labels `GTTXT/*.txt`, a row of class ids per row of pixels.

    -1 and 0 are void; objects are not told apart.

    See `LabelledPictures` for the arguments.
    """

    format = "SYNTHIA-RAND"
    published = _infos(_RAND_NAMES)
    targets = ("car", "pedestrian", "cyclist")

    @classmethod
    def holds(cls, root: Path) -> bool:
        """Look for RGB/ and GTTXT/."""
        return (root / "RGB").is_dir() and (root / "GTTXT").is_dir()

    def annotation(self, name: str) -> Annotation:
        """Read the numbers in GTTXT/."""
        path = find_file(self.root / "GTTXT" / name, (".txt",))
        try:
            ids = np.loadtxt(path, np.int16, ndmin=2)
        except (OSError, ValueError) as error:
            raise BadInput(f"Cannot read the labels {path}: {error}.") from error
        return self._labels(np.maximum(ids, 0), path), None
