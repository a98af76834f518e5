"""The shipped bundles on the engines' arm64 builds, emulated: outputs and executed instructions.

    python -m edgeward.benchmarks.arm_engine -o benchmarks/results

Needs Debian 12 with gcc and qemu-user, the network, and edgeward's extra `tflite`. Nothing is
installed: an arm64 Python is unpacked from Debian's packages, and PyPI's arm64 wheels of the engine
versions that are installed here go beside it. Every file gets the inputs that it gets on the host:
the sampler the same thumbnails, the segmenter the same sampled pixels.

Writes arm-engine.json: how far the outputs are from the host's, and ARM instructions executed
(emulated) by one inference. There are no times in it: an emulator's say nothing about a phone's.
It takes five minutes.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rich
from rich.progress import track
from rich.table import Table

from edgeward.benchmarks.arm import CPU, run
from edgeward.benchmarks.arm_engine import guest
from edgeward.benchmarks.arm_engine.cases import PICTURES, Case, all_cases, run_emulated
from edgeward.benchmarks.arm_engine.compare import compare
from edgeward.benchmarks.arm_engine.instructions import build_plugin, count
from edgeward.benchmarks.arm_engine.system import System, set_up
from edgeward.benchmarks.latency.pictures import size_name
from edgeward.errors import EdgewardError
from edgeward.files import write_atomically

# The bundle whose instructions are counted.
COUNTED = "person"


def measure(system: System) -> dict[str, Any]:
    """Compare all files, and count the instructions of those of COUNTED."""
    files, counts, emulated = [], [], dict[str, str]()
    with tempfile.TemporaryDirectory() as temporary:
        plugin = build_plugin(Path(temporary))
        for case in track(all_cases(Path(temporary)), "emulated", transient=True):
            found, emulated = run_emulated(case, case.calls, system)
            files.append(_name(case) | compare(case.calls, found))
            if case.bundle.name == COUNTED:
                flops = {"flops": case.bundle.flops[case.file.form]}
                counts.append(_name(case) | count(case, system, plugin) | flops)
    return {
        "host": guest.describe(),
        "emulated": emulated,
        "emulator": run("qemu-aarch64", "--version").splitlines()[0],
        "emulated_cpu": CPU,
        "pictures": [size_name(size) for size in PICTURES],
        "differences_to_the_host": files,
        "arm_instructions_executed_emulated": counts,
    }


def _name(case: Case) -> dict[str, Any]:
    engine = {"onnx": "onnxruntime", "tflite": "ai-edge-litert"}[case.file.format]
    return {"bundle": case.bundle.name, "file": case.file.path, "engine": engine}


def tables(found: Mapping[str, Any]) -> list[Table]:
    """Lay out what was measured for a terminal."""
    off = Table("bundle", "file", "off by", "points that\ndiffer", "argmax\ndiffers")
    off.title = f"Emulated {found['emulated_cpu']} against the host"
    for one in found["differences_to_the_host"]:
        outputs = [one[name] for name in ("grid", "sample_grid", "scores") if name in one]
        worst = max(output["share_of_largest_value"] for output in outputs)
        tallies = [one.get(name) for name in ("points", "argmax")]
        cells = ("" if each is None else f"{each['differ']} of {each['of']}" for each in tallies)
        off.add_row(one["bundle"], one["file"], f"{worst:.0e}", *cells)
    counts = Table("bundle", "file", "M instructions", "MFLOPs")
    counts.title = "ARM instructions executed (emulated) by one inference"
    for one in found["arm_instructions_executed_emulated"]:
        figures = (f"{one[name] / 1e6:.2f}" for name in ("instructions", "flops"))
        counts.add_row(one["bundle"], one["file"], *figures)
    return [off, counts]


def main() -> None:
    """Measure and write arm-engine.json."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--cache", type=Path, help="keeps the arm64 system for the next time")
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            found = measure(set_up(given.cache or Path(temporary)))
    except (EdgewardError, RuntimeError) as error:
        sys.exit(str(error))
    text = json.dumps(found, indent=2) + "\n"
    write_atomically(given.out / "arm-engine.json", text.encode())
    rich.print(*tables(found))


if __name__ == "__main__":
    main()
