"""Class names and colours, read from a data set's classes.txt."""

import re
from collections.abc import Sequence
from pathlib import Path

from edgeward.errors import BadInput
from edgeward.manifest import ClassInfo

# One of the 256 labels of a mask is kept for pixels without meaning.
MAX_CLASSES = 255

_LINE = re.compile(
    r"(?P<id>\d+)\s+(?P<name>.+?)\s*(?P<ignore>\(ignore\))?"
    r"\s*(?P<colour>\(\d+,\s*\d+,\s*\d+\))?$"
)


def read_classes(path: Path) -> tuple[tuple[ClassInfo, ...], int | None]:
    """Read classes.txt: one `id name (r, g, b)` a line, ids from 0, `(ignore)` after one name.

    Returns:
        The classes in the order of their ids, and the ignored id if there is one.

    Raises:
        BadInput: a line does not parse, or the ids are not 0, 1, 2, …
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the class list {path}: {error}.") from error
    classes: list[ClassInfo] = []
    ignore: int | None = None
    for number, line in enumerate(line for line in lines if line.strip()):
        match = _LINE.match(line.strip())
        colour = _colour(match["colour"], number) if match else (0, 0, 0)
        if not match or int(match["id"]) != number or max(colour) > 255:
            raise BadInput(
                f"{path}, entry {number + 1}: expected '{number} NAME (r, g, b)', "
                f"but got {line!r}; ids count from 0 without gaps, colours to 255."
            )
        if match["ignore"]:
            ignore = number
        else:
            classes.append(ClassInfo(match["name"], colour))
    if ignore is not None and ignore != len(classes):
        raise BadInput(f"{path}: expected the (ignore) class last, but it has id {ignore}.")
    if not 1 <= len(classes) <= MAX_CLASSES:
        raise BadInput(f"{path}: expected 1 to {MAX_CLASSES} classes, but got {len(classes)}.")
    return tuple(classes), ignore


def class_ids(names: Sequence[str], classes: Sequence[ClassInfo]) -> list[int]:
    """Map class names to ids.

    Raises:
        BadInput: a name is unknown.

    Example:
        >>> class_ids(["cat"], [ClassInfo("floor", (0, 0, 0)), ClassInfo("cat", (9, 9, 9))])
        [1]
    """
    known = [c.name for c in classes]
    for name in names:
        if name not in known:
            raise BadInput(f"Unknown class {name!r}; the data has {', '.join(known)}.")
    return [known.index(name) for name in names]


def default_colour(index: int) -> tuple[int, int, int]:
    """Return the Pascal VOC colour of a class: the bits of its id spread over the channels.

    Example:
        >>> default_colour(0), default_colour(1), default_colour(15)
        ((0, 0, 0), (128, 0, 0), (192, 128, 128))
    """
    channels = [0, 0, 0]
    for bit in range(8):
        for channel in range(3):
            channels[channel] |= (index >> channel & 1) << (7 - bit)
        index >>= 3
    return channels[0], channels[1], channels[2]


def _colour(text: str | None, index: int) -> tuple[int, int, int]:
    if text is None:
        return default_colour(index)
    red, green, blue = (int(part) for part in re.findall(r"\d+", text))
    return red, green, blue
