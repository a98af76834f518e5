"""The method in torch: sampler, segmenters, proposal, training, data and metrics."""

from edgeward.models.adaptive import AdaptiveSegmenter, Segmentation
from edgeward.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from edgeward.models.proposal import propose
from edgeward.models.sampler import Sampler
from edgeward.models.segmenters import (
    create_segmenter,
    list_segmenters,
    register_segmenter,
    segmenter_facts,
)
from edgeward.models.unet import UNet

__all__ = [
    "AdaptiveSegmenter",
    "Checkpoint",
    "Sampler",
    "Segmentation",
    "UNet",
    "create_segmenter",
    "list_segmenters",
    "load_checkpoint",
    "propose",
    "register_segmenter",
    "save_checkpoint",
    "segmenter_facts",
]
