"""Exported files with their inputs, and what they give on the host and under emulation."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

import edgeward
from edgeward.benchmarks.arm import run
from edgeward.benchmarks.arm_engine.system import System
from edgeward.benchmarks.latency.pictures import Picture, Size, photo_of
from edgeward.bundle import choose, find_bundle, shipped
from edgeward.engines import Network, open_network
from edgeward.export import Job, export_bundle
from edgeward.manifest import Artifact, Format, Manifest, read_manifest
from edgeward.models import load_checkpoint
from edgeward.stages import Clock, Split

Outputs = Mapping[str, NDArray[Any]]

PICTURES: tuple[Size, ...] = ((512, 512), (720, 1280))


class Call(NamedTuple):
    """One inference on the host, for a picture of a size."""

    size: Size
    pixels: Picture
    outputs: Outputs


class Case(NamedTuple):
    """A file of a bundle and the host's calls of it, one for each of PICTURES."""

    bundle: Manifest
    file: Artifact
    path: Path
    calls: list[Call]


def all_cases(folder: Path) -> list[Case]:
    """Run the shipped bundles on the host, as they are and exported as TFLite.

    Args:
        folder: to export to.
    """
    cases = []
    for name in track(shipped(), "on the host", transient=True):
        export_bundle(load_checkpoint(name), folder / name, [Job("tflite", "split")])
        cases += run_on_host(find_bundle(name), "onnx")
        cases += run_on_host(folder / name, "tflite")
    return cases


def run_on_host(folder: Path, format: Format) -> list[Case]:
    """Run the sampler, if there is one, and the segmenter of a bundle, as the runtime does."""
    manifest = read_manifest(folder)
    choice = choose(manifest, format=format, form="split")
    files = [file for file in (choice.sampler, choice.segmenter) if file is not None]
    cases = [Case(manifest, file, folder / file.path, []) for file in files]
    *sampler, segmenter = (_recording(case) for case in cases)
    split = Split(manifest, files[-1], sampler[0] if sampler else None, segmenter)
    for size in PICTURES:
        split(photo_of(size), Clock())
    return cases


def _recording(case: Case) -> Network:
    """Open a file so that its calls are added to the case."""
    network = open_network(case.path, case.file.format, threads=1)

    def call(pixels: Picture) -> Outputs:
        outputs = network(pixels)
        case.calls.append(Call(PICTURES[len(case.calls)], pixels, outputs))
        return outputs

    return call


def run_emulated(
    case: Case,
    calls: Sequence[Call],
    system: System,
    *,
    repeats: int = 1,
    options: Sequence[str | Path] = (),
) -> tuple[list[Outputs], dict[str, str]]:
    """Run a file on the inputs of calls, each `repeats` times.

    Args:
        case: whose file it is.
        calls: whose inputs.
        system: the emulated one.
        repeats: at least 1.
        options: of the emulator.

    Returns:
        The outputs of each call, and what `guest.describe` says there.
    """
    with tempfile.TemporaryDirectory() as temporary:
        inputs, outputs = Path(temporary) / "inputs.npz", Path(temporary) / "outputs.npz"
        np.savez(inputs, *(call.pixels for call in calls))
        package = Path(edgeward.__file__).parent
        arguments = (package, case.file.format, case.path, inputs, outputs, str(repeats))
        printed = run(*system.command(*arguments, options=options))
        with np.load(outputs) as found:
            given: list[Outputs] = [
                {name: found[f"{i} {name}"] for name in call.outputs}
                for i, call in enumerate(calls)
            ]
    return given, json.loads(printed)
