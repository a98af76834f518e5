"""Points and scores to interpolate: named awkward ones, and by hypothesis any and unfolded ones."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

import edgeward
from edgeward import reference

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


def is_unfolded(points: NDArray[np.int32]) -> bool:
    """Tell whether no triangle of a cell, by either diagonal, is turned over."""
    tl, tr, bl, br = (
        points[r, c].astype(np.int64)
        for r in (slice(-1), slice(1, None))
        for c in (slice(-1), slice(1, None))
    )
    halves = ((tl, tr, br), (tl, br, bl), (tl, tr, bl), (tr, br, bl))
    return all((reference.cross(*half) <= 0).all() for half in halves)


def unfolded(grid: NDArray[np.floating], source: Size) -> NDArray[np.int32]:
    """Make covering points of a grid, drawn towards the uniform one until they do not fold."""
    uniform = edgeward.uniform_grid(*grid.shape[:2])
    for share in (*0.75 ** np.arange(12), 0):
        mixed = edgeward.project_covering(uniform + share * (grid - uniform))
        points = edgeward.points(mixed, source)
        if is_unfolded(points):
            break
    return points


def jittered(uniform: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.floating]:
    """Move every point by less than half a cell."""
    cell = 1 / (np.array(uniform.shape[:2]) - 1)
    return uniform + random.uniform(-0.5, 0.5, uniform.shape) * cell


def swirled(uniform: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.floating]:
    """Turn the middle by up to 180 degrees, and the rest the less the farther it is."""
    row, col = np.moveaxis(uniform - 0.5, -1, 0)
    angle = random.uniform(-np.pi, np.pi) * np.exp(-random.uniform(8, 40) * (row**2 + col**2))
    sine, cosine = np.sin(angle), np.cos(angle)
    return 0.5 + np.stack([cosine * row - sine * col, sine * row + cosine * col], axis=-1)


def pulled(uniform: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.floating]:
    """Raise to a power: dense at one end, even coincident, and sparse at the other."""
    return uniform ** random.uniform(0.3, 4, 2)


def resized(uniform: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.floating]:
    """Resize a jittered 4 x 4 grid: what a sampler's small output becomes."""
    small = jittered(edgeward.uniform_grid(4, 4), random)
    return edgeward.resize_grid(edgeward.project_covering(small), uniform.shape[:2])


def collapsed(uniform: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.floating]:
    """Round to a few rows and columns: whole lines of cells have no area."""
    steps = random.integers(1, 5, 2)
    return np.rint(pulled(uniform, random) * steps) / steps


def repeated(uniform: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.floating]:
    """Repeat rows and columns of a jittered grid: cells whose sides coincide, at any slope."""
    rows, cols = (np.sort(random.integers(0, n, n)) for n in uniform.shape[:2])
    return jittered(uniform, random)[rows][:, cols]


UNFOLDED = [jittered, swirled, pulled, resized, collapsed, repeated]


def coherent(shape: tuple[int, int, int], random: np.random.Generator) -> NDArray[np.floating]:
    """Label by stripes at an angle: neighbours mostly agree."""
    along = np.add.outer(*(np.arange(n) * random.uniform(0, 1) for n in shape[:2]))
    return 3 * np.eye(shape[2])[along.astype(np.int64) % shape[2]]


def noisy(shape: tuple[int, int, int], random: np.random.Generator) -> NDArray[np.floating]:
    """Add noise to stripes: classes cross between points whose labels agree."""
    return coherent(shape, random) + random.normal(scale=random.uniform(0, 2), size=shape)


def tied(shape: tuple[int, int, int], random: np.random.Generator) -> NDArray[np.floating]:
    """Draw from few integers: most cells have ties."""
    return random.integers(-2, 3, shape).astype(np.float64)


SCORES = [coherent, noisy, tied]


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
        "300 classes": _case(everywhere, (11, 12), (11, 12), classes=300),
        "swirled": _swirl((60, 70), (60, 70)),
        "swirled, output smaller": _swirl((31, 23), (600, 700)),
        "all equal": _case(uniform**2, (33, 40), (33, 40))._replace(
            scores=np.ones((5, 6, 3), np.float32)
        ),
    }


def _swirl(size: Size, source: Size) -> Case:
    random = np.random.default_rng(6)
    points = unfolded(swirled(edgeward.uniform_grid(16, 15), random), source)
    return Case(points, noisy((16, 15, 4), random).astype(np.float32), size, source)


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


@st.composite
def unfolded_case(draw: st.DrawFn) -> Case:
    """Draw covering points that do not fold: what networks give, and what is painted by runs."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, cols = draw(st.tuples(st.integers(2, 12), st.integers(2, 12)))
    size = draw(st.tuples(st.integers(1, 48), st.integers(1, 48)))
    source = draw(st.just(size) | st.tuples(st.integers(2, 300), st.integers(2, 300)))
    grid = draw(st.sampled_from(UNFOLDED))(edgeward.uniform_grid(rows, cols), random)
    shape = (rows, cols, draw(st.integers(1, 5)))
    scores = draw(st.sampled_from(SCORES))(shape, random).astype(np.float32)
    return Case(unfolded(grid, source), scores, size, source)
