"""Finding bundles, and the files in one that an app needs."""

import difflib
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from edgeward.errors import BadBundle, BadInput
from edgeward.manifest import Artifact, Form, Format, Manifest, Precision

# The modules that run each format, best first, and the extra that brings the first.
ENGINES: dict[Format, tuple[str, ...]] = {
    "onnx": ("onnxruntime",),
    "tflite": ("ai_edge_litert", "tflite_runtime"),
    "coreml": ("coremltools",),
}


class Choice(NamedTuple):
    """The files that segment a picture: a baked one, or a segmenter with its sampler if any."""

    baked: Artifact | None = None
    segmenter: Artifact | None = None
    sampler: Artifact | None = None


def choose(
    manifest: Manifest,
    *,
    format: Format | None = None,
    form: str | None = None,
    precision: Precision | None = None,
) -> Choice:
    """Pick the files of a bundle to run.

    Args:
        manifest: of the bundle.
        format: `onnx`, `tflite` or `coreml`; by default the first in this order whose engine is
            installed.
        form: `baked` or `split`; by default what takes pictures of any size, baked before split.
        precision: `fp32`, `fp16` or `int8`; by default the first in this order.

    Raises:
        BadInput: the bundle has no such files; the message lists what it has.
    """
    wanted = (("format", format), ("precision", precision))
    files = [f for f in manifest.files if all(v in (None, getattr(f, k)) for k, v in wanted)]
    installed = [f for f in files if any(find_spec(module) for module in ENGINES[f.format])]
    groups: dict[tuple[str, str], dict[Form, Artifact]] = {}
    for file in installed or files:
        groups.setdefault((file.format, file.precision), {})[file.form] = file
    for (kind, weights), group in groups.items():  # the sampler of int8 files is float32
        if weights == "int8" and "sampler" not in group:
            whole = (f for f in manifest.files if f.format == kind and f.form == "sampler")
            group.update((f.form, f) for f in whole if f.precision == "fp32")
    choices = [c for group in groups.values() for c in _choices(group, manifest) if _is(c, form)]
    if choices:
        return min(choices, key=lambda choice: _rank(choice, manifest))
    have = ", ".join(f"{f.path} ({f.format} {f.form} {f.precision})" for f in manifest.files)
    asked = " ".join(str(word) for word in (format, form, precision) if word) or "any"
    raise BadInput(
        f"Expected {asked} files in the bundle {manifest.name!r}, but it has {have}; "
        "export it again with the --format, --form and --precision that you need."
    )


def _choices(group: dict[Form, Artifact], manifest: Manifest) -> list[Choice]:
    """List the ways to segment with files of one format and precision."""
    found = []
    if "baked" in group:
        found.append(Choice(baked=group["baked"]))
    sampler = group.get("sampler")
    if "segmenter" in group and (sampler or manifest.sampling == "uniform"):
        found.append(Choice(segmenter=group["segmenter"], sampler=sampler))
    return found


def _is(choice: Choice, form: str | None) -> bool:
    return form is None or form == ("baked" if choice.baked else "split")


def _rank(choice: Choice, manifest: Manifest) -> tuple[int, ...]:
    file = choice.baked or choice.segmenter
    assert file is not None
    fixed = choice.baked is not None and choice.baked.image_size is not None
    return (
        list(ENGINES).index(file.format),
        ["fp32", "fp16", "int8"].index(file.precision),
        fixed,
        choice.baked is None,
    )


def shipped() -> tuple[str, ...]:
    """List the names of the models that come with the package."""
    return tuple(sorted(path.parent.name for path in _shipped_folder().glob("*/manifest.json")))


def find_bundle(bundle: str | Path) -> Path:
    """Find the folder of a bundle by its path or shipped name.

    Raises:
        BadBundle: there is neither; the message names the nearest shipped model.
    """
    if str(bundle) in shipped():
        return _shipped_folder() / str(bundle)
    folder = Path(bundle)
    if folder.is_dir():
        return folder
    near = difflib.get_close_matches(str(bundle), shipped(), n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise BadBundle(
        f"Expected a bundle's folder or a shipped model ({', '.join(shipped()) or 'none here'}), "
        f"but got {str(bundle)!r}.{meant}"
    )


def uniform_sibling(bundle: str | Path) -> Path:
    """Find the uniform baseline beside a bundle: `x-uniform.ew` of `x.ew`.

    Raises:
        BadBundle: there is none beside it.
    """
    folder = find_bundle(bundle)
    sibling = folder.with_name(f"{folder.stem}-uniform{folder.suffix}")
    if not sibling.is_dir():
        raise BadBundle(
            f"Expected the uniform baseline of {str(bundle)!r} in {str(sibling)!r}, but there is "
            "none; train it with sampling uniform and export it there."
        )
    return sibling


def _shipped_folder() -> Path:
    return Path(__file__).with_name("bundles")
