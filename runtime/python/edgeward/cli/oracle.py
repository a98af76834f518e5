"""`edgeward oracle`: what sampling alone can give on a data set, before anything is trained."""

import json as json_lines
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import rich
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from edgeward.errors import BadInput, require

if TYPE_CHECKING:
    from edgeward.models.data import Example, LabelledPictures
    from edgeward.models.metrics import Interval
    from edgeward.models.oracle import Ceiling, Choice, Counts, Grid, Way

# The split whose pictures make the one grid for all of another's.
_OTHERS = "train"
_MOST = 1024


class _Block(NamedTuple):
    """What was found for one sample size; no gain where uniform is best."""

    ceilings: "dict[Way, Ceiling]"
    choice: "Choice"
    gain: "Interval | None"


def oracle(
    data: Annotated[Path, typer.Argument(help="The data set's folder.", show_default=False)],
    split: Annotated[str, typer.Option(help="List of pictures to look at.")] = "val",
    sizes: Annotated[str, typer.Option(help="Samples a side, by comma.")] = "16,32,64",
    targets: Annotated[str, typer.Option(help="Target classes, by comma.")] = "",
    foreground: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Merge the foreground's classes into one of this name."),
    ] = None,
    pictures: Annotated[
        int, typer.Option(min=1, help="How many, evenly spaced; a second or more each.")
    ] = 60,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Find out how to sample a data set, without training: the ceilings of the label round trip.

    Labels are sampled and interpolated back, as the scores of a perfect segmenter would be: with
    uniform sampling, with proposals of eq. (2) for several grids, lambdas and boundaries, with one
    grid for all pictures, the mean of the proposals of the train split, and with grids that descend
    on what the round trip itself loses. Of these the table shows the best one grid.

    "trimap" is the share of right pixels among those at most 4 from a boundary, "collapsed" that of
    samples on a pixel that another has, "folded" that of cells. The recommended setting has the
    highest mIoU, or mean of mIoU and the targets' mIoU, of the proposals that lose nothing on all
    classes; its interval takes pictures for independent, which frames of one video are not.

    [bold]Examples[/bold]

        edgeward oracle data/person --foreground person

        edgeward oracle data/camvid --targets car,pedestrian,bicyclist --sizes 32,64,96 --json
    """
    require("torch", extra="models")
    from edgeward.models.data import open_dataset
    from edgeward.models.data.classes import class_ids

    sides = _sides(sizes)
    examples = open_dataset(data, split, foreground=foreground, instances=False)
    names = [name.strip() for name in targets.split(",")] if targets else []
    blocks = _look(examples, sides, class_ids(names, examples.classes), pictures)
    if json:
        record = {
            "data": examples.root.name,
            "split": split,
            "pictures": len(_spaced(examples, pictures)),
            "targets": names,
            "sizes": {str(size): _record(size, block) for size, block in blocks.items()},
        }
        print(json_lines.dumps(record, indent=2))
        return
    where = f"{examples.root.name}/{split}"
    for size, block in blocks.items():
        rich.print(_table(f"{size} x {size} samples, {where}", block, bool(names)))
    for size, block in blocks.items():
        print(_reason(size, block))


def _sides(sizes: str) -> list[int]:
    try:
        sides = [int(size) for size in sizes.split(",")]
    except ValueError:
        sides = []
    if not sides or not all(2 <= side <= _MOST for side in sides):
        raise BadInput(
            f"Expected sample sizes such as 16,32,64, each from 2 to {_MOST}, but got {sizes!r}."
        )
    return list(dict.fromkeys(sides))


def _look(
    examples: "LabelledPictures", sides: list[int], targets: list[int], pictures: int
) -> dict[int, _Block]:
    """Study the pictures, and the proposals of others that make one grid for all."""
    from edgeward.models import oracle as study

    others: dict[Way, Grid] = {}
    if examples.split != _OTHERS and _OTHERS in examples.splits(examples.root):
        train = type(examples)(
            examples.root, _OTHERS, foreground=examples.foreground, instances=False
        )
        others = study.proposals((example.labels for example in _read(train, pictures)), targets)
    found = study.study(
        _read(examples, pictures),
        sizes=sides,
        classes=len(examples.classes),
        targets=targets,
        fixed=others,
    )
    return {size: _judged(counts, targets) for size, counts in found.items()}


def _judged(counts: "Mapping[Way, Counts]", targets: list[int]) -> _Block:
    from edgeward.models import oracle as study

    ceilings = {way: study.ceiling(each, targets) for way, each in counts.items()}
    choice = study.recommend(ceilings)
    gained = None if choice.way == study.UNIFORM else study.gain(counts, choice.way)
    return _Block(ceilings, choice, gained)


def _spaced(examples: "LabelledPictures", pictures: int) -> list[int]:
    """Choose that many pictures, evenly spaced: neighbours are often frames of one video."""
    count = min(pictures, len(examples))
    return [number * len(examples) // count for number in range(count)]


def _read(examples: "LabelledPictures", pictures: int) -> "Iterable[Example]":
    numbers = _spaced(examples, pictures)
    console = Console(stderr=True)
    for number in track(numbers, examples.split, console=console, transient=True):
        yield examples[number]


def _table(title: str, block: _Block, targets: bool) -> Table:
    caption = "percent; trimap: up to 4 pixels; repair: what unfolding changes mIoU by"
    table = Table(title=escape(title), caption=caption)
    table.add_column("way")
    titles = ["mIoU", "targets", "trimap", "collapsed", "folded", "repair"]
    for column in titles if targets else [t for t in titles if t != "targets"]:
        table.add_column(column, justify="right")
    for way in _shown(block):
        found = block.ceilings[way]
        cells = [_percent(value) for value in astuple(found)]
        if not targets:
            del cells[1]
        style = "bold" if way == block.choice.way else None
        table.add_row(escape(str(way)), *cells, _repair(block, way), style=style)
    return table


def _shown(block: _Block) -> "list[Way]":
    """List the ways of the table's rows; of the grids for all pictures, only the best."""
    ways = list(block.ceilings)
    fixed = [way for way in ways if way.kind == "fixed"]
    best = max(fixed, key=lambda way: block.ceilings[way].merit, default=None)
    return [way for way in ways if way.kind not in ("fixed", "unfolded") or way == best]


def _repair(block: _Block, way: "Way") -> str:
    """Show the change of mIoU, in points; nothing where there is none."""
    own, repaired = block.ceilings[way], block.ceilings.get(replace(way, kind="unfolded"))
    if way.kind != "proposal" or repaired is None or repaired.miou == own.miou:
        return ""
    return f"{100 * (repaired.miou - own.miou):+.2f}"


def _percent(value: float) -> str:
    return "-" if value != value else f"{100 * value:.2f}"


def _reason(size: int, block: _Block) -> str:
    """Say in one sentence which setting is best, and why."""
    from edgeward.models.oracle import UNIFORM

    choice, uniform = block.choice, block.ceilings[UNIFORM]
    samples = f"{size} x {size} samples: {choice.way}"
    if block.gain is None:
        return (
            f"{samples}, because none of the {choice.known} proposals reaches its mIoU, "
            f"{_percent(uniform.miou)}."
        )
    found = block.ceilings[choice.way]
    figure = "mIoU" if found.miou_targets != found.miou_targets else "mean of mIoU and targets"
    gained = " to ".join(f"{100 * end:+.2f}" for end in (block.gain.low, block.gain.high))
    return (
        f"{samples}, because its {figure}, {_percent(found.merit)}, is the highest of the "
        f"{choice.fit} in {choice.known} proposals that lose no mIoU against uniform's "
        f"{_percent(uniform.miou)} ({100 * block.gain.estimate:+.2f} points; 95 %: {gained})."
    )


def _record(size: int, block: _Block) -> dict[str, Any]:
    """Return a block for machines; shares from 0 to 1, null where there is no figure."""
    return {
        "recommended": _named(block.choice.way),
        "gain": None if block.gain is None else asdict(block.gain),
        "reason": _reason(size, block),
        "ways": [
            _named(way) | {name: _known(value) for name, value in asdict(found).items()}
            for way, found in block.ceilings.items()
        ],
    }


def _named(way: "Way") -> dict[str, Any]:
    """Name a way by what matters to its kind."""
    if way.kind == "uniform":
        return {"kind": way.kind}
    if way.kind == "descent":
        return {"kind": way.kind, "grid": way.grid}
    return asdict(way)


def _known(value: float) -> float | None:
    return None if value != value else value
