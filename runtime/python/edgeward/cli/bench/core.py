"""`edgeward bench core`: the core's kernels beside what users have today."""

import json as json_lines
from pathlib import Path
from typing import Annotated

import rich
import typer
from rich.console import Console

from edgeward.errors import require


def core(
    cityscapes: Annotated[
        Path, typer.Argument(help="Folder with leftImg8bit/ and gtFine/.", show_default=False)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for core.json and core.png.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Time the un-warp and sampling beside OpenCV, PyTorch, ONNX Runtime and SciPy.

    [bold]Example[/bold]

        edgeward bench core data/cityscapes
    """
    for module in ("cv2", "torch", "onnxruntime", "scipy", "matplotlib"):
        require(module, extra="bench")
    from edgeward.benchmarks.core import measure, table, write

    with Console(stderr=True).status("measuring"):
        found = measure(cityscapes)
    if out is not None:
        write(found, out)
    if json:
        print(json_lines.dumps(found, indent=2))
    else:
        rich.print(table(found))
