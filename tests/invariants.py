"""Truths about interpolation that hold for every covering grid; each function asserts one."""

import numpy as np
from numpy.typing import NDArray

import edgeward
from edgeward import _core, reference

Size = tuple[int, int]
Points = NDArray[np.int32]
Scores = NDArray[np.float32]


def assert_equals_twin(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Labels and scores are those of the slow twin, bit for bit."""
    where = {"size": size, "source_size": source}
    labels = edgeward.interpolate_labels(points, scores, **where)
    volume = edgeward.interpolate_scores(points, scores, **where)
    np.testing.assert_array_equal(labels, reference.interpolate_labels(points, scores, **where))
    np.testing.assert_array_equal(volume, reference.interpolate_scores(points, scores, **where))


def assert_covers(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Whatever the destination held before, every pixel is written."""
    whole = (0, 0, *size)
    labels = [np.full(size, prefill, np.uint8) for prefill in (254, 255)]
    volumes = [np.full((*size, scores.shape[-1]), prefill, np.float32) for prefill in (1e9, -1e9)]
    for destination in labels:
        _core.interpolate_labels(destination, points, source, scores, size, whole)
    for destination in volumes:
        _core.interpolate_scores(destination, points, source, scores, size, whole)
    np.testing.assert_array_equal(*labels)
    np.testing.assert_array_equal(*volumes)


def assert_constants_exact(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Equal scores at all points come out as they are; others stay within their range."""
    constant = np.broadcast_to(scores[0, 0], scores.shape)
    result = edgeward.interpolate_scores(points, constant, size=size, source_size=source)
    np.testing.assert_array_equal(result, np.broadcast_to(scores[0, 0], result.shape))
    result = edgeward.interpolate_scores(points, scores, size=size, source_size=source)
    assert (result >= scores.min((0, 1))).all()
    assert (result <= scores.max((0, 1))).all()


def assert_affine_reproduced(points: Points, size: Size) -> None:
    """Scores that are an affine function of the points are that function at every pixel."""
    plane = np.array([[3, -5], [-7, 2]])
    scores = (points @ plane + 11).astype(np.float32)
    pixels = np.indices(size).transpose(1, 2, 0)
    result = edgeward.interpolate_scores(points, scores, size=size)
    free = np.array([side > 1 for side in size])  # a side of 1 carries no position
    expected = pixels[..., free] @ plane[free] + 11
    np.testing.assert_array_equal(result, np.broadcast_to(expected, result.shape))


def assert_samples_kept(points: Points, scores: Scores, size: Size) -> None:
    """A sampled pixel that no later triangle paints over keeps its own scores and label."""
    owner, drawn = reference.owners(points, scores, size=size, source_size=size)
    volume = edgeward.interpolate_scores(points, scores, size=size)
    labels = edgeward.interpolate_labels(points, scores, size=size)
    flat = scores.reshape(-1, scores.shape[-1])
    place = reference.vertices(points, size, size)
    at_its_pixel = (place == reference.ONE * points).all(-1).reshape(-1)  # not if a side is 1
    for vertex, pixel in enumerate(map(tuple, points.reshape(-1, 2))):
        if at_its_pixel[vertex] and vertex in drawn[owner[pixel]]:
            np.testing.assert_array_equal(volume[pixel], flat[vertex])
            assert labels[pixel] == flat[vertex].argmax()


def assert_linear(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """One channel has one label, hence fixed diagonals: interpolation is linear in the scores."""

    def interpolated(values: Scores) -> Scores:
        return edgeward.interpolate_scores(points, values, size=size, source_size=source)

    # Multiples of 1/64 below 1000: their sums are exact and no product is subnormal.
    first = np.rint(64 * np.clip(scores[..., :1], -1000, 1000)) / np.float32(64)
    second = np.ascontiguousarray(first[::-1, ::-1])
    np.testing.assert_array_equal(interpolated(4 * first), 4 * interpolated(first))
    total = interpolated(first) + interpolated(second)
    np.testing.assert_allclose(interpolated(first + second), total, rtol=0, atol=1000 * 2.0**-21)


def assert_bands_agree(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Any number of threads and any split into bands give the same bits; a band writes its rows."""
    where = {"size": size, "source_size": source}
    labels = edgeward.interpolate_labels(points, scores, **where)
    volume = edgeward.interpolate_scores(points, scores, **where)
    for threads in (2, 3, 7):
        again = edgeward.interpolate_labels(points, scores, **where, threads=threads)
        np.testing.assert_array_equal(again, labels)
        again = edgeward.interpolate_scores(points, scores, **where, threads=threads)
        np.testing.assert_array_equal(again, volume)
    for row in range(size[0]):
        alone = edgeward.interpolate_labels(
            points, scores, **where, region=(row, 0, row + 1, size[1])
        )
        np.testing.assert_array_equal(alone, labels[row : row + 1])


def assert_views_agree(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """Channels first, reversed and spread scores are views of the same scores."""
    spread = np.zeros(tuple(2 * n for n in scores.shape), np.float32)
    spread[::2, ::2, ::2] = scores
    views = [
        np.ascontiguousarray(scores.transpose(2, 0, 1)).transpose(1, 2, 0),
        np.ascontiguousarray(scores[::-1, ::-1, ::-1])[::-1, ::-1, ::-1],
        spread[::2, ::2, ::2],
    ]
    for interpolate in (edgeward.interpolate_labels, edgeward.interpolate_scores):
        expected = interpolate(points, scores, size=size, source_size=source)
        for view in views:
            result = interpolate(points, view, size=size, source_size=source)
            np.testing.assert_array_equal(result, expected)


def assert_labels_are_argmax(points: Points, scores: Scores, size: Size, source: Size) -> None:
    """A label's interpolated score is the greatest, to within a rounding to float32 or float64."""
    labels = edgeward.interpolate_labels(points, scores, size=size, source_size=source)
    volume = edgeward.interpolate_scores(points, scores, size=size, source_size=source)
    volume = volume.astype(np.float64)
    own = np.take_along_axis(volume, labels[..., None].astype(np.int64), -1)[..., 0]
    rounding = np.abs(volume).max(-1) * 2.0**-22 + float(np.abs(scores).max()) * 2.0**-50
    assert (own >= volume.max(-1) - rounding).all()
