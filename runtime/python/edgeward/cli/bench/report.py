"""`edgeward bench report`: measurements as one HTML page."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgeward.bundle import find_bundle, shipped
from edgeward.cli.bench.files import read_json, read_record
from edgeward.files import write_atomically
from edgeward.manifest import read_manifest

if TYPE_CHECKING:
    from edgeward.benchmarks.latency.record import Record


def report(
    records: Annotated[
        list[Path],
        typer.Argument(help="Records that `edgeward bench` wrote.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The page.")] = Path("report.html"),
    accuracy: Annotated[
        list[Path] | None,
        typer.Option(help="curve.json of `edgeward bench accuracy`; may be repeated."),
    ] = None,
    phone: Annotated[
        Path | None, typer.Option(help="Record that `edgeward bench --adb` wrote.")
    ] = None,
    arm: Annotated[
        Path | None, typer.Option(help="arm.json of `python -m edgeward.benchmarks.arm`.")
    ] = None,
    gate: Annotated[
        Path | None, typer.Option(help="gate.json of `python -m edgeward.benchmarks.latency.gate`.")
    ] = None,
    title: Annotated[str, typer.Option(help="Of the page.")] = "How fast is edgeward?",
) -> None:
    """Write measurements as one HTML page that needs no network, script or other file.

    [bold]Examples[/bold]

        edgeward bench report person.json -o report.html

        edgeward bench report person.json street.json --arm benchmarks/results/arm.json
    """
    from edgeward.benchmarks.page import render
    from edgeward.benchmarks.page.arm import Arm
    from edgeward.benchmarks.page.curves import curve_from_json
    from edgeward.benchmarks.page.gate import gate_from_json
    from edgeward.benchmarks.page.phone import Phone
    from edgeward.benchmarks.page.read import read

    found = [read_record(path) for path in records]
    page = render(
        found,
        title=title,
        own=_own_sizes(found),
        curves=[curve_from_json(read_json(path), str(path)) for path in accuracy or []],
        phone=read(Phone, read_json(phone), str(phone)) if phone else None,
        arm=read(Arm, read_json(arm), str(arm)) if arm else None,
        gate=gate_from_json(read_json(gate), str(gate)) if gate else None,
    )
    # A command line may hold bytes that are no text.
    write_atomically(out, page.encode(errors="xmlcharrefreplace"))
    print(out)


def _own_sizes(records: "Iterable[Record]") -> dict[str, tuple[int, int]]:
    """Look up the sample sizes that shipped models were trained at."""
    names = {entry.model for record in records for entry in record.entries} & set(shipped())
    return {name: read_manifest(find_bundle(name)).sample_size for name in names}
