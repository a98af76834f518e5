"""The cost-accuracy plot, as the paper's Figs. 8 to 11."""

import io
from collections.abc import Mapping, Sequence

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

LABELS = {"ms": "ms a picture, one thread", "GFLOPs": "GFLOPs a picture"}


def plot_costs(
    panels: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]], ylabel: str
) -> bytes:
    """Plot accuracy against costs, each on a log scale.

    Args:
        panels: by label of the cost, and then by name of the curve: (cost, accuracy) points.
        ylabel: of the accuracy.

    Returns:
        A PNG.
    """
    figure = Figure(figsize=(9.6, 3.8), layout="constrained")
    FigureCanvasAgg(figure)
    (all_axes,) = figure.subplots(1, len(panels), squeeze=False)
    for axes, (label, curves) in zip(all_axes, panels.items(), strict=True):
        for way, points in curves.items():
            costs, found = [at[0] for at in points], [at[1] for at in points]
            axes.plot(costs, found, marker="o", label=way)
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel(label)
        axes.set_ylabel(ylabel)
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=110)
    return content.getvalue()
