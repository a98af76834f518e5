"""What a bundle says about itself: the versioned schema of `manifest.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from edgeward.errors import BadBundle
from edgeward.files import sha256

FILE_NAME = "manifest.json"
SCHEMA_VERSION = 1

# Version of the sampling contract: floor(clamp(phi, 0, 1) * (side - 1) + 0.5) in float32.
CONTRACT_VERSION = 1


@dataclass(frozen=True)
class ClassInfo:
    """A class.

    Attributes:
        name: as people say it.
        colour: RGB, 0 to 255, for overlays; black leaves the photo clear.
    """

    name: str
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    """The picture that the graph takes.

    Attributes:
        size: (H, W), or None where any size will do.
        layout: order of the axes.
        colours: order of the channels.
        dtype: type of a channel, 0 to 255.
        mean: per channel, of pixels in [0, 1]; the graph applies it to the pixels it gathers.
        std: per channel, likewise.
    """

    size: tuple[int, int] | None
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    layout: Literal["HWC"] = "HWC"
    colours: Literal["RGB"] = "RGB"
    dtype: Literal["uint8"] = "uint8"


@dataclass(frozen=True)
class Artifact:
    """One file of the bundle.

    Attributes:
        path: its name inside the folder.
        format: the runtime that takes it.
        sha256: of its bytes, 64 hexadecimal digits.
        bytes: its size.
        parity: largest differences from the torch model, measured when it was exported.
    """

    path: str
    format: Literal["onnx"]
    sha256: str
    bytes: int
    parity: Mapping[str, float]


@dataclass(frozen=True)
class Manifest:
    """Everything an app has to know of a bundle.

    Attributes:
        schema_version: of this schema.
        name: of the model.
        form: `baked`, the sampling is inside the graph.
        sampling: `adaptive`, or `uniform` for the baseline without a sampler.
        sampling_contract: version of the rule that turns a grid into pixels.
        picture: what goes in.
        thumbnail_size: (rows, cols) that the sampler looks at, None for the baseline.
        grid_size: (rows, cols) of the sampler's grid.
        sample_size: (h, w), pixels that are segmented.
        scores_layout: order of the axes of the scores.
        classes: in the order of the scores.
        flops: per stage and picture; a multiply-add counts as two, and only convolutions and
            matrix products count.
        files: with their checksums.
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
    tools: Mapping[str, str]
    licence: str
    provenance: str
    form: Literal["baked"] = "baked"
    scores_layout: Literal["HWC"] = "HWC"
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
    manifest: Manifest = _decode(Manifest, data, FILE_NAME)
    for info in manifest.classes:
        if not all(0 <= channel <= 255 for channel in info.colour):
            _unexpected(f"a colour of 0 to 255 for {info.name!r}", info.colour, FILE_NAME)
    return manifest


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
        _unexpected("at least one file", "none", FILE_NAME)
    for artifact in manifest.files:
        _check_file(folder, artifact)
    return manifest


def _check_file(folder: Path, artifact: Artifact) -> None:
    if Path(artifact.path).name != artifact.path:
        raise BadBundle(f"Expected a file name in {FILE_NAME}, but got {artifact.path!r}.")
    path = folder / artifact.path
    if not path.is_file():
        raise BadBundle(f"Expected {str(path)!r} in the bundle, but it is missing; export again.")
    digest = sha256(path)
    if digest != artifact.sha256:
        raise BadBundle(
            f"Expected {str(path)!r} with sha256 {artifact.sha256[:12]}…, but got {digest[:12]}…: "
            "the file was altered or cut short; copy or export the bundle again."
        )


def _decode(kind: Any, value: Any, where: str) -> Any:
    """Turn parsed JSON into the annotated type, naming the field that does not fit."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _decode_fields(kind, _expect(dict, value, where), where)
    if origin is tuple:
        return _decode_tuple(arguments, _expect(list, value, where), where)
    if origin is Mapping:
        items = _expect(dict, value, where).items()
        return {key: _decode(arguments[1], item, f"{where}: {key}") for key, item in items}
    if origin is UnionType:
        return None if value is None else _decode(arguments[0], value, where)
    if origin is Literal:
        return value if value in arguments else _unexpected(" or ".join(arguments), value, where)
    if kind is float:
        return float(_expect((int, float), value, where))
    return _expect(kind, value, where)


def _decode_fields(kind: Any, value: Mapping[str, Any], where: str) -> Any:
    hints = get_type_hints(kind)
    missing = [field.name for field in fields(kind) if field.name not in value]
    if missing:
        _unexpected(f"the field {missing[0]!r}", "none", where)
    return kind(
        **{name: _decode(hint, value[name], f"{where}: {name}") for name, hint in hints.items()}
    )


def _decode_tuple(arguments: tuple[Any, ...], value: list[Any], where: str) -> tuple[Any, ...]:
    if arguments[-1] is not Ellipsis and len(value) != len(arguments):
        _unexpected(f"{len(arguments)} values", len(value), where)
    return tuple(_decode(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))


def _expect(kind: Any, value: Any, where: str) -> Any:
    # JSON's true is an int to Python, but not to the schema.
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    return _unexpected(getattr(kind, "__name__", "number"), value, where)


def _unexpected(expected: str, value: Any, where: str) -> Any:
    raise BadBundle(f"{where}: expected {expected}, but got {value!r}; export the bundle again.")
