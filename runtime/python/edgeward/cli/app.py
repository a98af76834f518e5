"""The `edgeward` program: its commands and `--version`."""

from typing import Annotated

import typer

import edgeward
from edgeward.cli.bench import bench
from edgeward.cli.data import data
from edgeward.cli.demo import demo
from edgeward.cli.evaluate import evaluate
from edgeward.cli.export import export
from edgeward.cli.oracle import oracle
from edgeward.cli.segment import segment
from edgeward.cli.show import show
from edgeward.cli.train import train
from edgeward.cli.verify import verify

app = typer.Typer(
    help="Segment high-resolution pictures at the cost of a small one.",
    epilog="Start with: edgeward demo -o out",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
for command in (demo, segment, show, export, verify, train, evaluate):
    app.command()(command)
app.add_typer(data, name="data")
app.command()(oracle)
app.add_typer(bench, name="bench")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"edgeward {edgeward.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass
