"""What the diagonal rule is worth: labels with it and with every cell cut along its main diagonal.

    python -m edgeward.benchmarks.diagonal person --data data/person
    python -m edgeward.benchmarks.diagonal street --data data/camvid --targets car pedestrian

Where the main diagonal's ends differ in label and the other's agree, the runtime cuts a convex
cell along the other one.
"""

import argparse
import json
import math
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from edgeward import interpolate_labels, interpolate_scores
from edgeward.errors import EdgewardError
from edgeward.files import write_atomically
from edgeward.models import AdaptiveSegmenter, load_checkpoint
from edgeward.models.data import open_dataset
from edgeward.models.data.classes import class_ids
from edgeward.models.data.example import Example
from edgeward.models.evaluation import Found, measure
from edgeward.models.tally import compare


@torch.inference_mode()
def label(model: AdaptiveSegmenter, example: Example, *, rule: bool) -> Found:
    """Label a picture with the rule or without."""
    found = model(torch.tensor(example.picture))
    where, scores = found.points.numpy(), np.ascontiguousarray(found.scores.permute(1, 2, 0))
    size = example.labels.shape
    if rule:
        return Found(interpolate_labels(where, scores, size=size))
    return Found(_along_main(where, scores, size))


def _along_main(
    points: NDArray[np.int32], scores: NDArray[np.float32], size: tuple[int, ...]
) -> NDArray[np.uint8]:
    """Interpolate each class by itself: a single class gives the rule no labels to tell apart."""
    height, width = size
    classes = range(scores.shape[-1])
    maps = (interpolate_scores(points, scores[..., [c]], size=(height, width)) for c in classes)
    found: NDArray[np.integer] = np.concatenate(list(maps), axis=-1).argmax(axis=-1)
    return found.astype(np.uint8)


def main() -> None:
    """Print the gain of each figure and keep it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", help="folder, or name of a shipped model")
    parser.add_argument("--data", type=Path, required=True, help="the data set's folder")
    parser.add_argument("--split", default="test", help="(default test)")
    parser.add_argument("--targets", nargs="*", default=[], help="names of the target classes")
    parser.add_argument("--block", type=int, default=1, help="frames drawn together (default 1)")
    parser.add_argument("-o", "--out", type=Path, help="JSON file")
    given = parser.parse_args()
    try:
        checkpoint = load_checkpoint(given.checkpoint)
        examples = open_dataset(
            given.data, given.split, foreground=checkpoint.recipe.foreground, instances=False
        )
        targets = class_ids(given.targets, examples.classes)
    except EdgewardError as error:
        sys.exit(str(error))
    ruled, plain = (
        measure(
            partial(label, checkpoint.model, rule=rule),
            (examples[i] for i in track(range(len(examples)), transient=True)),
            classes=len(examples.classes),
        )
        for rule in (True, False)
    )
    gains = compare(ruled, plain, targets, block=given.block)
    known = {name: gain for name, gain in gains.items() if not math.isnan(gain.estimate)}
    for name, gain in known.items():
        print(
            f"{name:>14} {100 * gain.estimate:+.2f} [{100 * gain.low:+.2f}, {100 * gain.high:+.2f}]"
        )
    if given.out:
        record = {name: asdict(gain) for name, gain in known.items()}
        write_atomically(given.out, (json.dumps(record, indent=2) + "\n").encode())


if __name__ == "__main__":
    main()
