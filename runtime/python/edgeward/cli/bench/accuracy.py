"""`edgeward bench accuracy`: what trained models cost and how well they do."""

import json as json_lines
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import rich
import typer

from edgeward.cli.bench.files import write
from edgeward.cli.evaluate import titles
from edgeward.errors import require
from edgeward.files import write_atomically


def accuracy(
    models: Annotated[
        list[str],
        typer.Argument(help="Checkpoint folders or shipped models' names.", show_default=False),
    ],
    data: Annotated[Path, typer.Option(help="The data set's folder; see `edgeward data check`.")],
    split: Annotated[str, typer.Option(help="Split to score.")] = "test",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for curve.json and curve.png.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Evaluate and time trained models: accuracy against milliseconds and FLOPs.

    [bold]Examples[/bold]

        edgeward bench accuracy person person-uniform --data data/person -o out

        edgeward bench accuracy runs/*/checkpoint --data data/person --json
    """
    for module in ("torch", "matplotlib"):
        require(module, extra="bench")
    from edgeward.benchmarks.accuracy.curve import draw, measure_curve, table
    from edgeward.models import load_checkpoint
    from edgeward.models.checkpoint import check_looks
    from edgeward.models.data import open_dataset
    from edgeward.models.data.classes import class_ids

    checkpoints = [load_checkpoint(model) for model in models]
    for checkpoint in checkpoints:
        check_looks(checkpoint)
    first = checkpoints[0].recipe
    examples = open_dataset(data, split, foreground=first.foreground)
    names = first.sampler.targets if first.sampler else ()
    named = dict(zip(titles(checkpoints, models), checkpoints, strict=True))
    curve = measure_curve(named, examples, class_ids(list(names), examples.classes))
    record = asdict(curve)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write(record, out / "curve.json")
        write_atomically(out / "curve.png", draw(curve))
    if json:
        print(json_lines.dumps(record, indent=2))
    else:
        rich.print(table(curve))
