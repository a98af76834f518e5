"""A labelled picture, as every data set gives it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The label of pixels without meaning in every Example, whatever id the files use.
IGNORE = 255


@dataclass(frozen=True)
class Example:
    """A labelled picture.

    Attributes:
        name: path of the picture's file below its split, without suffix.
        picture: uint8 (H, W, 3), RGB.
        labels: uint8 (H, W), class ids or IGNORE.
        instances: (H, W), n for pixels of the n-th object, 0 for those of none; None where the
            data tells no objects apart.
    """

    name: str
    picture: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    instances: NDArray[np.integer[Any]] | None = None

    def window(self, where: tuple[slice, slice]) -> "Example":
        """Return the pixels of a window, (rows, columns), as views.

        Example:
            >>> whole = Example("", np.zeros((4, 6, 3), np.uint8), np.zeros((4, 6), np.uint8))
            >>> whole.window(np.s_[1:3, ::-1]).picture.shape
            (2, 6, 3)
        """
        instances = None if self.instances is None else self.instances[where]
        return Example(self.name, self.picture[where], self.labels[where], instances)


def central_square(example: Example) -> Example:
    """Crop the largest square in the middle, what the paper tests on (section 4.1); a view.

    Example:
        >>> labels = np.array([[0, 1, 2, 3], [4, 5, 6, 7]], np.uint8)
        >>> central_square(Example("", np.zeros((2, 4, 3), np.uint8), labels)).labels.tolist()
        [[1, 2], [5, 6]]
    """
    height, width = example.labels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return example.window(np.s_[top : top + side, left : left + side])
