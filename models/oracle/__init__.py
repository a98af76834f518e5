"""What sampling alone can give: the label round trip, and the ceilings of ways to place the grid.

Labels stand in for a perfect segmenter: they are sampled where a picture would be, and interpolated
back as its scores would be. What is lost is lost to sampling, so the figures bound those of any
model that samples so, and a sampler's settings can be compared without training anything.
"""

from edgeward.models.oracle.counts import WIDTH, Ceiling, Counts, ceiling, count
from edgeward.models.oracle.study import Choice, gain, recommend, study
from edgeward.models.oracle.ways import (
    DESCENTS,
    GRIDS,
    LAMBDAS,
    UNIFORM,
    Grid,
    Way,
    descents,
    proposals,
    settings,
)

__all__ = [
    "DESCENTS",
    "GRIDS",
    "LAMBDAS",
    "UNIFORM",
    "WIDTH",
    "Ceiling",
    "Choice",
    "Counts",
    "Grid",
    "Way",
    "ceiling",
    "count",
    "descents",
    "gain",
    "proposals",
    "recommend",
    "settings",
    "study",
]
