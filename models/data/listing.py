"""Which files there are: walking a folder once, finding a file by its possible suffixes."""

import os
from collections.abc import Collection
from pathlib import Path

from edgeward.errors import BadInput

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")


def walk(folder: Path, ending: Collection[str] = PICTURES) -> list[str]:
    """List the files below a folder that end so, in one walk and without opening any.

    Args:
        folder: where to look; one that does not exist holds nothing.
        ending: of the names, in lower case; the first that fits is cut off.

    Returns:
        Their paths below the folder without that ending, with forward slashes, sorted.

    Example:
        >>> from edgeward.picture import EXAMPLE_PHOTO
        >>> walk(EXAMPLE_PHOTO.parent)
        ['astronaut']
    """
    found = []
    for place, _, files in os.walk(folder):
        below = Path(place).relative_to(folder).as_posix()
        for file in files:
            end = next((e for e in ending if file.lower().endswith(e)), None)
            if end is not None and not file.startswith("."):
                name = file[: -len(end)]
                found.append(name if below == "." else f"{below}/{name}")
    return sorted(found)


def folders_in(folder: Path) -> list[str]:
    """List the names of the folders in a folder, sorted; none if it does not exist."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir() and entry.name[0] != ".")


def find_file(stem: Path, suffixes: Collection[str] = PICTURES) -> Path:
    """Find the file of a name whose suffix is one of several.

    Raises:
        BadInput: there is none.

    Example:
        >>> from edgeward.picture import EXAMPLE_PHOTO
        >>> find_file(EXAMPLE_PHOTO.with_suffix("")).name
        'astronaut.jpg'
    """
    for suffix in suffixes:
        # A name may hold dots: with_suffix would cut them.
        path = stem.with_name(f"{stem.name}{suffix}")
        if path.is_file():
            return path
    raise BadInput(f"Expected a file {stem} ({', '.join(suffixes)}), but there is none.")


def read_lines(path: Path) -> tuple[str, ...]:
    """Read the lines of a list that are not blank, without the blanks around them.

    Raises:
        BadInput: the file cannot be read or has none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the list {path}: {error}.") from error
    names = tuple(line.strip() for line in lines if line.strip())
    if not names:
        raise BadInput(f"Expected picture names in {path}, one a line, but it is empty.")
    return names
