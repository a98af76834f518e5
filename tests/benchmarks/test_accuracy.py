import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edgeward.benchmarks.accuracy import __main__ as program
from edgeward.benchmarks.accuracy.cost import measure_costs, read_costs
from edgeward.benchmarks.accuracy.plan import read_experiment, runs, tally_path
from edgeward.benchmarks.accuracy.report import open_chapter, write_report
from edgeward.benchmarks.accuracy.results import Series, lead, lead_of_seeds, read_results
from edgeward.benchmarks.accuracy.train import count_all, run_all, run_one
from edgeward.errors import BadInput
from edgeward.models.tally import Tally, compare, figures, load_tally
from tests.models.tiny import RECIPE, write_folder

PLAN = 'targets = ["disc"]\nblock = 2\nproxies = true\n' + RECIPE.replace(
    '\nname = "tiny"', '\n[recipe]\nname = "tiny"'
).replace("[sampler]", "[recipe.sampler]").replace("[segmenter]", "[recipe.segmenter]")
SERIES = """
[[series]]
sample = 16
ways = ["adaptive", "uniform", "known"]

[[series]]
sample = 8
seeds = [2, 3]
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return write_folder(tmp_path_factory.mktemp("data") / "discs")


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "discs.toml"
    path.write_text(PLAN + SERIES)
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory, plan, data) -> Path:
    """Return the runs of the experiment, only to be read."""
    out = tmp_path_factory.mktemp("runs")
    experiment = read_experiment(plan)
    for run in runs(experiment):
        run_one(experiment, run, data, out)
    return out


def test_an_experiment_lists_its_runs(plan):
    found = list(runs(read_experiment(plan)))
    assert [run.name for run in found] == [
        "adaptive-16-1",
        "uniform-16-1",
        "known-16-1",
        "adaptive-8-2",
        "uniform-8-2",
        "adaptive-8-3",
        "uniform-8-3",
    ]
    assert [run.recipe.sampler is None for run in found[:3]] == [False, True, False]
    assert [run.recipe.seed for run in found[2:5]] == [1, 2, 2]
    assert {run.recipe.segmenter.sample for run in found[3:]} == {(8, 8)}
    assert found[2].recipe.sampler.known


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("targets = []\nseries = 3", "recipe"),
        (PLAN + SERIES.replace("seeds", "sneeds"), "sneeds"),
        ("= =", "Cannot read the experiment"),
        (PLAN + SERIES + "[[series]]\nsample = 16\n", "'adaptive-16-1' is there twice"),
        (PLAN + "[[series]]\nsample = 8\nchange = { sampler = { lamb = 1 } }", "lamb"),
    ],
)
def test_a_bad_experiment_is_named(tmp_path, text, sentence):
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(BadInput, match=sentence):
        read_experiment(tmp_path / "bad.toml")


def test_a_variant_changes_what_it_names_and_nothing_else(tmp_path):
    path = tmp_path / "discs.toml"
    change = 'variant = "no pull, λ = 0"\nchange = { sampler = { lam = 0 } }\nways = ["adaptive"]'
    path.write_text(PLAN + SERIES + f"[[series]]\nsample = 16\n{change}\n")
    plain, *_, varied = runs(read_experiment(path))
    assert varied.name == "adaptive-16-1-no-pull-0"
    assert varied.recipe.sampler == replace(plain.recipe.sampler, lam=0)
    assert replace(varied.recipe, sampler=plain.recipe.sampler) == plain.recipe


def test_runs_that_share_a_sampler_train_it_once(tmp_path, data):
    path = tmp_path / "discs.toml"
    path.write_text(PLAN + '[[series]]\nsample = 8\n[[series]]\nsample = 16\nways = ["adaptive"]\n')
    experiment = read_experiment(path)
    first, uniform, second = runs(experiment)
    for run in (first, uniform):
        run_one(experiment, run, data, tmp_path / "shared")
    assert not (tmp_path / "shared" / uniform.name / "sampler.safetensors").exists()
    taken = tmp_path / "shared" / first.name / "sampler.jsonl"
    taken.write_text(taken.read_text() + "taken\n")
    for out in ("shared", "alone"):
        run_one(experiment, second, data, tmp_path / out)
    logs = [
        (tmp_path / out / second.name / "sampler.jsonl").read_text() for out in ("shared", "alone")
    ]
    assert logs[0] == logs[1] + "taken\n"
    weights = [
        (tmp_path / out / second.name / "checkpoint" / "weights.safetensors").read_bytes()
        for out in ("shared", "alone")
    ]
    assert weights[0] == weights[1]


def test_another_segmenter_trains_a_sampler_of_its_own(tmp_path, data):
    path = tmp_path / "discs.toml"
    wide = 'variant = "wide"\nchange = { segmenter = { options = { width = 6, depth = 1 } } }'
    one = '[[series]]\nsample = 8\nways = ["adaptive"]\n'
    path.write_text(PLAN + one + one + wide + "\n")
    experiment = read_experiment(path)
    for run in runs(experiment):
        run_one(experiment, run, data, tmp_path)
        log = tmp_path / run.name / "sampler.jsonl"
        assert "taken" not in log.read_text()
        log.write_text(log.read_text() + "taken\n")


def test_the_shipped_experiments_are_readable():
    folder = Path(__file__).parents[2] / "benchmarks" / "experiments"
    plans = sorted(folder.glob("*.toml"))
    assert len(plans) >= 2
    for path in plans:
        ways = {run.way for run in runs(read_experiment(path))}
        assert ways >= {"adaptive", "uniform"}


def test_runs_keep_counts_and_what_made_them(trained, plan):
    for run in runs(read_experiment(plan)):
        record = json.loads((trained / run.name / "result.json").read_text())
        assert record["recipe"] == json.loads(json.dumps(run.recipe.to_dict()))
        assert set(record["versions"]) == {"python", "torch", "edgeward"}
        for split in ("val", "test"):
            tally = load_tally(tally_path(trained, run, Path("discs"), split))
            assert len(tally.confusion) == 2
            assert len(tally.objects) == 2  # a disc a picture, by the proxy


def test_known_grids_have_a_ceiling_of_their_own(trained, plan):
    known, uniform = (
        figures(load_tally(trained / f"{way}-16-1" / "discs-test.npz"))["ceiling"]["miou"]
        for way in ("known", "uniform")
    )
    assert known != uniform


def test_what_is_done_is_not_done_again(trained, plan, data, capsys):
    told = []
    run_all(plan, data, trained, jobs=1, report=told.append)
    assert told == []


@pytest.mark.slow
def test_a_run_is_trained_in_a_process_of_its_own(tmp_path, plan, data):
    short = tmp_path / "one.toml"
    short.write_text(PLAN + '[[series]]\nsample = 8\nways = ["uniform"]\n')
    told = []
    run_all(short, data, tmp_path / "runs", jobs=1, report=told.append)
    assert told == ["uniform-8-1"]


def test_finished_runs_are_counted_on_other_data(trained, plan, tmp_path):
    other = write_folder(tmp_path / "others")
    count_all(plan, other, trained, ["val"])
    found = read_results(read_experiment(plan), trained, other, "val")
    assert [(s.sample, s.way, len(s.tallies)) for s in found] == [
        (8, "adaptive", 2),
        (8, "uniform", 2),
        (16, "adaptive", 1),
        (16, "uniform", 1),
        (16, "known", 1),
    ]


def make_tally(right: np.ndarray) -> Tally:
    """Make counts of two classes, 100 pixels each a picture, so many of them right."""
    right = np.asarray(right)
    wrong = 100 - right
    confusion = np.stack((np.stack((right, wrong), -1), np.stack((wrong, right), -1)), 1)
    pairs = np.stack((right, np.full_like(right, 100)), -1)
    return Tally(
        confusion=confusion,
        trimap=np.repeat(pairs[:, None], 6, axis=1),
        boundary=np.repeat(pairs[:, None], 2, axis=1),
        sampled=confusion,
        ceiling=confusion,
        objects=np.zeros((0, 4), np.int64),
    )


GOOD, BETTER = make_tally([80, 70, 85, 75]), make_tally([90, 81, 92, 88])


def test_the_lead_at_one_size_and_seed_is_the_paired_comparison():
    results = [Series("adaptive", 8, (BETTER,)), Series("uniform", 8, (GOOD,))]
    expected = compare(BETTER, GOOD, [1], seed=0)
    for name in ("miou", "miou_targets", "trimap", "boundary_iou"):
        assert lead(results, [8], name, [1], block=1) == expected[name]
    assert lead(results, [8], "recall", [1], block=1) is None  # there are no objects


def test_the_lead_over_sizes_is_the_mean_of_theirs():
    results = [
        Series("adaptive", 8, (BETTER,)),
        Series("uniform", 8, (GOOD,)),
        Series("adaptive", 16, (GOOD, BETTER)),
        Series("uniform", 16, (GOOD, GOOD)),
    ]
    one = lead(results, [8], "miou", [], block=1)
    both = lead(results, [8, 16], "miou", [], block=1)
    # One size gains on its only seed, the other on one of two.
    assert both.estimate == pytest.approx(one.estimate * 3 / 4)
    assert lead(results, [8, 32], "miou", [], block=1) is None
    seeds = lead_of_seeds(results, 16, "miou", [])
    assert seeds.estimate == pytest.approx(one.estimate / 2)
    assert seeds.low < 0 < seeds.high


def test_a_variant_is_compared_with_the_plain_uniform_run():
    results = [
        Series("adaptive", 8, (GOOD,)),
        Series("uniform", 8, (GOOD,)),
        Series("adaptive", 8, (BETTER,), "varied"),
    ]
    found = lead(results, [8], "miou", [1], block=1, variant="varied")
    assert found == compare(BETTER, GOOD, [1], seed=0)["miou"]
    assert lead(results, [8], "miou", [1], block=1).estimate == 0


def test_the_report_tells_every_size_and_way(trained, plan, data, tmp_path):
    write_report([open_chapter(plan, data, trained, "test")], tmp_path)
    text = (tmp_path / "accuracy.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert sum("labels' own grid" in row for row in rows) == 1
    assert sum("| 8 x 8 | adaptive | 2 |" in row for row in rows) == 1
    tally = load_tally(trained / "uniform-16-1" / "discs-test.npz")
    assert f"{100 * figures(tally)['miou']:.2f}" in text
    assert not (tmp_path / "accuracy-discs.png").exists()  # nothing has been timed


def test_costs_are_of_every_size_and_way_that_can_be_exported(trained, plan, data, tmp_path):
    pytest.importorskip("onnxruntime")
    assert read_costs(trained / "nowhere") == {}
    measure_costs(plan, data, trained)
    costs = read_costs(trained)
    assert set(costs) == {"adaptive-16-1", "uniform-16-1", "adaptive-8-2", "uniform-8-2"}
    for way in ("adaptive", "uniform"):
        assert costs[f"{way}-16-1"].flops > costs[f"{way}-8-2"].flops
    assert "sampler" in costs["adaptive-16-1"].stages
    write_report([open_chapter(plan, data, trained, "test")], tmp_path)
    assert (tmp_path / "accuracy-discs.png").stat().st_size > 5000
    assert "Targets at the same cost" in (tmp_path / "accuracy.md").read_text()
    (trained / "cost.json").unlink()


def test_damaged_costs_are_named(tmp_path):
    (tmp_path / "cost.json").write_text('{"costs": {"a": {"ms": 1}}}')
    with pytest.raises(BadInput, match="measure the costs again"):
        read_costs(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["report", "a=b"], "Expected EXPERIMENT.toml=DATA=RUNS"),
        (["run", "no.toml", "--data", "d", "-o", "o"], "Cannot read the experiment no.toml"),
    ],
)
def test_bad_arguments_are_one_sentence(monkeypatch, arguments, sentence):
    monkeypatch.setattr(sys, "argv", ["accuracy", *arguments])
    with pytest.raises(SystemExit, match=sentence):
        program.main()


def test_a_report_without_results_says_so(plan, data, tmp_path):
    with pytest.raises(BadInput, match=r"Expected results in .* train .*discs\.toml first"):
        open_chapter(plan, data, tmp_path, "test")
