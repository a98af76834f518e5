"""`edgeward export`: a checkpoint becomes a bundle."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from edgeward._core import MAX_SIDE
from edgeward.errors import require


def export(
    checkpoint: Annotated[
        str, typer.Argument(help="A checkpoint's folder or a shipped model's name.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The bundle's folder, replaced whole.")],
    image: Annotated[
        str | None,
        typer.Option(metavar="HxW", help="The only picture size it will take; any by default."),
    ] = None,
) -> None:
    """Export a checkpoint as a bundle: an ONNX file with the sampling inside, and its manifest.

    The file is run on real pictures and compared with the torch model before it is written.

    [bold]Examples[/bold]

        edgeward export person -o person.ew

        edgeward export runs/street -o street.ew --image 1024x2048
    """
    image_size = None if image is None else _parse_size(image)
    for module in ("torch", "onnx", "onnxscript", "onnxruntime"):
        require(module, extra="export")
    from edgeward.export import export_bundle
    from edgeward.models import load_checkpoint

    with Console(stderr=True).status(f"exporting {checkpoint}"):
        manifest = export_bundle(load_checkpoint(checkpoint), out, image_size=image_size)
    for file in manifest.files:
        print(f"{out / file.path}  {file.bytes / 1e6:.2f} MB")
    print(f"segment:  edgeward segment PHOTO --model {out} -o masks", flush=True)


def _parse_size(text: str) -> tuple[int, int]:
    """Read a picture size.

    Example:
        >>> _parse_size("1024x2048")
        (1024, 2048)
    """
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    height, width = map(int, match.groups()) if match else (0, 0)
    if not 1 <= min(height, width) <= max(height, width) <= MAX_SIDE:
        raise typer.BadParameter(
            f"expected HxW with sides of 1 to {MAX_SIDE}, such as 1024x2048, but got {text!r}",
            param_hint="--image",
        )
    return height, width
