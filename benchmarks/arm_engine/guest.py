"""What runs inside the emulator: one exported file on edgeward's engine for it.

    python3.11 -P guest.py PACKAGE FORMAT FILE INPUTS OUTPUTS REPEATS

INPUTS and OUTPUTS are .npz files; the outputs are named "0 scores", "1 scores" and so on. Every
input is run REPEATS times. PACKAGE is edgeward's folder: its engines are imported without its
`__init__`, which needs the core built for this CPU. Prints versions as JSON.
"""

import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import numpy as np

# Names on PyPI.
PACKAGES = ("onnxruntime", "ai-edge-litert", "numpy")


def describe() -> dict[str, str]:
    """Return the architecture and the versions of Python and PACKAGES.

    Example:
        >>> sorted(describe())
        ['ai-edge-litert', 'arch', 'numpy', 'onnxruntime', 'python']
    """
    found = {"arch": os.uname().machine, "python": platform.python_version()}
    return found | {name: version(name) for name in PACKAGES}


def main() -> None:
    """Run what the command line says."""
    package, format, file, inputs, outputs, repeats = sys.argv[1:]
    bare = ModuleType("edgeward")
    bare.__path__ = [package]
    sys.modules["edgeward"] = bare
    from edgeward.engines import open_network

    network = open_network(Path(file), format, threads=1)  # type: ignore[arg-type]
    with np.load(inputs) as opened:
        pixels = list(opened.values())
    for _ in range(int(repeats)):
        found = [network(each) for each in pixels]
    named = {f"{i} {name}": value for i, each in enumerate(found) for name, value in each.items()}
    np.savez(outputs, **named)  # type: ignore[arg-type]
    json.dump(describe(), sys.stdout)


if __name__ == "__main__":
    main()
