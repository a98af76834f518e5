"""Trained models as points of a cost-accuracy curve, the paper's Figs. 8 to 11."""

from dataclasses import dataclass
from typing import Annotated

from edgeward.decode import Range

Share = Annotated[float, Range(0, 1)]
Cost = Annotated[float, Range(1e-9)]


@dataclass(frozen=True)
class Point:
    """One model.

    Attributes:
        name: of the model.
        sampling: `adaptive` or `uniform`.
        samples: (h, w), pixels that are segmented.
        ms: median time from picture to full-size labels, ONNX Runtime, one thread.
        gflops: of the networks; a multiply-add counts as two.
        miou: mean IoU of all classes, from 0 to 1.
        miou_targets: mean IoU of the target classes, None where there are none.
    """

    name: str
    sampling: str
    samples: tuple[int, int]
    ms: Cost
    gflops: Cost
    miou: Share
    miou_targets: Share | None = None


@dataclass(frozen=True)
class Curve:
    """Models on one split of a data set; what `edgeward bench accuracy` writes.

    Attributes:
        data: name of the data set.
        split: of it.
        points: of the models, cheapest first.
    """

    data: str
    split: str
    points: tuple[Point, ...]

    @property
    def title(self) -> str:
        """What the curve is of."""
        return f"{self.data}, {self.split} split"
