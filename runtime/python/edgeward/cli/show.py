"""`edgeward show`: what a bundle says about itself."""

from typing import Annotated

import rich
import typer
from rich.table import Table

from edgeward.bundle import find_bundle
from edgeward.manifest import Artifact, Manifest, read_manifest, to_json


def show(
    bundle: Annotated[str, typer.Argument(help="A bundle's folder or a shipped model's name.")],
    json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Print what a bundle says about itself, after checking its files.

    [bold]Examples[/bold]

        edgeward show person

        edgeward show street.ew --json | jq .classes
    """
    manifest = read_manifest(find_bundle(bundle))
    if json:
        print(to_json(manifest), end="")
    else:
        rich.print(_table(manifest))


def _table(manifest: Manifest) -> Table:
    table = Table(title=manifest.name, show_header=False, title_justify="left")
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(manifest):
        table.add_row(name, value)
    return table


def _rows(manifest: Manifest) -> list[tuple[str, str]]:
    picture = manifest.picture
    thumbnail = _size(manifest.thumbnail_size) if manifest.thumbnail_size else "none"
    flops = ", ".join(f"{stage} {count / 1e6:,.1f} M" for stage, count in manifest.flops.items())
    colours = " ".join(
        f"[rgb({','.join(map(str, c.colour))})]■[/] {c.name}" for c in manifest.classes
    )
    return [
        ("sampling", f"{manifest.sampling}, contract {manifest.sampling_contract}"),
        ("picture", f"{picture.colours}, mean {picture.mean}, std {picture.std}"),
        ("thumbnail", thumbnail),
        ("grid", _size(manifest.grid_size)),
        ("samples", _size(manifest.sample_size)),
        ("classes", colours),
        ("FLOPs", flops),
        *((file.path, _file(file)) for file in manifest.files),
        ("tools", ", ".join(f"{name} {version}" for name, version in manifest.tools.items())),
        ("licence", manifest.licence),
        ("trained on", manifest.provenance),
    ]


def _file(file: Artifact) -> str:
    parity = ", ".join(f"{name} {value:.2g}" for name, value in file.parity.items())
    size = f"{_size(file.image_size)} pictures" if file.image_size else "any picture"
    what = f"{size}, " if file.form == "baked" else ""
    return f"{file.form} {file.precision}, {what}{file.bytes / 1e6:.2f} MB, differs: {parity}"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"
