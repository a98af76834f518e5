"""What the authors of a segmenter say of it."""

from typing import NamedTuple

from edgeward.manifest import ClassInfo
from edgeward.models.adaptive import MEAN, STD


class Facts(NamedTuple):
    """What is known of a segmenter before it is built.

    Attributes:
        classes: in the order of the scores, None where the name does not say.
        mean: of the RGB channels in [0, 1] that it expects, for `AdaptiveSegmenter`.
        std: of the RGB channels in [0, 1], likewise.
    """

    classes: tuple[ClassInfo, ...] | None = None
    mean: tuple[float, float, float] = MEAN
    std: tuple[float, float, float] = STD
