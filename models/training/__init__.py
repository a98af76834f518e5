"""Training: one loop, two stages."""

from edgeward.models.training.stages import train

__all__ = ["train"]
