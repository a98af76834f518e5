import json

import pytest

pytest.importorskip("torch")

from edgeward.models.data import open_dataset
from edgeward.models.oracle import UNIFORM, ceiling, proposals, study
from tests.cli.calls import assert_one_line, call
from tests.models.tiny import write_folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("data") / "discs")


def test_json_holds_the_figures_of_every_way(run, data):
    code, printed, _ = run("oracle", data, "--sizes", "8,12", "--targets", "disc", "--json")
    assert code == 0
    record = json.loads(printed)
    facts = {key: record[key] for key in ("data", "split", "pictures", "targets")}
    assert facts == {"data": "discs", "split": "val", "pictures": 2, "targets": ["disc"]}
    train, val = (open_dataset(data, split) for split in ("train", "val"))
    fixed = proposals((train[i].labels for i in range(len(train))), [1])
    pictures = [val[0], val[1]]
    found = study(pictures, sizes=[8, 12], classes=2, targets=[1], fixed=fixed)
    assert list(record["sizes"]) == ["8", "12"]
    for size, counts in found.items():
        block = record["sizes"][str(size)]
        assert len(block["ways"]) == len(counts)
        for row, (way, each) in zip(block["ways"], counts.items(), strict=True):
            assert row["kind"] == way.kind
            assert {name: row[name] for name in vars(ceiling(each, [1]))} == vars(
                ceiling(each, [1])
            )
        fit = [
            row
            for row in block["ways"]
            if row["kind"] == "proposal" and row["miou"] >= ceiling(counts[UNIFORM], [1]).miou
        ]
        best = max(fit, key=lambda row: row["miou"] + row["miou_targets"])
        assert block["recommended"].items() <= best.items()
        assert f"highest of the {len(fit)} in 30 proposals" in block["reason"]


def test_the_table_has_a_block_for_each_size_and_a_reason(run, data):
    code, printed, errors = run("oracle", data, "--sizes", "8,12", "--targets", "disc")
    assert code == 0
    words = " ".join(printed.split())
    assert "8 x 8 samples, discs/val" in words
    assert "12 x 12 samples, discs/val" in words
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in printed.splitlines()]
    names = [row[0] for row in rows if row]
    for name in ("uniform", "8x8 λ 1 all", "32x32 λ 0.3 targets", "descent 16x16"):
        assert names.count(name) == 2
    assert [line for line in printed.splitlines() if line.startswith(("8 x 8", "12 x 12"))]
    assert "Traceback" not in errors


def test_without_targets_their_column_and_settings_are_gone(run, data):
    code, printed, _ = run("oracle", data, "--sizes", "8", "--pictures", "1")
    assert code == 0
    assert "targets" not in printed
    code, printed, _ = run("oracle", data, "--sizes", "8", "--pictures", "1", "--json")
    block = json.loads(printed)["sizes"]["8"]
    assert json.loads(printed)["pictures"] == 1
    assert all(row["miou_targets"] is None for row in block["ways"])
    assert sum(row["kind"] == "proposal" for row in block["ways"]) == 15


@pytest.mark.parametrize("missing", [False, True])
def test_one_grid_for_all_is_of_another_split_or_left_out(run, tmp_path, missing):
    root = write_folder(tmp_path / "discs")
    if missing:
        (root / "train.txt").unlink()
    split = "val" if missing else "train"
    arguments = ("oracle", root, "--split", split, "--sizes", "8", "--pictures", "1", "--json")
    code, printed, _ = run(*arguments)
    assert code == 0
    kinds = {row["kind"] for row in json.loads(printed)["sizes"]["8"]["ways"]}
    assert kinds == {"uniform", "proposal", "unfolded", "descent"}


def test_a_foreground_merges_the_classes(run, tmp_path):
    root = write_folder(tmp_path / "many", classes="0 sky\n1 disc\n2 top\n")
    arguments = ("--sizes", "8", "--pictures", "1", "--json")
    code, printed, _ = run(
        "oracle", root, "--foreground", "thing", "--targets", "thing", *arguments
    )
    assert code == 0
    assert json.loads(printed)["targets"] == ["thing"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--sizes", "16,x"], "Expected sample sizes such as 16,32,64"),
        (["--sizes", "1"], "each from 2 to 1024"),
        (["--sizes", ""], "Expected sample sizes"),
        (["--targets", "disc,cat"], "Unknown class 'cat'; the data has ground, disc"),
        (["--split", "dev"], "splits here: test, train, val"),
    ],
)
def test_bad_options_are_one_line(capsys, data, options, sentence):
    assert_one_line(call(capsys, "oracle", data, *options), sentence)


def test_a_missing_folder_is_one_line(run, tmp_path):
    assert_one_line(run("oracle", tmp_path / "no"), "Expected a data folder")


def test_help_shows_examples(run):
    code, printed, _ = run("oracle", "--help")
    assert code == 0
    assert "edgeward oracle data/camvid" in printed
