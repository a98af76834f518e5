"""`edgeward evaluate`: models against labelled pictures, side by side."""

import json as json_lines
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import rich
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from edgeward.errors import BadInput, require

if TYPE_CHECKING:
    from edgeward.models import Checkpoint
    from edgeward.models.data import LabelledPictures
    from edgeward.models.evaluation import Score


def evaluate(
    models: Annotated[
        list[str],
        typer.Argument(help="Checkpoint folders or shipped models' names.", show_default=False),
    ],
    data: Annotated[
        Path, typer.Option(help="Folder with images/, masks/, classes.txt and split files.")
    ],
    split: Annotated[str, typer.Option(help="List of pictures to score.")] = "test",
    targets: Annotated[
        str, typer.Option(help="Target classes, by comma; by default those of the first recipe.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Compare models at the pictures' own resolution: IoU per class, mean, and target classes.

    [bold]Examples[/bold]

        edgeward evaluate person person-uniform --data data/person

        edgeward evaluate runs/my/checkpoint runs/base/checkpoint --data data/my --split val
    """
    require("torch", extra="models")
    from edgeward.models import load_checkpoint
    from edgeward.models.data import open_dataset

    checkpoints = [load_checkpoint(model) for model in models]
    examples = open_dataset(data, split, foreground=checkpoints[0].recipe.foreground)
    names = _target_names(targets, checkpoints[0])
    ids = _target_ids(names, examples)
    scores = [_score(checkpoint, examples, ids) for checkpoint in checkpoints]
    titles = _titles(checkpoints, models)
    if json:
        record = _record(titles, checkpoints, scores, examples, names)
        print(json_lines.dumps(record, indent=2))
    else:
        rich.print(_table(titles, scores, examples, names))


def _score(checkpoint: "Checkpoint", examples: "LabelledPictures", targets: list[int]) -> "Score":
    from edgeward.models.evaluation import label_picture, score

    if [c.name for c in checkpoint.classes] != [c.name for c in examples.classes]:
        raise BadInput(
            f"Expected data with the classes of the model {checkpoint.name!r} "
            f"({', '.join(c.name for c in checkpoint.classes)}), but {str(examples.root)!r} has "
            f"{', '.join(c.name for c in examples.classes)}; choose the data it was trained for."
        )
    read = (examples[index] for index in range(len(examples)))
    console = Console(stderr=True)
    return score(
        lambda example: label_picture(checkpoint.model, example.picture),
        track(read, checkpoint.name, total=len(examples), console=console, transient=True),
        classes=len(examples.classes),
        targets=targets,
    )


def _titles(checkpoints: "list[Checkpoint]", places: list[str]) -> list[str]:
    """Call the models by their names, or by their folders where names repeat."""
    names = [checkpoint.name for checkpoint in checkpoints]
    return names if len(set(names)) == len(names) else places


def _target_names(targets: str, first: "Checkpoint") -> list[str]:
    if targets:
        return [name.strip() for name in targets.split(",")]
    return list(first.recipe.sampler.targets) if first.recipe.sampler else []


def _target_ids(names: list[str], examples: "LabelledPictures") -> list[int]:
    from edgeward.models.data.classes import class_ids

    return class_ids(names, examples.classes)


def _table(
    titles: list[str],
    scores: "list[Score]",
    examples: "LabelledPictures",
    targets: list[str],
) -> Table:
    where = f"{examples.root.name}/{examples.split}"
    table = Table(title=escape(f"IoU on {len(examples)} pictures of {where}"))
    table.add_column("class")
    for title in titles:
        table.add_column(escape(title), justify="right")
    for index, info in enumerate(examples.classes):
        name = f"{info.name} *" if info.name in targets else info.name
        table.add_row(escape(name), *(_percent(s.iou[index]) for s in scores))
    table.add_section()
    table.add_row("mean", *(_percent(s.miou) for s in scores), style="bold")
    if targets:
        table.add_row("mean of targets *", *(_percent(s.miou_targets) for s in scores))
    return table


def _percent(value: float) -> str:
    return "-" if value != value else f"{100 * value:.2f}"


def _record(
    titles: list[str],
    checkpoints: "list[Checkpoint]",
    scores: "list[Score]",
    examples: "LabelledPictures",
    targets: list[str],
) -> dict[str, Any]:
    """Return the table for machines; shares from 0 to 1, null where a class does not occur."""
    names = [c.name for c in examples.classes]

    def known(value: float) -> float | None:
        return None if value != value else value

    return {
        "data": examples.root.name,
        "split": examples.split,
        "pictures": len(examples),
        "targets": targets,
        "models": {
            title: {
                "sample_size": list(checkpoint.model.sample_size),
                "miou": known(s.miou),
                "miou_targets": known(s.miou_targets),
                "iou": {name: known(iou) for name, iou in zip(names, s.iou, strict=True)},
            }
            for title, checkpoint, s in zip(titles, checkpoints, scores, strict=True)
        },
    }
