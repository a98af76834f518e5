"""What the two training stages see of a labelled picture, and the order in which they see it.

Items are asked for by (epoch, index): their randomness depends on the seed and that key alone, so
an interrupted training resumes with the very samples it would have seen.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from edgeward import points, uniform_grid
from edgeward.models.adaptive import AdaptiveSegmenter
from edgeward.models.data.augment import Augmentation, recolour, reframe
from edgeward.models.data.balance import point_areas
from edgeward.models.data.example import Example
from edgeward.models.data.labelled import LabelledPictures
from edgeward.models.sampling import points as grid_points
from edgeward.models.sampling import resize_grid

Key = tuple[int, int]
Target = Callable[[NDArray[np.uint8]], Tensor]
Looker = Callable[[Example], NDArray[np.int32]]


class Look(NamedTuple):
    """A sample of stage 1: thumbnail, its labels and target of one picture, or of a batch."""

    thumbnail: Tensor
    labels: Tensor
    target: Tensor


class Pixels(NamedTuple):
    """A sample of stage 2: pixels, labels and areas of one picture's points, or a batch of them."""

    pixels: Tensor
    labels: Tensor
    areas: Tensor


class Looks(Dataset[Look]):
    """Thumbnails and what the sampler shall make of them.

    Args:
        examples: labelled pictures.
        thumbnail_size: sides of the thumbnail.
        target: maps labels (H, W) to what the loss compares with, of one shape for all.
        how: augmentation; None for validation.
        seed: of the augmentation.
    """

    def __init__(
        self,
        examples: LabelledPictures,
        *,
        thumbnail_size: tuple[int, int],
        target: Target,
        how: Augmentation | None,
        seed: int = 0,
    ):
        self.examples, self.target, self.how, self.seed = examples, target, how, seed
        self.thumbnail = uniform_grid(*thumbnail_size)

    def __getitem__(self, key: Key) -> Look:
        """Return the uint8 thumbnail (a_rows, a_cols, 3), its int64 labels, and the target."""
        example, rng = _draw(self.examples, key, self.how, self.seed)
        where = points(self.thumbnail, size=example.labels.shape)
        thumbnail = example.picture[where[..., 0], where[..., 1]]
        if self.how is not None:
            thumbnail = recolour(thumbnail, self.how, rng)
        labels = example.labels[where[..., 0], where[..., 1]].astype(np.int64)
        target = self.target(example.labels)
        return Look(torch.from_numpy(thumbnail), torch.from_numpy(labels), target)


class SampledPixels(Dataset[Pixels]):
    """Pictures and labels sampled where somebody looks, for the segmenter.

    With several lookers the pictures are split into as many contiguous folds, and each fold is
    sampled by its own: one that was not trained on it. Grids that a sampler predicts for its own
    training pictures follow their outlines more closely than it can for new pictures, and a
    segmenter would learn to read the outline out of the warp.

    Args:
        examples: labelled pictures.
        lookers: map an example to int32 points (h, w, 2); one per fold.
        how: augmentation; None for validation.
        seed: of the augmentation.
    """

    def __init__(
        self,
        examples: LabelledPictures,
        lookers: Sequence[Looker],
        *,
        how: Augmentation | None,
        seed: int = 0,
    ):
        self.examples, self.lookers, self.how, self.seed = examples, lookers, how, seed

    def __getitem__(self, key: Key) -> Pixels:
        """Return uint8 pixels (h, w, 3), int64 labels (h, w) and float32 areas (h, w)."""
        example, rng = _draw(self.examples, key, self.how, self.seed)
        where = self.lookers[fold_of(key[1], len(self.examples), len(self.lookers))](example)
        pixels = example.picture[where[..., 0], where[..., 1]]
        if self.how is not None:
            pixels = recolour(pixels, self.how, rng)
        labels = example.labels[where[..., 0], where[..., 1]].astype(np.int64)
        return Pixels(*map(torch.from_numpy, (pixels, labels, point_areas(where))))


@torch.inference_mode()
def look_at_picture(model: AdaptiveSegmenter, example: Example) -> NDArray[np.int32]:
    """Choose points as the model will: int32 (h, w, 2)."""
    grid = model.look(torch.from_numpy(example.picture.copy()))
    return grid_points(model.locate(grid), example.labels.shape).numpy()


def look_at_labels(
    grid_of: Callable[[NDArray[np.uint8]], Tensor], size: tuple[int, int], example: Example
) -> NDArray[np.int32]:
    """Choose points by the labels, as nobody can who does not know them: int32 (h, w, 2)."""
    return grid_points(resize_grid(grid_of(example.labels), size), example.labels.shape).numpy()


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
