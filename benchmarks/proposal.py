"""Time of a proposal: the boundary pixels nearest to 8 x 8 points, against a distance transform.

    python -m edgeward.benchmarks.proposal [LABELS.png ...]

Without label maps a seeded one of 2048 x 1024 is used: 60 ellipses of 19 classes.
"""

import sys

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from edgeward.benchmarks.timing import median_ms
from edgeward.models.boundary import boundary_map
from edgeward.models.proposal import propose


def ellipses(
    height: int = 1024, width: int = 2048, *, classes: int = 19, seed: int = 0
) -> NDArray[np.uint8]:
    """Draw a seeded label map of 60 ellipses.

    Example:
        >>> len(np.unique(ellipses(64, 128))) > 5
        True
    """
    rng = np.random.default_rng(seed)
    labels = np.zeros((height, width), np.uint8)
    row, col = np.ogrid[:height, :width]
    for _ in range(60):
        y, x = rng.uniform(0, height), rng.uniform(0, width)
        a, b = rng.uniform(0.02, 0.2, 2) * height
        labels[((row - y) / a) ** 2 + ((col - x) / b) ** 2 < 1] = rng.integers(classes)
    return labels


def distance_transform(labels: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Find the nearest boundary pixel of every pixel, as the paper's author does."""
    indices: NDArray[np.int32] = ndimage.distance_transform_edt(
        ~boundary_map(labels), return_distances=False, return_indices=True
    )
    return indices


def main(paths: list[str]) -> None:
    """Print a line per label map."""
    maps = {path: np.asarray(Image.open(path)) for path in paths} or {"ellipses": ellipses()}
    for name, labels in maps.items():
        ms = median_ms(
            {
                "proposal": lambda labels=labels: propose(labels),  # type: ignore[misc]
                "transform": lambda labels=labels: distance_transform(labels),  # type: ignore[misc]
            }
        )
        height, width = labels.shape
        print(
            f"{name} {width} x {height}: proposal {ms['proposal']:.1f} ms, a full distance "
            f"transform alone {ms['transform']:.1f} ms ({ms['transform'] / ms['proposal']:.1f} x)"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
