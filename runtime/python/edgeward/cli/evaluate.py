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
    from edgeward.models.data.labelled import Crop
    from edgeward.models.metrics import Interval
    from edgeward.models.tally import Tally

    Judged = dict[str, tuple[Checkpoint, Tally]]


def evaluate(
    models: Annotated[
        list[str],
        typer.Argument(help="Checkpoint folders or shipped models' names.", show_default=False),
    ],
    data: Annotated[Path, typer.Option(help="The data set's folder; see `edgeward data check`.")],
    split: Annotated[str, typer.Option(help="Split to score.")] = "test",
    targets: Annotated[
        str, typer.Option(help="Target classes, by comma; by default those of the first recipe.")
    ] = "",
    square: Annotated[
        bool, typer.Option("--square", help="Score the largest central square, as the paper does.")
    ] = False,
    proxies: Annotated[
        bool,
        typer.Option(
            "--proxies", help="Take connected parts of the targets for objects, lacking real ones."
        ),
    ] = False,
    block: Annotated[
        int, typer.Option(min=1, help="Neighbours drawn together, for frames of a video.")
    ] = 1,
    plots: Annotated[
        Path | None, typer.Option(help="Folder for plots of trimap accuracy and recall.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Compare models at the pictures' own resolution.

    IoU per class; accuracy in bands around boundaries (trimaps) and Boundary IoU; recall of small
    to large objects; mean IoU at the sampled pixels, and the most that sampling leaves to anybody.
    With two models or more, the first one's lead over the last and its 95 % interval.

    [bold]Examples[/bold]

        edgeward evaluate person person-uniform --data data/person

        edgeward evaluate street street-uniform --data data/camvid --proxies --block 10

        edgeward evaluate runs/my/checkpoint runs/base/checkpoint --data data/my --split val
    """
    require("torch", extra="models")
    from edgeward.models import load_checkpoint
    from edgeward.models.checkpoint import check_looks
    from edgeward.models.data import open_dataset
    from edgeward.models.data.classes import class_ids

    checkpoints = [load_checkpoint(model) for model in models]
    for checkpoint in checkpoints:
        check_looks(checkpoint)
    crop: Crop = "square" if square else "whole"
    foreground = checkpoints[0].recipe.foreground
    examples = open_dataset(data, split, foreground=foreground, crop=crop)
    names = _target_names(targets, checkpoints[0])
    ids = class_ids(names, examples.classes)
    judged = {
        title: (checkpoint, _count(checkpoint, examples, ids if proxies else []))
        for title, checkpoint in zip(titles(checkpoints, models), checkpoints, strict=True)
    }
    lead = _lead(judged, ids, block)
    if plots is not None:
        _plot(judged, plots)
    if json:
        print(json_lines.dumps(_record(judged, lead, examples, names, ids), indent=2))
    else:
        rich.print(_table(judged, lead, examples, names, ids))


def _count(checkpoint: "Checkpoint", examples: "LabelledPictures", proxies: list[int]) -> "Tally":
    from edgeward.models.evaluation import find, measure

    if [c.name for c in checkpoint.classes] != [c.name for c in examples.classes]:
        raise BadInput(
            f"Expected data with the classes of the model {checkpoint.name!r} "
            f"({', '.join(c.name for c in checkpoint.classes)}), but {str(examples.root)!r} has "
            f"{', '.join(c.name for c in examples.classes)}; choose the data it was trained for."
        )
    read = (examples[index] for index in range(len(examples)))
    console = Console(stderr=True)
    return measure(
        lambda example: find(checkpoint.model, example.picture),
        track(read, checkpoint.name, total=len(examples), console=console, transient=True),
        classes=len(examples.classes),
        proxies=proxies,
    )


def _lead(judged: "Judged", targets: list[int], block: int) -> "dict[str, Interval]":
    """Compare the first model with the last."""
    from edgeward.models.tally import compare

    tallies = [tally for _, tally in judged.values()]
    if len(tallies) == 1:
        return {}
    return compare(tallies[0], tallies[-1], targets, block=block)


def _plot(judged: "Judged", folder: Path) -> None:
    require("matplotlib", extra="bench")
    from edgeward.models.plots import plot_recall, plot_trimaps
    from edgeward.models.tally import figures

    found = {title: figures(tally) for title, (_, tally) in judged.items()}
    folder.mkdir(parents=True, exist_ok=True)
    plot_trimaps(folder / "trimap.png", found)
    plot_recall(folder / "recall.png", found)


def titles(checkpoints: "list[Checkpoint]", places: list[str]) -> list[str]:
    """Call the models by their names, or by their folders where names repeat."""
    names = [checkpoint.name for checkpoint in checkpoints]
    return names if len(set(names)) == len(names) else places


def _target_names(targets: str, first: "Checkpoint") -> list[str]:
    if targets:
        return [name.strip() for name in targets.split(",")]
    return list(first.recipe.sampler.targets) if first.recipe.sampler else []


def _table(
    judged: "Judged",
    lead: "dict[str, Interval]",
    examples: "LabelledPictures",
    names: list[str],
    ids: list[int],
) -> Table:
    from edgeward.models.tally import figures

    where = f"{examples.root.name}/{examples.split}"
    table = Table(title=escape(f"IoU and more on {len(examples)} pictures of {where}, %"))
    table.add_column("")
    for title in judged:
        table.add_column(escape(title), justify="right")
    if lead:
        table.add_column("first - last", justify="right")
    found = [figures(tally, ids) for _, tally in judged.values()]
    for index, info in enumerate(examples.classes):
        name = f"{info.name} *" if info.name in names else info.name
        _add(table, name, [f["iou"][index] for f in found])
    table.add_section()
    _add(table, "mean", [f["miou"] for f in found], lead.get("miou"), style="bold")
    if ids:
        _add(
            table, "mean of targets *", [f["miou_targets"] for f in found], lead.get("miou_targets")
        )
    _add(table, "mean at the samples", [f["sampled"]["miou"] for f in found])
    _add(table, "most that sampling allows", [f["ceiling"]["miou"] for f in found])
    table.add_section()
    for width in found[0]["trimap"]:
        interval = lead.get("trimap") if width == "4" else None
        _add(
            table, f"within {width} px of a boundary", [f["trimap"][width] for f in found], interval
        )
    _add(table, "Boundary IoU", [f["boundary_iou"] for f in found], lead.get("boundary_iou"))
    for index, size in enumerate(("smallest", "second", "third", "largest")):
        row = [f["recall"][index] for f in found]
        if row[0] == row[0]:
            name = f"recall, {size} quarter of objects"
            _add(table, name, row, lead.get("recall") if index == 0 else None)
    return table


def _add(
    table: Table,
    name: str,
    values: list[float],
    interval: "Interval | None" = None,
    style: str | None = None,
) -> None:
    cells = ["-" if value != value else f"{100 * value:.2f}" for value in values]
    if interval is not None:
        ends = f"{100 * interval.low:+.2f}, {100 * interval.high:+.2f}"
        cells.append(escape(f"{100 * interval.estimate:+.2f} [{ends}]"))
    table.add_row(escape(name), *cells, style=style)


def _record(
    judged: "Judged",
    lead: "dict[str, Interval]",
    examples: "LabelledPictures",
    names: list[str],
    ids: list[int],
) -> dict[str, Any]:
    """Return the table for machines; shares from 0 to 1, null where nothing counts."""
    from edgeward.models.tally import as_json, figures

    classes = [c.name for c in examples.classes]
    models = {}
    for title, (checkpoint, tally) in judged.items():
        found = figures(tally, ids)
        found["iou"] = dict(zip(classes, found["iou"], strict=True))
        models[title] = {"sample_size": list(checkpoint.model.sample_size), **found}
    record = {
        "data": examples.root.name,
        "split": examples.split,
        "crop": examples.crop,
        "pictures": len(examples),
        "targets": names,
        "models": models,
        "lead_of_first_over_last": {k: [i.estimate, i.low, i.high] for k, i in lead.items()},
    }
    return {key: as_json(value) for key, value in record.items()}
