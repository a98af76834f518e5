"""What the sampler is trained to do: a target from each label map and a loss against it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from edgeward.models.data import IGNORE
from edgeward.models.data.cache import cached_boundary_targets
from edgeward.models.proposal import minimise
from edgeward.models.roundtrip import label_shares, roundtrip_error, simulated
from edgeward.models.sampler import Sampler
from edgeward.models.sampling import project_covering
from edgeward.models.training.losses import energy_loss, proposal_loss

Labels = NDArray[np.uint8]


class Guess(NamedTuple):
    """What a sampler in training says.

    Attributes:
        grids: (N, rows, cols, 2), not yet projected onto the covering constraints.
        scores: (N, classes, a_rows, a_cols) of the thumbnails' pixels, before softmax; None where
            the learner does not read labels.
    """

    grids: Tensor
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
        return Guess(self.sampler.place(features), scores)


class Objective(Protocol):
    """A target, computed in the loader's workers, and a loss."""

    def target(self, labels: Labels) -> Tensor:
        """Make of labels (H, W) what `loss` compares with."""

    def loss(self, guess: Guess, target: Tensor) -> Tensor:
        """Compare a batch; returns a scalar."""


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

    def loss(self, guess: Guess, target: Tensor) -> Tensor:
        """Compare the grids themselves."""
        return proposal_loss(guess.grids, target)

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

    def loss(self, guess: Guess, target: Tensor) -> Tensor:
        """Evaluate eq. (2) at the covering grids."""
        return energy_loss(project_covering(guess.grids), target, self.lam)


@dataclass(frozen=True)
class RoundTrip:
    """What interpolating the labels from the samples loses, relative to the uniform grid.

    Attributes:
        classes: number of classes.
        sample_size: (h, w) of the samples.
        weights: (classes,) of the error; None weighs all alike.
        labels: weight of the cross-entropy of the thumbnail's labels.
    """

    classes: int
    sample_size: tuple[int, int]
    weights: Tensor | None
    labels: float

    def target(self, labels: Labels) -> Tensor:
        """Average the labels over small cells."""
        size = simulated(self.sample_size)
        return label_shares(labels, classes=self.classes, sample_size=size, ignore=IGNORE)

    def loss(self, guess: Guess, target: Tensor) -> Tensor:
        """Return the share of the uniform grid's error that is left, plus the auxiliary loss."""
        size = simulated(self.sample_size)
        weights = None if self.weights is None else self.weights.to(target)
        grids = project_covering(guess.grids)
        uniform = project_covering(torch.zeros_like(grids[:1, :2, :2])).expand(len(grids), 2, 2, 2)
        left = roundtrip_error(grids, target, size, weights).sum()
        most = roundtrip_error(uniform, target, size, weights).sum()
        share = left / torch.where(most > 0, most, 1)
        if guess.scores is None:
            return share
        return share + self.labels * _labels_loss(guess.scores, target)


def _labels_loss(scores: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy of the labels' shares under each pixel of the thumbnail."""
    here = F.adaptive_avg_pool2d(shares, (scores.shape[-2], scores.shape[-1]))
    return -(here * scores.log_softmax(dim=1)).sum(dim=1).mean()
