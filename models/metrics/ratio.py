"""A share of counts."""

import numpy as np
from numpy.typing import NDArray


def ratio(
    part: NDArray[np.int64] | NDArray[np.float64], whole: NDArray[np.int64] | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Divide counts by counts that they are part of.

    Args:
        part: (...) counts, each at most its whole.
        whole: (...) counts.

    Returns:
        float64 (...) in [0, 1]; NaN where there is nothing to share.

    Example:
        >>> ratio(np.array([3, 0]), np.array([4, 0])).tolist()
        [0.75, nan]
    """
    with np.errstate(invalid="ignore"):
        return np.true_divide(part, whole)
