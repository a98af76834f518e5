import os

from edgeward.models.data.listing import folders_in, walk
from edgeward.models.data.split import draw_splits


def test_a_folder_is_walked_once_and_no_file_is_asked_for(tmp_path, monkeypatch):
    for place in ("a", "b/c"):
        (tmp_path / place).mkdir(parents=True)
        for name in ("1.PNG", "2.x.jpg", "3.txt", ".4.png"):
            (tmp_path / place / name).touch()
    asked = []
    monkeypatch.setattr(os, "stat", lambda *a, **k: asked.append(a))
    found = walk(tmp_path)
    monkeypatch.undo()
    assert found == ["a/1", "a/2.x", "b/c/1", "b/c/2.x"]
    assert asked == []


def test_what_does_not_exist_holds_nothing(tmp_path):
    assert walk(tmp_path / "no") == folders_in(tmp_path / "no") == []


def test_splits_follow_from_names_and_seed_and_not_from_their_order():
    names = [f"n{i}" for i in range(50)]
    shares = {"train": 0.7, "test": 0.3}
    first = draw_splits(names, shares)
    assert draw_splits(reversed(names), shares) == first
    assert draw_splits(names, shares, seed=1) != first
    assert {split: len(part) for split, part in first.items()} == {"train": 35, "test": 15}


def test_splits_never_change():
    # The order of: printf 0/a | sha256sum
    assert draw_splits("abcdef", {"x": 0.5, "y": 0.5}) == {"x": tuple("bcf"), "y": tuple("ade")}
