"""Any photo that Pillow reads becomes uint8 RGB, upright; the rest is refused in one sentence."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edgeward.errors import BadInput
from edgeward.picture import EXAMPLE_PHOTO, encode_jpeg, encode_labels, encode_png, open_picture

RAMP = np.arange(256, dtype=np.uint8).reshape(8, 32)


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def test_the_bundled_photo_opens():
    picture = open_picture(EXAMPLE_PHOTO)
    assert picture.dtype == np.uint8
    assert picture.shape == (512, 512, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_every_colour_mode_becomes_rgb(tmp_path: Path, mode: str):
    white = np.full((5, 7, 3), 255, np.uint8)
    rgb = Image.fromarray(white)
    image = Image.new("LAB", (7, 5), (255, 128, 128)) if mode == "LAB" else rgb.convert(mode)
    path = saved(tmp_path / "photo.tif", image)
    np.testing.assert_allclose(open_picture(path), white, atol=1)  # LAB is rounded to bytes


def test_alpha_is_dropped_and_the_colours_stay(tmp_path: Path):
    path = saved(tmp_path / "photo.png", Image.new("RGBA", (3, 2), (10, 20, 30, 0)))
    assert open_picture(path)[1, 2].tolist() == [10, 20, 30]


@pytest.mark.parametrize("suffix", ["png", "tif", "pgm"])
def test_sixteen_bits_keep_their_upper_byte(tmp_path: Path, suffix: str):
    deep = Image.fromarray(RAMP.astype(np.uint16) << 8 | 0x7F)
    path = saved(tmp_path / f"photo.{suffix}", deep)
    np.testing.assert_array_equal(open_picture(path)[..., 1], RAMP)


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_a_depth_without_a_range_is_refused(tmp_path: Path, dtype: type):
    path = saved(tmp_path / "photo.tif", Image.fromarray(RAMP.astype(dtype) - 1))
    with pytest.raises(BadInput, match="convert it to 16 bits"):
        open_picture(path)


def test_exif_rotation_is_applied(tmp_path: Path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: rotate by 90 degrees clockwise
    lying = Image.fromarray(np.repeat(RAMP[..., None], 3, axis=2))
    path = saved(tmp_path / "photo.png", lying, exif=exif)
    np.testing.assert_array_equal(open_picture(path)[..., 0], np.rot90(RAMP, -1))


@pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tif"])
def test_an_animation_gives_its_first_frame(tmp_path: Path, suffix: str):
    frames = [Image.new("RGB", (9, 4), colour) for colour in ("red", "blue")]
    options = {"lossless": True} if suffix == "webp" else {}
    path = tmp_path / f"photo.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:], **options)
    assert open_picture(path)[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("size", [(1, 1), (30_000, 2), (2, 30_000)])
def test_tiny_and_huge_pictures_are_legal(tmp_path: Path, size: tuple[int, int]):
    path = saved(tmp_path / "photo.png", Image.new("L", size))
    assert open_picture(path).shape == (size[1], size[0], 3)


def test_pillows_limit_on_pixels_is_lifted_for_our_photos_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = saved(tmp_path / "photo.png", Image.new("L", (30, 30)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert open_picture(path).shape == (30, 30, 3)
    assert Image.MAX_IMAGE_PIXELS == 100


def test_a_side_beyond_the_limit_is_refused(tmp_path: Path):
    path = saved(tmp_path / "photo.png", Image.new("L", (32_768, 1)))
    with pytest.raises(BadInput, match="sides of 1 to 32767"):
        open_picture(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    header = b"P5 60000 60000 255\n"
    path = tmp_path / "photo.pgm"
    path.write_bytes(header)
    with pytest.raises(BadInput, match="sides of 1 to 32767"):
        open_picture(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "webp", "tif"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_truncated_picture_is_refused(tmp_path: Path, suffix: str, share: float):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    path = saved(tmp_path / f"photo.{suffix}", Image.fromarray(noise))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(BadInput, match="truncated or no picture"):
        open_picture(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", bytes(1000)])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="truncated or no picture"):
        open_picture(path)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BadInput, match=r"no file '.*photo\.jpg'"):
        open_picture(tmp_path / "photo.jpg")


def test_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="Is a directory"):
        open_picture(tmp_path)


def test_labels_survive_their_png_with_colours():
    labels = RAMP % 3
    image = Image.open(io.BytesIO(encode_labels(labels, [(0, 0, 0), (255, 0, 0), (0, 0, 255)])))
    np.testing.assert_array_equal(np.asarray(image), labels)
    assert image.convert("RGB").getpixel((1, 0)) == (255, 0, 0)


def test_png_is_exact_and_jpeg_is_close():
    picture = open_picture(EXAMPLE_PHOTO)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(encode_png(picture)))), picture)
    jpeg = np.asarray(Image.open(io.BytesIO(encode_jpeg(picture)))).astype(int)
    assert np.abs(jpeg - picture).mean() < 3
