"""What sampling a label map and interpolating it back loses, as a function of the grid.

Eq. (2) pulls every point towards its nearest boundary and leaves it to lambda how evenly the rest
is covered. This is the loss itself: the squared difference between the label map and what the
samples' triangles make of it, integrated over the picture, where the labels are shares of small
cells, so that it can be differentiated with respect to the grid. It shows what a sampler that knew
the labels could reach; to train one it has too many local minima, see `edgeward.models.spacing`.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from torch import Tensor
from torch.nn import functional as F

from edgeward.models.sampling import covering_mask, pin, resize_grid, uniform_grid

# Cells of the label map along each gap between neighbouring samples of the uniform grid.
_DETAIL = 4
# Positions along each gap at which the interpolation is compared: its ends and its middle.
_STEPS = 2
# Beyond this many samples a side the best density changes little, and the map's memory does much.
_MOST = 64


def simulated(sample_size: tuple[int, int]) -> tuple[int, int]:
    """Return the sample size at which the loss is computed: the given one, up to 64 a side."""
    return min(sample_size[0], _MOST), min(sample_size[1], _MOST)


def label_shares(
    labels: NDArray[np.integer], *, classes: int, sample_size: tuple[int, int], ignore: int
) -> Tensor:
    """Average a label map over cells that are small against the gaps between samples.

    Ignored pixels do not count; cells without any other take the shares of the nearest that has.

    Args:
        labels: (H, W) class ids.
        classes: number of classes.
        sample_size: (h, w) that the loss is for.
        ignore: label id without meaning.

    Returns:
        float32 (classes, 4 h, 4 w), every cell summing to 1; 0 where the picture has no label.

    Example:
        >>> labels = np.zeros((8, 8), np.uint8)
        >>> label_shares(labels, classes=2, sample_size=(2, 2), ignore=255).sum(dim=(1, 2)).tolist()
        [64.0, 0.0]
    """
    known = torch.from_numpy(np.ascontiguousarray(labels)).long()
    hot = F.one_hot(torch.where(known == ignore, classes, known), classes + 1)[..., :classes]
    size = _DETAIL * sample_size[0], _DETAIL * sample_size[1]
    shares = F.adaptive_avg_pool2d(hot.permute(2, 0, 1).float()[None], size)[0]
    total = shares.sum(dim=0)
    shares = shares / torch.where(total > 0, total, 1)
    blank = total.numpy() == 0
    if blank.any() and not blank.all():
        nearest = distance_transform_edt(blank, return_distances=False, return_indices=True)
        rows, cols = torch.from_numpy(nearest).long()
        shares = shares[:, rows, cols]
    return shares


def roundtrip_error(grids: Tensor, shares: Tensor, sample_size: tuple[int, int]) -> Tensor:
    """Integrate what interpolation from the samples gets wrong, over the picture.

    Cells are interpolated bilinearly here and by two triangles in the runtime; errors are compared
    at the samples, between neighbours and at the middle of each cell.

    Args:
        grids: covering, float32 (N, rows, cols, 2).
        shares: float32 (N, classes, R, S), see `label_shares`.
        sample_size: (h, w).

    Returns:
        (N,), at least 0; differentiable.

    Example:
        >>> left = (torch.arange(64) < 17).float().expand(1, 1, 64, 64)
        >>> at = lambda col: torch.tensor(
        ...     [[[0.0, 0.0], [0.0, col], [0.0, 1.0]], [[1.0, 0.0], [1.0, col], [1.0, 1.0]]]
        ... )[None]
        >>> bool(roundtrip_error(at(0.3), left, (9, 9)) < roundtrip_error(at(0.5), left, (9, 9)))
        True
    """
    h, w = ((side - 1) * _STEPS + 1 for side in sample_size)
    fine = resize_grid(grids, (h, w))
    truth = F.grid_sample(
        shares, 2 * fine.flip(-1) - 1, mode="bilinear", padding_mode="border", align_corners=False
    )
    samples = truth[..., ::_STEPS, ::_STEPS]
    found = F.interpolate(samples, (h, w), mode="bilinear", align_corners=True)
    wrong = (truth - found).square().sum(dim=1)
    return (_cell_means(wrong) * _cell_areas(fine)).sum(dim=(1, 2))


def _cell_means(values: Tensor) -> Tensor:
    """Average the four corners of each cell of (N, h, w)."""
    return F.avg_pool2d(values[:, None], 2, stride=1)[:, 0]


def _cell_areas(grids: Tensor) -> Tensor:
    """Measure each cell of (N, h, w, 2) by its diagonals; folded cells count as their mirrors."""
    first = grids[:, 1:, 1:] - grids[:, :-1, :-1]
    second = grids[:, 1:, :-1] - grids[:, :-1, 1:]
    return (first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]).abs() / 2


def descend(
    shares: Tensor,
    *,
    grid_size: tuple[int, int],
    sample_size: tuple[int, int],
    steps: int = 150,
    rate: float = 3e-3,
) -> Tensor:
    """Descend on the round trip's error from the uniform grid, with Adam.

    What a sampler that knew the labels could do; there is no promise of the global minimum.

    Args:
        shares: float32 (N, classes, R, S), see `label_shares`.
        grid_size: rows and columns.
        sample_size: (h, w).
        steps: of the descent.
        rate: of its first step; it falls linearly.

    Returns:
        Covering grids, float32 (N, rows, cols, 2).

    Example:
        >>> left = (torch.arange(64) < 23).float().expand(1, 1, 64, 64)
        >>> grids = descend(left, grid_size=(3, 3), sample_size=(9, 9), steps=20)
        >>> error = roundtrip_error(
        ...     torch.cat((grids, uniform_grid(3, 3)[None])), left.expand(2, 1, 64, 64), (9, 9)
        ... )
        >>> bool(error[0] < 0.8 * error[1])
        True
    """
    uniform, fixed = uniform_grid(*grid_size), covering_mask(*grid_size)
    grids = uniform.repeat(len(shares), 1, 1, 1).requires_grad_()
    optimiser = torch.optim.Adam([grids], lr=rate)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * (1 - step / steps)
        optimiser.zero_grad()
        error = roundtrip_error(pin(grids, fixed, uniform), shares, sample_size)
        error.sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return pin(grids.detach(), fixed, uniform)
