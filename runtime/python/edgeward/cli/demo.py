"""`edgeward demo`: what the package does, in six pictures."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from edgeward import sample
from edgeward.bundle import uniform_sibling
from edgeward.draw import draw_grid, enlarge, overlay_labels, side_by_side
from edgeward.files import write_atomically
from edgeward.picture import EXAMPLE_PHOTO, encode_jpeg, open_picture
from edgeward.session import Session, load


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the pictures.")],
    photo: Annotated[
        Path | None, typer.Argument(help="A photo of yours; a bundled one by default.")
    ] = None,
    model: Annotated[
        str, typer.Option("--model", "-m", help="A bundle's folder or a shipped model's name.")
    ] = "person",
) -> None:
    """Show each step on one photo, beside the same segmenter with uniform sampling.

    [bold]Examples[/bold]

        edgeward demo -o out

        edgeward demo street.jpg -o out --model street.ew
    """
    picture = open_picture(photo or EXAMPLE_PHOTO)
    pictures = _steps(picture, load(model), load(uniform_sibling(model)))
    out.mkdir(parents=True, exist_ok=True)
    for name, step in pictures.items():
        path = out / f"{name}.jpg"
        write_atomically(path, encode_jpeg(step))
        print(path)


def _steps(
    picture: NDArray[np.uint8], adaptive: Session, uniform: Session
) -> dict[str, NDArray[np.uint8]]:
    result, baseline = adaptive(picture), uniform(picture)
    colours = [c.colour for c in adaptive.manifest.classes]
    overlays = [overlay_labels(picture, r.labels, colours) for r in (result, baseline)]
    return {
        "photo": picture,
        "grid": draw_grid(picture, result.points),
        "sampled": enlarge(sample(picture, result.points)),
        "overlay": overlays[0],
        "uniform": overlays[1],
        "compared": side_by_side(overlays, ("adaptive", "uniform")),
    }
