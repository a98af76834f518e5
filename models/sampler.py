"""The sampler: the double U-Net of Fig. 6, which predicts where to look."""

import torch
from torch import Tensor, nn

from edgeward.errors import BadInput
from edgeward.models.sampling import uniform_grid
from edgeward.models.unet import contract_and_expand


class Sampler(nn.Module):
    """Predict the sampling grid of a thumbnail as offsets from a prior grid (Figs. 4 and 6).

    The prior is one grid for all pictures, learned with the rest and uniform at first (Marin's own
    code has it too, as `mean_locations`). Offsets are counted in gaps of the uniform grid, so that
    a step of the optimiser moves the points of coarse and fine grids by as much of what lies
    between them.

    Two stacked U-Nets. The first contracts the thumbnail to its bottleneck and expands to the
    grid's size, so its depth follows the input; the second keeps the grid's size in and out. Each
    block is one padded 3 x 3 convolution, batch norm and ReLU; every layer has `width` features
    but the first (a quarter, as the 64 of U-Net to the paper's 256) and the last (2). The last is
    initialised to zero: an untrained sampler is the uniform baseline.

    Cost at the paper's sizes (width 256, 32 x 32 in, 8 x 8 out): 0.33 G multiply-adds. The
    paper's tables imply an overhead of about 0.07 G, which is less than the one 512 -> 256
    convolution at 8 x 8 that Fig. 6's skip connection needs (0.0755 G), so its network must run
    most layers below the grid's size or count otherwise; the text does not say which. At width 32
    the cost is 0.005 G.

    Args:
        grid_size: rows and columns of the predicted grid.
        thumbnail_size: (a_rows, a_cols) of the input: the grid's size times one power of two.
        width: features per layer; the paper's is 256.
        stacked: whether the second U-Net is there; False lets the first place the points.

    Example:
        >>> import torch
        >>> sampler = Sampler(grid_size=(8, 8), thumbnail_size=(32, 32), width=8).eval()
        >>> grid = sampler(torch.zeros(1, 3, 32, 32))
        >>> torch.equal(grid[0], uniform_grid(8, 8))
        True
    """

    uniform: Tensor
    gap: Tensor

    def __init__(
        self,
        *,
        grid_size: tuple[int, int] = (8, 8),
        thumbnail_size: tuple[int, int] = (32, 32),
        width: int = 256,
        stacked: bool = True,
    ):
        super().__init__()
        self.grid_size, self.thumbnail_size, self.width = grid_size, thumbnail_size, width
        to_grid, below = _halvings(grid_size, thumbnail_size), _levels_below(grid_size)
        # Where nothing is contracted, the first block is the last one of its U-Net too.
        first = max(width // 4, 1) if to_grid + below else width
        self.first = HourGlass((3, first, *[width] * (to_grid + below)), expand=below)
        self.second: nn.Module = nn.Identity()
        if stacked:
            self.second = HourGlass((width, *[width] * (1 + below)), expand=below)
        self.head = nn.Conv2d(width, 2, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)  # type: ignore[arg-type]
        self.register_buffer("uniform", uniform_grid(*grid_size), persistent=False)
        self.prior = nn.Parameter(uniform_grid(*grid_size))
        gap = torch.tensor([1 / (side - 1) for side in grid_size])
        self.register_buffer("gap", gap, persistent=False)

    def forward(self, thumbnails: Tensor) -> Tensor:
        """Predict grids, not yet projected onto the covering constraints.

        Args:
            thumbnails: float32 (N, 3, a_rows, a_cols), normalised.

        Returns:
            float32 (N, rows, cols, 2).
        """
        return self.place(self.see(thumbnails))

    def see(self, thumbnails: Tensor) -> Tensor:
        """Run the first U-Net: (N, 3, a_rows, a_cols) to features (N, width, rows, cols)."""
        # Exports may hold the network in half precision, never the coordinates.
        features: Tensor = self.first(thumbnails.to(self.head.weight.dtype))
        return features

    def place(self, features: Tensor) -> Tensor:
        """Place the points: features (N, width, rows, cols) to grids (N, rows, cols, 2)."""
        offsets: Tensor = self.head(self.second(features))
        return self.prior + self.gap * offsets.permute(0, 2, 3, 1).to(self.prior.dtype)


class HourGlass(nn.Module):
    """One U-Net with one convolution per block (Fig. 6).

    Args:
        features: input features, then those of each contracting block; all but the first block
            start by halving the resolution.
        expand: number of expanding blocks, each doubling the resolution and joining the skip.
    """

    def __init__(self, features: tuple[int, ...], *, expand: int):
        super().__init__()
        self.contract = nn.ModuleList(map(_block, features[:-1], features[1:]))
        skips = features[-2 : -2 - expand : -1]
        self.expand = nn.ModuleList(_block(features[-1] + skip, features[-1]) for skip in skips)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, width, H / 2^k, W / 2^k), k = contractions - expansions."""
        return contract_and_expand(x, self.contract, self.expand)


def _block(inputs: int, outputs: int) -> nn.Sequential:
    """One padded 3 x 3 convolution, batch norm, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def _halvings(grid_size: tuple[int, int], thumbnail_size: tuple[int, int]) -> int:
    """Count the halvings that take the thumbnail to the grid."""
    if min(grid_size) < 2:
        raise BadInput(f"Expected a grid of at least 2 x 2 points, but got {grid_size}.")
    ratio = thumbnail_size[0] // grid_size[0]
    exact = tuple(side * ratio for side in grid_size) == tuple(thumbnail_size)
    if not exact or ratio < 1 or ratio & (ratio - 1):
        raise BadInput(
            f"Expected a thumbnail of the grid's size times 1, 2, 4, 8, …, but got a thumbnail of "
            f"{thumbnail_size} for a grid of {grid_size}; choose for example "
            f"{(grid_size[0] * 4, grid_size[1] * 4)}."
        )
    return ratio.bit_length() - 1


def _levels_below(grid_size: tuple[int, int]) -> int:
    """Count how often both sides of the grid halve evenly before one reaches 2."""
    rows, cols = grid_size
    levels = 0
    while min(rows, cols) > 2 and rows % 2 == 0 and cols % 2 == 0:
        rows, cols, levels = rows // 2, cols // 2, levels + 1
    return levels
