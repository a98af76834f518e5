"""`edgeward data`: what is in a data set."""

import json as json_lines
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import rich
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from edgeward.errors import BadInput, require

if TYPE_CHECKING:
    from edgeward.models.data import LabelledPictures
    from edgeward.models.data.check import Findings, Sides

data = typer.Typer(
    help="Look into data sets.",
    epilog="Start with: edgeward data check data/person",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


# A second command would need no callback: with one, typer drops its name.
@data.callback()
def _commands() -> None:
    pass


@data.command()
def check(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The data set's folder.", show_default=False),
    ],
    split: Annotated[str | None, typer.Option(help="Only this split.", show_default="all")] = None,
    foreground: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Merge the foreground's classes into one of this name; folders without "
            "classes.txt, whose masks number the objects of one class, need it.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Read every file of a data set: sizes, classes, objects, and what is missing or damaged.

    The format is told by the folder: the project's own, Cityscapes, ApolloScape, SYNTHIA-RAND,
    SYNTHIA-RAND-CITYSCAPES, Supervisely Person, or instance masks as Penn-Fudan's. The exit code
    is 1 if a file is missing or damaged.

    [bold]Examples[/bold]

        edgeward data check data/person

        edgeward data check data/cityscapes --split val --json

        edgeward data check data/pennfudan --foreground person
    """
    require("torch", extra="models")
    from edgeward.models.data.open import format_of

    kind = format_of(folder)
    splits = (split,) if split is not None else kind.splits(folder)
    if not splits:
        raise BadInput(f"Expected lists of splits in {folder}, such as train.txt; there are none.")
    findings = [_check(kind, folder, each, foreground) for each in splits]
    if not any(found.pictures for found in findings):
        raise BadInput(findings[0].problems[0])
    if json:
        record = {"data": folder.name, "format": kind.format, "splits": list(map(asdict, findings))}
        print(json_lines.dumps(record, indent=2))
    else:
        _print(folder, kind.format, findings)
    raise typer.Exit(1 if any(found.problems for found in findings) else 0)


def _check(
    kind: "type[LabelledPictures]", folder: Path, split: str, foreground: str | None
) -> "Findings":
    """Check one split; what is wrong with its list is a finding like others."""
    from edgeward.models.data.check import Findings, check

    try:
        examples = kind(folder, split, foreground=foreground)
    except BadInput as error:
        return Findings(split, problems=(str(error),))
    console = Console(stderr=True)
    return check(examples, track(examples.names, split, console=console, transient=True))


def _print(folder: Path, name: str, findings: "list[Findings]") -> None:
    rich.print(_overview(f"{folder.name}: {name}", findings))
    rich.print(_classes(findings))
    for found in findings:
        for problem in found.problems:
            rich.print(f"[red]{escape(found.split)}:[/] {escape(problem)}")


def _overview(title: str, findings: "list[Findings]") -> Table:
    table = Table(title=escape(title), caption="sides: least, median and most")
    table.add_column("split")
    for name in ("pictures", "height", "width", "ignored", "objects", "problems"):
        table.add_column(name, justify="right")
    for found in findings:
        table.add_row(
            escape(found.split),
            str(found.pictures),
            _sides(found.height),
            _sides(found.width),
            f"{found.ignored:.2%}",
            "-" if found.objects is None else str(found.objects),
            f"[red]{len(found.problems)}[/]" if found.problems else "0",
        )
    return table


def _sides(sides: "Sides | None") -> str:
    if sides is None:
        return "-"
    same = sides.least == sides.most
    return str(sides.least) if same else f"{sides.least} {sides.median:g} {sides.most}"


def _classes(findings: "list[Findings]") -> Table:
    table = Table(title="labelled pixels, and pictures")
    table.add_column("class")
    read = [found for found in findings if found.classes]
    for found in read:
        table.add_column(escape(found.split), justify="right")
        table.add_column("pictures", justify="right")
    for row in zip(*(found.classes for found in read), strict=True):
        cells = [cell for c in row for cell in (f"{c.share:.2%}", str(c.pictures))]
        table.add_row(escape(row[0].name), *cells)
    return table
