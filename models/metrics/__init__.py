"""Accuracy at the pictures' own resolution: counts of one picture, and figures from summed counts.

Counts are arrays: those of several pictures are added, or stacked and bootstrapped. Pixels whose
true label is the ignored one never count.
"""

from edgeward.models.metrics.bootstrap import Interval, paired_bootstrap, seed_interval
from edgeward.models.metrics.boundary_iou import boundary_counts, boundary_iou
from edgeward.models.metrics.iou import class_iou, confusion, mean_iou
from edgeward.models.metrics.recall import (
    components,
    mean_recall,
    object_hits,
    recall_counts,
    size_bins,
)
from edgeward.models.metrics.trimap import (
    WIDTHS,
    boundary_distance,
    trimap_accuracy,
    trimap_counts,
)

__all__ = [
    "WIDTHS",
    "Interval",
    "boundary_counts",
    "boundary_distance",
    "boundary_iou",
    "class_iou",
    "components",
    "confusion",
    "mean_iou",
    "mean_recall",
    "object_hits",
    "paired_bootstrap",
    "recall_counts",
    "seed_interval",
    "size_bins",
    "trimap_accuracy",
    "trimap_counts",
]
