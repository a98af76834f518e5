"""`edgeward segment`: photos in, label maps out."""

import io
import json as json_lines
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from edgeward.bundle import uniform_sibling
from edgeward.draw import draw_grid, overlay_labels
from edgeward.errors import BadInput, EdgewardError, as_sentence
from edgeward.files import write_atomically
from edgeward.interpolate import Labels
from edgeward.picture import encode_jpeg, encode_labels, open_picture
from edgeward.session import Result, Session, load

# Turns a photo, what was found in it and the classes' colours into the bytes of a file.
Render = Callable[[NDArray[np.uint8], Result, Sequence[tuple[int, int, int]]], bytes]


class Mask(str, Enum):
    """How a label map is written."""

    png = "png"
    npy = "npy"


def segment(
    photos: Annotated[
        list[Path], typer.Argument(help="Pictures of any format.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")],
    model: Annotated[
        str, typer.Option("--model", "-m", help="A bundle's folder or a shipped model's name.")
    ] = "person",
    uniform: Annotated[
        bool, typer.Option("--uniform", help="Use the model's uniform baseline instead.")
    ] = False,
    mask: Annotated[
        Mask,
        typer.Option(help="Class ids as a PNG with the classes' colours, or as a numpy array."),
    ] = Mask.png,
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Also write the labels over the photo.")
    ] = False,
    grid: Annotated[
        bool, typer.Option("--grid", help="Also write the sampled points over the photo.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a line of JSON per photo.")] = False,
) -> None:
    """Label every pixel of photos.

    PHOTO.jpg becomes PHOTO.mask.png in the output folder, at its own size.
    An unreadable photo is reported and the others are done; the exit code is 2.

    [bold]Examples[/bold]

        edgeward segment portrait.jpg -o masks

        edgeward segment *.jpg -o masks --model street.ew --overlay --grid

        edgeward segment portrait.jpg -o masks --model my.ew --mask npy --json
    """
    kinds = [f"mask.{mask.value}", *["overlay.jpg"] * overlay, *["grid.jpg"] * grid]
    plan = _plan(photos, out, kinds)
    session = load(uniform_sibling(model) if uniform else model)
    out.mkdir(parents=True, exist_ok=True)
    failed = False
    for photo, targets in plan.items():
        try:
            report = _segment_one(session, photo, targets)
            print(json_lines.dumps(report) if json else _line(report), flush=True)
        except (EdgewardError, OSError) as error:
            print(f"edgeward: {as_sentence(error)}", file=sys.stderr)
            failed = True
    if failed:
        raise typer.Exit(2)


def _plan(photos: Sequence[Path], out: Path, kinds: Sequence[str]) -> dict[Path, dict[str, Path]]:
    """Name every result of every photo before the first is written.

    Raises:
        BadInput: two photos would write one file, or a result would overwrite a photo.
    """
    plan = {photo: {kind: out / f"{photo.stem}.{kind}" for kind in kinds} for photo in photos}
    inputs = {photo.resolve() for photo in plan}
    owner: dict[Path, Path] = {}
    for photo, targets in plan.items():
        for target in targets.values():
            first = owner.setdefault(target, photo)
            if first != photo:
                raise BadInput(
                    f"Expected photos with different names, but {str(first)!r} and {str(photo)!r} "
                    f"would both become {str(target)!r}; segment them into different folders."
                )
            if target.resolve() in inputs:
                raise BadInput(
                    f"Expected results beside the photos, but {str(target)!r} is itself one of "
                    "the photos and would be overwritten; choose another folder."
                )
    return plan


def _segment_one(session: Session, photo: Path, targets: Mapping[str, Path]) -> dict[str, Any]:
    picture = open_picture(photo)
    result = session(picture)
    classes = session.manifest.classes
    for kind, target in targets.items():
        write_atomically(target, _RENDER[kind](picture, result, [c.colour for c in classes]))
    counts = np.bincount(result.labels.ravel(), minlength=len(classes))
    shares = counts / result.labels.size
    return {
        "photo": str(photo),
        "size": list(result.labels.shape),
        "classes": {c.name: round(float(s), 4) for c, s in zip(classes, shares, strict=True)},
        "files": {kind: str(target) for kind, target in targets.items()},
        "ms": {stage: round(ms, 3) for stage, ms in result.timings.items()},
    }


def _line(report: Mapping[str, Any]) -> str:
    height, width = report["size"]
    largest = sorted(report["classes"].items(), key=lambda item: -item[1])[:3]
    shares = ", ".join(f"{name} {100 * share:.1f} %" for name, share in largest if share)
    files = " ".join(report["files"].values())
    return f"{files}  {width} x {height}  {report['ms']['total']:.1f} ms  {shares}"


def _npy(labels: Labels) -> bytes:
    file = io.BytesIO()
    np.save(file, labels)
    return file.getvalue()


_RENDER: dict[str, Render] = {
    "mask.png": lambda photo, found, colours: encode_labels(found.labels, colours),
    "mask.npy": lambda photo, found, colours: _npy(found.labels),
    "overlay.jpg": lambda photo, found, colours: encode_jpeg(
        overlay_labels(photo, found.labels, colours)
    ),
    "grid.jpg": lambda photo, found, colours: encode_jpeg(draw_grid(photo, found.points)),
}
