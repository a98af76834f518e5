"""The gate: sure slow-downs fail, noise does not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeward.errors import BadInput
from tests.benchmarks.latency.records import ENTRY, record, with_ratios

compare = pytest.importorskip("edgeward.benchmarks.latency.compare", exc_type=ImportError).compare

QUIET = (3.00, 3.01, 2.99, 3.00, 3.02)


def verdicts(base, new, limit=0.05):
    return [change.verdict for change in compare(base, new, max_regression=limit)]


def test_a_tenth_slower_is_slower_than_a_twentieth():
    (change,) = compare(
        with_ratios(QUIET), with_ratios([1.1 * r for r in QUIET]), max_regression=0.05
    )
    assert change.verdict == "slower"
    assert change.change == pytest.approx(0.1)
    assert 0.05 < change.low < 0.1 < change.high < 0.15


def test_the_same_ratios_are_the_same():
    assert verdicts(with_ratios(QUIET), with_ratios(QUIET)) == ["same"]


def test_a_tenth_faster_is_no_failure():
    assert verdicts(with_ratios(QUIET), with_ratios([0.9 * r for r in QUIET])) == ["faster"]


def test_noise_is_unclear_rather_than_slower():
    noisy = with_ratios((2.0, 3.0, 4.0, 5.0, 2.5))
    assert verdicts(with_ratios(QUIET), noisy) == ["unclear"]


def test_a_limit_above_the_change_lets_it_pass():
    assert verdicts(with_ratios(QUIET), with_ratios([1.1 * r for r in QUIET]), 0.2) == ["same"]


def test_microseconds_do_not_count():
    slow = with_ratios([1.1 * r for r in QUIET], ms=0.01)
    assert verdicts(with_ratios(QUIET, ms=0.01), slow) == ["same"]


@given(st.floats(0.001, 1000), st.lists(st.floats(0.5, 2), min_size=3, max_size=8))
def test_the_runners_speed_cancels(speed, ratios):
    """Ratios are compared by their quotient, so a common factor of both records changes nothing."""
    one = compare(with_ratios(QUIET), with_ratios(ratios), max_regression=0.05)
    both = [with_ratios(np.multiply(speed, r)) for r in (QUIET, ratios)]
    other = compare(*both, max_regression=0.05)
    assert other[0].change == pytest.approx(one[0].change, abs=1e-9)


def test_false_alarms_are_rare_on_noise_of_three_per_cent():
    rng = np.random.default_rng(0)
    draws = np.exp(rng.normal(0, 0.03, (2000, 2, 5)))
    found = [verdicts(with_ratios(a), with_ratios(b))[0] for a, b in draws]
    assert found.count("slower") < 2


def test_records_that_took_turns_are_compared_process_by_process():
    """Noise that both have in common hides a tenth from two records, and not from a pair."""
    noise = np.array((3.0, 4.0, 5.0, 2.5, 3.5))
    base, new = with_ratios(noise), with_ratios(1.1 * noise * (1, 1.01, 0.99, 1, 1))
    assert verdicts(base, new) == ["unclear"]
    pair = [replace(found, pairing="together") for found in (base, new)]
    assert verdicts(*pair) == ["slower"]
    assert verdicts(pair[0], replace(new, pairing="another")) == ["unclear"]


def test_only_what_both_records_have_is_compared():
    two = record(ENTRY, replace(ENTRY, picture_size=(90, 160)))
    assert {c.name for c in compare(two, record(ENTRY), max_regression=0.05)} == {ENTRY.name}


@pytest.mark.parametrize(
    ("base", "new", "sentence"),
    [
        (record(ENTRY), record(replace(ENTRY, num_threads=2)), "nothing in common"),
        (record(ENTRY, processes=1), record(ENTRY), "at least 2 processes"),
        (record(ENTRY), record(ENTRY, reference=2), "version 1 and 2"),
    ],
)
def test_records_that_cannot_be_compared_are_refused(base, new, sentence):
    with pytest.raises(BadInput, match=sentence):
        compare(base, new, max_regression=0.05)
