"""How much of a sampler's gain is a prior: its own grids against one fixed grid, and uniform.

    python -m edgeward.benchmarks.prior person=data/person street=data/camvid -o benchmarks/results

Writes prior.json and prints a table: mean IoU on the val splits with the grid that the sampler
predicts for each picture, with the mean of its grids over every fourth training picture, and of
the uniform baseline. The segmenter of the first two is the same.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import rich
import torch
from rich.progress import track
from rich.table import Table
from torch import Tensor

from edgeward.benchmarks.core import machine
from edgeward.files import write_atomically
from edgeward.interpolate import Labels
from edgeward.models import AdaptiveSegmenter, load_checkpoint
from edgeward.models.data import Example, LabelledPictures, open_dataset
from edgeward.models.evaluation import find, label_picture, score

STEP = 4


@torch.inference_mode()
def mean_grid(model: AdaptiveSegmenter, examples: LabelledPictures) -> Tensor:
    """Average what the sampler says of every `STEP`-th picture."""
    numbers = track(range(0, len(examples), STEP), "looking", transient=True)
    grids = [model.look(torch.tensor(examples[number].picture)) for number in numbers]
    return torch.stack(grids).mean(dim=0)


def measure(name: str, data: Path) -> dict[str, float]:
    """Measure the mean IoU of a model's three ways to look."""
    checkpoint, uniform = load_checkpoint(name), load_checkpoint(f"{name}-uniform").model
    model, foreground = checkpoint.model, checkpoint.recipe.foreground
    train, val = (open_dataset(data, split, foreground=foreground) for split in ("train", "val"))
    fixed = mean_grid(model, train)
    ways: dict[str, Callable[[Example], Labels]] = {
        "own grid": lambda example: label_picture(model, example.picture),
        "fixed grid": lambda example: find(model, example.picture, fixed).labels,
        "uniform": lambda example: label_picture(uniform, example.picture),
    }
    found = {}
    for way, label in ways.items():
        read = (val[number] for number in track(range(len(val)), way, transient=True))
        found[way] = score(label, read, classes=len(val.classes)).miou
    return found


def main() -> None:
    """Measure and write what the module's docstring says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("models", nargs="+", metavar="MODEL=DATA")
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    pairs = [pair.partition("=") for pair in arguments.models]
    found = {name: measure(name, Path(data)) for name, _, data in pairs}
    table = Table("model", "own grid", "fixed grid", "uniform", title="mean IoU, val splits")
    for name, row in found.items():
        table.add_row(name, *(f"{100 * value:.2f}" for value in row.values()))
    rich.print(table)
    record = json.dumps({"machine": machine(), "miou": found}, indent=2) + "\n"
    write_atomically(arguments.out / "prior.json", record.encode())


if __name__ == "__main__":
    main()
