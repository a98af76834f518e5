from functools import partial
from itertools import chain

import numpy as np
import pytest
import torch
from torch import nn

import edgeward
from edgeward.models import AdaptiveSegmenter, Sampler
from edgeward.models.data import FolderDataset
from edgeward.models.data.augment import Augmentation
from edgeward.models.data.balance import point_areas
from edgeward.models.data.samples import (
    EpochBatches,
    Looks,
    SampledPixels,
    fold_of,
    look_at_picture,
)

HOW = Augmentation()


@pytest.fixture(scope="module")
def examples(discs) -> FolderDataset:
    return FolderDataset(discs, "train")


def mean_label(labels) -> torch.Tensor:
    return torch.tensor(labels.astype(np.float32).mean())


def make_looks(examples, how, seed=0):
    return Looks(examples, thumbnail_size=(8, 16), target=mean_label, how=how, seed=seed)


def make_looker(grid_shift=0.0):
    sampler = Sampler(grid_size=(4, 4), thumbnail_size=(8, 8), width=8)
    sampler.head.bias.data[:] = grid_shift
    return AdaptiveSegmenter(sampler, nn.Identity(), sample_size=(9, 12)).eval()


def make_pixels(examples, how, seed=0):
    return SampledPixels(examples, [partial(look_at_picture, make_looker())], how=how, seed=seed)


def equal(one, other) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("make", [make_looks, make_pixels])
def test_samples_follow_from_seed_epoch_and_index_alone(examples, make):
    first = make(examples, HOW)[3, 1]
    samples = make(examples, HOW)
    samples[0, 0]
    assert equal(samples[3, 1], first)
    assert not equal(samples[4, 1], first)
    assert not equal(samples[3, 2], first)
    assert not equal(make(examples, HOW, seed=1)[3, 1], first)


@pytest.mark.parametrize("make", [make_looks, make_pixels])
def test_without_augmentation_epochs_are_alike(examples, make):
    samples = make(examples, None)
    assert equal(samples[0, 2], samples[7, 2])


def test_a_look_is_the_thumbnail_and_the_target_of_the_same_picture(examples):
    look, example = make_looks(examples, None)[0, 3], examples[3]
    where = edgeward.points(edgeward.uniform_grid(8, 16), size=example.labels.shape)
    np.testing.assert_array_equal(look.thumbnail, edgeward.sample(example.picture, where))
    np.testing.assert_array_equal(look.labels, example.labels[where[..., 0], where[..., 1]])
    assert torch.equal(look.target, mean_label(example.labels))


def test_a_look_s_thumbnail_is_what_the_sampler_will_see(examples):
    looker, example = make_looker(), examples[0]
    looks = Looks(examples, thumbnail_size=(8, 8), target=mean_label, how=None)
    assert torch.equal(looks[0, 0].thumbnail, looker.thumbnail(torch.tensor(example.picture)))


def test_pixels_and_labels_come_from_the_same_points(examples):
    looker, example = make_looker(0.1), examples[5]
    found = SampledPixels(examples, [partial(look_at_picture, looker)], how=None)[0, 5]
    row, col = looker(torch.tensor(example.picture)).points.long().unbind(-1)
    np.testing.assert_array_equal(found.pixels, example.picture[row, col])
    np.testing.assert_array_equal(found.labels, example.labels[row, col])
    np.testing.assert_array_equal(found.areas, point_areas(np.stack([row, col], axis=-1)))


def test_each_fold_is_sampled_by_its_own_model(examples):
    lookers = [partial(look_at_picture, make_looker(shift)) for shift in (-0.2, 0.0, 0.2)]
    mixed = SampledPixels(examples, lookers, how=HOW)
    for index in range(len(examples)):
        own = lookers[fold_of(index, len(examples), 3)]
        assert equal(mixed[0, index], SampledPixels(examples, [own], how=HOW)[0, index])


@pytest.mark.parametrize("folds", [1, 2, 3, 8])
def test_folds_are_contiguous_and_even(folds):
    found = [fold_of(index, 8, folds) for index in range(8)]
    assert found == sorted(found)
    sizes = np.bincount(found)
    assert len(sizes) == folds
    assert sizes.max() - sizes.min() <= 1


def epoch_of(batches: EpochBatches, epoch: int) -> list[list[tuple[int, int]]]:
    batches.epoch = epoch
    return list(batches)


def test_an_epoch_draws_every_index_once_in_an_order_of_its_own():
    batches = EpochBatches(range(3, 13), 4, seed=0)
    orders = [epoch_of(batches, epoch) for epoch in range(3)]
    assert [len(batch) for batch in orders[0]] == [4, 4, 2]
    assert len(batches) == 3
    for epoch, order in enumerate(orders):
        assert sorted(chain(*order)) == [(epoch, index) for index in range(3, 13)]
    plain = [[index for batch in order for _, index in batch] for order in orders]
    assert plain[0] != plain[1] != plain[2]
    assert epoch_of(EpochBatches(range(3, 13), 4, seed=0), 1) == orders[1]
    assert epoch_of(EpochBatches(range(3, 13), 4, seed=1), 1) != orders[1]


def test_without_seed_the_order_is_kept():
    batches = epoch_of(EpochBatches([5, 1, 3], 2, seed=None), 0)
    assert batches == [[(0, 5), (0, 1)], [(0, 3)]]


@pytest.mark.parametrize("world", [2, 3])
def test_ranks_share_every_batch_without_overlap(world):
    whole = epoch_of(EpochBatches(range(12), 6, seed=0), 2)
    ranks = [
        epoch_of(EpochBatches(range(12), 6, seed=0, rank=r, world=world), 2) for r in range(world)
    ]
    for batch, *shares in zip(whole, *ranks, strict=True):
        assert sorted(chain(*shares)) == sorted(batch)


def test_a_rank_beyond_a_short_batch_still_gets_a_sample():
    shares = [list(EpochBatches([4, 7], 8, seed=None, rank=r, world=3)) for r in range(3)]
    assert shares == [[[(0, 4)]], [[(0, 7)]], [[(0, 4)]]]
