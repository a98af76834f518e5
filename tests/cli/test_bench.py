"""`edgeward bench`, end to end."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from edgeward.cli.bench.default_group import with_default
from edgeward.manifest import ClassInfo
from tests.benchmarks.latency.records import ENTRY, UNIFORM, record, with_ratios
from tests.cli.calls import assert_one_line
from tests.models.tiny import RECIPE, write_folder

QUICK = ("--processes", 2, "--num-runs", 2, "--warmup-runs", 1, "--no-memory")


def written(folder: Path, name: str, made) -> Path:
    path = folder / name
    path.write_text(json.dumps(asdict(made)))
    return path


@pytest.mark.parametrize(
    ("arguments", "filled"),
    [
        (["person"], ["run", "person"]),
        (["--compare", "a", "b"], ["run", "--compare", "a", "b"]),
        (["core", "x"], ["core", "x"]),
        (["--help"], ["--help"]),
        ([], []),
    ],
)
def test_the_default_command_needs_no_name(arguments, filled):
    assert with_default(arguments, ["run", "core"]) == filled


def test_a_bundle_is_measured_both_ways(run, bundles, tmp_path):
    out = tmp_path / "a.json"
    sizes = ("--picture-sizes", "48x64,720p")
    code, table, _ = run("bench", bundles / "tiny.ew", *sizes, *QUICK, "-o", out)
    assert code == 0
    for word in ("tiny, labels of 48x64", "labels of 720p", "adaptive", "uniform", "polate"):
        assert word in table
    made = json.loads(out.read_text())
    assert len(made["entries"]) == 4
    assert made["command"].startswith("edgeward ")
    code, text, _ = run("bench", "--compare", out, out)
    assert code == 0
    assert "No stage is more than 5 % slower" in text


def test_json_is_the_record(run, bundles):
    size = ("--picture-sizes", "48x64")
    code, text, _ = run("bench", bundles / "tiny-uniform.ew", *size, *QUICK, "--json")
    assert code == 0
    assert {"init_ms", "warmup_first_ms", "num_warmup_runs", "stages"} <= set(
        json.loads(text)["entries"][0]
    )


def test_a_checkpoint_is_measured_at_other_sample_sizes(run, make_checkpoint, tmp_path):
    from edgeward.models.checkpoint import save_checkpoint

    made = make_checkpoint()
    save_checkpoint(tmp_path / "tiny", made.model, made.classes, made.recipe)
    wanted = ("--sample-sizes", "16,24x32", "--picture-sizes", "48x64", *QUICK, "--json")
    code, text, _ = run("bench", tmp_path / "tiny", *wanted)
    assert code == 0
    sizes = [entry["sample_size"] for entry in json.loads(text)["entries"]]
    assert sizes == [[16, 16], [16, 16], [24, 32], [24, 32]]


def test_a_slower_stage_fails_and_is_named(run, tmp_path):
    quiet = (3.00, 3.01, 2.99, 3.00, 3.02)
    base = written(tmp_path, "base.json", with_ratios(quiet))
    new = written(tmp_path, "new.json", with_ratios([1.1 * r for r in quiet]))
    code, text, _ = run("bench", "--compare", base, new, "--max-regression", "5%")
    assert code == 1
    assert "Slower than 5 % allows: segmenter of tiny adaptive" in text
    assert run("bench", "--compare", base, new, "--max-regression", "0.2")[0] == 0
    code, text, _ = run("bench", "--compare", base, new, "--json")
    assert code == 1
    assert json.loads(text)[0]["verdict"] == "slower"


def test_two_environments_are_measured_in_turns(run, bundles, tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    wanted = ("--picture-sizes", "48x64", *QUICK, "--base-out", old, "-o", new)
    code, text, _ = run("bench", bundles / "tiny.ew", "--base", sys.executable, *wanted)
    assert code in (0, 1)  # two quick processes may see anything
    assert "Ratio to the reference kernel" in text
    one, two = (json.loads(path.read_text()) for path in (old, new))
    assert one["pairing"] == two["pairing"] != ""
    assert [e["sampling"] for e in one["entries"]] == ["adaptive", "uniform"]
    assert_one_line(run("bench", "person", "--base", tmp_path), "Python of an environment")


def test_a_record_is_converted_for_the_action(run, tmp_path):
    path = written(tmp_path, "a.json", record(ENTRY, UNIFORM))
    code, text, _ = run("bench", "convert", path)
    assert code == 0
    assert len(json.loads(text)) == len(ENTRY.stages) + len(UNIFORM.stages)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--threads", 1], ["Expected bundles to measure"]),
        (["nowhere"], ["nowhere", "Expected a bundle"]),
        (["person", "--picture-sizes", "0x9"], ["Expected a size", "0x9"]),
        (["person", "--accelerator", "gpu"], ["accelerator", "gpu", "cpu, xnnpack, nnapi"]),
        (["person", "--format", "tflite"], ["tflite", "person"]),
        (["person", "--pin", 4096], ["CPUs to pin to", "4096"]),
        (["--compare", "no.json", "no.json"], ["no.json"]),
    ],
)
def test_bad_input_is_one_line(run, arguments, words):
    assert_one_line(run("bench", *arguments), *words)


def test_a_damaged_record_is_one_line(run, tmp_path):
    (tmp_path / "a.json").write_text("{")
    assert_one_line(run("bench", "convert", tmp_path / "a.json"), "Expected JSON in", "a.json")


def test_a_bad_limit_is_a_usage_error(run, tmp_path):
    path = written(tmp_path, "a.json", record(ENTRY))
    code, _, errors = run("bench", "--compare", path, path, "--max-regression", "500%")
    assert code == 2
    assert "--max-regression" in errors


def test_the_curve_holds_evaluates_figures_and_costs(run, tmp_path):
    data = write_folder(tmp_path / "discs")
    small, large = (
        write_checkpoint(tmp_path / f"at{side}", name=f"at{side}", side=side) for side in (16, 32)
    )
    out = tmp_path / "out"
    code, table, _ = run("bench", "accuracy", large, small, "--data", data, "-o", out)
    assert code == 0
    assert "at16" in table
    made = json.loads((out / "curve.json").read_text())
    points = {point["samples"][0]: point for point in made["points"]}
    assert points[32]["gflops"] > points[16]["gflops"] > 0
    assert [p["ms"] for p in made["points"]] == sorted(p["ms"] for p in points.values())
    assert (out / "curve.png").stat().st_size > 5000
    _, text, _ = run("evaluate", small, "--data", data, "--json")
    assert json.loads(text)["models"]["at16"]["miou"] == points[16]["miou"]


def write_checkpoint(folder: Path, *, name: str, side: int) -> Path:
    """Write a checkpoint of random weights."""
    from edgeward.models import save_checkpoint
    from edgeward.models.checkpoint import build_model
    from edgeward.models.recipe import parse_recipe, tomllib

    table = tomllib.loads(RECIPE) | {"name": name}
    table["segmenter"] |= {"sample": [side, side]}
    recipe = parse_recipe(table)
    classes = (ClassInfo("ground", (0, 0, 0)), ClassInfo("disc", (255, 0, 0)))
    save_checkpoint(folder, build_model(recipe, classes=2), classes, recipe)
    return folder
