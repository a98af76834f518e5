"""Segmenters of segmentation-models-pytorch, with its own encoders or those of timm.

They start untrained unless `encoder_weights` says otherwise, and score every pixel by themselves.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import nn

from edgeward.errors import BadInput
from edgeward.models.segmenters.hint import hint


def smp_factory(place: str) -> Callable[..., nn.Module]:
    """Return the factory of `smp:ARCH/ENCODER`.

    Args:
        place: ARCH/ENCODER, or ARCH alone with a ResNet-34.

    Example:
        >>> smp_factory("FPN/mobilenet_v2")(classes=2, decoder_pyramid_channels=8).name
        'fpn-mobilenet_v2'
    """
    arch, _, encoder = place.partition("/")
    return partial(_create, f"smp:{place}", arch, encoder or "resnet34")


def timm_factory(place: str) -> Callable[..., nn.Module]:
    """Return the factory of `timm:ENCODER`, a U-Net's decoder upon any of timm's encoders.

    Args:
        place: ENCODER as timm knows it, with a tag or without.

    Example:
        >>> timm_factory("mobilenetv3_small_050")(classes=2, decoder_channels=[8] * 5).name
        'u-tu-mobilenetv3_small_050'
    """
    return partial(_create, f"timm:{place}", "unet", f"tu-{place}")


def _create(
    name: str,
    arch: str,
    encoder: str,
    *,
    classes: int,
    encoder_weights: str | bool | None = None,
    **options: Any,
) -> nn.Module:
    import segmentation_models_pytorch as smp

    _check_timm(name, encoder)
    try:
        model: nn.Module = smp.create_model(
            arch,
            encoder_name=encoder,
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
            f"{hint(unknown, known)}"
        ) from error
    return model


def _check_timm(name: str, encoder: str) -> None:
    import timm

    timm_name = encoder.removeprefix("tu-")
    if timm_name != encoder and not timm.is_model(timm_name):
        raise BadInput(
            f"timm does not know {timm_name!r} of {name!r}: {hint(timm_name, timm.list_models())}"
        )
