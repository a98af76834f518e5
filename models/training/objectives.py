"""What the sampler is trained to do: a target from each label map and a loss against it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from edgeward.models.data import IGNORE
from edgeward.models.data.cache import cached_boundary_targets
from edgeward.models.proposal import minimise
from edgeward.models.sampler import Sampler
from edgeward.models.sampling import project_covering, uniform_grid
from edgeward.models.spacing import boundary_density, squared_spacing
from edgeward.models.training.losses import energy_loss, proposal_loss

Labels = NDArray[np.uint8]


class Guess(NamedTuple):
    """What a sampler in training says.

    Attributes:
        grids: (N, rows, cols, 2), not yet projected onto the covering constraints.
        offsets: (N, rows, cols, 2), how far they are from the prior, in gaps of the uniform grid.
        scores: (N, classes, a_rows, a_cols) of the thumbnails' pixels, before softmax; None where
            the learner does not read labels.
    """

    grids: Tensor
    offsets: Tensor
    scores: Tensor | None


class Learner(nn.Module):
    """A sampler in training, perhaps with a layer that reads labels off its first U-Net.

    Args:
        sampler: to be trained.
        classes: of the thumbnail's labels; None does not read them.
    """

    def __init__(self, sampler: Sampler, *, classes: int | None):
        super().__init__()
        self.sampler, self.labels = sampler, None
        if classes is not None:
            cells = sampler.thumbnail_size[0] // sampler.grid_size[0]
            layer = nn.Conv2d(sampler.width, classes * cells**2, 1)
            self.labels = nn.Sequential(layer, nn.PixelShuffle(cells))

    def forward(self, thumbnails: Tensor) -> Guess:
        """Look at normalised thumbnails (N, 3, a_rows, a_cols)."""
        features = self.sampler.see(thumbnails)
        scores = None if self.labels is None else self.labels(features)
        grids = self.sampler.place(features)
        return Guess(grids, (grids - self.sampler.prior) / self.sampler.gap, scores)


class Objective(Protocol):
    """A target, computed in the loader's workers, and a loss."""

    def target(self, labels: Labels) -> Tensor:
        """Make of labels (H, W) what `loss` compares with."""

    def loss(self, grids: Tensor, target: Tensor) -> Tensor:
        """Compare a batch of grids, not yet projected; returns a scalar."""


@dataclass(frozen=True)
class Proposals:
    """The paper's: squared distance to the minimiser of eq. (2) under eq. (3).

    Attributes:
        grid_size: rows and columns.
        lam: weight of the neighbour term.
        targets: ids whose boundaries count; None means all.
        cache: folder that keeps what was computed; see `cached_boundary_targets`.
    """

    grid_size: tuple[int, int]
    lam: float
    targets: Collection[int] | None
    cache: Path | None = None

    def target(self, labels: Labels) -> Tensor:
        """Solve eq. (2)."""
        # float32 already here: some devices have no float64.
        return torch.from_numpy(minimise(self._nearest(labels), self.lam)).float()

    def loss(self, grids: Tensor, target: Tensor) -> Tensor:
        """Compare the grids themselves."""
        return proposal_loss(grids, target)

    def _nearest(self, labels: Labels) -> NDArray[np.float64]:
        return cached_boundary_targets(
            labels,
            folder=self.cache,
            grid_size=self.grid_size,
            ignore=IGNORE,
            targets=self.targets,
        )


class Energy(Proposals):
    """The paper's alternative: eq. (2) itself as a regularised loss."""

    def target(self, labels: Labels) -> Tensor:
        """Find b(u)."""
        return torch.from_numpy(self._nearest(labels)).float()

    def loss(self, grids: Tensor, target: Tensor) -> Tensor:
        """Evaluate eq. (2) at the covering grids."""
        return energy_loss(project_covering(grids), target, self.lam)


@dataclass(frozen=True)
class Spacing:
    """The squared gap between samples across boundaries, relative to the uniform grid's.

    Attributes:
        weights: float32 (classes,), how much the boundaries of each class count.
    """

    weights: NDArray[np.float32]

    def target(self, labels: Labels) -> Tensor:
        """Measure the density of boundaries."""
        return boundary_density(labels, weights=self.weights, ignore=IGNORE)

    def loss(self, grids: Tensor, target: Tensor) -> Tensor:
        """Return the share of the uniform grid's that is left, over the whole batch."""
        uniform = uniform_grid(2, 2).to(grids).expand(len(grids), 2, 2, 2)
        most = squared_spacing(uniform, target).sum()
        left = squared_spacing(project_covering(grids), target).sum()
        return left / torch.where(most > 0, most, 1)
