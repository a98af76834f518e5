"""Fig. 3 of the paper: grids that minimise eq. (2) for a small, a middle and a large lambda.

    python -m edgeward.benchmarks.lambdas -o benchmarks/results

Writes lambda.jpg. The photo is the bundled one, and the labels that the shipped model `person`
finds in it stand in for ground truth: the photographs of data sets may not be shown.
"""

import argparse
import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from edgeward import load, points
from edgeward.files import write_atomically
from edgeward.models.proposal import propose
from edgeward.picture import EXAMPLE_PHOTO, open_picture

LAMBDAS = (0.01, 1, 100)
GRID = (16, 16)
YELLOW = "#ffd60a"


def draw(picture: NDArray[np.uint8], labels: NDArray[np.integer]) -> Figure:
    """Draw the grids over a photo, one panel per lambda.

    Args:
        picture: uint8 (H, W, 3).
        labels: (H, W), 0 and 1.
    """
    figure, axes = plt.subplots(1, len(LAMBDAS), figsize=(12, 4.6), constrained_layout=True)
    for axis, lam in zip(axes, LAMBDAS, strict=True):
        axis.imshow((picture * 0.6).astype(np.uint8))
        axis.contour(labels, levels=[0.5], colors="white", linewidths=1.5)
        grid = propose(labels, grid_size=GRID, lam=lam)
        _draw_grid(axis, points(grid, size=labels.shape))
        axis.set_title(rf"$\lambda$ = {lam}", fontsize=14)
        axis.set_axis_off()
    figure.supxlabel("white: boundary of the labels of the shipped model “person”, taken as truth")
    return figure


def _draw_grid(axis: Axes, where: NDArray[np.int32]) -> None:
    """Draw points and the lines between neighbours."""
    row, col = where[..., 0], where[..., 1]
    for y, x in ((row, col), (row.T, col.T)):
        axis.plot(x, y, color=YELLOW, lw=0.6, alpha=0.8)
    # Those on the rim are dots as whole as the others.
    axis.plot(col.ravel(), row.ravel(), ".", color=YELLOW, ms=5, clip_on=False)


def main() -> None:
    """Draw and write what the module's docstring says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    picture = open_picture(EXAMPLE_PHOTO)
    file = io.BytesIO()
    figure = draw(picture, load("person")(picture).labels)
    figure.savefig(file, format="jpg", dpi=110, pil_kwargs={"quality": 85})
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_atomically(arguments.out / "lambda.jpg", file.getvalue())


if __name__ == "__main__":
    main()
