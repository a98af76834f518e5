from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import pytest

from edgeward.models.data import cache as module
from edgeward.models.data.cache import cached_boundary_targets, place_of
from edgeward.models.proposal import boundary_targets

OPTIONS = {"grid_size": (4, 6), "ignore": 255, "targets": [1, 2]}


@pytest.fixture
def labels():
    return np.random.default_rng(0).integers(0, 4, (30, 40)).astype(np.uint8)


@pytest.fixture
def counted(monkeypatch):
    """Count how often the proposals are computed."""
    calls = []

    def compute(*arguments, **options):
        calls.append(1)
        return boundary_targets(*arguments, **options)

    monkeypatch.setattr(module, "boundary_targets", compute)
    return calls


def test_what_is_read_is_what_was_computed_to_the_bit(tmp_path, labels, counted):
    expected = boundary_targets(labels, **OPTIONS)
    for folder in (None, tmp_path, tmp_path):
        found = cached_boundary_targets(labels, folder=folder, **OPTIONS)
        assert found.tobytes() == expected.tobytes()
        assert found.dtype == expected.dtype
        assert found.shape == expected.shape
    assert len(counted) == 2


def test_labels_and_every_parameter_have_files_of_their_own(tmp_path, labels):
    other = labels.copy()
    other[3, 4] += 1
    variants = [
        (labels, {}),
        (other, {}),
        (labels.reshape(40, 30), {}),
        (labels.astype(np.uint16), {}),
        (labels, {"grid_size": (6, 4)}),
        (labels, {"ignore": None}),
        (labels, {"targets": None}),
        (labels, {"targets": []}),
        (labels, {"targets": [1]}),
    ]
    places = [place_of(tmp_path, array, **(OPTIONS | changes)) for array, changes in variants]
    assert all(one != other for one, other in combinations(places, 2))


def test_views_of_the_same_labels_and_targets_in_any_order_share_a_file(tmp_path, labels):
    place = place_of(tmp_path, labels, **OPTIONS)
    view = labels[:, ::-1].copy()[:, ::-1]
    assert place_of(tmp_path, view, **(OPTIONS | {"targets": {2, 1}})) == place


def test_numpy_itself_can_read_the_files(tmp_path, labels):
    found = cached_boundary_targets(labels, folder=tmp_path, **OPTIONS)
    (path,) = tmp_path.glob("*/*.npy")
    np.testing.assert_array_equal(np.load(path), found)


def damages(content: bytes) -> list[bytes]:
    flipped = bytearray(content)
    flipped[200] ^= 1
    return [b"", content[:-1], content[: len(content) // 2], bytes(flipped), b"text"]


@pytest.mark.parametrize("damage", range(5))
def test_damaged_files_are_computed_and_written_again(tmp_path, labels, counted, damage):
    expected = cached_boundary_targets(labels, folder=tmp_path, **OPTIONS)
    (path,) = tmp_path.glob("*/*.npy")
    content = path.read_bytes()
    path.write_bytes(damages(content)[damage])
    found = cached_boundary_targets(labels, folder=tmp_path, **OPTIONS)
    np.testing.assert_array_equal(found, expected)
    assert path.read_bytes() == content
    assert len(counted) == 2


def test_many_may_write_the_same_file_at_once(tmp_path, labels):
    expected = boundary_targets(labels, **OPTIONS)
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(cached_boundary_targets, labels, folder=tmp_path, **OPTIONS)
            for _ in range(40)
        ]
        for job in jobs:
            np.testing.assert_array_equal(job.result(), expected)
    assert len(list(tmp_path.glob("*/*"))) == 1
