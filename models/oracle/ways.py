"""Ways to place the grid when the labels are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edgeward.models.data.example import IGNORE
from edgeward.models.proposal import boundary_targets, minimise
from edgeward.models.roundtrip import descend, label_shares, simulated

Grid = NDArray[np.float32]
Kind = Literal["uniform", "proposal", "unfolded", "fixed", "descent"]

GRIDS = (8, 12, 16, 24, 32)
LAMBDAS = (0.3, 1.0, 3.0)
DESCENTS = (16, 32)


@dataclass(frozen=True)
class Way:
    """A way to place the samples of a picture.

    Attributes:
        kind: "uniform"; eq. (2)'s "proposal" from the picture's own labels; that, "unfolded"; the
            "fixed" mean of the proposals of other pictures; or the "descent" on the round trip's
            own error, which knows the labels.
        grid: points a side.
        lam: lambda of eq. (2).
        of_targets: whether only the target classes' boundaries count.
    """

    kind: Kind
    grid: int = 2
    lam: float = 1.0
    of_targets: bool = False

    def __str__(self) -> str:
        if self.kind == "uniform":
            return "uniform"
        side = f"{self.grid}x{self.grid}"
        if self.kind == "descent":
            return f"descent {side}"
        where = f"{side} λ {self.lam:g} {'targets' if self.of_targets else 'all'}"
        return f"one grid {where}" if self.kind == "fixed" else where


UNIFORM = Way("uniform")


def settings(targets: Sequence[int] = ()) -> list[Way]:
    """List the settings of eq. (2) that are compared.

    Args:
        targets: ids of the target classes; without, boundaries are those of all classes.

    Returns:
        Ways of the kind "proposal".

    Example:
        >>> len(settings()), str(settings()[0])
        (15, '8x8 λ 0.3 all')
    """
    choices = (False, True) if targets else (False,)
    ways = product(choices, GRIDS, LAMBDAS)
    return [Way("proposal", grid, lam, of_targets) for of_targets, grid, lam in ways]


def proposals(labels: Iterable[NDArray[np.uint8]], targets: Sequence[int] = ()) -> dict[Way, Grid]:
    """Compute the mean of the proposals of label maps, setting by setting; of one, its own.

    Eq. (2)'s minimiser is linear in b(u), so the mean of the minimisers is that of the mean.

    Args:
        labels: (H, W) each, class ids or IGNORE; at least one.
        targets: see `settings`.

    Returns:
        Covering grids, float32 (grid, grid, 2), by setting.

    Example:
        >>> from edgeward import uniform_grid
        >>> found = proposals([np.zeros((9, 9), np.uint8)])
        >>> np.abs(found[Way("proposal", 8, 0.3)] - uniform_grid(8, 8)).max() < 1e-6
        np.True_
    """
    ways = settings(targets)
    pulls: dict[tuple[int, bool], list[NDArray[np.float64]]] = {
        (way.grid, way.of_targets): [] for way in ways
    }
    for each in labels:
        for (grid, of_targets), found in pulls.items():
            chosen = targets if of_targets else None
            found.append(
                boundary_targets(each, grid_size=(grid, grid), ignore=IGNORE, targets=chosen)
            )
    means = {key: np.mean(found, axis=0) for key, found in pulls.items()}
    return {
        way: minimise(means[way.grid, way.of_targets], way.lam).astype(np.float32) for way in ways
    }


def descents(labels: NDArray[np.uint8], *, size: int, classes: int) -> dict[Way, Grid]:
    """Descend on the round trip's error of the picture itself: a reference that knows the labels.

    Args:
        labels: (H, W) class ids or IGNORE.
        size: samples a side; beyond 64 the grids are those of 64.
        classes: number of classes.

    Returns:
        Covering grids, float32 (grid, grid, 2), for each size of `DESCENTS`.

    Example:
        >>> found = descents(np.eye(40, dtype=np.uint8), size=4, classes=2)
        >>> [grid.shape for grid in found.values()]
        [(16, 16, 2), (32, 32, 2)]
    """
    sides = simulated((size, size))
    shares = label_shares(labels, classes=classes, sample_size=sides, ignore=IGNORE)[None]
    grids = {n: descend(shares, grid_size=(n, n), sample_size=sides)[0] for n in DESCENTS}
    return {Way("descent", n): grid.numpy() for n, grid in grids.items()}
