"""Slow twins of the core in plain numpy, and SciPy as an oracle of someone else's making.

Written from the contracts of edgeward.h, not from its sources; tests compare the two bit for bit,
but for probabilities, which are exact here. Scores may be of any type that the core takes.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Size = tuple[int, int]

ONE = 256  # one pixel in 24.8 fixed point
_BYTE = Fraction(255)


def resize_grid(grid: NDArray[np.float32], size: Size) -> NDArray[np.float32]:
    """Resize a grid bilinearly, corners on corners; twin of `edgeward.resize_grid`.

    Example:
        >>> resize_grid(np.array([[[0, 0], [0, 1]]], np.float32), (1, 3))[0, :, 1].tolist()
        [0.0, 0.5, 1.0]
    """
    wide = grid.astype(np.float64)
    for axis in (1, 0):
        first, second, t = _blend(size[axis], grid.shape[axis])
        t = t.reshape((-1, 1) if axis else (-1, 1, 1))
        wide = wide.take(first, axis) * (1 - t) + wide.take(second, axis) * t
    return wide.astype(np.float32)


def _blend(outputs: int, sources: int) -> tuple[NDArray[np.int64], ...]:
    x: NDArray[Any] = np.arange(outputs) * (sources - 1) / max(outputs - 1, 1)
    first = np.floor(x).astype(np.int64)
    return first, np.minimum(first + 1, sources - 1), x - first


def project_covering(grid: NDArray[np.float32]) -> NDArray[np.float32]:
    """Impose eq. (3) and clamp; twin of `edgeward.project_covering`.

    Example:
        >>> project_covering(np.full((2, 2, 2), 0.5, np.float32))[1, 0].tolist()
        [1.0, 0.0]
    """
    projected = _clamp(grid)
    projected[0, :, 0] = projected[:, 0, 1] = 0
    projected[-1, :, 0] = projected[:, -1, 1] = 1
    return projected


def _clamp(grid: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(grid > 0, np.minimum(grid, np.float32(1)), np.float32(0))


def points(grid: NDArray[np.float32], size: Size) -> NDArray[np.int32]:
    """Apply the sampling contract in float32; twin of `edgeward.points`.

    Example:
        >>> points(np.array([[[0.5, 0.5]]], np.float32), (2, 4)).tolist()
        [[[1, 2]]]
    """
    scaled = _clamp(grid) * np.array([size[0] - 1, size[1] - 1], np.float32)
    return np.asarray(np.floor(scaled + np.float32(0.5)), np.int32)


def sample(picture: NDArray[np.uint8], points: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Gather RGB pixels, eq. (1); twin of `edgeward.sample`.

    Example:
        >>> sample(np.full((1, 1, 4), 9, np.uint8), np.zeros((1, 1, 2), np.int32)).tolist()
        [[[9, 9, 9]]]
    """
    return picture[points[..., 0], points[..., 1], :3]


def sample_yuv(
    y: NDArray[np.uint8],
    u: NDArray[np.uint8],
    v: NDArray[np.uint8],
    points: NDArray[np.int32],
    *,
    matrix: str = "bt601",
    full_range: bool = False,
) -> NDArray[np.uint8]:
    """Convert the pixels of a camera frame; twin of `edgeward.sample_yuv`.

    Example:
        >>> red = np.uint8([[81]]), np.uint8([[90]]), np.uint8([[240]])
        >>> sample_yuv(*red, np.zeros((1, 1, 2), np.int32)).tolist()
        [[[254, 0, 0]]]
    """
    rows, cols = points[..., 0], points[..., 1]
    planes = y[rows, cols], u[rows // 2, cols // 2], v[rows // 2, cols // 2]
    offsets = 0 if full_range else 16, 128, 128
    shifted = np.stack([p.astype(np.int64) - o for p, o in zip(planes, offsets, strict=True)], -1)
    exact = yuv_matrix(matrix, full_range=full_range)
    fixed = np.array([[floor(65536 * x + Fraction(1, 2)) for x in row] for row in exact])
    return np.asarray(np.clip((shifted @ fixed.T + 32768) >> 16, 0, 255), np.uint8)


def yuv_matrix(matrix: str, *, full_range: bool) -> list[list[Fraction]]:
    """Derive the rows R, G and B of the matrix that multiplies (Y - y0, U - 128, V - 128).

    Source: ITU-R BT.601-7, section 2.5, and BT.709-6, section 3: with the weights kr, kg and kb of
    luma, R - Y is 2 (1 - kr) V and B - Y is 2 (1 - kb) U of chroma in [-1/2, 1/2], and G follows.

    Example:
        >>> [float(x) for x in yuv_matrix("bt601", full_range=True)[0]]
        [1.0, 0.0, 1.402]
    """
    kr, kb = {"bt601": ("0.299", "0.114"), "bt709": ("0.2126", "0.0722")}[matrix]
    red, blue, zero = Fraction(kr), Fraction(kb), Fraction(0)
    green = 1 - red - blue
    luma, chroma = (Fraction(1), Fraction(1)) if full_range else (_BYTE / 219, _BYTE / 224)
    to_red, to_blue = 2 * (1 - red) * chroma, 2 * (1 - blue) * chroma
    return [
        [luma, zero, to_red],
        [luma, -blue * to_blue / green, -red * to_red / green],
        [luma, to_blue, zero],
    ]


def vertices(points: NDArray[np.int32], source_size: Size, size: Size) -> NDArray[np.int64]:
    """Map points to the output in 24.8 fixed point, in exact fractions.

    Returns:
        int64 (h, w, 2), of the shape of the points.

    Example:
        >>> vertices(np.array([[[1, 2]]]), (2, 4), (4, 2)).tolist()
        [[[768, 171]]]
    """
    mapped = np.empty(points.shape, np.int64)
    for *at, axis in np.ndindex(points.shape):
        scale, by_index = _scale(source_size[axis], size[axis], points.shape[axis])
        value = at[axis] if by_index else int(points[(*at, axis)])
        mapped[(*at, axis)] = floor(ONE * value * scale + Fraction(1, 2))
    return mapped


def _scale(source: int, output: int, count: int) -> tuple[Fraction, bool]:
    """Output pixels per source pixel or, if the source has only one, per grid point."""
    if source == 1:
        return Fraction(max(output - 1, 1), max(count - 1, 1)), True
    return Fraction(1 if output == 1 else output - 1, 1 if output == 1 else source - 1), False


def cross(a: NDArray[np.int64], b: NDArray[np.int64], c: NDArray[np.int64]) -> NDArray[np.int64]:
    """Twice the signed area of triangles, (row, column) last.

    Example:
        >>> int(cross(np.array([0, 0]), np.array([2, 0]), np.array([0, 3])))
        6
    """
    u, v = b - a, c - a
    return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])


def triangles(vertices: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the triangles in drawing order, by the diagonal rule.

    Args:
        vertices: int64 (h, w, 2).
        labels: int64 (h, w), the argmax of the scores at each vertex.

    Returns:
        int64 (2 * (h - 1) * (w - 1), 3), indices of vertices, row-major.

    Example:
        >>> corners = ONE * np.indices((2, 2)).transpose(1, 2, 0)
        >>> triangles(corners, np.array([[0, 1], [1, 2]])).tolist()
        [[0, 1, 2], [1, 3, 2]]
    """
    rows, cols = labels.shape
    place, label = vertices.reshape(-1, 2), labels.reshape(-1)
    drawn = []
    for i, j in np.ndindex(rows - 1, cols - 1):
        tl = i * cols + j
        tr, bl, br = tl + 1, tl + cols, tl + cols + 1
        agree = label[tr] == label[bl] and label[tl] != label[br]
        if agree and _is_convex(place[[tl, tr, br, bl]]):
            drawn += [(tl, tr, bl), (tr, br, bl)]
        else:
            drawn += [(tl, tr, br), (tl, br, bl)]
    return np.array(drawn, np.int64)


def _is_convex(ring: NDArray[np.int64]) -> bool:
    turns = cross(ring, np.roll(ring, -1, axis=0), np.roll(ring, -2, axis=0))
    return bool((turns > 0).all() or (turns < 0).all())


def weights(triangle: NDArray[np.int64], size: Size) -> NDArray[np.int64]:
    """Evaluate a triangle's edge functions at every pixel; all negative if it has no area.

    Args:
        triangle: int64 (3, 2), vertices in 24.8 fixed point.
        size: (H, W) of the output.

    Returns:
        int64 (H, W, 3), weight of each vertex; a pixel is inside if none is negative.

    Example:
        >>> weights(ONE * np.array([[0, 0], [0, 1], [1, 0]]), (1, 2)).tolist()
        [[[65536, 0, 0], [0, 65536, 0]]]
    """
    a, b, c = triangle
    pixel = ONE * np.indices(size).transpose(1, 2, 0)
    sign = np.sign(cross(a, b, c))
    if sign == 0:
        return np.full((*size, 3), -1)
    return np.stack([sign * cross(u, v, pixel) for u, v in ((b, c), (c, a), (a, b))], axis=-1)


def live(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which classes can win in a triangle.

    Args:
        scores: (3, C), at the vertices.

    Returns:
        bool (C,): False where a lower class is >= at all three vertices, or any class is > there.

    Example:
        >>> live(np.array([[1, 1, 0], [0, 0, 2], [0, 0, 0]])).tolist()
        [True, False, True]
    """
    rival, own = scores[:, :, None], scores[:, None, :]
    lower = np.tri(scores.shape[1], k=-1, dtype=bool).T
    beaten = ((rival >= own).all(0) & lower) | (rival > own).all(0)
    return np.asarray(~beaten.any(0))


def owners(
    points: NDArray[np.int32], scores: NDArray[Any], *, size: Size, source_size: Size
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the triangle that each pixel belongs to.

    Returns:
        int64 (H, W), index of the last triangle that contains the pixel, -1 if none does; and
        `triangles`.
    """
    place = vertices(points, source_size, size)
    drawn = triangles(place, scores.argmax(-1))
    owner = np.full(size, -1)
    for index, corners in enumerate(drawn):
        inside = (weights(place.reshape(-1, 2)[corners], size) >= 0).all(-1)
        owner[inside] = index
    return owner, drawn


class _Part(NamedTuple):
    """The pixels of one triangle."""

    own: NDArray[np.bool_]  # (H, W)
    sums: NDArray[np.float64]  # (n, C), weighted scores of its n pixels
    area: NDArray[np.float64]  # (n, 1), sum of the weights
    live: NDArray[np.bool_]  # (C,)


def _parts(
    points: NDArray[np.int32],
    scores: NDArray[Any],
    size: Size,
    source_size: Size,
    values: NDArray[Any] | None = None,
) -> Iterator[_Part]:
    """Cut the output by its triangles; `values` are interpolated in place of the scores."""
    place = vertices(points, source_size, size).reshape(-1, 2)
    owner, drawn = owners(points, scores, size=size, source_size=source_size)
    flat = (scores if values is None else values).reshape(-1, scores.shape[-1]).astype(np.float64)
    for index in np.unique(owner):
        own, corners = owner == index, drawn[index]
        w = weights(place[corners], size)[own].astype(np.float64)
        s0, s1, s2 = flat[corners]
        sums = (w[:, :1] * s0 + w[:, 1:2] * s1) + w[:, 2:] * s2
        yield _Part(own, sums, w.sum(-1, keepdims=True), live(flat[corners]))


def interpolate_labels(
    points: NDArray[np.int32], scores: NDArray[Any], *, size: Size, source_size: Size
) -> NDArray[Any]:
    """Label every pixel; twin of `edgeward.interpolate_labels` on points.

    Example:
        >>> corners = np.indices((2, 2)).transpose(1, 2, 0)
        >>> scores = np.eye(2, dtype=np.float32)[[[0, 1], [0, 1]]]
        >>> interpolate_labels(corners, scores, size=(1, 4), source_size=(2, 2)).tolist()
        [[0, 0, 1, 1]]
    """
    labels = np.empty(size, np.uint8 if scores.shape[-1] <= 256 else np.uint16)
    for part in _parts(points, scores, size, source_size):
        labels[part.own] = np.where(part.live, part.sums, -np.inf).argmax(-1)
    return labels


def interpolate_overlay(
    points: NDArray[np.int32],
    scores: NDArray[Any],
    palette: NDArray[np.uint8],
    *,
    size: Size,
    source_size: Size,
) -> NDArray[np.uint8]:
    """Paint every pixel in its label's colour; twin of `edgeward.interpolate_overlay` on points.

    Example:
        >>> corners = np.indices((2, 2)).transpose(1, 2, 0)
        >>> scores, palette = np.zeros((2, 2, 1), np.int8), np.uint8([[1, 2, 3, 4]])
        >>> interpolate_overlay(corners, scores, palette, size=(1, 1), source_size=(2, 2)).tolist()
        [[[1, 2, 3, 4]]]
    """
    labels = interpolate_labels(points, scores, size=size, source_size=source_size)
    return np.asarray(palette[labels], np.uint8)


def chances(scores: NDArray[Any], scale: float = 1.0) -> NDArray[np.float64]:
    """Take the softmax of scores over their last axis.

    Args:
        scores: (..., C).
        scale: one step of integer scores; others ignore it.

    Example:
        >>> chances(np.array([[0, 0], [0, 1000]], np.int16)).tolist()
        [[0.5, 0.5], [0.0, 1.0]]
    """
    wide = scores.astype(np.float64) * (scale if scores.dtype.kind in "iu" else 1)
    powers = np.exp(wide - wide.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float64)


def interpolate_values(
    points: NDArray[np.int32],
    scores: NDArray[Any],
    values: NDArray[Any],
    *,
    size: Size,
    source_size: Size,
) -> NDArray[np.float64]:
    """Interpolate values of the classes in the triangles that the scores make.

    Args:
        points: int32 (h, w, 2).
        scores: (h, w, C).
        values: (h, w, C), such as `chances(scores)`.
        size: (H, W) of the output.
        source_size: (H, W) of the picture that was sampled.

    Returns:
        float64 (H, W, C).

    Example:
        >>> corners = np.indices((2, 2)).transpose(1, 2, 0)
        >>> where = {"size": (1, 3), "source_size": (2, 2)}
        >>> interpolate_values(corners, corners, corners, **where)[0, :, 1].tolist()
        [0.0, 0.5, 1.0]
    """
    result = np.empty((*size, scores.shape[-1]))
    for part in _parts(points, scores, size, source_size, values):
        result[part.own] = part.sums / part.area
    return result


def interpolate_mask(
    points: NDArray[np.int32],
    scores: NDArray[Any],
    label: int,
    *,
    size: Size,
    source_size: Size,
    scale: float = 1.0,
) -> NDArray[np.float64]:
    """Interpolate a class's probability; twin of `edgeward.interpolate_mask` on points.

    Returns:
        float64 (H, W), of which the core's float32 is within 2^-20: 2^-21 for the softmax, and as
        much again for the interpolation.

    Example:
        >>> corners = np.indices((2, 2)).transpose(1, 2, 0)
        >>> scores = np.int8([[[0, 99], [99, 0]], [[0, 99], [99, 0]]])
        >>> interpolate_mask(corners, scores, 0, size=(1, 3), source_size=(2, 2)).round(6).tolist()
        [[0.0, 0.5, 1.0]]
    """
    values = chances(scores, scale)
    return interpolate_values(points, scores, values, size=size, source_size=source_size)[
        ..., label
    ]


def interpolate_confidence(
    points: NDArray[np.int32],
    scores: NDArray[Any],
    *,
    size: Size,
    source_size: Size,
    scale: float = 1.0,
) -> NDArray[np.float64]:
    """Interpolate each label's probability; twin of `edgeward.interpolate_confidence` on points.

    Returns:
        float64 (H, W), of which the core's float32 is as far as a mask's.

    Example:
        >>> corners = np.indices((2, 2)).transpose(1, 2, 0)
        >>> scores = np.int8([[[0, 99], [99, 0]], [[0, 99], [99, 0]]])
        >>> interpolate_confidence(corners, scores, size=(1, 3), source_size=(2, 2)).tolist()
        [[1.0, 0.5, 1.0]]
    """
    labels = interpolate_labels(points, scores, size=size, source_size=source_size)
    volume = interpolate_values(
        points, scores, chances(scores, scale), size=size, source_size=source_size
    )
    return np.take_along_axis(volume, labels[..., None].astype(np.int64), -1)[..., 0]


def chances_as_bytes(chances: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Round probabilities to bytes, floor(255 p + 0.5), as the core's uint8 results are.

    As in the sampling contract, this is float32, the product and the sum rounded separately.

    Example:
        >>> chances_as_bytes(np.float32([0, 0.5, 1])).tolist()
        [0, 128, 255]
    """
    return np.asarray(np.floor(np.float32(255) * chances + np.float32(0.5)), np.uint8)


def interpolate_scores(
    points: NDArray[np.int32], scores: NDArray[Any], *, size: Size, source_size: Size
) -> NDArray[np.float32]:
    """Interpolate scores; twin of `edgeward.interpolate_scores` on points.

    Example:
        >>> corners = np.indices((2, 2)).transpose(1, 2, 0)
        >>> scores = corners[..., 1:].astype(np.float32)
        >>> interpolate_scores(corners, scores, size=(1, 3), source_size=(2, 2))[0, :, 0].tolist()
        [0.0, 0.5, 1.0]
    """
    result = np.empty((*size, scores.shape[-1]), np.float32)
    for part in _parts(points, scores, size, source_size):
        result[part.own] = part.sums / part.area
    return result


def scipy_scores(
    vertices: NDArray[Any], scores: NDArray[np.float32], pixels: NDArray[Any]
) -> NDArray[np.float64]:
    """Interpolate linearly in the Delaunay triangles of any vertices, by SciPy.

    Args:
        vertices: (n, 2), in the unit of the pixels; three of them are one triangle.
        scores: (n, C).
        pixels: (..., 2), where to interpolate.

    Returns:
        float64 (..., C), NaN outside the convex hull.

    Example:
        >>> corners, scores = np.array([[0, 0], [0, 2], [2, 0]]), np.array([[0.0], [1.0], [0.0]])
        >>> scipy_scores(corners, scores, np.array([[0, 1], [2, 2]]))[:, 0].tolist()
        [0.5, nan]
    """
    from scipy.interpolate import LinearNDInterpolator

    return np.asarray(LinearNDInterpolator(vertices, scores)(pixels), np.float64)
