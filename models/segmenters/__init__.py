"""Segmenters by name: built in, from other people's libraries and folders, or a factory."""

from edgeward.models.segmenters.facts import Facts
from edgeward.models.segmenters.registry import (
    create_segmenter,
    list_segmenters,
    register_segmenter,
    segmenter_facts,
    start_from_imagenet,
)

__all__ = [
    "Facts",
    "create_segmenter",
    "list_segmenters",
    "register_segmenter",
    "segmenter_facts",
    "start_from_imagenet",
]
