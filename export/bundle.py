"""A bundle: the exported file and the manifest that says everything about it."""

import dataclasses
import platform
from importlib.metadata import version
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

import edgeward
from edgeward.errors import BadInput
from edgeward.export.graph import BakedGraph
from edgeward.export.to_onnx import to_onnx
from edgeward.export.verify import verify_onnx
from edgeward.files import new_folder, sha256
from edgeward.manifest import FILE_NAME, Artifact, Manifest, Picture, to_json
from edgeward.models import AdaptiveSegmenter, Checkpoint


def export_bundle(
    checkpoint: Checkpoint, out: str | Path, *, image_size: tuple[int, int] | None = None
) -> Manifest:
    """Export a checkpoint as a bundle, verified before it is written.

    Args:
        checkpoint: of a trained model.
        out: the bundle's folder; an older bundle there is replaced once the new one is whole.
        image_size: (H, W) of the only picture it will take, or None for any.

    Returns:
        The manifest that was written.

    Raises:
        BadInput: `out` is something else than a bundle.
        ExportError: the model cannot be expressed, or the file differs from it.
        OSError: the folder cannot be written; the older bundle stays.
    """
    out = Path(out)
    _check_replaceable(out)
    facts = describe(checkpoint, image_size)
    model = checkpoint.model.eval()
    exported = to_onnx(BakedGraph(model), image_size=image_size, metadata=to_json(facts))
    parity = verify_onnx(exported, model, image_size=image_size)
    out.parent.mkdir(parents=True, exist_ok=True)
    with new_folder(out) as folder:
        path = folder / "model.onnx"
        path.write_bytes(exported.SerializeToString(deterministic=True))
        artifact = Artifact(path.name, "onnx", sha256(path), path.stat().st_size, parity)
        manifest = dataclasses.replace(facts, files=(artifact,))
        (folder / FILE_NAME).write_text(to_json(manifest), encoding="utf-8")
    return manifest


def describe(checkpoint: Checkpoint, image_size: tuple[int, int] | None) -> Manifest:
    """Collect what is known of a checkpoint before any file of it exists."""
    model = checkpoint.model
    return Manifest(
        name=checkpoint.name,
        sampling="uniform" if model.sampler is None else "adaptive",
        picture=Picture(image_size, _channels(model.mean), _channels(model.std)),
        thumbnail_size=None if model.sampler is None else model.sampler.thumbnail_size,
        grid_size=(2, 2) if model.sampler is None else model.sampler.grid_size,
        sample_size=model.sample_size,
        classes=checkpoint.classes,
        flops=count_flops(model),
        files=(),
        tools=_tools(),
        licence=checkpoint.licence,
        provenance=checkpoint.provenance,
    )


def count_flops(model: AdaptiveSegmenter) -> dict[str, int]:
    """Count the floating-point operations of one picture, which do not depend on its size.

    A multiply-add counts as two. Only convolutions and matrix products count, as torch counts
    them; the sampling itself moves bytes.

    Returns:
        `sampler` (absent in the uniform baseline) and `segmenter`.
    """
    flops = {}
    if model.sampler is not None:
        thumbnail = torch.zeros(1, *model.sampler.thumbnail_size, 3, dtype=torch.uint8)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model.predict(thumbnail)
        flops["sampler"] = counter.get_total_flops()
    pixels = torch.zeros(1, *model.sample_size, 3, dtype=torch.uint8)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.segment(pixels)
    return flops | {"segmenter": counter.get_total_flops()}


def _check_replaceable(out: Path) -> None:
    """Refuse to replace a folder of photos, say, by a bundle."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / FILE_NAME).is_file():
        raise BadInput(
            f"Expected a new folder or an older bundle to replace, but {str(out)!r} is neither; "
            "choose another name."
        )


def _channels(values: torch.Tensor) -> tuple[float, float, float]:
    """Read three float32 as the short decimals they were written as."""
    red, green, blue = (round(value, 6) for value in values.tolist())
    return red, green, blue


def _tools() -> dict[str, str]:
    packages = ("torch", "onnx", "onnxscript", "onnxruntime")
    return {
        "edgeward": edgeward.__version__,
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }
