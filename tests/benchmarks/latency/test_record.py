"""Records survive JSON, and their figures are what they say."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from edgeward.benchmarks.latency.record import (
    action_list,
    adaptivity,
    from_json,
    latency,
    twin_of,
)
from edgeward.benchmarks.latency.spec import Runs
from edgeward.errors import BadInput
from tests.benchmarks.latency.records import ENTRY, UNIFORM, record, stage


def runs(times, reference):
    return Runs(0, (1, 1), 1.0, (9.0,), {"total": tuple(times)}, tuple(reference))


def test_a_record_is_read_back_equal():
    made = record(ENTRY, UNIFORM)
    assert from_json(json.loads(json.dumps(asdict(made))), "x.json") == made


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "schema None"),
        ({"schema": 0}, "schema 0"),
        (asdict(record(ENTRY)) | {"device": 3}, "Cannot read x.json.*device"),
    ],
)
def test_other_json_is_refused(data, sentence):
    with pytest.raises(BadInput, match=sentence):
        from_json(json.loads(json.dumps(data)), "x.json")


def test_percentiles_pool_all_processes_and_ratios_keep_them_apart():
    found = latency([runs([1, 2, 3], [1, 1, 1]), runs([7, 8, 9], [4, 4, 3])], "total")
    assert (found.min_ms, found.max_ms, found.num_runs) == (1, 9, 6)
    assert found.median_ms == 5
    assert found.p95_ms == pytest.approx(np.percentile([1, 2, 3, 7, 8, 9], 95))
    # Tenth percentiles of 1 2 3 and 1 1 1, and of 7 8 9 and 3 4 4.
    assert found.ratios == pytest.approx((1.2, 7.2 / 3.2))


def test_adaptivity_is_what_the_uniform_run_does_not_need():
    assert adaptivity(ENTRY, UNIFORM) == pytest.approx((0.1 + 0.4 + 0.1 + 0.1) / 3.7)


def test_a_twin_differs_in_sampling_alone():
    other = replace(UNIFORM, sample_size=(64, 64))
    assert twin_of(ENTRY, [other, ENTRY, UNIFORM]) is UNIFORM
    assert twin_of(ENTRY, [other, ENTRY]) is None
    assert twin_of(UNIFORM, [UNIFORM]) is None


def test_the_action_list_holds_a_ratio_for_every_stage():
    entry = replace(ENTRY, stages={"total": stage(3.0, (2.0, 4.0, 3.0))})
    (item,) = action_list(record(entry))
    assert item["name"] == f"{entry.name}: total"
    assert (item["value"], item["range"]) == (3.0, "2 to 4")
    assert {"name", "unit", "value", "range", "extra"} == set(item)
