"""A static look at exported files: the traps that no runtime reports, and who will run what."""

from edgeward.export.lint.check import lint
from edgeward.export.lint.partition import Coverage, partitions
from edgeward.export.lint.rules import Finding

__all__ = ["Coverage", "Finding", "lint", "partitions"]
