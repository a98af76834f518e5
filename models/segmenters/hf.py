"""Segmenters of transformers, from a folder that `save_pretrained` wrote; never from the network.

A folder's own code (`auto_map`) is not run.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from edgeward.errors import BadInput, require
from edgeward.manifest import ClassInfo
from edgeward.models.data.classes import default_colour
from edgeward.models.segmenters.facts import Facts
from edgeward.models.segmenters.full_size import to_full_size

# What keeps transformers to the folder.
_LOCAL = {"local_files_only": True, "trust_remote_code": False}


class HfSegmenter(nn.Module):
    """A model of transformers whose scores are at the size of its input.

    Resized bilinearly with `align_corners=False`, as transformers itself does:
    `SegformerImageProcessor.post_process_semantic_segmentation`, and the same of BEiT, DPT,
    MobileNetV2 and MobileViT.

    Args:
        model: of the kind `AutoModelForSemanticSegmentation`.
        bgr: it expects blue first.
    """

    def __init__(self, model: nn.Module, *, bgr: bool):
        super().__init__()
        self.model, self.bgr = model, bgr

    def forward(self, picture: Tensor) -> Tensor:
        """Score every pixel of normalised float32 pictures (N, 3, h, w)."""
        logits: Tensor = self.model(picture.flip(1) if self.bgr else picture).logits
        return to_full_size(logits, picture)


def hf_factory(place: str) -> Callable[..., nn.Module]:
    """Return the factory of `hf:FOLDER`.

    Args:
        place: the folder.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from transformers import SegformerConfig, SegformerForSemanticSegmentation
        >>> with TemporaryDirectory() as folder:
        ...     config = SegformerConfig(num_labels=2, depths=[1, 1, 1, 1])
        ...     SegformerForSemanticSegmentation(config).save_pretrained(folder)
        ...     segmenter = hf_factory(folder)(classes=2)
        >>> import torch
        >>> segmenter(torch.zeros(1, 3, 32, 48)).shape
        torch.Size([1, 2, 32, 48])
    """
    return partial(_create, place)


def hf_facts(place: str) -> Facts:
    """Read the classes of a folder's config.json, and mean and std of its preprocessor_config.json.

    Args:
        place: the folder.

    Raises:
        BadInput: not such a folder.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from transformers import SegformerConfig
        >>> with TemporaryDirectory() as folder:
        ...     SegformerConfig(id2label={0: "wall", 1: "sky"}).save_pretrained(folder)
        ...     [c.name for c in hf_facts(folder).classes]
        ['wall', 'sky']
    """
    names = _read_config(place).id2label
    classes = tuple(ClassInfo(names[i], default_colour(i)) for i in range(len(names)))
    processor = _read_processor(place)
    if processor is None:
        return Facts(classes)
    mean, std = (0.0,) * 3, (1.0,) * 3
    if processor.do_normalize:
        mean, std = processor.image_mean, processor.image_std
    # transformers scales bytes by a factor of its own before it subtracts; here they are in [0, 1].
    scale = 255 * processor.rescale_factor if processor.do_rescale else 255
    return Facts(classes, *(_divide(channels, scale) for channels in (mean, std)))


def _divide(channels: tuple[float, ...], scale: float) -> tuple[float, float, float]:
    red, green, blue = (channel / scale for channel in channels)
    return red, green, blue


def _create(place: str, *, classes: int) -> nn.Module:
    config = _read_config(place)
    if config.num_labels != classes:
        raise BadInput(
            f"Expected a segmenter of {classes} classes, but the config.json of {place!r} has "
            f"{config.num_labels}: {_some(config.id2label)}; give these classes, or save the "
            f"model again with num_labels={classes}."
        )
    auto = require("transformers", extra="hf").AutoModelForSemanticSegmentation
    with _reading(place):
        model, found = auto.from_pretrained(place, output_loading_info=True, **_LOCAL)
    if found["missing_keys"]:
        raise BadInput(
            f"Expected all weights of a {type(model).__name__} in {place!r}, but "
            f"{min(found['missing_keys'])!r} is missing; save the whole model with save_pretrained."
        )
    bgr = getattr(_read_processor(place), "do_flip_channel_order", False)
    # Folders in half precision exist.
    return HfSegmenter(model.float().train(), bgr=bool(bgr))


def _read_config(place: str) -> Any:
    transformers = require("transformers", extra="hf")
    if not (Path(place) / "config.json").is_file():
        raise BadInput(
            f"Expected a folder with a config.json and weights that transformers' save_pretrained "
            f"wrote, but got {place!r}; nothing is downloaded, so save the model to a folder first."
        )
    with _reading(place):
        return transformers.AutoConfig.from_pretrained(place, **_LOCAL)


def _read_processor(place: str) -> Any:
    if not (Path(place) / "preprocessor_config.json").is_file():
        return None
    with _reading(place):
        auto = require("transformers", extra="hf").AutoImageProcessor
        return auto.from_pretrained(place, **_LOCAL)


@contextmanager
def _reading(place: str) -> Iterator[None]:
    """Put whatever transformers raises into a sentence."""
    try:
        with _alone():
            yield
    except Exception as error:  # transformers raises most kinds on a damaged folder
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise BadInput(
            f"Expected a semantic segmentation model of transformers in {place!r}, but cannot "
            f"read it: {reason}"
        ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """Hold back the network, which old configs use for a backbone they name, and all noise."""
    noise = require("transformers.utils.logging", extra="hf")
    hub: Any = require("huggingface_hub.constants", extra="hf")
    before = noise.is_progress_bar_enabled(), noise.get_verbosity(), hub.HF_HUB_OFFLINE
    noise.disable_progress_bar()
    noise.set_verbosity_error()
    hub.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        bars, verbosity, hub.HF_HUB_OFFLINE = before
        noise.set_verbosity(verbosity)
        if bars:
            noise.enable_progress_bar()


def _some(names: dict[int, str]) -> str:
    first = [names[i] for i in range(min(3, len(names)))]
    return ", ".join([*first, "…"] if len(names) > len(first) else first)
