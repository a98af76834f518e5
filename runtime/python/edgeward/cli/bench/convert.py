"""`edgeward bench convert`: records for github-action-benchmark."""

import json as json_lines
from pathlib import Path
from typing import Annotated

import typer

from edgeward.cli.bench.files import read_record


def convert(
    record: Annotated[Path, typer.Argument(help="A record that `edgeward bench` wrote.")],
) -> None:
    """Print a record as the list that github-action-benchmark takes (customSmallerIsBetter).

    [bold]Example[/bold]

        edgeward bench convert new.json > benchmark-data.json
    """
    from edgeward.benchmarks.latency.record import action_list

    print(json_lines.dumps(action_list(read_record(record)), indent=2))
