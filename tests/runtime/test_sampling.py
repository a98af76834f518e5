from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import edgeward
from edgeward import reference

sides = st.integers(1, 32767)


@settings(max_examples=150)
@given(
    grid=arrays(np.float32, (3, 4, 2), elements=st.floats(-1, 2, width=32)),
    size=st.tuples(sides, sides),
)
def test_points_equal_their_twin(grid: np.ndarray, size: tuple[int, int]) -> None:
    points = edgeward.points(grid, size)
    np.testing.assert_array_equal(points, reference.points(grid, size))
    assert (points >= 0).all()
    assert (points < size).all()


def test_points_round_halves_up_and_round_twice() -> None:
    halves = np.float32([[[0.5, 0.1], [0.25, 0.3]]])
    assert edgeward.points(halves, (4, 6)).tolist() == [[[2, 1], [1, 2]]]
    # 0.49999997 * 1 + 0.5 is below 1 in exact arithmetic and 1 in float32.
    below = np.float32([[[np.nextafter(np.float32(0.5), np.float32(0)), 0]]])
    assert edgeward.points(below, (2, 2)).tolist() == [[[1, 0]]]


def test_points_do_not_fuse_the_product_and_the_sum() -> None:
    """Just below half a pixel, one rounding instead of two moves a sample."""
    moved = 0
    for side in range(2, 500):
        middle = np.float32(0.5) / np.float32(side - 1)
        grid = (middle - np.arange(8, dtype=np.float32) * np.spacing(middle))[None, :, None]
        rows = edgeward.points(np.repeat(grid, 2, axis=2), (side, 2))[..., 0]
        once = (grid[..., 0].astype(np.float64) * (side - 1) + 0.5).astype(np.float32)
        twice = grid[..., 0] * np.float32(side - 1) + np.float32(0.5)
        np.testing.assert_array_equal(rows, np.floor(twice))
        moved += np.count_nonzero(np.floor(once) != rows)
    assert moved > 0


@pytest.fixture
def points() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 7, (4, 5, 2), np.int32)


@pytest.mark.parametrize("channels", [3, 4])
def test_sample_gathers_rgb(points: np.ndarray, channels: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (7, 8, channels), np.uint8)
    sampled = edgeward.sample(picture, points)
    np.testing.assert_array_equal(sampled, reference.sample(picture, points))


def test_sample_reads_any_layout(points: np.ndarray) -> None:
    wide = np.random.default_rng(1).integers(0, 256, (14, 16, 4), np.uint8)
    for picture in (
        wide[:7, :8],  # rows apart
        wide[:7, :8, :3],  # RGB of RGBA
        wide[6::-1, :8],  # upside down
        wide[:7, 7::-1],  # mirrored
        wide[:7, :8, ::-1],  # channels reversed
        wide[::2, ::2],
        wide[:7, :8].transpose(2, 0, 1).copy().transpose(1, 2, 0),  # channels first
        np.broadcast_to(wide[0, 0], (7, 8, 4)),
    ):
        sampled = edgeward.sample(picture, points)
        np.testing.assert_array_equal(sampled, reference.sample(picture, points))


def test_sample_does_not_copy_a_picture_with_rows_apart() -> None:
    """A copy of this 1 GiB view of 64 KiB would be felt."""
    picture = np.broadcast_to(np.zeros((1, 32767, 3), np.uint8), (10923, 32767, 3))
    assert edgeward.sample(picture, np.zeros((1, 1, 2), np.int32)).tolist() == [[[0, 0, 0]]]


def test_sample_reaches_the_last_pixel_of_the_widest_picture() -> None:
    picture = np.zeros((1, 32767, 3), np.uint8)
    picture[0, -1] = 1, 2, 3
    sampled = edgeward.sample(picture, np.int32([[[0, 32766]]]))
    assert sampled.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("bad", [(-1, 0), (0, -1), (7, 0), (0, 8), (2**31 - 1, 0)])
def test_a_point_outside_is_refused(points: np.ndarray, bad: tuple[int, int]) -> None:
    points[3, 4] = bad
    with pytest.raises(ValueError, match="every point to be a pixel"):
        edgeward.sample(np.zeros((7, 8, 3), np.uint8), points)


def test_other_types_and_shapes_are_refused(points: np.ndarray) -> None:
    picture = np.zeros((7, 8, 3), np.uint8)
    with pytest.raises(TypeError, match="uint8, 0 to 255, got float64"):
        edgeward.sample(picture / 255, points)
    with pytest.raises(ValueError, match=r"\(H, W, 3\) or \(H, W, 4\), got \(7, 8\)"):
        edgeward.sample(picture[..., 0], points)
    with pytest.raises(ValueError, match=r"`picture.shape\[0\]` from 1 to 32767, got 0"):
        edgeward.sample(picture[:0], points)
    with pytest.raises(TypeError, match="int32, got float64"):
        edgeward.sample(picture, points / 2)
    with pytest.raises(ValueError, match=r"`size\[1\]` from 1 to 32767, got 40000"):
        edgeward.points(edgeward.uniform_grid(2, 2), (3, 40000))


class Frame(NamedTuple):
    y: np.ndarray
    u: np.ndarray
    v: np.ndarray


CONVERSIONS = pytest.mark.parametrize(
    ("matrix", "full_range"), list(product(["bt601", "bt709"], [False, True]))
)


def noise_frame(size: tuple[int, int], seed: int = 0) -> Frame:
    random = np.random.default_rng(seed)
    half = (size[0] + 1) // 2, (size[1] + 1) // 2
    return Frame(*(random.integers(0, 256, side, np.uint8) for side in (size, half, half)))


def every_pixel(size: tuple[int, int]) -> np.ndarray:
    return np.indices(size, np.int32).transpose(1, 2, 0)


def frame_layouts(frame: Frame) -> dict[str, Frame]:
    """Lay the same frame out as cameras, decoders and careless callers do."""
    y, u, v = frame
    nv12, nv21 = np.stack([u, v], axis=-1), np.stack([v, u], axis=-1)
    padded = np.zeros((y.shape[0], y.shape[1] + 7), np.uint8)
    padded[:, : y.shape[1]] = y
    spread = np.zeros((*u.shape, 4), np.uint8)
    spread[..., 0], spread[..., 2] = u, v
    fortran = Frame(*map(np.asfortranarray, frame))
    return {
        "I420": Frame(*(plane.copy() for plane in frame)),
        "NV12": Frame(y, nv12[..., 0], nv12[..., 1]),
        "NV21": Frame(y, nv21[..., 1], nv21[..., 0]),
        "rows apart": Frame(padded[:, : y.shape[1]], u, v),
        "upside down": Frame(*(plane[::-1].copy()[::-1] for plane in frame)),
        "NV12 upside down": Frame(
            y[::-1].copy()[::-1], *np.moveaxis(nv12[::-1].copy()[::-1], 2, 0)
        ),
        "mirrored": Frame(*(plane[:, ::-1].copy()[:, ::-1] for plane in frame)),
        "only U mirrored": Frame(y, u[:, ::-1].copy()[:, ::-1], v),
        "chroma of two strides": Frame(y, nv12[..., 0], v),
        "chroma four apart": Frame(y, spread[..., 0], spread[..., 2]),
        "columns first": fortran,
        "only read": Frame(*(np.frombuffer(p.tobytes(), np.uint8).reshape(p.shape) for p in frame)),
    }


@CONVERSIONS
@settings(max_examples=40)
@given(size=st.tuples(st.integers(1, 9), st.integers(1, 9)), seed=st.integers(0, 2**32 - 1))
def test_every_layout_of_a_camera_frame_equals_its_twin(
    matrix: str, full_range: bool, size: tuple[int, int], seed: int
) -> None:
    frame, options = noise_frame(size, seed), {"matrix": matrix, "full_range": full_range}
    points = np.random.default_rng(seed).integers(0, size, (3, 4, 2)).astype(np.int32)
    expected = reference.sample_yuv(*frame, points, **options)
    for name, layout in frame_layouts(frame).items():
        sampled = edgeward.sample_yuv(*layout, points, **options)
        np.testing.assert_array_equal(sampled, expected, err_msg=name)


def every_colour() -> Frame:
    """Every luma with every fifth chroma, a pixel of chroma for one of luma."""
    y, u, v = np.meshgrid(np.arange(256), *[np.arange(0, 256, 5)] * 2, indexing="ij")
    return Frame(*(plane.reshape(256, -1).astype(np.uint8) for plane in (y, u, v)))


@CONVERSIONS
def test_colours_are_the_standards_to_within_a_rounding(matrix: str, full_range: bool) -> None:
    y, u, v = every_colour()
    options = {"matrix": matrix, "full_range": full_range}
    doubled = y.repeat(2, axis=0).repeat(2, axis=1)
    sampled = edgeward.sample_yuv(doubled, u, v, 2 * every_pixel(y.shape), **options)
    np.testing.assert_array_equal(
        sampled, reference.sample_yuv(doubled, u, v, 2 * every_pixel(y.shape), **options)
    )
    shifted = np.stack([y - (0.0 if full_range else 16.0), u - 128.0, v - 128.0], axis=-1)
    exact = np.array(reference.yuv_matrix(matrix, full_range=full_range), np.float64)
    real = np.clip(shifted @ exact.T, 0, 255)
    assert np.abs(sampled - real).max() < 0.51


@pytest.mark.parametrize(
    ("matrix", "full_range", "expected"),
    [
        # BT.601 as JFIF 1.02 prints it, and BT.709 as every text book does.
        ("bt601", True, [[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]]),
        ("bt601", False, [[1.164, 0, 1.596], [1.164, -0.392, -0.813], [1.164, 2.017, 0]]),
        ("bt709", True, [[1, 0, 1.5748], [1, -0.1873, -0.4681], [1, 1.8556, 0]]),
        ("bt709", False, [[1.164, 0, 1.793], [1.164, -0.213, -0.533], [1.164, 2.112, 0]]),
    ],
)
def test_the_matrices_are_those_in_print(matrix, full_range, expected) -> None:
    exact = reference.yuv_matrix(matrix, full_range=full_range)
    np.testing.assert_allclose(np.array(exact, np.float64), expected, rtol=0, atol=6e-4)


@pytest.mark.parametrize("layout", ["NV12", "NV21", "I420"])
def test_limited_range_frames_agree_with_opencv(layout: str) -> None:
    cv2 = pytest.importorskip("cv2")
    y, u, v = noise_frame((48, 64))
    frame = Frame(np.maximum(y, 16), u, v)  # OpenCV takes luma below black for black
    chroma = {
        "NV12": np.stack([frame.u, frame.v], axis=-1),
        "NV21": np.stack([frame.v, frame.u], axis=-1),
        "I420": np.stack([frame.u, frame.v]),
    }[layout]
    packed = np.concatenate([frame.y, chroma.reshape(24, 64)])
    expected = cv2.cvtColor(packed, getattr(cv2, f"COLOR_YUV2RGB_{layout}"))
    sampled = edgeward.sample_yuv(*frame_layouts(frame)[layout], every_pixel((48, 64)))
    assert np.abs(sampled.astype(int) - expected).max() <= 2


def test_full_range_frames_agree_with_pillow() -> None:
    image = pytest.importorskip("PIL.Image")
    frame = noise_frame((48, 64))
    full = [frame.y, *(plane.repeat(2, axis=0).repeat(2, axis=1) for plane in frame[1:])]
    expected = np.asarray(image.fromarray(np.stack(full, axis=-1), "YCbCr").convert("RGB"))
    sampled = edgeward.sample_yuv(*frame, every_pixel((48, 64)), full_range=True)
    assert np.abs(sampled.astype(int) - expected).max() <= 1


@CONVERSIONS
def test_grey_has_no_colour(matrix: str, full_range: bool) -> None:
    y = np.arange(256, dtype=np.uint8).reshape(16, 16)
    grey = np.full((8, 8), 128, np.uint8)
    options = {"matrix": matrix, "full_range": full_range}
    sampled = edgeward.sample_yuv(y, grey, grey, every_pixel((16, 16)), **options)
    assert (sampled == sampled[..., :1]).all()
    black, white = (0, 255) if full_range else (16, 235)
    assert not sampled[y <= black].any()
    assert (sampled[y >= white] == 255).all()


def test_chroma_of_strides_one_and_two_is_not_copied() -> None:
    """Copies of these views of 128 KiB, 800 MiB in all, would be felt."""
    size = 32767, 16383
    y = np.broadcast_to(np.full(16383, 128, np.uint8), size)
    chroma = np.broadcast_to(np.full((1, 8192, 2), 128, np.uint8), (16384, 8192, 2))
    far = np.int32([[[32766, 16382]]])
    for u, v in ((chroma[..., 0], chroma[..., 1]), (y[:16384, :8192], y[:16384, :8192])):
        assert edgeward.sample_yuv(y, u, v, far, full_range=True).tolist() == [[[128] * 3]]


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"y": np.zeros((7, 9))}, TypeError, "`y` of uint8, 0 to 255, got float64; cast it"),
        ({"u": np.zeros((4, 5), np.int8)}, TypeError, "`u` of uint8, 0 to 255, got int8"),
        (
            {"y": np.zeros((7, 9, 1), np.uint8)},
            ValueError,
            r"`y` .*\(height, width\), got \(7, 9, 1",
        ),
        (
            {"v": np.zeros((4, 5, 2), np.uint8)},
            ValueError,
            r"`v` .*got \(4, 5, 2\); .*\[\.\.\., 0\]",
        ),
        (
            {"u": np.zeros((3, 4), np.uint8)},
            ValueError,
            r"`u` of shape \(4, 5\), half.*got \(3, 4\)",
        ),
        (
            {"v": np.zeros((7, 9), np.uint8)},
            ValueError,
            r"`v` of shape \(4, 5\), half.*got \(7, 9\)",
        ),
        ({"y": np.zeros((0, 9), np.uint8)}, ValueError, r"`y.shape\[0\]` from 1 to 32767, got 0"),
        ({"y": np.zeros((1, 32768), np.uint8)}, ValueError, r"`y.shape\[1\]` from 1 .*got 32768"),
        ({"matrix": "bt2020"}, ValueError, '`matrix` "bt601" or "bt709", got \'bt2020\''),
        ({"matrix": 1}, ValueError, '`matrix` "bt601" or "bt709", got 1'),
        ({"points": np.zeros((1, 1, 2))}, TypeError, "int32, got float64"),
        ({"points": np.int32([[[7, 0]]])}, ValueError, "every point to be a pixel"),
        ({"points": np.int32([[[0, -1]]])}, ValueError, "every point to be a pixel"),
    ],
)
def test_a_bad_camera_frame_is_named(change, error, sentence) -> None:
    arguments = noise_frame((7, 9))._asdict() | {"points": np.zeros((1, 1, 2), np.int32)} | change
    with pytest.raises(error, match=sentence) as caught:
        edgeward.sample_yuv(**arguments)
    assert str(caught.value).count("\n") == 0
