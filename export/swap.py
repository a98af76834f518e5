"""A checkpoint's sampling with somebody else's segmenter, or at another sample size."""

import colorsys
import dataclasses
from pathlib import Path

from torch import Tensor, nn

from edgeward.errors import BadInput
from edgeward.export.converter import ExportError
from edgeward.export.wrap_onnx import FileSegmenter
from edgeward.manifest import ClassInfo
from edgeward.models import AdaptiveSegmenter, Checkpoint, create_segmenter, segmenter_facts

Channels = tuple[float, float, float]


def with_size(checkpoint: Checkpoint, size: tuple[int, int]) -> Checkpoint:
    """Segment another number of pixels with the same networks.

    Args:
        checkpoint: of a fully convolutional segmenter.
        size: (h, w), pixels that are segmented.
    """
    model = checkpoint.model
    mean, std = _channels(model)
    resized = AdaptiveSegmenter(
        model.sampler, model.segmenter, sample_size=size, mean=mean, std=std
    )
    return dataclasses.replace(checkpoint, model=resized.eval())


def with_segmenter(
    checkpoint: Checkpoint, name: str, classes: tuple[ClassInfo, ...] | None
) -> Checkpoint:
    """Put another segmenter behind the sampling of a checkpoint.

    Args:
        checkpoint: its sampler and sample size are kept.
        name: of a segmenter (see `edgeward.models.create_segmenter`), or the path of an ONNX file
            (see `edgeward.export.wrap_onnx`).
        classes: in the order of the scores; by default those that the segmenter names, or the
            checkpoint's.

    Raises:
        BadInput: the name is unknown, or the segmenter scores another number of classes.
        ExportError: ONNX Runtime cannot run the file.
    """
    if name.endswith(".onnx"):
        return _from_file(checkpoint, name, classes)
    facts = segmenter_facts(name)
    known = classes or facts.classes or checkpoint.classes
    segmenter = create_segmenter(name, classes=len(known))
    mean, std = _channels(checkpoint.model)
    if (facts.mean, facts.std) != (mean, std):
        segmenter = Renormalised(segmenter, given=(mean, std), own=(facts.mean, facts.std))
    model = AdaptiveSegmenter(
        checkpoint.model.sampler,
        segmenter,
        sample_size=checkpoint.model.sample_size,
        mean=mean,
        std=std,
    )
    return _described(checkpoint, model, known, name)


class Renormalised(nn.Module):
    """A segmenter that expects other normalised pixels than the sampler beside it.

    Args:
        segmenter: maps pixels normalised its own way to scores.
        given: mean and std of the RGB channels in [0, 1] that the pixels it gets are normalised by.
        own: those that it expects.
    """

    gain: Tensor
    offset: Tensor

    def __init__(
        self, segmenter: nn.Module, given: tuple[Channels, Channels], own: tuple[Channels, Channels]
    ):
        super().__init__()
        self.segmenter = segmenter
        before, after = (Tensor(pair)[:, :, None, None] for pair in (given, own))
        self.register_buffer("gain", before[1] / after[1])
        self.register_buffer("offset", (before[0] - after[0]) / after[1])

    def forward(self, pixels: Tensor) -> Tensor:
        """Map pixels normalised as the sampler's are to scores."""
        scores: Tensor = self.segmenter(pixels * self.gain + self.offset)
        return scores


def _channels(model: AdaptiveSegmenter) -> tuple[Channels, Channels]:
    """Return the mean and std that a model normalises by."""
    return short_channels(model.mean), short_channels(model.std)


def short_channels(values: Tensor) -> Channels:
    """Read three float32 as the short decimals they were written as.

    Example:
        >>> short_channels(Tensor([0.485, 0.456, 0.406]))
        (0.485, 0.456, 0.406)
    """
    red, green, blue = (round(value, 6) for value in values.tolist())
    return red, green, blue


def _from_file(
    checkpoint: Checkpoint, path: str, classes: tuple[ClassInfo, ...] | None
) -> Checkpoint:
    model = FileSegmenter(path, checkpoint.model)
    known = classes or numbered(model.classes)
    if len(known) != model.classes:
        raise BadInput(
            f"Expected a segmenter of {len(known)} classes, but {path!r} scores {model.classes}; "
            "list as many with --classes."
        )
    return _described(checkpoint, model, known, Path(path).stem)


def numbered(count: int) -> tuple[ClassInfo, ...]:
    """Make up classes that nobody named, with hues all round the circle.

    Example:
        >>> numbered(2)[1]
        ClassInfo(name='class 1', colour=(0, 255, 255))
    """
    hues = (colorsys.hsv_to_rgb(k / count, 1, 1) for k in range(count))
    colours = [(round(255 * r), round(255 * g), round(255 * b)) for r, g, b in hues]
    return tuple(ClassInfo(f"class {k}", colour) for k, colour in enumerate(colours))


def _described(
    checkpoint: Checkpoint, model: AdaptiveSegmenter, classes: tuple[ClassInfo, ...], name: str
) -> Checkpoint:
    recipe = dataclasses.replace(
        checkpoint.recipe,
        name=name,
        licence=f"the segmenter's own; of the sampler: {checkpoint.licence}",
        provenance=f"the segmenter: unknown; the sampler: {checkpoint.provenance}",
    )
    return Checkpoint(model.eval(), classes, recipe, checkpoint.versions)


def check_format(model: AdaptiveSegmenter, format: str) -> None:
    """Refuse a format that a segmenter cannot have.

    Raises:
        ExportError: an ONNX file becomes ONNX only.
    """
    if isinstance(model, FileSegmenter) and format != "onnx":
        raise ExportError(
            f"Expected the format onnx for a segmenter that is an ONNX file, but got {format}; "
            "give the segmenter as a torch module for the others."
        )
