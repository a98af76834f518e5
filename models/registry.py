"""Segmenters by name: built in, from segmentation-models-pytorch, or any importable factory."""

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from torch import nn

from edgeward.errors import BadInput
from edgeward.models.unet import UNet

Factory = Callable[..., nn.Module]
_FACTORIES: dict[str, Factory] = {}


def register_segmenter(name: str) -> Callable[[Factory], Factory]:
    """Register a factory `(*, classes, **options) -> nn.Module` under a name.

    The module maps normalised float32 pictures (N, 3, h, w) to scores (N, classes, h, w).

    Example:
        >>> @register_segmenter("linear")
        ... def linear(*, classes):
        ...     return nn.Conv2d(3, classes, 1)
        >>> create_segmenter("linear", classes=2).out_channels
        2
        >>> del _FACTORIES["linear"]
    """

    def register(factory: Factory) -> Factory:
        _FACTORIES[name] = factory
        return factory

    return register


def list_segmenters() -> list[str]:
    """Return the registered names; `smp:ARCH/ENCODER` and `package.module:factory` work beside.

    Example:
        >>> "unet" in list_segmenters()
        True
    """
    return sorted(_FACTORIES)


def create_segmenter(name: str, *, classes: int, **options: Any) -> nn.Module:
    """Create a segmenter.

    Args:
        name: a registered name, `smp:ARCH/ENCODER` (for example `smp:DeepLabV3Plus/mobilenet_v2`)
            or `package.module:factory`.
        classes: number of classes it scores.
        options: handed to the factory.

    Raises:
        BadInput: the name is unknown (the sentence suggests the nearest), or the factory refuses
            the options.

    Example:
        >>> sum(p.numel() for p in create_segmenter("unet", classes=2, width=4).parameters()) > 0
        True
    """
    factory = _find(name)
    try:
        return factory(classes=classes, **options)
    except BadInput:
        raise
    except (TypeError, ValueError, RuntimeError) as error:
        raise BadInput(
            f"Cannot build the segmenter {name!r} with the options {options}: {error}."
        ) from error


def _find(name: str) -> Factory:
    if name in _FACTORIES:
        return _FACTORIES[name]
    if name.startswith("smp:"):
        return _smp_factory(name)
    if ":" in name:
        return _import_factory(name)
    raise BadInput(
        f"Unknown segmenter {name!r}: {_hint(name, list_segmenters())} Beside these, "
        f"'smp:ARCH/ENCODER' and 'package.module:factory' work."
    )


def _hint(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."


def _smp_factory(name: str) -> Factory:
    """Wrap a model of segmentation-models-pytorch; it starts untrained unless told otherwise."""
    arch, _, encoder = name.removeprefix("smp:").partition("/")

    def create(*, classes: int, encoder_weights: str | None = None, **options: Any) -> nn.Module:
        import segmentation_models_pytorch as smp

        try:
            model: nn.Module = smp.create_model(
                arch,
                encoder_name=encoder or "resnet34",
                encoder_weights=encoder_weights,
                classes=classes,
                **options,
            )
        except KeyError as error:
            unknown, known = encoder, smp.encoders.get_encoder_names()
            if arch.lower() not in smp.MODEL_ARCHITECTURES_MAPPING:
                unknown, known = arch, list(smp.MODEL_ARCHITECTURES_MAPPING)
            raise BadInput(
                f"segmentation-models-pytorch does not know {unknown!r} of {name!r}: "
                f"{_hint(unknown, known)}"
            ) from error
        return model

    return create


def _import_factory(name: str) -> Factory:
    module, _, attribute = name.partition(":")
    try:
        factory: Factory = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise BadInput(
            f"Cannot import the segmenter {name!r}: {error}; expected 'package.module:factory' "
            f"with the package installed or on PYTHONPATH."
        ) from error
    return factory


register_segmenter("unet")(UNet)
