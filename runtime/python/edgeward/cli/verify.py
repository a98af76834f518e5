"""`edgeward verify`: a bundle against its torch model and the traps of the runtimes."""

import json as json_lines
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import rich
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from edgeward.bundle import Choice, choices, find_bundle
from edgeward.errors import require
from edgeward.manifest import Artifact, Form, Manifest, read_manifest

if TYPE_CHECKING:
    from edgeward.export.lint import Coverage
    from edgeward.models import AdaptiveSegmenter

# What was found of one file.
Report = dict[str, Any]


def verify(
    bundle: Annotated[str, typer.Argument(help="A bundle's folder or a shipped model's name.")],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="CHECKPOINT",
            help="The checkpoint it was exported from; by default the shipped one of its name.",
        ),
    ] = None,
    lint: Annotated[
        bool,
        typer.Option(
            "--lint",
            help="Run nothing: look for traps in the graphs, and show what delegates would run.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Check every file of a bundle: its graph for traps, and its results against torch.

    Each file runs on real pictures: ONNX on ONNX Runtime, TFLite on LiteRT, Core ML on a reference
    executor of its program (Core ML itself exists on Apple's systems only). The exit code is 1 if
    a file breaks a promise.

    [bold]Examples[/bold]

        edgeward verify person

        edgeward verify street.ew --against runs/street/checkpoint

        edgeward verify street.ew --lint --json
    """
    for module in ("torch", "onnx", "onnxruntime"):
        require(module, extra="export")
    from edgeward.export.converter import noise_to
    from edgeward.export.swap import with_size
    from edgeward.models import load_checkpoint

    folder = find_bundle(bundle)
    manifest = read_manifest(folder)
    model = None
    if not lint:
        model = with_size(load_checkpoint(against or manifest.name), manifest.sample_size).model
    with Console(stderr=True).status("linting"), noise_to(Path(os.devnull)):
        reports = {file.path: _look(folder, file) for file in manifest.files}
    if model is not None:
        _measure(folder, manifest, model, reports)
    broken = any(report["broken"] for report in reports.values())
    if json:
        print(json_lines.dumps({p: _record(r) for p, r in reports.items()}, indent=2))
    else:
        _print(manifest, reports)
        if lint:
            rich.print(_delegates(reports))
    raise typer.Exit(1 if broken else 0)


def _look(folder: Path, file: Artifact) -> Report:
    """Lint one file."""
    from edgeward.export.lint import lint, partitions

    path = folder / file.path
    can = file.format != "executorch"  # its delegates are chosen when it is exported
    findings = lint(path, file.form, file.precision, file.image_size) if can else ()
    return {
        "findings": findings,
        "delegates": partitions(path) if can else (),
        "differences": {},
        "broken": [f"{f.where}: {f.message}" for f in findings if f.severity == "error"],
    }


def _measure(
    folder: Path, manifest: Manifest, model: "AdaptiveSegmenter", reports: dict[str, Report]
) -> None:
    """Run every file and add how it differs from torch to its report."""
    from edgeward.export.converter import noise_to
    from edgeward.export.verify import excesses, measure

    console = Console(stderr=True)
    for choice in track(choices(manifest), "running", console=console, transient=True):
        files = _files(choice)
        with noise_to(Path(os.devnull)):
            found = measure(folder, files, model)
        for form, differences in found.items():
            report = reports[files[form].path]
            report["differences"] |= differences
            report["broken"] += [
                f"{name}: expected at most {most:g}, but got {differences[name]:g}"
                for name, most in excesses(differences, choice.main.precision).items()
            ]


def _record(report: Report) -> dict[str, Any]:
    """Return a report for machines."""
    rows = {name: [row._asdict() for row in report[name]] for name in ("findings", "delegates")}
    return {**report, **rows}


def _files(choice: Choice) -> dict[Form, Artifact]:
    return {file.form: file for file in choice if file is not None}


def _print(manifest: Manifest, reports: dict[str, Report]) -> None:
    rich.print(_verdicts(manifest, reports))
    for path, report in reports.items():
        for line in report["broken"]:
            rich.print(f"[red]{escape(path)}:[/] {escape(line)}")
        for finding in report["findings"]:
            if finding.severity != "error":
                rich.print(f"{escape(path)}: {escape(finding.where)}: {escape(finding.message)}")


def _verdicts(manifest: Manifest, reports: dict[str, Report]) -> Table:
    table = Table(title=f"{escape(manifest.name)}: largest differences from torch")
    names = ("pixels", "grid", "scores", "labels")
    for name in ("file", "", *names):
        table.add_column(name, justify="left" if name == "file" else "right", no_wrap=True)
    for path, report in reports.items():
        found = report["differences"]
        values = [f"{found[name]:.0e}" if name in found else "" for name in names]
        table.add_row(path, "[red]✗[/]" if report["broken"] else "[green]✓[/]", *values)
    return table


def _delegates(reports: dict[str, Report]) -> Table:
    """Tabulate who is expected to run how much of each file, by lists of operators."""
    table = Table(title="expected of delegates, by their lists of operators")
    for name in ("file", "delegate", "nodes", "partitions", "left to the CPU"):
        table.add_column(name, overflow="fold")
    for path, report in reports.items():
        for coverage in report["delegates"]:
            table.add_row(path, *_coverage(coverage))
    return table


def _coverage(coverage: "Coverage") -> tuple[str, str, str, str]:
    return (
        coverage.delegate,
        f"{coverage.supported}/{coverage.total}",
        str(coverage.partitions),
        ", ".join(coverage.unsupported),
    )
