"""Finding bundles, and the files in one that an app needs."""

import difflib
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from edgeward.errors import BadBundle, BadInput
from edgeward.manifest import Artifact, Format, Manifest, Precision

# The modules that run each format, best first, and the extra that brings the first.
ENGINES: dict[Format, tuple[str, ...]] = {
    "onnx": ("onnxruntime",),
    "tflite": ("ai_edge_litert", "tflite_runtime"),
    "coreml": ("coremltools",),
    "executorch": ("executorch",),
}


class Choice(NamedTuple):
    """The files that segment a picture: a baked one, or a segmenter with its sampler if any."""

    baked: Artifact | None = None
    segmenter: Artifact | None = None
    sampler: Artifact | None = None

    @property
    def main(self) -> Artifact:
        """The file that gives the scores."""
        file = self.baked or self.segmenter
        assert file is not None
        return file

    @property
    def form(self) -> str:
        """`baked` or `split`."""
        return "baked" if self.baked else "split"


def choices(manifest: Manifest) -> list[Choice]:
    """List every way to segment with the files of a bundle."""
    samplers = {(f.format, f.precision): f for f in manifest.files if f.form == "sampler"}
    found = []
    for file in manifest.files:
        if file.form == "baked":
            found.append(Choice(baked=file))
        if file.form == "segmenter":
            # The sampler of int8 files is float32.
            weights = "fp32" if file.precision == "int8" else file.precision
            sampler = samplers.get((file.format, weights))
            if sampler is not None or manifest.sampling == "uniform":
                found.append(Choice(segmenter=file, sampler=sampler))
    return found


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
        format: `onnx`, `tflite`, `coreml` or `executorch`; by default the first in this order whose
            engine is installed.
        form: `baked` or `split`; by default what takes pictures of any size, baked before split.
        precision: `fp32`, `fp16` or `int8`; by default the first in this order.

    Raises:
        BadInput: the bundle has no such files; the message lists what it has.
    """
    found = [
        choice
        for choice in choices(manifest)
        if format in (None, choice.main.format)
        and form in (None, choice.form)
        and precision in (None, choice.main.precision)
    ]
    if found:
        return min(found, key=_rank)
    have = ", ".join(f"{f.path} ({f.format} {f.form} {f.precision})" for f in manifest.files)
    asked = " ".join(str(word) for word in (format, form, precision) if word) or "any"
    raise BadInput(
        f"Expected {asked} files in the bundle {manifest.name!r}, but it has {have}; "
        "export it again with the --format, --form and --precision that you need."
    )


def _rank(choice: Choice) -> tuple[int, ...]:
    file = choice.main
    return (
        not any(find_spec(module) for module in ENGINES[file.format]),
        list(ENGINES).index(file.format),
        ["fp32", "fp16", "int8"].index(file.precision),
        file.image_size is not None,
        choice.form == "split",
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
