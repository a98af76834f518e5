"""What the two training stages see of a labelled picture, and the order in which they see it.

Items are asked for by (epoch, index): their randomness depends on the seed and that key alone, so
an interrupted training resumes with the very samples it would have seen.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.random import Generator, default_rng
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from edgeward import points, uniform_grid
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.data.augment import Augmentation, recolour, reframe
from edgeward.models.data.balance import point_areas
from edgeward.models.data.cache import cached_boundary_targets
from edgeward.models.data.example import IGNORE, Example
from edgeward.models.data.labelled import LabelledPictures
from edgeward.models.proposal import minimise
from edgeward.models.sampling import points as grid_points

Key = tuple[int, int]


class Look(NamedTuple):
    """A sample of stage 1: thumbnail, b(u) and proposal of one picture, or a batch of them."""

    thumbnail: Tensor
    nearest: Tensor
    proposal: Tensor


class Pixels(NamedTuple):
    """A sample of stage 2: pixels, labels and areas of one picture's points, or a batch of them."""

    pixels: Tensor
    labels: Tensor
    areas: Tensor


class Looks(Dataset[Look]):
    """Thumbnails with their sampling proposals, for the sampler.

    Args:
        examples: labelled pictures.
        thumbnail_size: sides of the thumbnail.
        grid_size: rows and columns of the proposal.
        lam: weight of the neighbour term of eq. (2).
        targets: ids whose boundaries count; None means all.
        how: augmentation; None for validation.
        seed: of the augmentation.
        cache: folder that keeps the proposals' costly part; see `cached_boundary_targets` for when
            it pays.
    """

    def __init__(
        self,
        examples: LabelledPictures,
        *,
        thumbnail_size: tuple[int, int],
        grid_size: tuple[int, int],
        lam: float,
        targets: Collection[int] | None,
        how: Augmentation | None,
        seed: int = 0,
        cache: Path | None = None,
    ):
        self.examples, self.how, self.seed, self.cache = examples, how, seed, cache
        self.grid_size, self.lam, self.targets = grid_size, lam, targets
        self.thumbnail = uniform_grid(*thumbnail_size)

    def __getitem__(self, key: Key) -> Look:
        """Return the uint8 thumbnail and float32 targets of the grid's shape."""
        example, rng = _draw(self.examples, key, self.how, self.seed)
        where = points(self.thumbnail, size=example.labels.shape)
        thumbnail = example.picture[where[..., 0], where[..., 1]]
        if self.how is not None:
            thumbnail = recolour(thumbnail, self.how, rng)
        nearest = cached_boundary_targets(
            example.labels,
            folder=self.cache,
            grid_size=self.grid_size,
            ignore=IGNORE,
            targets=self.targets,
        )
        targets = (nearest, minimise(nearest, self.lam))
        # float32 already here: some devices have no float64.
        return Look(torch.from_numpy(thumbnail), *(torch.from_numpy(a).float() for a in targets))


class SampledPixels(Dataset[Pixels]):
    """Pictures and labels sampled where a sampler looks, for the segmenter.

    With several samplers the pictures are split into as many contiguous folds, and each fold is
    sampled by its own: one that was not trained on it. Grids that a sampler predicts for its own
    training pictures follow their outlines more closely than it can for new pictures, and a
    segmenter would learn to read the outline out of the warp.

    Args:
        examples: labelled pictures.
        models: their `look` is used; one per fold.
        how: augmentation; None for validation.
        seed: of the augmentation.
    """

    def __init__(
        self,
        examples: LabelledPictures,
        models: Sequence[AdaptiveSegmenter],
        *,
        how: Augmentation | None,
        seed: int = 0,
    ):
        self.examples, self.models, self.how, self.seed = examples, models, how, seed

    def __getitem__(self, key: Key) -> Pixels:
        """Return uint8 pixels (h, w, 3), int64 labels (h, w) and float32 areas (h, w)."""
        example, rng = _draw(self.examples, key, self.how, self.seed)
        model = self.models[fold_of(key[1], len(self.examples), len(self.models))]
        with torch.inference_mode():
            grid = model.look(torch.from_numpy(example.picture.copy()))
            where = grid_points(model.locate(grid), example.labels.shape).numpy()
        pixels = example.picture[where[..., 0], where[..., 1]]
        if self.how is not None:
            pixels = recolour(pixels, self.how, rng)
        labels = example.labels[where[..., 0], where[..., 1]].astype(np.int64)
        return Pixels(*map(torch.from_numpy, (pixels, labels, point_areas(where))))


def fold_of(index: int, count: int, folds: int) -> int:
    """Return the contiguous fold of an example; neighbours in a video stay together.

    Example:
        >>> [fold_of(index, 5, 2) for index in range(5)]
        [0, 0, 0, 1, 1]
    """
    return index * folds // count


class EpochBatches(Sampler[list[Key]]):
    """Batches of (epoch, index) in an order that follows from the seed and the epoch.

    Args:
        indices: the examples to draw from.
        batch: size of a batch over all ranks; the last one of an epoch may be smaller.
        seed: of the order; None keeps the given order.
        rank: of this process.
        world: number of processes; each takes its share of every batch.
    """

    def __init__(
        self, indices: Sequence[int], batch: int, *, seed: int | None, rank: int = 0, world: int = 1
    ):
        self.indices, self.batch, self.seed = list(indices), batch, seed
        self.rank, self.world, self.epoch = rank, world, 0

    def __len__(self) -> int:
        return -(-len(self.indices) // self.batch)

    def __iter__(self) -> Iterator[list[Key]]:
        order = np.array(self.indices)
        if self.seed is not None:
            order = default_rng((self.seed, self.epoch)).permutation(order)
        for start in range(0, len(order), self.batch):
            whole = order[start : start + self.batch]
            # A rank that a short last batch leaves out repeats its first sample.
            share = whole[self.rank :: self.world] if self.rank < len(whole) else whole[:1]
            yield [(self.epoch, int(index)) for index in share]


def _draw(
    examples: LabelledPictures, key: Key, how: Augmentation | None, seed: int
) -> tuple[Example, Generator]:
    """Read an example and reframe it with its own generator."""
    epoch, index = key
    rng = default_rng((seed, epoch, index))
    example = examples[index]
    return (example if how is None else reframe(example, how, rng)), rng
