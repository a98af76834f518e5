"""The modules that are exported: the parts of an adaptive segmenter with the runtime's layouts.

Baked is one graph with the sampling inside. Split is two, and the runtime samples between them: so
a picture of any size will do, and nothing but a plain network is left in either.
"""

from collections.abc import Callable
from typing import ClassVar, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from edgeward.manifest import Form
from edgeward.models import AdaptiveSegmenter
from edgeward.models.sampling import points, sample, uniform_grid

Pixels = NDArray[np.uint8]
Gather = Callable[[Tensor, Tensor], Tensor]


def gather_rows(picture: Tensor, points: Tensor) -> Tensor:
    """Gather pixels of uint8 (H, W, 3) at int32 (h, w, 2) points: uint8 (h, w, 3)."""
    return sample(picture, points)


def gather_embedding(picture: Tensor, points: Tensor) -> Tensor:
    """Gather like `gather_rows`, with the pixels as the table of an embedding.

    litert-torch cannot lower index_select on uint8, and lowers indexing to GATHER_ND, which GPU
    delegates refuse; this becomes EMBEDDING_LOOKUP.
    """
    height, width, channels = picture.shape
    flat = points[..., 0] * width + points[..., 1]
    table = picture.reshape(height * width, channels)
    return F.embedding(flat.reshape(-1), table).reshape(*points.shape[:-1], channels)


def gather_planes(picture: Tensor, points: Tensor) -> Tensor:
    """Gather pixels of float (1, 3, H, W), Core ML's form of an image: float (h, w, 3)."""
    _, channels, height, width = picture.shape
    flat = points[..., 0] * width + points[..., 1]
    table = picture.reshape(channels, height * width)
    pixels = table.index_select(1, flat.reshape(-1))
    return pixels.reshape(channels, *points.shape[:-1]).permute(1, 2, 0)


def resize_nearest(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """Resize a picture to the nearest pixels; a side of 1 keeps the first."""
    grid = uniform_grid(*(max(side, 2) for side in size))
    pixels = sample(torch.from_numpy(picture), points(grid, picture.shape[:2])).numpy()
    return np.ascontiguousarray(pixels[: size[0], : size[1]])


class Layout(NamedTuple):
    """How a format wants pictures and scores.

    Attributes:
        gather: reads pixels of its pictures.
        planes: pictures are float (1, 3, H, W) instead of uint8 (H, W, 3).
        scores: order of the axes of the scores.
    """

    gather: Gather
    planes: bool
    scores: Literal["HWC", "CHW"]

    def blank(self, size: tuple[int, int]) -> Tensor:
        """Make a black picture to trace with."""
        if self.planes:
            return torch.zeros(1, 3, *size)
        return torch.zeros(*size, 3, dtype=torch.uint8)

    def size_of(self, picture: Tensor) -> tuple[int, int]:
        """Return (H, W)."""
        height, width = picture.shape[2:] if self.planes else picture.shape[:2]
        return height, width

    def to_rows(self, picture: Tensor) -> Tensor:
        """Return (1, H, W, 3)."""
        return picture.permute(0, 2, 3, 1) if self.planes else picture[None]

    def from_planes(self, scores: Tensor) -> Tensor:
        """Return (classes, h, w) in the format's order."""
        return scores if self.scores == "CHW" else scores.permute(1, 2, 0)


class Graph(nn.Module):
    """One file's worth of an adaptive segmenter.

    Args:
        model: in eval mode, on the CPU.
        layout: of the format.

    Attributes:
        form: what it is in a bundle.
        takes: name of its only input.
        gives: names of its outputs.
    """

    form: ClassVar[Form]
    takes: ClassVar[str]
    gives: ClassVar[tuple[str, ...]]

    def __init__(self, model: AdaptiveSegmenter, layout: Layout):
        super().__init__()
        self.model, self.layout = model, layout

    def example(self) -> Tensor:
        """Make an input to trace with."""
        raise NotImplementedError

    def feed(self, picture: Pixels) -> Pixels:
        """Return what a picture, uint8 (H, W, 3), is when it comes to this graph."""
        raise NotImplementedError


class BakedGraph(Graph):
    """Thumbnail, sampler, gather and segmenter in one.

    Maps `picture` to `scores`, float32 (h, w, classes) or (classes, h, w), before softmax;
    `points`, int32 (h, w, 2), the pixels that it gathered; and `grid`, float32 (rows, cols, 2).

    Args:
        model: in eval mode, on the CPU.
        layout: of the format.
        image_size: (H, W) of the only picture it will take, or None for any.

    Example:
        >>> from edgeward.models import UNet
        >>> model = AdaptiveSegmenter(None, UNet(classes=2, width=4), sample_size=(32, 48)).eval()
        >>> graph = BakedGraph(model, Layout(gather_rows, planes=False, scores="HWC"))
        >>> graph(torch.zeros(60, 80, 3, dtype=torch.uint8))["scores"].shape
        torch.Size([32, 48, 2])
    """

    form, takes, gives = "baked", "picture", ("scores", "points", "grid")

    def __init__(
        self, model: AdaptiveSegmenter, layout: Layout, image_size: tuple[int, int] | None = None
    ):
        super().__init__(model, layout)
        self.image_size = image_size

    def example(self) -> Tensor:
        """Make a picture; of two odd, different sides where none is mistaken for a constant."""
        return self.layout.blank(self.image_size or (97, 131))

    def feed(self, picture: Pixels) -> Pixels:
        """Return the picture, at the nearest pixels if the graph takes one size only."""
        return picture if self.image_size is None else resize_nearest(picture, self.image_size)

    def forward(self, picture: Tensor) -> dict[str, Tensor]:
        """Segment a picture at the sampled pixels."""
        model, gather, size = self.model, self.layout.gather, self.layout.size_of(picture)
        if model.sampler is None:
            grid = model.uniform
        else:
            thumbnail = gather(picture, points(model.thumbnail_grid, size))
            grid = model.predict(thumbnail[None]).squeeze(0)
        where = points(model.locate(grid), size)
        scores = model.segment(gather(picture, where)[None]).squeeze(0)
        return {"scores": self.layout.from_planes(scores), "points": where, "grid": grid}


class SamplerGraph(Graph):
    """The sampler alone, of a split bundle.

    Maps `thumbnail` to `grid`, float32 (rows, cols, 2), and `sample_grid`, float32 (h, w, 2), the
    same spread over all samples: the engine that baked it would do it, so both forms agree.
    """

    form, takes, gives = "sampler", "thumbnail", ("grid", "sample_grid")

    def example(self) -> Tensor:
        """Make a thumbnail."""
        assert self.model.sampler is not None
        return self.layout.blank(self.model.sampler.thumbnail_size)

    def feed(self, picture: Pixels) -> Pixels:
        """Return the thumbnail."""
        return self.model.thumbnail(torch.from_numpy(picture)).numpy()

    def forward(self, thumbnail: Tensor) -> dict[str, Tensor]:
        """Predict where to look."""
        grid = self.model.predict(self.layout.to_rows(thumbnail)).squeeze(0)
        return {"grid": grid, "sample_grid": self.model.locate(grid)}


class SegmenterGraph(Graph):
    """The segmenter alone, of a split bundle: maps `pixels` to `scores`."""

    form, takes, gives = "segmenter", "pixels", ("scores",)

    def example(self) -> Tensor:
        """Make sampled pixels."""
        return self.layout.blank(self.model.sample_size)

    def feed(self, picture: Pixels) -> Pixels:
        """Return the pixels where the model looks."""
        return self.model.pixels(picture)

    def forward(self, pixels: Tensor) -> dict[str, Tensor]:
        """Score the sampled pixels."""
        scores = self.model.segment(self.layout.to_rows(pixels)).squeeze(0)
        return {"scores": self.layout.from_planes(scores)}
