"""What a bundle says about itself: the versioned schema of `manifest.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

from edgeward.decode import Misfit, Range, decode
from edgeward.errors import BadBundle
from edgeward.files import sha256

FILE_NAME = "manifest.json"
SCHEMA_VERSION = 2

# Version of the sampling contract: floor(clamp(phi, 0, 1) * (side - 1) + 0.5) in float32.
CONTRACT_VERSION = 1

Format = Literal["onnx", "tflite", "coreml", "executorch"]
Form = Literal["baked", "sampler", "segmenter"]
Precision = Literal["fp32", "fp16", "int8"]

Channel = Annotated[int, Range(0, 255)]


@dataclass(frozen=True)
class ClassInfo:
    """A class.

    Attributes:
        name: as people say it.
        colour: RGB, 0 to 255, for overlays; black leaves the photo clear.
    """

    name: str
    colour: tuple[Channel, Channel, Channel]


@dataclass(frozen=True)
class Picture:
    """What every graph does to the pixels that it takes, 0 to 255, so that no app has to.

    Attributes:
        mean: per channel, of pixels in [0, 1].
        std: per channel, likewise.
        colours: order of the channels.
    """

    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    colours: Literal["RGB"] = "RGB"


@dataclass(frozen=True)
class Artifact:
    """One file of the bundle, or one folder where that is what a format writes.

    Attributes:
        path: its name inside the bundle.
        format: the kind of runtime that takes it.
        form: `baked`: picture in, scores, points and grid out. `sampler` and `segmenter`: the two
            halves of a split bundle, thumbnail to grid and sampled pixels to scores, between which
            the runtime samples.
        precision: of its weights; coordinates are float32 in all of them.
        image_size: (H, W) of the only picture that a baked file takes, None where any will do.
        takes: its input: `bytes`, uint8 (H, W, 3), or `image`, the format's own type.
        scores_layout: order of the axes of the scores; None in a sampler.
        sha256: of its bytes, 64 hexadecimal digits; see `edgeward.files.sha256` for a folder's.
        bytes: its size.
        parity: largest differences from the torch model, measured when it was exported.
        miou: from 0 to 1 on the manifest's `evaluated_on`, run by the file's own engine; None if
            it was not measured, and in a sampler.
    """

    path: str
    format: Format
    form: Form
    precision: Precision
    image_size: tuple[int, int] | None
    takes: Literal["bytes", "image"]
    scores_layout: Literal["HWC", "CHW"] | None
    sha256: str
    bytes: int
    parity: Mapping[str, float]
    miou: float | None


@dataclass(frozen=True)
class Manifest:
    """Everything an app has to know of a bundle.

    Attributes:
        schema_version: of this schema.
        name: of the model.
        sampling: `adaptive`, or `uniform` for the baseline without a sampler.
        sampling_contract: version of the rule that turns a grid into pixels.
        picture: what happens to the pixels.
        thumbnail_size: (rows, cols) that the sampler looks at, None for the baseline.
        grid_size: (rows, cols) of the sampler's grid.
        sample_size: (h, w), pixels that are segmented.
        classes: in the order of the scores.
        flops: per stage and picture; a multiply-add counts as two, and only convolutions and
            matrix products count.
        files: with their checksums.
        evaluated_on: the data and split of the files' `miou`, None if it was not measured.
        tools: versions of what wrote the bundle.
        licence: of the weights, which is not the code's.
        provenance: what the weights were trained on.
    """

    name: str
    sampling: Literal["adaptive", "uniform"]
    picture: Picture
    thumbnail_size: tuple[int, int] | None
    grid_size: tuple[int, int]
    sample_size: tuple[int, int]
    classes: tuple[ClassInfo, ...]
    flops: Mapping[str, int]
    files: tuple[Artifact, ...]
    evaluated_on: str | None
    tools: Mapping[str, str]
    licence: str
    provenance: str
    sampling_contract: int = CONTRACT_VERSION
    schema_version: int = SCHEMA_VERSION


def to_json(manifest: Manifest) -> str:
    """Write a manifest as JSON; `from_json` reads it back equal."""
    return json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Manifest:
    """Read a manifest.

    Raises:
        BadBundle: not JSON, another schema version, or a field that is missing or of another type.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BadBundle(f"Expected JSON in {FILE_NAME}, but {error}; export it again.") from error
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != SCHEMA_VERSION:
        raise BadBundle(
            f"Expected schema version {SCHEMA_VERSION} in {FILE_NAME}, but got {version}; "
            "export the bundle again, or install the edgeward that wrote it."
        )
    try:
        return decode(Manifest, data, complete=True)
    except Misfit as error:
        raise BadBundle(f"{FILE_NAME}: {error}; export the bundle again.") from error


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a bundle and check every file against its checksum.

    Raises:
        BadBundle: the folder, the manifest or a file is missing, unreadable or altered.
    """
    try:
        manifest = from_json((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadBundle(
            f"Expected a bundle, a folder with a {FILE_NAME}, but got {str(folder)!r}; "
            "make one with: edgeward export."
        ) from error
    if not manifest.files:
        raise BadBundle(f"{FILE_NAME}: expected at least one file; export the bundle again.")
    for artifact in manifest.files:
        _check_file(folder, artifact)
    return manifest


def _check_file(folder: Path, artifact: Artifact) -> None:
    if Path(artifact.path).name != artifact.path:
        raise BadBundle(f"Expected a file name in {FILE_NAME}, but got {artifact.path!r}.")
    path = folder / artifact.path
    if not path.exists():
        raise BadBundle(f"Expected {str(path)!r} in the bundle, but it is missing; export again.")
    digest = sha256(path)
    if digest != artifact.sha256:
        raise BadBundle(
            f"Expected {str(path)!r} with sha256 {artifact.sha256[:12]}…, but got {digest[:12]}…: "
            "the file was altered or cut short; copy or export the bundle again."
        )
