"""Segment high-resolution pictures at the cost of a small one: the runtime.

Convention: coordinates are (row, column); pixel (r, c) of an H x W picture sits at
(r / (H - 1), c / (W - 1)). Numerics are defined in edgeward.h.
"""

from edgeward.grid import project_covering, resize_grid, uniform_grid
from edgeward.interpolate import (
    interpolate_confidence,
    interpolate_labels,
    interpolate_mask,
    interpolate_overlay,
    interpolate_scores,
)
from edgeward.sampling import points, sample, sample_yuv
from edgeward.session import Result, Session, Stream, load

__all__ = [
    "Result",
    "Session",
    "Stream",
    "__version__",
    "interpolate_confidence",
    "interpolate_labels",
    "interpolate_mask",
    "interpolate_overlay",
    "interpolate_scores",
    "load",
    "points",
    "project_covering",
    "resize_grid",
    "sample",
    "sample_yuv",
    "uniform_grid",
]

__version__ = "0.1.0"
