"""Splits of data sets that publish none, drawn by a seed."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise


def draw_splits(
    names: Iterable[str], shares: Mapping[str, float], *, seed: int = 0
) -> dict[str, tuple[str, ...]]:
    """Split names at random, the same in every version of every library.

    The names are put in the order of the SHA-256 of "SEED/NAME" and cut where the shares say.

    Args:
        names: each once, in any order.
        shares: of each split, adding up to 1.
        seed: another one gives another order.

    Returns:
        The names of each split, sorted.

    Example:
        >>> {
        ...     split: len(part)
        ...     for split, part in draw_splits(
        ...         map(str, range(5711)), {"train": 0.9, "test": 0.1}
        ...     ).items()
        ... }
        {'train': 5140, 'test': 571}
    """
    order = sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).digest())
    cuts = [round(len(order) * share) for share in accumulate(shares.values(), initial=0.0)]
    parts = (tuple(sorted(order[start:stop])) for start, stop in pairwise(cuts))
    return dict(zip(shares, parts, strict=True))
