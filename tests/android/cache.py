"""Where downloads and what is made of them are kept between runs."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from edgeward.files import new_folder

FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "edgeward" / "android"


def once(name: str, key: str, make: Callable[[Path], None]) -> Path:
    """Make a folder, whole or not at all, unless it is there.

    Args:
        name: of the folder, for people.
        key: everything that it is made of.
        make: fills the new folder.
    """
    folder = FOLDER / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with new_folder(folder) as new:
            make(new)
    return folder
