"""Training: one loop, two stages."""

from edgeward.models.training.stages import train, uniform_recipe

__all__ = ["train", "uniform_recipe"]
