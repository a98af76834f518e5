import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from edgeward.models import load_checkpoint, save_checkpoint  # noqa: E402
from edgeward.models.checkpoint import build_model  # noqa: E402
from edgeward.models.data import ClassInfo, FolderDataset  # noqa: E402
from edgeward.models.evaluation import find, measure  # noqa: E402
from edgeward.models.recipe import parse_recipe, tomllib  # noqa: E402
from edgeward.models.tally import figures  # noqa: E402
from tests.cli.calls import assert_one_line, call  # noqa: E402
from tests.models.tiny import RECIPE, write_folder  # noqa: E402

CLASSES = (ClassInfo("ground", (0, 0, 0)), ClassInfo("disc", (255, 0, 0)))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("data") / "discs")


def write_checkpoint(
    folder: Path, *, seed: int = 0, classes=CLASSES, targets=(), **changes
) -> Path:
    """Write a checkpoint of random weights."""
    table = tomllib.loads(RECIPE) | changes
    table["sampler"] = table["sampler"] | {"targets": list(targets)}
    recipe = parse_recipe(table)
    torch.manual_seed(seed)
    save_checkpoint(folder, build_model(recipe, classes=len(classes)), classes, recipe)
    return folder


def test_json_holds_the_scores_of_every_model(capsys, tmp_path, data):
    places = [write_checkpoint(tmp_path / n, seed=i, name=n) for i, n in enumerate(("one", "two"))]
    code, printed, _ = call(
        capsys, "evaluate", *places, "--data", data, "--targets", "disc", "--json"
    )
    assert code == 0
    record = json.loads(printed)
    facts = {key: record[key] for key in ("data", "split", "pictures", "targets")}
    assert facts == {"data": "discs", "split": "test", "pictures": 2, "targets": ["disc"]}
    for place in places:
        examples = FolderDataset(data, "test")
        model = load_checkpoint(place).model

        def way(example, model=model):
            return find(model, example.picture)

        found = figures(measure(way, iter(examples), classes=2), [1])
        told = record["models"][place.name]
        assert told["sample_size"] == [16, 16]
        assert told["iou"] == dict(zip(("ground", "disc"), found["iou"], strict=True))
        for name in ("miou", "miou_targets", "trimap", "boundary_iou", "sampled", "ceiling"):
            assert told[name] == found[name], name
        assert told["recall"] == [None] * 4  # there are no objects
    lead = record["lead_of_first_over_last"]
    one, two = (record["models"][place.name]["miou"] for place in places)
    assert lead["miou"][0] == pytest.approx(one - two)
    assert "recall" in lead


def test_parts_of_the_targets_may_stand_for_objects(capsys, tmp_path, data):
    place = write_checkpoint(tmp_path / "one", targets=["disc"])
    code, printed, _ = call(capsys, "evaluate", place, "--data", data, "--proxies", "--json")
    assert code == 0
    told = json.loads(printed)["models"]["tiny"]["recall"]
    assert [value is None for value in told] == [True, False, True, False]  # two objects
    code, printed, _ = call(capsys, "evaluate", place, "--data", data, "--proxies")
    assert "recall, second quarter of objects" in printed
    assert "recall, smallest quarter of objects" not in printed


def test_the_central_square_may_be_scored_alone(capsys, tmp_path, data):
    place = write_checkpoint(tmp_path / "one")
    whole, square = (
        json.loads(call(capsys, "evaluate", place, "--data", data, "--json", *options)[1])
        for options in ([], ["--square"])
    )
    assert (whole["crop"], square["crop"]) == ("whole", "square")
    assert whole["models"]["tiny"]["miou"] != square["models"]["tiny"]["miou"]


def test_two_models_are_compared_with_an_interval_and_plotted(capsys, tmp_path, data):
    places = [write_checkpoint(tmp_path / n, seed=i, name=n) for i, n in enumerate(("one", "two"))]
    plots = tmp_path / "new" / "plots"
    code, printed, _ = call(capsys, "evaluate", *places, "--data", data, "--plots", plots)
    assert code == 0
    assert "first - last" in printed
    assert "within 4 px of a boundary" in printed
    for name in ("trimap.png", "recall.png"):
        assert (plots / name).read_bytes().startswith(b"\x89PNG")


def test_the_table_shows_percent_and_marks_the_recipe_s_targets(capsys, tmp_path, data):
    place = write_checkpoint(tmp_path / "one", targets=["disc"])
    code, printed, _ = call(capsys, "evaluate", place, "--data", data, "--split", "val")
    assert code == 0
    assert "2 pictures of discs/val" in " ".join(printed.split())
    rows = [line.split("│")[1].strip() for line in printed.splitlines() if "│" in line]
    assert rows[:4] == ["ground", "disc *", "mean", "mean of targets *"]
    assert "first - last" not in printed


def test_models_of_one_name_are_told_apart_by_their_folders(capsys, tmp_path, data):
    places = [write_checkpoint(tmp_path / name, seed=i) for i, name in enumerate("ab")]
    code, printed, _ = call(capsys, "evaluate", *places, "--data", data, "--json")
    assert code == 0
    assert list(json.loads(printed)["models"]) == [str(place) for place in places]


def test_the_recipe_s_foreground_merges_the_data_s_classes(capsys, tmp_path):
    data = write_folder(tmp_path / "many", classes="0 sky\n1 disc\n2 top\n")
    merged = (ClassInfo("background", (0, 0, 0)), ClassInfo("thing", (230, 60, 90)))
    place = write_checkpoint(tmp_path / "one", classes=merged, foreground="thing")
    code, printed, _ = call(capsys, "evaluate", place, "--data", data, "--json")
    assert code == 0
    assert list(json.loads(printed)["models"]["tiny"]["iou"]) == ["background", "thing"]


def test_data_of_other_classes_is_one_line(capsys, tmp_path, data):
    classes = (ClassInfo("cat", (0, 0, 0)), CLASSES[1])
    place = write_checkpoint(tmp_path / "one", classes=classes)
    output = call(capsys, "evaluate", place, "--data", data)
    assert_one_line(output, "classes of the model 'tiny' (cat, disc)", "has ground, disc")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--targets", "disc,cat"], "Unknown class 'cat'; the data has ground, disc"),
        (["--split", "dev"], "splits here: test, train, val"),
        (["--data", "no/data"], "Expected a data folder"),
    ],
)
def test_bad_options_are_one_line(capsys, tmp_path, data, options, sentence):
    place = write_checkpoint(tmp_path / "one")
    assert_one_line(call(capsys, "evaluate", place, "--data", data, *options), sentence)


def test_an_unknown_model_is_one_line(capsys, data):
    output = call(capsys, "evaluate", "nothing", "--data", data)
    assert_one_line(output, "No checkpoint folder or shipped model 'nothing'")


def test_a_damaged_checkpoint_is_one_line(capsys, tmp_path, data):
    place = write_checkpoint(tmp_path / "one")
    (place / "weights.safetensors").write_bytes(b"x")
    assert_one_line(call(capsys, "evaluate", place, "--data", data), "weights.safetensors")
