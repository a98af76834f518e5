"""An arm64 Debian with a Java machine, in a folder that is made once."""

import os
from pathlib import Path

from edgeward.benchmarks.arm_engine.system import unpack_debian
from tests.android.cache import once

TOOLS = ("apt-get", "dpkg-deb")
# ONNX Runtime's build for Linux needs the other two.
PACKAGES = ("openjdk-17-jre-headless", "libstdc++6", "libgomp1")


def arm64_root() -> Path:
    """Return the folder; 280 MB, from the network in seconds if it is not there.

    Raises:
        RuntimeError: a download failed.
    """

    def make(folder: Path) -> None:
        unpack_debian(folder, PACKAGES)
        _keep_links_inside(folder)

    return once("debian-arm64", " ".join(PACKAGES), make)


def _keep_links_inside(root: Path) -> None:
    """Make absolute links relative: the emulator would follow them to the host's files."""
    for link in (path for path in root.rglob("*") if path.is_symlink()):
        target = link.readlink()
        if target.is_absolute():
            link.unlink()
            link.symlink_to(os.path.relpath(root / target.relative_to("/"), link.parent))
