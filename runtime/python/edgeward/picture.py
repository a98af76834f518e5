"""Reading photos and encoding results, by Pillow."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from edgeward._core import MAX_SIDE
from edgeward.errors import BadInput, require

if TYPE_CHECKING:
    from PIL import Image

# NASA's portrait of Eileen Collins, public domain; see photos/README.md.
EXAMPLE_PHOTO = Path(__file__).parent / "photos" / "astronaut.jpg"


def open_picture(path: str | Path) -> NDArray[np.uint8]:
    """Read a photo of any format and colour mode that Pillow knows.

    EXIF rotation is applied. Animations and stacks give their first frame. Of 16-bit channels the
    upper byte is kept. Alpha is dropped: the colours that were photographed stay.

    Args:
        path: of a file whose sides are 1 to 32767 pixels.

    Returns:
        uint8 (H, W, 3), RGB.

    Raises:
        BadInput: missing, truncated, not a picture, too large, or of a depth without a fixed range.

    Example:
        >>> open_picture(EXAMPLE_PHOTO).shape
        (512, 512, 3)
    """
    require("PIL.Image", extra="cli")
    from PIL import Image, ImageOps

    try:
        with _large_pictures(), Image.open(path) as image:
            return np.asarray(_rgb(ImageOps.exif_transpose(image), path))
    except (BadInput, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except FileNotFoundError as error:
        raise BadInput(f"Expected a picture, but there is no file {str(path)!r}.") from error
    except Exception as error:  # Pillow's decoders raise most kinds on a broken file
        reason = getattr(error, "strerror", None) or "it is truncated or no picture"
        raise BadInput(
            f"Expected a picture in {str(path)!r}, but cannot read it: {reason}."
        ) from error


def pictures_in(folder: str | Path, *, most: int) -> list[NDArray[np.uint8]]:
    """Read the pictures of a folder and its subfolders, evenly spread over their names.

    Args:
        folder: that holds .jpg, .jpeg, .png or .webp files.
        most: how many to read at most.

    Raises:
        BadInput: there are none, or one cannot be read.

    Example:
        >>> len(pictures_in(EXAMPLE_PHOTO.parent, most=8))
        1
    """
    suffixes = {".jpg", ".jpeg", ".png", ".webp"}
    paths = sorted(p for p in Path(folder).rglob("*") if p.suffix.lower() in suffixes)
    if not paths:
        raise BadInput(
            f"Expected a folder with {', '.join(sorted(suffixes))} files, but {str(folder)!r} has "
            "none; name another."
        )
    step = max(1, len(paths) / most)
    return [open_picture(paths[int(k * step)]) for k in range(min(most, len(paths)))]


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """Encode uint8 (H, W, 3) without loss."""
    return _encode(picture, "PNG", compress_level=6)


def encode_jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Encode uint8 (H, W, 3) for viewing, with full-resolution colour for crisp overlays."""
    return _encode(picture, "JPEG", quality=92, subsampling=0)


def encode_labels(
    labels: NDArray[np.unsignedinteger[Any]], colours: Sequence[tuple[int, int, int]]
) -> bytes:
    """Encode labels as a PNG whose values are the class ids and whose palette shows the colours.

    Args:
        labels: uint8 (H, W), or uint16, which has no palette.
        colours: RGB per class, 0 to 255.

    Example:
        >>> png = encode_labels(np.array([[0, 1]], np.uint8), [(0, 0, 0), (255, 0, 0)])
        >>> from PIL import Image
        >>> np.asarray(Image.open(io.BytesIO(png))).tolist()
        [[0, 1]]
    """
    from PIL import Image

    if labels.dtype != np.uint8:
        return _save(Image.fromarray(labels), "PNG", compress_level=6)
    image = Image.fromarray(labels, mode="P")
    image.putpalette([channel for colour in colours for channel in colour])
    return _save(image, "PNG", compress_level=6)


def _encode(picture: NDArray[np.uint8], kind: str, **options: int) -> bytes:
    from PIL import Image

    return _save(Image.fromarray(picture), kind, **options)


def _save(image: "Image.Image", kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@contextmanager
def _large_pictures() -> Iterator[None]:
    """Let Pillow open what the core can label; it refuses pictures above 179 megapixels."""
    from PIL import Image

    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = MAX_SIDE * MAX_SIDE
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _rgb(image: "Image.Image", path: str | Path) -> "Image.Image":
    if max(image.size) > MAX_SIDE:
        raise _too_large(path)
    if image.mode.startswith("I"):
        return _upper_byte(image, path).convert("RGB")
    if image.mode == "F":
        raise _no_range(path, "floating-point channels")
    if image.mode == "LAB":
        return _from_lab(image)
    # Pillow converts premultiplied alpha to RGBA only, and that on to RGB.
    return image.convert({"RGBa": "RGBA", "La": "LA"}.get(image.mode, image.mode)).convert("RGB")


def _upper_byte(image: "Image.Image", path: str | Path) -> "Image.Image":
    """Keep the upper of two bytes, as Pillow does where it reads 16-bit RGB."""
    from PIL import Image

    values = np.asarray(image).astype(np.int64)
    if values.min() < 0 or values.max() > 0xFFFF:
        raise _no_range(path, "channels of 32 bits")
    return Image.fromarray((values >> 8).astype(np.uint8))


def _from_lab(image: "Image.Image") -> "Image.Image":
    from PIL import ImageCms

    profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, *profiles, outputMode="RGB")
    assert converted is not None
    return converted


def _too_large(path: str | Path) -> BadInput:
    return BadInput(
        f"Expected a picture with sides of 1 to {MAX_SIDE} pixels in {str(path)!r}, but it is "
        "larger; cut it into tiles."
    )


def _no_range(path: str | Path, what: str) -> BadInput:
    return BadInput(
        f"Expected 8 or 16 bits a channel in {str(path)!r}, but got {what}, whose brightest value "
        "is not defined; convert it to 16 bits."
    )
