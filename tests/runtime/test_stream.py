"""A stream looks at few frames of a video and samples the others where it looked last."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward.errors import BadInput
from edgeward.manifest import Manifest
from edgeward.picture import EXAMPLE_PHOTO, open_picture
from edgeward.session import Result, Session, load
from edgeward.stages import Split

Array = np.ndarray


@pytest.fixture
def session(manifest: Manifest) -> Session:
    """A session whose grid bends with the frame's brightness and whose scores are its pixels."""

    def sampler(thumbnail: Array) -> dict[str, Array]:
        bend = np.float32(1 + thumbnail.mean() / 255)
        return {
            "grid": edgeward.uniform_grid(8, 8) ** bend,
            "sample_grid": edgeward.uniform_grid(64, 64) ** bend,
        }

    def segmenter(pixels: Array) -> dict[str, Array]:
        return {"scores": pixels.astype(np.float32)}

    return Session(manifest, Split(manifest, manifest.files[0], sampler, segmenter), threads=1)


def video(*sizes: tuple[int, int]) -> list[Array]:
    """Frames of noise that grow brighter."""
    rng = np.random.default_rng(0)
    return [
        rng.integers(0, 60, (*size, 3), dtype=np.uint8) + np.uint8(20 * i)
        for i, size in enumerate(sizes)
    ]


def looks(results: list[Result]) -> list[int]:
    return [i for i, result in enumerate(results) if "sampler" in result.timings]


def assert_same(one: Result, two: Result) -> None:
    for field in ("labels", "scores", "points", "grid"):
        np.testing.assert_array_equal(getattr(one, field), getattr(two, field))


@pytest.mark.parametrize(
    ("every", "expected"),
    [(1, list(range(7))), (2, [0, 2, 4, 6]), (3, [0, 3, 6]), (6, [0, 6]), (7, [0]), (32_767, [0])],
)
def test_the_sampler_runs_on_every_so_manyth_frame(
    session: Session, every: int, expected: list[int]
):
    stream = session.stream(every=every)
    assert looks([stream(frame) for frame in video(*[(40, 50)] * 7)]) == expected


def test_frames_between_are_sampled_where_the_last_look_was(session: Session):
    frames = video(*[(70, 90)] * 5)
    stream = session.stream(every=2)
    for i, frame in enumerate(frames):
        found, looked = stream(frame), session(frames[i - i % 2])
        np.testing.assert_array_equal(found.points, looked.points)
        np.testing.assert_array_equal(found.grid, looked.grid)
        np.testing.assert_array_equal(found.scores, frame[tuple(np.moveaxis(found.points, -1, 0))])
        labels = edgeward.interpolate_labels(found.points, found.scores, size=(70, 90))
        np.testing.assert_array_equal(found.labels, labels)
    assert (session(frames[3]).points != session(frames[2]).points).any()


def test_looking_at_every_frame_is_what_the_session_does(session: Session):
    stream = session.stream(every=1)
    for frame in video((40, 50), (40, 50), (1, 9), (300, 20)):
        assert_same(stream(frame), session(frame))


def test_another_size_makes_it_look_and_count_again(session: Session):
    small, large, turned = (40, 50), (80, 100), (50, 40)
    stream = session.stream(every=3)
    frames = video(small, small, large, large, large, large, turned, small, small)
    results = [stream(frame) for frame in frames]
    assert looks(results) == [0, 2, 5, 6, 7]
    assert [result.labels.shape for result in results] == [frame.shape[:2] for frame in frames]


def test_a_refused_frame_does_not_count(session: Session):
    frames = video(*[(40, 50)] * 4)
    stream = session.stream(every=2)
    results = []
    for frame in frames:
        with pytest.raises(BadInput, match="uint8 picture"):
            stream(frame.astype(np.float32))
        results.append(stream(frame))
    assert looks(results) == [0, 2]


def test_videos_do_not_disturb_each_other(session: Session):
    frames = video(*[(40, 50)] * 6)
    ways: tuple[Callable[[Array], Result], ...] = (
        session.stream(every=4),
        session.stream(every=2),
        session,
    )
    together = [[way(frame) for way in ways] for frame in frames]
    for column, every in enumerate((4, 2, 1)):
        alone = session.stream(every=every)
        for row, frame in zip(together, frames, strict=True):
            assert_same(row[column], alone(frame))


def test_labels_may_have_another_size(session: Session):
    (frame,) = video((40, 50))
    found = session.stream(every=2)(frame, size=(400, 500))
    np.testing.assert_array_equal(found.labels, session(frame, size=(400, 500)).labels)


def test_a_baked_bundle_says_what_to_load(bundles: Path):
    with pytest.raises(BadInput, match=r"'tiny' runs as one file .*load it with form=\"split\""):
        load(bundles / "tiny.ew", form="baked").stream(every=2)


@pytest.mark.parametrize(("every", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError)])
def test_what_is_no_count_is_refused(session: Session, every: float, error: type[Exception]):
    with pytest.raises(error):
        session.stream(every=every)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["tiny.ew", "tiny-uniform.ew"])
def test_a_still_video_has_the_labels_of_its_picture(bundles: Path, name: str):
    split = load(bundles / name, form="split", threads=1)
    photo = open_picture(EXAMPLE_PHOTO)
    stream, still = split.stream(every=2), split(photo)
    for _ in range(3):
        assert_same(stream(photo), still)


def test_a_uniform_bundle_streams_what_it_sees(bundles: Path):
    session = load(bundles / "tiny-uniform.ew", form="split", threads=1)
    stream = session.stream(every=10)
    for frame in video(*[(70, 90)] * 3):
        assert_same(stream(frame), session(frame))
