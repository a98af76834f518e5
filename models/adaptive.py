"""The adaptive segmenter of Fig. 2: look, sample, segment."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from edgeward.errors import BadInput
from edgeward.models.sampler import Sampler
from edgeward.models.sampling import (
    covering_mask,
    pin,
    points,
    resize_grid,
    sample,
    uniform_grid,
)

# Mean and standard deviation of ImageNet's pixels in [0, 1], the convention of public backbones.
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Segmentation(NamedTuple):
    """What the network knows of one picture; `edgeward.interpolate_labels` does the rest.

    Attributes:
        scores: float32 (classes, h, w), before softmax, at the points.
        points: int32 (h, w, 2), the pixels that were sampled, (row, column).
        grid: float32 (rows, cols, 2), the sampler's covering grid in [0, 1].
    """

    scores: Tensor
    points: Tensor
    grid: Tensor


class AdaptiveSegmenter(nn.Module):
    """Segment a picture at the pixels that a sampler picks.

    Args:
        sampler: predicts the grid; None is the uniform baseline.
        segmenter: maps (N, 3, h, w) to scores (N, classes, h, w).
        sample_size: (h, w), pixels that are segmented.
        mean: of the RGB channels in [0, 1].
        std: of the RGB channels in [0, 1].

    Example:
        >>> from edgeward.models import UNet
        >>> model = AdaptiveSegmenter(None, UNet(classes=2, width=4), sample_size=(32, 32)).eval()
        >>> model(torch.zeros(60, 80, 3, dtype=torch.uint8)).scores.shape
        torch.Size([2, 32, 32])
    """

    mean: Tensor
    std: Tensor
    uniform: Tensor
    uniform_samples: Tensor
    thumbnail_grid: Tensor
    fixed: Tensor
    scale: Tensor
    shift: Tensor

    def __init__(
        self,
        sampler: Sampler | None,
        segmenter: nn.Module,
        *,
        sample_size: tuple[int, int],
        mean: tuple[float, float, float] = MEAN,
        std: tuple[float, float, float] = STD,
    ):
        super().__init__()
        self.sampler, self.segmenter, self.sample_size = sampler, segmenter, sample_size
        self.register_buffer("mean", torch.tensor(mean), persistent=False)
        self.register_buffer("std", torch.tensor(std), persistent=False)
        scale = 1 / self.std[:, None, None]
        self.register_buffer("scale", scale / 255, persistent=False)
        self.register_buffer("shift", -scale * self.mean[:, None, None], persistent=False)
        if sampler is not None:
            grid = uniform_grid(*sampler.thumbnail_size)
            self.register_buffer("thumbnail_grid", grid, persistent=False)
            fixed = covering_mask(*sampler.grid_size)
            self.register_buffer("fixed", fixed, persistent=False)
        else:
            # Every uniform grid is the resized 2 x 2 one.
            self.register_buffer("uniform", uniform_grid(2, 2), persistent=False)
            self.register_buffer("uniform_samples", uniform_grid(*sample_size), persistent=False)

    def forward(self, picture: Tensor) -> Segmentation:
        """Segment one picture (Fig. 2 up to the upsampling).

        Args:
            picture: uint8 (H, W, 3), RGB.
        """
        return self.segment_at(picture, self.look(picture))

    def segment_at(self, picture: Tensor, grid: Tensor) -> Segmentation:
        """Segment one picture where a covering grid says, whatever the sampler would."""
        height, width, _ = picture.shape
        where = points(self.locate(grid), (height, width))
        scores = self.segment(sample(picture, where)[None])[0]
        return Segmentation(scores, where, grid)

    def look(self, picture: Tensor) -> Tensor:
        """Predict where to look: a covering grid, float32 (rows, cols, 2)."""
        if self.sampler is None:
            return self.uniform
        return self.predict(self.thumbnail(picture)[None])[0]

    def locate(self, grid: Tensor) -> Tensor:
        """Spread a grid over all samples: float32 (h, w, 2) in [0, 1]."""
        if self.sampler is None:
            return self.uniform_samples
        return resize_grid(grid, self.sample_size)

    def thumbnail(self, picture: Tensor) -> Tensor:
        """Sample the thumbnail that the sampler sees: uint8 (a_rows, a_cols, 3)."""
        height, width, _ = picture.shape
        return sample(picture, points(self.thumbnail_grid, (height, width)))

    @torch.inference_mode()
    def pixels(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Sample the pixels of uint8 (H, W, 3) that `segment` gets to see: uint8 (h, w, 3)."""
        source = torch.from_numpy(picture)
        where = points(self.locate(self.look(source)), (picture.shape[0], picture.shape[1]))
        return sample(source, where).numpy()

    def predict(self, thumbnails: Tensor) -> Tensor:
        """Map uint8 thumbnails (N, a_rows, a_cols, 3) to covering grids (N, rows, cols, 2)."""
        assert self.sampler is not None
        grids = self.sampler(self.normalise(thumbnails))
        return pin(grids, self.fixed, self.sampler.uniform)

    def segment(self, pixels: Tensor) -> Tensor:
        """Map uint8 sampled pixels (N, h, w, 3) to scores (N, classes, h, w)."""
        scores: Tensor = self.segmenter(self.normalise(pixels))
        if scores.shape[-2:] != pixels.shape[1:3]:
            raise BadInput(
                f"Expected a segmenter that scores each of its {tuple(pixels.shape[1:3])} pixels, "
                f"but it scores {tuple(scores.shape[-2:])}; let it resize its own output."
            )
        return scores

    def normalise(self, pixels: Tensor) -> Tensor:
        """Cast uint8 (N, h, w, 3) to normalised float32 (N, 3, h, w)."""
        # Planes first: engines are slow where three channels are the innermost axis.
        return pixels.float().permute(0, 3, 1, 2) * self.scale + self.shift
