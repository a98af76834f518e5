import json

import pytest

pytest.importorskip("torch")

from tests.cli.calls import assert_one_line
from tests.models.tiny import write_folder
from tests.models.tiny_formats import write_cityscapes, write_instance_folder


def test_the_tables_show_splits_and_classes(run, tmp_path):
    code, printed, _ = run("data", "check", write_folder(tmp_path / "discs"))
    assert code == 0
    words = " ".join(printed.split())
    assert "discs: folder" in words
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in printed.splitlines()]
    assert ["train", "8", "40", "52", "5.00%", "-", "0"] in rows
    assert {row[0] for row in rows if row} >= {"train", "val", "test", "ground", "disc"}


def test_json_holds_the_same(run, tmp_path):
    code, printed, _ = run("data", "check", write_cityscapes(tmp_path / "city"), "--json")
    assert code == 0
    record = json.loads(printed)
    assert (record["data"], record["format"]) == ("city", "Cityscapes")
    train, val = record["splits"]
    assert (train["split"], train["pictures"], train["objects"]) == ("train", 2, 4)
    assert train["height"] == [6, 6, 6]
    assert train["width"] == [10, 10, 10]
    assert len(train["classes"]) == 19
    assert train["classes"][0] == {"name": "road", "share": pytest.approx(0.125), "pictures": 2}
    assert (val["split"], val["problems"]) == ("val", [])


def test_one_split_can_be_asked_for(run, tmp_path):
    root = write_folder(tmp_path / "discs")
    (root / "train.txt").write_text("")
    code, printed, _ = run("data", "check", root, "--split", "val", "--json")
    assert code == 0
    assert [each["split"] for each in json.loads(printed)["splits"]] == ["val"]


def test_every_missing_or_damaged_file_is_listed_and_the_exit_code_is_1(run, tmp_path):
    root = write_folder(tmp_path / "discs")
    (root / "images" / "t0.png").unlink()
    (root / "masks" / "v1.png").write_text("x")
    (root / "test.txt").write_text("")
    code, printed, _ = run("data", "check", root)
    assert code == 1
    words = "".join(printed.split())
    for piece in ("images/t0", "v1.png", "test.txt,onealine,butitisempty"):
        assert piece in words
    code, printed, _ = run("data", "check", root, "--json")
    assert code == 1
    problems = {each["split"]: len(each["problems"]) for each in json.loads(printed)["splits"]}
    assert problems == {"test": 1, "train": 1, "val": 1}


def test_instance_masks_need_a_name(run, tmp_path):
    root = write_instance_folder(tmp_path / "people")
    assert_one_line(run("data", "check", root), "classes.txt", "name it as the foreground")
    code, printed, _ = run("data", "check", root, "--foreground", "person", "--json")
    assert code == 0
    train = json.loads(printed)["splits"][1]
    assert (train["objects"], [each["name"] for each in train["classes"]]) == (
        4,
        ["background", "person"],
    )


def test_bad_folders_and_splits_are_one_line(run, tmp_path):
    root = write_folder(tmp_path / "discs")
    assert_one_line(run("data", "check", tmp_path / "no"), "Expected a data folder")
    assert_one_line(run("data", "check", tmp_path), "Expected a data set in", "it holds discs")
    assert_one_line(run("data", "check", root, "--split", "dev"), "splits here: test, train, val")
    for path in root.glob("t*.txt"):
        path.unlink()
    (root / "val.txt").unlink()
    assert_one_line(run("data", "check", root), "Expected lists of splits")


def test_help_shows_examples(run):
    code, printed, _ = run("data", "check", "--help")
    assert code == 0
    assert "edgeward data check data/person" in printed
