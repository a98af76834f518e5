"""The kernel whose time everything is divided by: fixed work of numpy's, on one thread.

Absolute times say as much about the runner as about the code, ratios to work that was done in the
same moment do not. The kernel is no part of edgeward and must never change: ratios of records made
before and after a change of it cannot be compared.
"""

from collections.abc import Callable

import numpy as np

# Named in every record.
VERSION = 1


def reference_kernel() -> Callable[[], object]:
    """Make the kernel: branches and arithmetic in the caches, some hundred microseconds.

    Sorting is bound by branches as the un-warp is, float arithmetic by vector units as networks
    are. BLAS is left out, for its threads and its choice of kernels by CPU.

    Example:
        >>> kernel = reference_kernel()
        >>> kernel() == kernel()
        True
    """
    rng = np.random.default_rng(0)
    keys = rng.integers(0, 1 << 30, 1 << 13)
    values = rng.random(1 << 15, np.float32)
    out = np.empty_like(values)

    def run() -> float:
        order = np.sort(keys, kind="heapsort")
        for _ in range(4):
            np.multiply(values, values, out=out)
            np.add(out, values, out=out)
            np.sqrt(out, out=out)
        return float(order[0]) + float(out[0])

    return run
