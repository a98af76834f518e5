"""Appendix A: how fast the boundary's error falls with the number of samples N.

    python -m edgeward.benchmarks.rates [DATA] -o benchmarks/results

Writes rates.json and rates.png and prints the slopes, by least squares in log-log. The error is
Appendix A's, the greatest distance from a point of the interpolated boundary to the true one, and
beside it the mean. Discs of known curvature kappa and length l are sampled

- uniformly: the bound is D / sqrt(N), D being the picture's diameter;
- uniformly, with signed distances as scores;
- at the proposal of eq. (2), 8 x 8 and lambda = 1, resized to N points, as the paper does;
- around the boundary: Appendix A's construction on a grid, see `traced_grid`. Its bound is the
  sagitta of one of M segments, kappa l^2 / (8 M^2), with M = N / 3 for many samples.

With DATA, label maps of its val split are sampled uniformly and at their own proposals. There the
distances are those to the nearest boundary pixel of the other map, both ways, so that objects that
fall between the points count.

Scores are one-hot, the labels of the sampled pixels: what a classifier without error says, which
does not know where between two points the boundary runs. Signed distances do know, and let uniform
samples do better than their bound: it is about labels.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import rich
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rich.progress import track
from rich.table import Table
from scipy import ndimage

from edgeward import interpolate_labels, points, resize_grid, uniform_grid
from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.boundary import boundary_map
from edgeward.models.data import LabelledPictures, open_dataset
from edgeward.models.evaluation import round_trip
from edgeward.models.proposal import propose

Float = NDArray[np.float64]
Grid = NDArray[np.float32]

# Pixels a side of the discs' pictures: the most there can be, as distances are read off pixels.
SIDE = 32_767
BAND = 512
SIDES = (6, 8, 11, 16, 23, 32, 45, 64, 91, 128)
COLUMNS = (6, 8, 11, 16, 23, 32, 45)
MAP_SIDES = (16, 23, 32, 45, 64, 91, 128)
MAPS = 20
DISCS = 5
# Seen by the proposal; its grid needs no more.
THUMBNAIL = 1024
# From the boundary to the samples on either side of it, in pixels: far enough not to round onto it.
OFFSET = 8
PROPOSAL, TRACED = "proposal, 8 x 8 resized", "around the boundary"
# Samples of a traced grid that are none of its segments'; what the slope is in without them.
FRAME, SEGMENTS = 18, "around the boundary, in M"
STYLES = {
    "uniform": ("C0", "o"),
    "uniform, distances": ("C2", "^"),
    PROPOSAL: ("C1", "s"),
    TRACED: ("C3", "D"),
}


class Disc(NamedTuple):
    """A disc in the unit square.

    Attributes:
        row: of the centre.
        col: of the centre.
        radius: one over its curvature.
    """

    row: float
    col: float
    radius: float

    def depth(self, where: NDArray[np.floating]) -> Float:
        """Return how deep points (..., 2) lie in it; below 0 is outside.

        Example:
            >>> Disc(0.5, 0.5, 0.3).depth(np.array([0.5, 0.4])).round(6)
            np.float64(0.2)
        """
        centred = np.asarray(where, np.float64) - (self.row, self.col)
        depth: Float = self.radius - np.hypot(centred[..., 0], centred[..., 1])
        return depth


class Error(NamedTuple):
    """Distances between the interpolated and the true boundary of one sampling.

    Attributes:
        samples: N.
        greatest: epsilon of Appendix A.
        mean: over the boundary.
    """

    samples: int
    greatest: float
    mean: float


def traced_grid(disc: Disc, columns: int) -> Grid:
    """Lay a covering grid of 6 rows around a disc's boundary.

    The second and the fifth row follow its upper and lower half just outside, the third and the
    fourth just inside, evenly along it. So N = 6 `columns` samples make M = 2 (`columns` - 3)
    segments whose ends lie on the boundary: N / 3 as in Appendix A, but for the picture's frame.

    Returns:
        float32 (6, columns, 2).

    Example:
        >>> traced_grid(Disc(0.5, 0.5, 0.25), 6)[1, 1:3].astype(float).round(2).tolist()
        [[0.5, 0.25], [0.28, 0.37]]
    """
    offset = OFFSET / SIDE
    angle = np.linspace(np.pi, 0, columns - 2)
    across = disc.col + disc.radius * np.cos(angle)
    grid = np.empty((6, columns, 2))
    grid[:, 0], grid[:, -1] = (disc.row, 0), (disc.row, 1)
    grid[0, :, 0], grid[-1, :, 0] = 0, 1
    grid[(0, -1), 1:-1, 1] = across
    for line, (up, out) in enumerate(((-1, 1), (-1, -1), (1, -1), (1, 1)), 1):
        reach = disc.radius + out * offset
        grid[line, 1:-1, 0] = disc.row + up * reach * np.sin(angle)
        grid[line, 1:-1, 1] = disc.col + reach * np.cos(angle)
    return grid.astype(np.float32)


def boundary_points(labels: Iterable[NDArray[np.integer]]) -> Iterator[Float]:
    """Find where labels change: halfway between neighbours of two classes, in pixels.

    Along the last row of all nothing is looked for.

    Args:
        labels: bands of a label map from the top, each with the first row of the next at its end.

    Yields:
        (count, 2), (row, column), for each direction in each band.

    Example:
        >>> [where.tolist() for where in boundary_points([np.array([[0, 1], [0, 0]])])]
        [[[0.5, 1.0]], [[0.0, 0.5]]]
    """
    top = 0
    for band in labels:
        rows = len(band) - 1
        for next_one, half in ((band[1:], (0.5, 0)), (band[:rows, 1:], (0, 0.5))):
            here = band[:rows, : next_one.shape[1]]
            # Quicker than argwhere, for few of many.
            found = np.unravel_index(np.flatnonzero(here != next_one), here.shape)
            yield np.stack(found, axis=-1) + np.add((top, 0), half)
        top += rows


def disc_error(disc: Disc, grid: Grid, *, distances: bool = False) -> Error:
    """Measure how far the boundary interpolated from a grid's samples runs from a disc's.

    Args:
        disc: the truth.
        grid: float32 (rows, cols, 2), covering.
        distances: take signed distances for scores instead of labels.
    """
    size = (SIDE, SIDE)
    depth = disc.depth(points(grid, size=size) / (SIDE - 1))
    # One-hot but for a constant and a scale, which the argmax does not see.
    inner = depth if distances else np.where(depth > 0, 1.0, -1.0)
    scores = np.stack((-inner, inner), axis=-1).astype(np.float32)
    bands = (
        interpolate_labels(
            grid, scores, size=size, region=(top, 0, min(top + BAND + 1, SIDE), SIDE)
        )
        for top in range(0, SIDE - 1, BAND)
    )
    found = np.concatenate([np.abs(disc.depth(p / (SIDE - 1))) for p in boundary_points(bands)])
    return Error(depth.size, float(found.max()), float(found.mean()))


def draw_discs(seed: int = 0) -> list[Disc]:
    """Draw discs that keep clear of the border."""
    rng = np.random.default_rng(seed)
    places = rng.uniform((0.45, 0.45, 0.3), (0.55, 0.55, 0.4), (DISCS, 3))
    return [Disc(*place) for place in places.tolist()]


def disc_proposal(disc: Disc) -> Grid:
    """Solve eq. (2) for a disc."""
    return propose((disc.depth(uniform_grid(THUMBNAIL, THUMBNAIL)) > 0).astype(np.uint8))


def disc_errors(disc: Disc) -> dict[str, list[Error]]:
    """Measure all ways to sample a disc, with ever more samples."""
    proposal = disc_proposal(disc)
    uniform = [uniform_grid(side, side) for side in SIDES]
    return {
        "uniform": [disc_error(disc, grid) for grid in uniform],
        "uniform, distances": [disc_error(disc, grid, distances=True) for grid in uniform],
        PROPOSAL: [disc_error(disc, resize_grid(proposal, (side, side))) for side in SIDES],
        TRACED: [disc_error(disc, traced_grid(disc, columns)) for columns in COLUMNS],
    }


def map_error(labels: NDArray[np.integer], grid: Grid) -> Error:
    """Measure how far the boundaries of a map and of its own round trip through a grid are apart.

    Args:
        labels: (H, W), class ids.
        grid: float32 (rows, cols, 2), covering.

    Returns:
        Distances both ways in shares of the picture's diagonal, to the pixel.

    Example:
        >>> labels = np.zeros((9, 9), np.uint8)
        >>> labels[:, 4:] = 1
        >>> map_error(labels, uniform_grid(9, 9)).greatest
        0.0
    """
    where = points(grid, size=labels.shape)
    there = round_trip(labels, where, classes=int(labels.max()) + 1)
    apart = boundary_distances(boundary_map(labels), boundary_map(there))
    apart /= np.hypot(*labels.shape)
    return Error(where[..., 0].size, float(apart.max()), float(apart.mean()))


def boundary_distances(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> Float:
    """Measure from each boundary pixel of two maps to the nearest of the other, in pixels.

    Raises:
        BadInput: a map has none.

    Example:
        >>> boundary_distances(np.array([[1, 0, 0]]) > 0, np.array([[0, 0, 1]]) > 0).tolist()
        [2.0, 2.0]
    """
    if not (one.any() and other.any()):
        raise BadInput(
            f"Expected label maps with boundaries that {MAP_SIDES[0]} x {MAP_SIDES[0]} samples "
            "find, but there is none; give a folder of larger objects."
        )
    pairs = ((one, other), (other, one))
    found = [ndimage.distance_transform_edt(~there)[here] for here, there in pairs]
    return np.concatenate(found)


def map_errors(labels: NDArray[np.integer]) -> dict[str, list[Error]]:
    """Measure both ways to sample a label map, with ever more samples."""
    proposal = propose(labels)
    return {
        "uniform": [map_error(labels, uniform_grid(side, side)) for side in MAP_SIDES],
        PROPOSAL: [map_error(labels, resize_grid(proposal, (side, side))) for side in MAP_SIDES],
    }


def average(found: Sequence[Mapping[str, Sequence[Error]]]) -> dict[str, list[Error]]:
    """Average the errors of several boundaries, way by way and size by size.

    Example:
        >>> average([{"uniform": [Error(4, 0.3, 0.1)]}, {"uniform": [Error(4, 0.1, 0.1)]}])
        {'uniform': [Error(samples=4, greatest=0.2, mean=0.1)]}
    """

    def middle(errors: Sequence[Error]) -> Error:
        samples, greatest, mean = np.mean(errors, axis=0).tolist()
        return Error(int(samples), greatest, mean)

    ways = found[0].keys()
    return {way: [middle(e) for e in zip(*(f[way] for f in found), strict=True)] for way in ways}


def slope(counts: Sequence[float], errors: Sequence[float]) -> float:
    """Fit the exponent of a power law by least squares in log-log.

    Example:
        >>> round(slope([1, 10, 100], [5, 0.5, 0.05]), 6)
        -1.0
    """
    return float(np.polyfit(np.log(counts), np.log(errors), 1)[0])


def slopes(errors: Sequence[Error], *, frame: int = 0) -> dict[str, float]:
    """Fit the exponents of N of the greatest and of the mean error.

    Args:
        errors: with ever more samples.
        frame: samples not to count.
    """
    counts = [error.samples - frame for error in errors]
    return {
        "greatest": slope(counts, [error.greatest for error in errors]),
        "mean": slope(counts, [error.mean for error in errors]),
    }


def measure(data: LabelledPictures | None) -> dict[str, Any]:
    """Measure discs and, of labelled pictures, up to `MAPS` maps."""
    discs = draw_discs()
    errors = average([disc_errors(disc) for disc in track(discs, "discs", transient=True)])
    found = {"discs": {"discs": [disc._asdict() for disc in discs], **record(errors)}}
    found["discs"]["slopes"][SEGMENTS] = slopes(errors[TRACED], frame=FRAME)
    if data is not None:
        count = min(len(data), MAPS)
        numbers = track(range(count), "maps", transient=True)
        maps = average([map_errors(data[number].labels) for number in numbers])
        source = {"format": data.format, "split": data.split, "pictures": count}
        found["maps"] = {"data": source, **record(maps)}
    return found


def record(errors: Mapping[str, Sequence[Error]]) -> dict[str, Any]:
    """Put errors and their slopes into plain dictionaries."""
    return {
        "errors": {way: [error._asdict() for error in found] for way, found in errors.items()},
        "slopes": {way: slopes(found) for way, found in errors.items()},
    }


def draw(found: Mapping[str, Any]) -> Figure:
    """Plot the greatest error of discs against N with the bounds, and both errors of label maps."""
    figure, axes = plt.subplots(
        1, len(found), figsize=(7 * len(found), 6), constrained_layout=True, squeeze=False
    )
    _plot_discs(axes[0, 0], found["discs"])
    if "maps" in found:
        _plot_maps(axes[0, 1], found["maps"])
    for axis in axes[0]:
        axis.set(xscale="log", yscale="log", xlabel="samples N")
        axis.grid(alpha=0.3)
        axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncol=2, fontsize=8.5)
    return figure


def _plot_discs(axis: Axes, discs: Mapping[str, Any]) -> None:
    """Plot the errors and the bounds; kappa l^2 is 4 pi^2 times the radius."""
    for way in discs["errors"]:
        again = f" ({discs['slopes'][SEGMENTS]['greatest']:.2f} in M)" if way == TRACED else ""
        _plot(axis, discs, way, "greatest", "-", again)
    counts = np.array([SIDES[0] ** 2, SIDES[-1] ** 2])
    axis.plot(counts, np.sqrt(2 / counts), color="grey", ls="--", label="D / √N")
    radius = np.mean([disc["radius"] for disc in discs["discs"]])
    counts = 6 * np.array([COLUMNS[0], COLUMNS[-1]])
    bound = 4 * np.pi**2 * radius / (8 * (counts / 3) ** 2)
    axis.plot(counts, bound, color="grey", ls=":", label="κ l² / (8 M²), M = N / 3")
    axis.set(title="discs in a square of side 1", ylabel="greatest distance")


def _plot_maps(axis: Axes, maps: Mapping[str, Any]) -> None:
    for which, line in (("greatest", "--"), ("mean", "-")):
        for way in maps["errors"]:
            _plot(axis, maps, way, which, line, f", {which}")
    data = maps["data"]
    axis.set(
        title=f"{data['pictures']} label maps of {data['format']}, {data['split']}",
        ylabel="distance / the picture's diagonal",
    )


def _plot(axis: Axes, part: Mapping[str, Any], way: str, which: str, line: str, note: str) -> None:
    """Plot one way's errors, its slope in the legend."""
    colour, marker = STYLES[way]
    errors = part["errors"][way]
    axis.plot(
        [error["samples"] for error in errors],
        [error[which] for error in errors],
        color=colour,
        marker=marker,
        ls=line,
        label=f"{way}: slope {part['slopes'][way][which]:.2f}{note}",
    )


def table(found: Mapping[str, Any]) -> Table:
    """Lay out the slopes."""
    rows = Table("boundaries", "samples", "greatest", "mean", title="slope of the error in N")
    for kind, part in found.items():
        for way, fitted in part["slopes"].items():
            rows.add_row(kind, way, f"{fitted['greatest']:.2f}", f"{fitted['mean']:.2f}")
    return rows


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder of labelled pictures")
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    folder = arguments.data
    found = measure(None if folder is None else open_dataset(folder, "val", instances=False))
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_atomically(arguments.out / "rates.json", (json.dumps(found, indent=2) + "\n").encode())
    draw(found).savefig(arguments.out / "rates.png", dpi=110)
    rich.print(table(found))


if __name__ == "__main__":
    main()
