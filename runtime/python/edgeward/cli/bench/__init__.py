"""`edgeward bench`: how fast, with how much memory, at what cost, and whether it got slower."""

import typer

from edgeward.cli.bench.accuracy import accuracy
from edgeward.cli.bench.convert import convert
from edgeward.cli.bench.core import core
from edgeward.cli.bench.default_group import DefaultGroup
from edgeward.cli.bench.report import report
from edgeward.cli.bench.run import run

bench = typer.Typer(
    cls=DefaultGroup,
    help="Measure time, memory and FLOPs of bundles, and compare measurements.",
    epilog="Start with: edgeward bench person",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
for command in (run, core, accuracy, report, convert):
    bench.command()(command)
