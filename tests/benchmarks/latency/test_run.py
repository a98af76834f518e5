"""Processes that measure real bundles."""

from pathlib import Path

import numpy as np
import pytest

from edgeward import load
from edgeward.benchmarks.latency import planted
from edgeward.benchmarks.latency.memory import peak_mb, resident_peak
from edgeward.benchmarks.latency.pictures import parse_size, photo_of
from edgeward.benchmarks.latency.record import Stage
from edgeward.benchmarks.latency.run import Worker, bench, take_turns
from edgeward.benchmarks.latency.spec import Settings, Spec
from edgeward.benchmarks.latency.subject import Subject, open_subject, samplings
from edgeward.benchmarks.latency.worker import measure
from edgeward.errors import BadInput

SHORT = Settings(warmup_runs=2, num_runs=3, processes=2)
SIZES = ((48, 64), (90, 160))


@pytest.fixture(scope="module")
def tiny(bundles: Path) -> tuple[Subject, Subject]:
    folder = str(bundles / "tiny.ew")
    return Subject(folder, "adaptive"), Subject(folder, "uniform")


def test_every_subject_is_measured_on_every_size_in_order(tiny):
    found = measure(Spec(tiny, SIZES, SHORT))
    assert [(r.subject, r.picture) for r in found] == [(i, s) for i in (0, 1) for s in SIZES]
    for r in found:
        assert len(r.warmup_ms) == 2
        assert {len(times) for times in (*r.stages.values(), r.reference)} == {3}
        parts = [times for stage, times in r.stages.items() if stage != "total"]
        np.testing.assert_allclose(np.sum(parts, axis=0), r.stages["total"])


def test_uniform_sampling_runs_the_same_segmenter_without_the_sampler(tiny, bundles):
    adaptive, uniform = (open_subject(subject, threads=1) for subject in tiny)
    picture = photo_of((90, 160))
    looked, even = adaptive(picture), uniform(picture)
    assert "sampler" not in even.timings
    assert "sampler" in looked.timings
    assert even.points.shape == looked.points.shape
    assert (even.points[0, :, 1] == np.rint(np.linspace(0, 159, 48) + 1e-6)).all()
    baseline = load(bundles / "tiny-uniform.ew", form="split")(picture)
    np.testing.assert_array_equal(even.points, baseline.points)


def test_an_adaptive_bundle_has_two_ways_to_sample(bundles):
    kinds = [samplings(load(bundles / f"{n}.ew").manifest) for n in ("tiny", "tiny-uniform")]
    assert kinds == [("adaptive", "uniform"), ("uniform",)]


def test_a_record_of_two_processes(tiny):
    said: list[str] = []
    found = bench(tiny, SIZES[:1], SHORT, progress=said.append)
    first, second = found.entries
    assert (first.sampling, second.sampling) == ("adaptive", "uniform")
    assert set(first.flops) == {"sampler", "segmenter"}
    assert set(second.flops) == {"segmenter"}
    assert first.stages["total"].num_runs == 6
    assert len(first.stages["total"].ratios) == 2
    assert first.model_size_mb > second.model_size_mb > 0
    assert 0 < first.added_mb < first.peak_mb
    assert found.device["versions"]["edgeward"]
    assert said[:2] == ["process 1 of 2", "process 2 of 2"]


def test_graphs_that_cannot_be_counted_have_their_manifests_flops(tiny, bundles, monkeypatch):
    def refuse(_: Path) -> None:
        raise BadInput("an operator without a formula")

    monkeypatch.setattr("edgeward.benchmarks.latency.flops.count", refuse)
    (entry,) = bench(tiny[1:], SIZES[:1], SHORT, memory=False).entries
    stated = load(bundles / "tiny.ew").manifest.flops["segmenter"]
    assert entry.flops == {"segmenter": Stage(stated // 2, None)}


def test_a_planted_worker_holds_its_stage_back(tiny, monkeypatch):
    monkeypatch.setenv(planted.VARIABLE, "segmenter")
    clock, slow = planted.Clock(), planted.SlowClock()
    for each in (clock, slow):
        start = planted.perf_counter()
        while planted.perf_counter() < start + 0.02:
            pass
        each.lap("segmenter")
    assert slow.timings()["segmenter"] >= 1e3 * 0.02 * (1 + planted.SLOWER)
    (found,) = take_turns([Worker(module=planted.__name__)], tiny[:1], SIZES[:1], SHORT)
    assert found.entries[0].stages["total"].num_runs == 6


def test_workers_that_take_turns_make_a_pair(tiny):
    one, two = take_turns([Worker(), Worker()], tiny[:1], SIZES[:1], SHORT)
    assert one.pairing == two.pairing != ""
    assert one.entries[0].name == two.entries[0].name
    assert one.entries[0].stages["total"] != two.entries[0].stages["total"]
    assert bench(tiny[:1], SIZES[:1], SHORT, memory=False).pairing == ""


def test_memory_counts_the_picture_in_the_peak_and_not_in_what_was_added(tiny):
    small, small_added = peak_mb(tiny[1], (90, 160), threads=1)
    large, large_added = peak_mb(tiny[1], (3000, 4000), threads=1)
    assert large - small > 30  # the picture alone is 36 MB
    assert abs(large_added - small_added) < 36
    assert resident_peak() > 10


def test_a_process_that_fails_is_one_sentence(tiny):
    with pytest.raises(BadInput, match=r"process that measures.*No module named"):
        take_turns([Worker(module="edgeward.nowhere")], tiny, SIZES, SHORT)


@pytest.mark.parametrize("text", ["", "0", "4x", "x4", "-3", "70000", "1e3", "720q"])
def test_bad_sizes_are_one_sentence(text):
    with pytest.raises(BadInput, match="Expected a size such as 64"):
        parse_size(text)
