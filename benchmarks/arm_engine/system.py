"""An arm64 system of Debian's and PyPI's packages in a folder, and how to run its Python."""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from edgeward.benchmarks.arm import CPU, run
from edgeward.benchmarks.arm_engine import guest
from edgeward.errors import BadInput, require
from edgeward.files import new_folder

TOOLS = ("apt-get", "dpkg-deb", "gcc", "qemu-aarch64")
PYTHON = "3.11"  # Debian 12's
DEBIAN = (f"python{PYTHON}-minimal", f"libpython{PYTHON}-stdlib", "libstdc++6", "libgomp1")
PLATFORMS = ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux2014_aarch64")
# Engines choose their kernels by /proc/cpuinfo, and ONNX Runtime crashes on that of an x86 machine.
CORE = """processor\t: {core}
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc \
dcpop asimddp
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x4
CPU part\t: 0xd0b
CPU revision\t: 0

"""
# APT's lists, downloads and package database in one folder, and none of the machine's hooks.
APT = """Dir::State "{folder}";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}";
APT::Architecture "arm64";
APT::Architectures {{ "arm64"; }};
APT::Sandbox::User "root";
Debug::NoLocking "true";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


class System(NamedTuple):
    """Folders of an arm64 system with Python, and of packages for it."""

    root: Path
    wheels: Path

    def command(self, *arguments: str | Path, options: Sequence[str | Path] = ()) -> list[str]:
        """Make the command that runs guest.py.

        Args:
            arguments: of guest.py.
            options: of the emulator.
        """
        environment = {
            "PYTHONPATH": self.wheels,
            # So that every run starts alike: counts of instructions are subtracted.
            "PYTHONDONTWRITEBYTECODE": 1,
            "PYTHONHASHSEED": 0,
            "OPENBLAS_NUM_THREADS": 1,
        }
        settings = (
            part for name, value in environment.items() for part in ("-E", f"{name}={value}")
        )
        emulator = ("qemu-aarch64", "-L", self.root, "-cpu", CPU, *settings, *options)
        python = self.root / "usr" / "bin" / f"python{PYTHON}"
        return [str(part) for part in (*emulator, python, "-P", guest.__file__, *arguments)]


def set_up(folder: Path) -> System:
    """Make an arm64 system with the engines' versions of this machine, where there is none.

    Args:
        folder: of the system; it takes 300 MB.

    Raises:
        BadInput: a tool is missing.
        MissingExtra: the engines are not installed here.
        RuntimeError: one failed.
    """
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise BadInput(
            f"Expected {', '.join(missing)} on the PATH, but not all are there; on Debian 12 "
            "run: apt-get install gcc qemu-user."
        )
    require("ai_edge_litert", extra="tflite")
    pins = [f"{name}=={version(name)}" for name in guest.PACKAGES]
    folder.mkdir(parents=True, exist_ok=True)
    system = System(folder.resolve() / "debian", folder.resolve() / " ".join(pins))
    if not system.root.exists():
        with new_folder(system.root) as new:
            unpack_debian(new, DEBIAN)
    if not system.wheels.exists():
        with new_folder(system.wheels) as new:
            run(*pip_command(new, pins))
    return system


def unpack_debian(root: Path, packages: Sequence[str]) -> None:
    """Unpack arm64 packages into a folder; the machine's own and their lists stay as they are."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("lists", "archives"):
            (folder / name / "partial").mkdir(parents=True)
        (folder / "status").touch()
        (folder / "apt.conf").write_text(APT.format(folder=folder))
        apt = ("apt-get", "-c", folder / "apt.conf")
        run(*apt, "update")
        run(*apt, "install", "-y", "--no-install-recommends", "--download-only", *packages)
        for package in sorted((folder / "archives").glob("*.deb")):
            run("dpkg-deb", "-x", package, root)
    (root / "proc").mkdir(exist_ok=True)
    cores = (CORE.format(core=core) for core in range(os.cpu_count() or 1))
    (root / "proc" / "cpuinfo").write_text("".join(cores))


def pip_command(folder: Path, pins: Sequence[str]) -> list[str]:
    """Make the command that unpacks arm64 wheels and what they need into a folder.

    Example:
        >>> pip_command(Path("wheels"), ["numpy==2.3.5"])[-2:]
        ['--target=wheels', 'numpy==2.3.5']
    """
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--only-binary=:all:")
    python = ("--implementation=cp", f"--python-version={PYTHON}")
    platforms = (f"--platform={name}" for name in PLATFORMS)
    return [*pip, *python, *platforms, f"--target={folder}", *pins]
