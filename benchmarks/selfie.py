"""Bundles that find people beside MediaPipe's selfie segmenter: labels and time, one thread.

    python -m edgeward.benchmarks.selfie person person-uniform --data data/person --split test

The peer is the general model of `mediapipe==0.10.21`, whose wheel is downloaded with pip: 256 x 256
pixels in, a soft mask of the same size out, run by LiteRT. As MediaPipe's own graph does, the
picture is squeezed bilinearly and the mask enlarged bilinearly; a person is where it exceeds one
half. (On `val` of Clothing Co-Parsing 0.5 is the best of 0.3, 0.5 and 0.7, and bilinear beats area
averaging.)
"""

import argparse
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

import edgeward
from edgeward.benchmarks.accuracy.cost import evenly
from edgeward.benchmarks.core import machine
from edgeward.benchmarks.peers import one_thread
from edgeward.benchmarks.timing import median_ms
from edgeward.errors import BadInput, EdgewardError
from edgeward.files import write_atomically
from edgeward.models.data import LabelledPictures, open_dataset
from edgeward.models.evaluation import Found, measure
from edgeward.models.tally import Tally, as_json, compare, figures
from edgeward.session import Session

PEER = "MediaPipe selfie"
_MEMBER = "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite"
_SHA256 = "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c"
_PICTURES = 20

Picture = NDArray[np.uint8]
Labeller = Callable[[Picture], Found]


def fetch(folder: Path) -> Path:
    """Download MediaPipe's wheel and unpack its model.

    Args:
        folder: gets the wheel and the model.

    Raises:
        BadInput: pip cannot download it, or it is another model than the one measured before.
    """
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(folder)]
    # The wheel of one system will do for all: only data is taken from it.
    wheel = ["--only-binary=:all:", "--python-version=3.11", "--platform=manylinux_2_28_x86_64"]
    if subprocess.run([*pip, *wheel, "mediapipe==0.10.21"], check=False).returncode:
        raise BadInput("Expected pip to download mediapipe==0.10.21; see its message above.")
    with zipfile.ZipFile(next(folder.glob("mediapipe-*.whl"))) as archive:
        path = Path(archive.extract(_MEMBER, folder))
    if hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256:
        raise BadInput(f"Expected the model of sha256 {_SHA256}, but {path} is another.")
    return path


def selfie(path: Path) -> Labeller:
    """Run MediaPipe's model as its users do."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    (takes,), (gives,) = interpreter.get_input_details(), interpreter.get_output_details()
    _, height, width, _ = takes["shape"]

    def label(picture: Picture) -> Found:
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
        interpreter.set_tensor(takes["index"], small[None].astype(np.float32) / 255)
        interpreter.invoke()
        mask = interpreter.get_tensor(gives["index"])[0, ..., 0]
        large = cv2.resize(mask, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        return Found((large > 0.5).astype(np.uint8))

    return label


def ours(session: Session) -> Labeller:
    """Run a bundle."""

    def label(picture: Picture) -> Found:
        found = session(picture)
        return Found(found.labels, found.points, found.scores.argmax(axis=-1))

    return label


def weigh(ways: dict[str, Labeller], examples: LabelledPictures) -> dict[str, Any]:
    """Count and time every way on labelled pictures, and compare the first with the others."""
    tallies = {name: _count(way, examples, name) for name, way in ways.items()}
    pictures = [examples[index].picture for index in evenly(len(examples), _PICTURES)]

    def all_pictures(way: Labeller) -> Callable[[], object]:
        return lambda: [way(picture) for picture in pictures]

    ms = median_ms({name: all_pictures(way) for name, way in ways.items()})
    first = next(iter(ways))
    return {
        name: {
            "ms": ms[name] / len(pictures),
            "figures": figures(tally, [1]),
            "lead_of_first": {
                key: asdict(interval)
                for key, interval in compare(tallies[first], tally, [1]).items()
            },
        }
        for name, tally in tallies.items()
    }


def _count(way: Labeller, examples: LabelledPictures, name: str) -> Tally:
    chosen = (examples[index] for index in track(range(len(examples)), name, transient=True))
    return measure(lambda example: way(example.picture), chosen, classes=2)


def show(found: dict[str, Any]) -> None:
    """Print one line a way."""
    first = next(iter(found))
    print(f"{'':>24} {'ms':>6} {'person IoU':>11} {'within 4 px':>12}   {first} better by")
    for name, entry in found.items():
        figure, lead = entry["figures"], entry["lead_of_first"]["miou_targets"]
        interval = (
            f"{100 * lead['estimate']:+.2f} [{100 * lead['low']:+.2f}, {100 * lead['high']:+.2f}]"
        )
        print(
            f"{name:>24} {entry['ms']:6.2f} {100 * figure['miou_targets']:11.2f} "
            f"{100 * figure['trimap']['4']:12.2f}   {interval if name != first else ''}"
        )


def parse() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundles", nargs="+", help="folders or names of shipped bundles")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="data sets' folders")
    parser.add_argument("--split", default="test", help="(default test)")
    parser.add_argument("-o", "--out", type=Path, help="JSON file")
    return parser.parse_args()


def main() -> None:
    """Measure on every data set."""
    given = parse()
    one_thread()
    record: dict[str, Any] = {"machine": machine(), "peer": "mediapipe==0.10.21", "data": {}}
    try:
        with TemporaryDirectory() as folder:
            ways = {name: ours(edgeward.load(name, threads=1)) for name in given.bundles}
            ways[PEER] = selfie(fetch(Path(folder)))
            for data in given.data:
                examples = open_dataset(data, given.split, foreground="person")
                print(f"{data.name}, {given.split}: {len(examples)} pictures")
                record["data"][data.name] = weigh(ways, examples)
                show(record["data"][data.name])
    except EdgewardError as error:
        sys.exit(str(error))
    if given.out:
        write_atomically(given.out, (json.dumps(as_json(record), indent=2) + "\n").encode())


if __name__ == "__main__":
    main()
