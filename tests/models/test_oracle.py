from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from edgeward import points, project_covering, reference, resize_grid, uniform_grid
from edgeward.models import propose
from edgeward.models.data import IGNORE, open_dataset
from edgeward.models.evaluation import round_trip
from edgeward.models.metrics import confusion, trimap_counts
from edgeward.models.oracle import (
    DESCENTS,
    GRIDS,
    LAMBDAS,
    UNIFORM,
    WIDTH,
    Ceiling,
    Way,
    ceiling,
    count,
    descents,
    gain,
    proposals,
    recommend,
    settings,
    study,
)
from edgeward.models.roundtrip import label_shares, roundtrip_error
from edgeward.models.untangle import cell_shares, unfold
from tests.models.tiny import draw_discs


def draw_labels(seed=0, size=(40, 52)):
    """Draw a disc on ground, with ignored pixels along the top."""
    labels = draw_discs(np.random.default_rng(seed), size)[1]
    return np.where(labels == 2, IGNORE, labels).astype(np.uint8)


def trip(labels, grid, size, classes):
    where = points(resize_grid(grid, (size, size)), labels.shape)
    return round_trip(labels, where, classes=classes)


def slow_round_trip(labels, grid, size, classes):
    where = points(resize_grid(grid, (size, size)), labels.shape)
    scores = np.zeros((size, size, classes), np.float32)
    for i, j in np.ndindex(size, size):
        label = labels[tuple(where[i, j])]
        if label != IGNORE:
            scores[i, j, label] = 1
    return reference.interpolate_labels(where, scores, size=labels.shape, source_size=labels.shape)


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_the_round_trip_is_the_slow_one(seed, size):
    rng = np.random.default_rng(seed)
    labels = rng.choice([0, 1, 2, IGNORE], (5, 7)).repeat(3, 0).repeat(2, 1).astype(np.uint8)
    grid = project_covering(uniform_grid(3, 4) + rng.normal(0, 0.1, (3, 4, 2)))
    found = trip(labels, grid, size, 3)
    np.testing.assert_array_equal(found, slow_round_trip(labels, grid, size, 3))


def test_a_sample_of_every_pixel_finds_every_label():
    labels = draw_labels(size=(30, 30))
    found = trip(labels, uniform_grid(2, 2), 30, 2)
    np.testing.assert_array_equal(found[labels != IGNORE], labels[labels != IGNORE])


def test_counts_are_those_of_the_metrics_and_of_slow_loops():
    labels, size = draw_labels(), 24
    grid = project_covering(uniform_grid(6, 6) + np.random.default_rng(1).normal(0, 0.2, (6, 6, 2)))
    way = Way("proposal", 6)
    counts = count(labels, {way: grid}, size=size, classes=2)[way]
    found = trip(labels, grid, size, 2)
    expected = confusion(found, labels, classes=2, ignore=IGNORE)
    np.testing.assert_array_equal(counts.confusion, expected)
    band = trimap_counts(found, labels, ignore=IGNORE, widths=(WIDTH,))[0]
    np.testing.assert_array_equal(counts.band, band)
    fine = resize_grid(grid, (size, size))
    times = Counter(map(tuple, points(fine, labels.shape).reshape(-1, 2)))
    collapsed = sum(number for number in times.values() if number > 1)
    assert counts.samples.tolist() == [collapsed, size**2]
    assert counts.cells.tolist() == [(cell_shares(fine) < 0).sum(), (size - 1) ** 2]
    assert collapsed
    assert counts.cells[0]


def test_settings_are_all_grids_lambdas_and_boundaries():
    assert len(settings()) == len(GRIDS) * len(LAMBDAS)
    assert len(set(settings([1]))) == 2 * len(GRIDS) * len(LAMBDAS)
    assert not any(way.of_targets for way in settings())


def test_proposals_are_those_of_eq_2_and_their_mean():
    several = [draw_labels(seed) for seed in range(3)]
    found = proposals(several, targets=[1])
    assert list(found) == settings([1])
    for way, grid in found.items():
        own = [
            propose(
                labels,
                grid_size=(way.grid, way.grid),
                lam=way.lam,
                ignore=IGNORE,
                targets=[1] if way.of_targets else None,
            )
            for labels in several
        ]
        np.testing.assert_allclose(grid, np.mean(own, axis=0), atol=1e-6)
        alone = proposals(several[:1], targets=[1])[way]
        np.testing.assert_array_equal(alone, own[0])


def test_descents_lose_less_than_the_uniform_grid():
    labels, size = draw_labels(), 8
    shares = label_shares(labels, classes=2, sample_size=(size, size), ignore=IGNORE)[None]

    def loss(grid):
        return roundtrip_error(torch.from_numpy(grid)[None], shares, (size, size)).item()

    found = descents(labels, size=size, classes=2)
    assert [way.grid for way in found] == list(DESCENTS)
    assert all(loss(grid) < loss(uniform_grid(2, 2)) for grid in found.values())


@pytest.fixture(scope="module")
def studied(discs):
    """Study two pictures, with the mean of two others' proposals."""
    train, val = (open_dataset(discs, split) for split in ("train", "val"))
    others = proposals([train[0].labels, train[1].labels], [1])
    pictures = [val[0], val[1]]
    return pictures, study(pictures, sizes=[8, 16], classes=2, targets=[1], fixed=others)


def test_a_study_counts_every_way_picture_by_picture(studied):
    pictures, found = studied
    own = settings([1])
    expected = {UNIFORM, *(replace(w, kind=k) for w in own for k in ("unfolded", "fixed")), *own}
    expected |= {Way("descent", side) for side in DESCENTS}
    assert list(found) == [8, 16]
    for size, counts in found.items():
        assert set(counts) == expected
        for number, example in enumerate(pictures):
            for way in own:
                grid = proposals([example.labels], [1])[way]
                grids = {way: grid, replace(way, kind="unfolded"): unfold(grid)}
                for each, alone in count(example.labels, grids, size=size, classes=2).items():
                    for name, value in vars(alone).items():
                        stacked = getattr(counts[each], name)
                        np.testing.assert_array_equal(stacked[number], value)


def test_the_ceiling_is_that_of_all_pictures_together(studied):
    counts = studied[1][16][UNIFORM]
    (a, b), (c, d) = counts.confusion.sum(axis=0).tolist()
    found = ceiling(counts, [1])
    assert found.miou == pytest.approx((a / (a + b + c) + d / (b + c + d)) / 2)
    assert found.miou_targets == pytest.approx(d / (b + c + d))
    assert found.trimap == pytest.approx(counts.band[:, 0].sum() / counts.band[:, 1].sum())
    assert (found.collapsed, found.folded) == (0, 0)
    assert np.isnan(ceiling(counts).miou_targets)


def test_the_gain_is_the_difference_of_the_ceilings(studied):
    counts = studied[1][8]
    way = Way("proposal", 8, 1.0)
    found = gain(counts, way)
    assert found.estimate == pytest.approx(
        ceiling(counts[way]).miou - ceiling(counts[UNIFORM]).miou
    )
    assert found.low <= found.estimate <= found.high
    assert gain(counts, UNIFORM).estimate == 0


def ceilings_of(**figures):
    """Make ceilings of proposals by grid size from (mIoU, mIoU of targets); uniform is `u`."""
    ways = {n: UNIFORM if n == "u" else Way("proposal", int(n[1:])) for n in figures}
    return {ways[n]: Ceiling(*both, 0, 0, 0) for n, both in figures.items()}


def test_the_recommended_proposal_is_the_best_mean_of_those_that_lose_nothing():
    found = recommend(ceilings_of(u=(0.5, 0.3), g8=(0.6, 0.4), g12=(0.5, 0.6), g16=(0.49, 0.9)))
    assert (found.way, found.fit, found.known) == (Way("proposal", 12), 2, 3)


def test_without_targets_the_recommended_proposal_has_the_best_mean_iou():
    nan = float("nan")
    found = recommend(ceilings_of(u=(0.5, nan), g8=(0.7, nan), g12=(0.6, nan), g16=(0.7, nan)))
    assert found.way == Way("proposal", 8)


def test_uniform_is_recommended_where_every_proposal_loses():
    found = recommend(ceilings_of(u=(0.5, 0.3), g8=(0.4, 0.9)))
    assert (found.way, found.fit, found.known) == (UNIFORM, 0, 1)


def test_only_proposals_are_recommended():
    best = Ceiling(0.9, 0.9, 0, 0, 0)
    others = {Way(kind): best for kind in ("unfolded", "fixed", "descent")}
    assert recommend(ceilings_of(u=(0.5, 0.3)) | others).way == UNIFORM
