"""Points and scores to interpolate: named awkward ones, and any at all by hypothesis."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

import edgeward

Size = tuple[int, int]


class Case(NamedTuple):
    points: NDArray[np.int32]
    scores: NDArray[np.float32]
    size: Size
    source: Size


def covered(points: NDArray[np.int32], size: Size) -> NDArray[np.int32]:
    """Move the border points onto the border."""
    points = points.copy()
    points[0, :, 0] = points[:, 0, 1] = 0
    points[-1, :, 0], points[:, -1, 1] = size[0] - 1, size[1] - 1
    return points


def _case(grid: NDArray[np.float32], size: Size, source: Size, classes: int = 4) -> Case:
    points = edgeward.points(edgeward.project_covering(grid), size=source)
    shape = (*grid.shape[:2], classes)
    scores = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    return Case(points, scores, size, source)


def named_cases() -> dict[str, Case]:
    """Make the cases that a rasteriser gets wrong."""
    uniform, random = edgeward.uniform_grid(5, 6), np.random.default_rng(0)
    noise = random.normal(scale=0.05, size=uniform.shape).astype(np.float32)
    everywhere = random.random((6, 5, 2), np.float32)
    return {
        "uniform": _case(uniform, (17, 23), (17, 23)),
        "pulled": _case(uniform**3, (33, 40), (33, 40)),
        "jittered": _case(uniform + noise, (31, 29), (31, 29)),
        "folded": _case(everywhere, (24, 19), (24, 19)),
        "mirrored": _case(uniform[::-1, ::-1], (13, 14), (13, 14)),
        "collapsed to a point": _case(np.full_like(uniform, 0.4), (20, 21), (20, 21)),
        "collapsed to a line": _case(uniform * np.float32([0, 1]), (20, 21), (20, 21)),
        "huge stretch": _case(everywhere, (3, 4000), (30000, 2)),
        "largest side": _case(everywhere, (2, 32767), (32767, 32767)),
        "two by two": _case(edgeward.uniform_grid(2, 2), (9, 7), (9, 7)),
        "more points than pixels": _case(edgeward.uniform_grid(12, 12), (4, 5), (4, 5)),
        "output smaller": _case(everywhere, (7, 9), (40, 50)),
        "output larger": _case(everywhere, (40, 50), (7, 9)),
        "output of one pixel": _case(everywhere, (1, 1), (40, 50)),
        "output of one row": _case(everywhere, (1, 30), (20, 30)),
        "output of one column": _case(everywhere, (30, 1), (20, 30)),
        "source of one pixel": _case(everywhere, (12, 13), (1, 1)),
        "source of one row": _case(everywhere, (1, 30), (1, 30)),
        "source of one column": _case(everywhere, (30, 1), (30, 1)),
        "one pixel": _case(uniform, (1, 1), (1, 1)),
        "one class": _case(everywhere, (11, 12), (11, 12), classes=1),
        "256 classes": _case(everywhere, (11, 12), (11, 12), classes=256),
    }


NAMED = named_cases()

_values = st.one_of(
    st.integers(-2, 2).map(float),  # many ties
    st.floats(-100, 100, width=32),
    st.sampled_from([2.0**-149, 2.0**100, -(2.0**100), np.finfo(np.float32).max.item(), -0.0]),
)


@st.composite
def any_case(draw: st.DrawFn, *, same_size: bool = False) -> Case:
    """Draw covering points inside any small picture: folded and collapsed more often than not."""
    sides = st.integers(1, 20)
    source = draw(st.tuples(sides, sides))
    size = source if same_size else draw(st.tuples(sides, sides))
    rows, cols = draw(st.tuples(st.integers(2, 5), st.integers(2, 5)))
    row = draw(arrays(np.int32, (rows, cols), elements=st.integers(0, source[0] - 1)))
    col = draw(arrays(np.int32, (rows, cols), elements=st.integers(0, source[1] - 1)))
    points = covered(np.stack([row, col], axis=-1), source)
    classes = draw(st.integers(1, 5))
    scores = draw(arrays(np.float32, (rows, cols, classes), elements=_values))
    return Case(points, scores, size, source)
