"""Sampling in torch: the grid, its covering projection, its resize and eq. (1), on any device.

Convention (see edgeward.h): coordinates are (row, column) in [0, 1]; pixel (r, c) of an H x W
picture sits at (r / (H - 1), c / (W - 1)). These are the differentiable or exportable twins of
`edgeward.grid` and `edgeward.sampling`.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


def uniform_grid(rows: int, cols: int) -> Tensor:
    """Return the uniform grid u of eq. (1).

    Args:
        rows: grid rows, at least 2.
        cols: grid columns, at least 2.

    Returns:
        float32 (rows, cols, 2), (row, column) in [0, 1].

    Example:
        >>> uniform_grid(2, 3)[1].tolist()
        [[1.0, 0.0], [1.0, 0.5], [1.0, 1.0]]
    """
    # A quotient, as in the core: linspace differs in the last bit.
    row, col = (torch.arange(count) / (count - 1) for count in (rows, cols))
    return torch.stack(torch.meshgrid(row, col, indexing="ij"), dim=-1)


def covering_mask(rows: int, cols: int) -> Tensor:
    """Mark the coordinates that eq. (3) fixes: rows of the top and bottom, columns of the sides.

    Returns:
        bool (rows, cols, 2).

    Example:
        >>> covering_mask(3, 3)[..., 0].sum().item()
        6
    """
    row, col = torch.arange(rows), torch.arange(cols)
    rims = (row % (rows - 1) == 0)[:, None], (col % (cols - 1) == 0)[None]
    return torch.stack([rim.expand(rows, cols) for rim in rims], dim=-1)


def project_covering(grid: Tensor) -> Tensor:
    """Project a grid onto the covering constraints of eq. (3) and clamp it to [0, 1].

    Args:
        grid: float (..., rows, cols, 2).

    Returns:
        The same shape; its convex hull is the whole picture.

    Example:
        >>> project_covering(torch.full((2, 2, 2), 0.3))[1, 1].tolist()
        [1.0, 1.0]
    """
    rows, cols = grid.shape[-3:-1]
    fixed = covering_mask(rows, cols).to(grid.device)
    return pin(grid, fixed, uniform_grid(rows, cols).to(grid))


def pin(grid: Tensor, fixed: Tensor, uniform: Tensor) -> Tensor:
    """Do `project_covering` with what it needs, (rows, cols, 2) each, at hand.

    Exported graphs hold it as constants: not every converter folds how it is made.
    """
    return torch.where(fixed, uniform, grid).clamp(0, 1)


def resize_grid(grid: Tensor, size: tuple[int, int]) -> Tensor:
    """Resize a grid bilinearly with aligned corners (Fig. 5 of the paper).

    Args:
        grid: float32 (rows, cols, 2) or (N, rows, cols, 2).
        size: (h, w) of the result.

    Returns:
        float32 (h, w, 2) or (N, h, w, 2).

    Example:
        >>> resize_grid(uniform_grid(2, 2), (3, 3))[1, 1].tolist()
        [0.5, 0.5]
    """
    if grid.ndim == 3:
        return resize_grid(grid[None], size).squeeze(0)
    planes = grid.permute(0, 3, 1, 2)
    return F.interpolate(planes, size, mode="bilinear", align_corners=True).permute(0, 2, 3, 1)


def points(grid: Tensor, size: tuple[int, int]) -> Tensor:
    """Turn a grid into pixels by the sampling contract: floor(clamp(phi) * (side - 1) + 0.5).

    Args:
        grid: float32 (..., 2).
        size: (H, W) of the picture.

    Returns:
        int32 (..., 2), (row, column).

    Example:
        >>> points(torch.tensor([0.5, 1.0]), (4, 5)).tolist()
        [2, 4]
    """
    unit = grid.clamp(0, 1)
    row = torch.floor(unit[..., 0] * (size[0] - 1) + 0.5)
    col = torch.floor(unit[..., 1] * (size[1] - 1) + 0.5)
    return torch.stack((row, col), dim=-1).to(torch.int32)


def sample(picture: Tensor, points: Tensor) -> Tensor:
    """Gather the pixels of a picture at integer points, eq. (1).

    One flat int32 index into an (H * W, K) table: the form that survives every exporter.

    Args:
        picture: (H, W, K) of any dtype, H * W < 2**31.
        points: int32 (..., 2), (row, column).

    Returns:
        (..., K) of the picture's dtype.

    Example:
        >>> sample(torch.arange(6).reshape(2, 3, 1), torch.tensor([[1, 2]], dtype=torch.int32))
        tensor([[5]])
    """
    height, width, channels = picture.shape
    flat = points[..., 0] * width + points[..., 1]
    table = picture.reshape(height * width, channels)
    return table.index_select(0, flat.reshape(-1)).reshape(*points.shape[:-1], channels)
