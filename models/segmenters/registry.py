"""The names of all segmenters, and what builds each."""

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NamedTuple

from torch import nn

from edgeward.errors import BadInput
from edgeward.models.segmenters import lite
from edgeward.models.segmenters.facts import Facts
from edgeward.models.segmenters.full_size import FullSize
from edgeward.models.segmenters.hf import hf_factory, hf_facts
from edgeward.models.segmenters.hint import hint
from edgeward.models.segmenters.smp import smp_factory, timm_factory
from edgeward.models.unet import UNet

Factory = Callable[..., nn.Module]


class _Entry(NamedTuple):
    factory: Factory
    facts: Facts


_REGISTERED: dict[str, _Entry] = {}


class _Source(NamedTuple):
    """Whose segmenters a prefix names; both take what follows the colon."""

    form: str
    factory: Callable[[str], Factory]
    facts: Callable[[str], Facts] = lambda _: Facts()


_SOURCES = {
    "smp": _Source("smp:ARCH/ENCODER", smp_factory),
    "timm": _Source("timm:ENCODER", timm_factory),
    "hf": _Source("hf:FOLDER", hf_factory, hf_facts),
}


def register_segmenter(name: str, facts: Facts | None = None) -> Callable[[Factory], Factory]:
    """Register a factory `(*, classes, **options) -> nn.Module` under a name.

    The module maps normalised float32 pictures (N, 3, h, w) to scores (N, classes, h, w).

    Args:
        name: of the segmenter.
        facts: what `segmenter_facts` says of it.

    Example:
        >>> @register_segmenter("linear")
        ... def linear(*, classes):
        ...     return nn.Conv2d(3, classes, 1)
        >>> create_segmenter("linear", classes=2).out_channels
        2
        >>> del _REGISTERED["linear"]
    """

    def register(factory: Factory) -> Factory:
        _REGISTERED[name] = _Entry(factory, facts or Facts())
        return factory

    return register


def list_segmenters() -> list[str]:
    """Return the registered names; `create_segmenter` says which forms work beside.

    Example:
        >>> "unet" in list_segmenters()
        True
    """
    return sorted(_REGISTERED)


def create_segmenter(name: str, *, classes: int, **options: Any) -> nn.Module:
    """Create a segmenter: normalised float32 (N, 3, h, w) to scores (N, classes, h, w).

    Args:
        name: a registered name, or one of

            - `smp:ARCH/ENCODER` of segmentation-models-pytorch: `smp:DeepLabV3Plus/mobilenet_v2`,
            - `timm:ENCODER`, a U-Net upon an encoder of timm: `timm:mobilenetv4_conv_small`,
            - `hf:FOLDER`, which a semantic segmentation model of transformers was saved to,
            - `package.module:factory`, of a module whose scores may be smaller than its input:
              they are resized bilinearly.
        classes: number of classes it scores.
        options: handed to the factory; `hf:FOLDER` has none.

    Raises:
        BadInput: the name is unknown (the sentence suggests the nearest), the folder is of other
            classes, or the factory refuses the options.
        MissingExtra: transformers is not installed.

    Example:
        >>> sum(p.numel() for p in create_segmenter("unet", classes=2, width=4).parameters()) > 0
        True
    """
    factory = _find(name)
    try:
        return factory(classes=classes, **options)
    except BadInput:
        raise
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise BadInput(
            f"Cannot build the segmenter {name!r} with the options {options}: "
            f"{str(error).rstrip('.')}."
        ) from error


def segmenter_facts(name: str) -> Facts:
    """Return what the authors of a segmenter say of it.

    Args:
        name: as `create_segmenter` takes it.

    Raises:
        BadInput: `hf:FOLDER` is no such folder.
        MissingExtra: transformers is not installed.

    Example:
        >>> segmenter_facts("unet").std
        (0.229, 0.224, 0.225)
    """
    prefix, _, place = name.partition(":")
    if prefix in _SOURCES:
        return _SOURCES[prefix].facts(place)
    return _REGISTERED[name].facts if name in _REGISTERED else Facts()


def start_from_imagenet(segmenter: nn.Module) -> None:
    """Load what a segmenter's encoder learned on ImageNet, in place.

    Raises:
        BadInput: no such weights are known for it.
        MissingExtra: the package that has the weights is not installed.
    """
    if not isinstance(segmenter, lite.LiteUNet):
        raise BadInput(
            f"Expected the segmenter 'lite' to start from ImageNet, but got a "
            f"{type(segmenter).__name__}; set imagenet = false, or name = 'lite'."
        )
    segmenter.start_from_imagenet()


def _find(name: str) -> Factory:
    if name in _REGISTERED:
        return _REGISTERED[name].factory
    prefix, colon, place = name.partition(":")
    if prefix in _SOURCES and colon:
        return _SOURCES[prefix].factory(place)
    if colon:
        return _import_factory(name)
    if name.endswith(".onnx"):
        raise BadInput(
            f"Expected a segmenter that torch can train, but got the ONNX file {name!r}; "
            "edgeward export takes it as it is."
        )
    forms = ", ".join(repr(source.form) for source in _SOURCES.values())
    raise BadInput(
        f"Unknown segmenter {name!r}: {hint(name, list_segmenters())} Beside these, {forms} and "
        f"'package.module:factory' work."
    )


def _import_factory(name: str) -> Factory:
    module, _, attribute = name.partition(":")
    try:
        factory: Factory = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        near = get_close_matches(module.lower(), _SOURCES, n=1)
        advice = "expected 'package.module:factory' with the package installed or on PYTHONPATH."
        if near:
            advice = f"did you mean {_SOURCES[near[0]].form!r}?"
        raise BadInput(f"Cannot import the segmenter {name!r}: {error}; {advice}") from error
    return lambda **arguments: FullSize(factory(**arguments))


register_segmenter("unet")(UNet)
register_segmenter("lite", Facts(mean=lite.MEAN, std=lite.STD))(lite.LiteUNet)
