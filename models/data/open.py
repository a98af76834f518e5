"""Opening a data set of any format."""

from pathlib import Path

from edgeward.errors import BadInput
from edgeward.models.data.formats import FORMATS
from edgeward.models.data.labelled import Crop, LabelledPictures

_EXPECTED = (
    "classes.txt with images/ and masks/, leftImg8bit/ (Cityscapes), image lists with ColorImage/ "
    "(ApolloScape), RGB/ with GT/LABELS/ or GTTXT/ (SYNTHIA), or meta.json (Supervisely)"
)


def open_dataset(
    root: str | Path,
    split: str,
    *,
    foreground: str | None = None,
    preload: bool = False,
    crop: Crop = "whole",
    instances: bool = True,
) -> LabelledPictures:
    """Open one split of a data set, in the format that its folder shows.

    Args:
        root: the data set's folder.
        split: name of the split, for example "train".
        foreground: merge the format's foreground classes into one of this name, all others into
            the background.
        preload: keep decoded pictures in memory.
        crop: the "whole" picture or the largest central "square", as the paper tests.
        instances: read the objects too, where the data tells them apart.

    Raises:
        BadInput: the folder is of no known format or has no such split.

    Example:
        >>> open_dataset("nowhere", "train")
        Traceback (most recent call last):
        edgeward.errors.BadInput: Expected a data folder, but nowhere is not one.
    """
    kind = format_of(root)
    return kind(root, split, foreground=foreground, preload=preload, crop=crop, instances=instances)


def format_of(root: str | Path) -> type[LabelledPictures]:
    """Tell which format a folder holds.

    Raises:
        BadInput: it is no folder, or of no known format.
    """
    folder = Path(root)
    if not folder.is_dir():
        raise BadInput(f"Expected a data folder, but {root} is not one.")
    for kind in FORMATS:
        if kind.holds(folder):
            return kind
    entries = sorted(entry.name for entry in folder.iterdir())
    held = ", ".join(entries[:5]) + (", …" if len(entries) > 5 else "")
    raise BadInput(
        f"Expected a data set in {root}: {_EXPECTED}; but it holds {held or 'nothing'}; name the "
        "folder that does."
    )
