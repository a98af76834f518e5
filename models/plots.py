"""Plots of what an evaluation found; Matplotlib is imported by who asks for one."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgeward.files import write_atomically

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Found = Mapping[str, Mapping[str, Any]]


def plot_trimaps(path: Path, found: Found) -> None:
    """Plot accuracy near boundaries against the band's width, and leads over the last model.

    Args:
        path: of the picture, PNG.
        found: `figures` by model.
    """
    figure, (left, right) = _panels(2)
    base = list(found.values())[-1]["trimap"]
    widths = [int(width) for width in base]
    for title, one in found.items():
        shares = list(one["trimap"].values())
        left.plot(widths, [100 * s for s in shares], marker="o", label=title)
        gains = [100 * (s - b) for s, b in zip(shares, base.values(), strict=True)]
        right.plot(widths, gains, marker="o", label=title)
    for axes, label in ((left, "pixels right, %"), (right, "lead over the last, points")):
        axes.set_xscale("log", base=2)
        axes.set_xticks(widths, [str(width) for width in widths])
        axes.set_xlabel("distance to a boundary at most, pixels")
        axes.set_ylabel(label)
    left.legend(frameon=False)
    _save(path, figure)


def plot_recall(path: Path, found: Found) -> None:
    """Plot the recall of objects by size, in four equally filled bins.

    Args:
        path: of the picture, PNG.
        found: `figures` by model.
    """
    figure, (axes,) = _panels(1)
    names = ("smallest\nquarter", "second", "third", "largest")
    for title, one in found.items():
        axes.plot(names, [100 * share for share in one["recall"]], marker="o", label=title)
    axes.set_ylabel("mean recall of objects, %")
    axes.legend(frameon=False)
    _save(path, figure)


def _panels(count: int) -> "tuple[Figure, Sequence[Axes]]":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.8 * count, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, count, squeeze=False)[0]
    for axes in panels:
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    return figure, list(panels)


def _save(path: Path, figure: "Figure") -> None:
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=110)
    write_atomically(path, content.getvalue())
