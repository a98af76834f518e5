"""What the decoder accepts, and how it names what it does not."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

import pytest

from edgeward.decode import Misfit, Range, decode


@dataclass(frozen=True)
class Inner:
    size: tuple[Annotated[int, Range(1)], int]


@dataclass(frozen=True)
class Outer:
    inner: Inner
    kind: Literal["a", "b"] = "a"
    maybe: Inner | None = None
    names: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    share: Annotated[float, Range(0, 1)] = 0.5
    flag: bool = False


SOUND = {"inner": {"size": [1, 2]}}


def test_defaults_fill_what_is_missing():
    assert decode(Outer, SOUND) == Outer(Inner((1, 2)))


def test_everything_survives_the_round_trip():
    value = Outer(Inner((1, 2)), "b", Inner((3, 4)), ("x",), {"n": 1}, {"o": [1]}, 1.0, True)
    assert decode(Outer, asdict(value), complete=True) == value


def test_complete_asks_for_defaults_too():
    with pytest.raises(Misfit, match="the key 'kind' is missing"):
        decode(Outer, SOUND, complete=True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"colour": 1}, "unknown key 'colour'; known: inner"),
        ({"inner": {}}, r"the key 'inner\.size' is missing"),
        ({"inner": {"size": [0, 2]}}, r"expected 'inner\.size\[0\]' from 1 to inf, but got 0"),
        ({"inner": {"size": [1]}}, r"expected 2 values for 'inner\.size', but got \[1\]"),
        ({"inner": {"size": [1, 2.5]}}, r"'inner\.size\[1\]' to be int, but got 2\.5"),
        ({"inner": {"size": [1, True]}}, r"'inner\.size\[1\]' to be int, but got True"),
        ({"inner": {"size": "12"}}, r"'inner\.size' to be a list, but got '12'"),
        ({"kind": "c"}, "'kind' to be 'a' or 'b', but got 'c'"),
        ({"maybe": 3}, "'maybe' to be a table, but got 3"),
        ({"names": [1]}, r"'names\[0\]' to be str, but got 1"),
        ({"counts": {"n": "x"}}, r"'counts\.n' to be int, but got 'x'"),
        ({"share": 2}, "'share' from 0 to 1, but got 2"),
        ({"share": float("nan")}, "'share' from 0 to 1, but got nan"),
        ({"flag": 1}, "'flag' to be bool, but got 1"),
    ],
)
def test_what_does_not_fit_is_named(change, sentence):
    with pytest.raises(Misfit, match=sentence):
        decode(Outer, SOUND | change)
