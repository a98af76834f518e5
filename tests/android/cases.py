"""What the JUnit tests compare with: a photo, bundles, and what Python finds with them."""

import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import edgeward
from edgeward.bundle import find_bundle
from tests.core.builds import run, tool

Picture = NDArray[np.uint8]

SHIPPED = ("person", "person-uniform", "street")
EXPORTED = {
    "person-fp16": ("--form", "split", "--precision", "fp16"),
    "person-baked": ("--form", "baked"),
    "person-tflite": ("--form", "split", "--format", "tflite"),
}
ROTATIONS = (0, 90, 180, 270)


def write_cases(folder: Path) -> None:
    """Write everything into a new folder."""
    for name in SHIPPED:
        shutil.copytree(find_bundle(name), folder / name)
    for name, options in EXPORTED.items():
        run(tool("edgeward"), "export", "person", "-o", folder / name, *options)
    photo = odd_photo()
    write_photo(folder, photo)
    for name in (*SHIPPED, *EXPORTED):
        write_expected(folder, name, name, photo)
    seen = from_nv12(*to_nv12(photo))
    for rotation in ROTATIONS:
        write_expected(folder, "person", f"nv12-{rotation}", np.rot90(seen, -rotation // 90))


def odd_photo() -> Picture:
    """Crop the bundled photo so that its sides are odd and differ."""
    path = Path(edgeward.__file__).parent / "photos" / "astronaut.jpg"
    return np.ascontiguousarray(np.asarray(Image.open(path).convert("RGB"))[:509, :451])


def write_photo(folder: Path, photo: Picture) -> None:
    (folder / "photo.rgb").write_bytes(photo.tobytes())
    luma, chroma = to_nv12(photo)
    (folder / "photo.y").write_bytes(luma.tobytes())
    (folder / "photo.uv").write_bytes(chroma.tobytes())
    height, width = photo.shape[:2]
    (folder / "photo.properties").write_text(f"height={height}\nwidth={width}\n")


def write_expected(folder: Path, bundle: str, name: str, picture: Picture) -> None:
    found = edgeward.load(folder / bundle, threads=2)(picture)
    (folder / f"{name}.labels").write_bytes(found.labels.tobytes())
    (folder / f"{name}.points").write_bytes(found.points.tobytes())


def to_nv12(photo: Picture) -> tuple[Picture, Picture]:
    """Convert to full-range BT.601: luma with rows of an even stride, and rows of U and V."""
    height, width = photo.shape[:2]
    ycc = np.asarray(Image.fromarray(photo).convert("YCbCr"))
    luma = np.zeros((height, width + width % 2), np.uint8)
    luma[:, :width] = ycc[..., 0]
    chroma = np.ascontiguousarray(ycc[::2, ::2, 1:]).reshape((height + 1) // 2, -1)
    return luma, chroma


def from_nv12(luma: Picture, chroma: Picture) -> Picture:
    """Convert every pixel as sampling converts those that it takes."""
    height, width = odd_photo().shape[:2]
    places = np.stack(np.mgrid[:height, :width], axis=-1).astype(np.int32)
    return edgeward.sample_yuv(
        luma[:, :width], chroma[:, 0::2], chroma[:, 1::2], places, full_range=True
    )
