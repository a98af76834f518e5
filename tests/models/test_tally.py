from dataclasses import fields, replace

import numpy as np
import pytest

from edgeward.errors import BadInput
from edgeward.models.data import Example
from edgeward.models.evaluation import Found, find, measure, round_trip
from edgeward.models.metrics import class_iou, object_hits, trimap_counts
from edgeward.models.tally import Tally, compare, figures, load_tally, merge, save_tally
from tests.models.tiny import draw_discs

IGNORE = 255
CLASSES = 3


def draw(seed: int, *, instances=True) -> Example:
    picture, labels = draw_discs(np.random.default_rng(seed), (40, 52))
    labels = np.where(labels == 2, IGNORE, labels).astype(np.uint8)
    return Example(str(seed), picture, labels, (labels == 1) * 7 if instances else None)


EXAMPLES = [draw(seed) for seed in range(6)]


def noisy(share: float):
    """Return a way to label that gets some pixels wrong."""

    def way(example: Example) -> Found:
        rng = np.random.default_rng(int(example.name))
        wrong = rng.random(example.labels.shape) < share
        truth = np.where(example.labels == IGNORE, 0, example.labels)
        return Found(np.where(wrong, (truth + 1) % CLASSES, truth).astype(np.uint8))

    return way


def tally(share: float, **options) -> Tally:
    return measure(noisy(share), EXAMPLES, classes=CLASSES, **options)


def assert_same(one: Tally, other: Tally) -> None:
    for field in fields(Tally):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def test_a_tally_holds_the_counts_of_each_picture():
    found = tally(0.2)
    for index, example in enumerate(EXAMPLES):
        labels = noisy(0.2)(example).labels
        bands = trimap_counts(labels, example.labels, ignore=IGNORE)
        np.testing.assert_array_equal(found.trimap[index], bands)
        hits = object_hits(labels, example.labels, example.instances, ignore=IGNORE)
        np.testing.assert_array_equal(found.objects[index], [index, *hits[0]])
    assert len(found.objects) == len(EXAMPLES)


def test_merging_parts_is_measuring_the_whole():
    parts = [measure(noisy(0.2), EXAMPLES[at], classes=CLASSES) for at in np.s_[:1, 1:4, 4:]]
    assert_same(merge(parts), tally(0.2))


def test_components_stand_for_objects_where_none_are_told_apart():
    examples = [replace(example, instances=None) for example in EXAMPLES]
    found = measure(noisy(0.2), examples, classes=CLASSES, proxies=[1])
    assert_same(found, tally(0.2))  # a disc is one component
    assert len(measure(noisy(0.2), examples, classes=CLASSES).objects) == 0


def test_perfect_labels_have_perfect_figures():
    found = figures(tally(0.0), [1])
    assert found["miou"] == found["miou_targets"] == found["boundary_iou"] == 1
    assert set(found["trimap"].values()) == {1.0}
    assert set(found["recall"]) == {1.0}
    assert np.isnan(found["sampled"]["miou"])


def test_what_is_sampled_is_judged_at_the_samples_and_by_their_round_trip():
    points = np.stack(np.meshgrid(np.arange(0, 40, 13), np.arange(0, 52, 17), indexing="ij"), -1)
    points = points.astype(np.int32)

    def way(example: Example) -> Found:
        truth = example.labels[points[..., 0], points[..., 1]]
        return Found(round_trip(example.labels, points, classes=CLASSES), points, truth)

    found = figures(measure(way, EXAMPLES, classes=CLASSES), [1])
    assert found["sampled"]["miou"] == 1
    assert found["ceiling"]["miou"] == found["miou"] < 1


def test_a_model_is_judged_where_it_looks(make_recipe):
    from edgeward.models.checkpoint import build_model

    model, example = build_model(make_recipe(), classes=CLASSES), EXAMPLES[0]
    found = find(model, example.picture)
    grid = model.sampler.uniform**2
    moved = find(model, example.picture, grid)
    assert found.points.shape == moved.points.shape == (16, 16, 2)
    assert moved.points[8, 8, 0] < found.points[8, 8, 0]
    assert found.sampled.shape == (16, 16)


def test_a_saved_tally_comes_back(tmp_path):
    save_tally(tmp_path / "t.npz", tally(0.3))
    assert_same(load_tally(tmp_path / "t.npz"), tally(0.3))


@pytest.mark.parametrize("content", [None, b"", b"x" * 99])
def test_a_damaged_tally_is_named(tmp_path, content):
    path = tmp_path / "t.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=r"Cannot read the counts in .*t\.npz"):
        load_tally(path)


def test_the_better_model_is_found_better_in_every_figure():
    found = compare(tally(0.1), tally(0.3), [1])
    assert set(found) == {"miou", "miou_targets", "trimap", "boundary_iou", "recall"}
    one, other = figures(tally(0.1), [1]), figures(tally(0.3), [1])
    assert found["miou"].estimate == pytest.approx(one["miou"] - other["miou"])
    assert found["trimap"].estimate == pytest.approx(one["trimap"]["4"] - other["trimap"]["4"])
    assert found["recall"].estimate == pytest.approx(one["recall"][0] - other["recall"][0])
    for name, interval in found.items():
        assert 0 < interval.low <= interval.estimate <= interval.high, name


def test_a_model_is_no_better_than_itself():
    found = compare(tally(0.2), tally(0.2), [1])
    assert {(i.estimate, i.low, i.high) for i in found.values()} == {(0, 0, 0)}


def test_frames_that_are_drawn_together_widen_the_interval():
    # Two kinds of frames, ten of each in a row: together they are two observations, not twenty.
    good, bad = tally(0.05), tally(0.4)
    first = merge([replace(good)] * 4 + [replace(bad)] * 4)
    second = tally(0.2)
    second = merge([second] * 8)
    alone, together = (compare(first, second, block=block)["miou"] for block in (1, 24))
    assert alone.estimate == pytest.approx(together.estimate)
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_no_targets_compare_no_targets():
    assert "miou_targets" not in compare(tally(0.1), tally(0.2))
    assert np.isnan(figures(tally(0.1))["miou_targets"])


def test_figures_follow_from_the_sums():
    found = tally(0.3)
    iou = class_iou(found.confusion.sum(axis=0))
    np.testing.assert_allclose(figures(found)["iou"], iou)
