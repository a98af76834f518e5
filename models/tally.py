"""What an evaluation counts, picture by picture, and the figures that follow from it."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edgeward.errors import BadInput
from edgeward.files import write_atomically
from edgeward.models.metrics import (
    WIDTHS,
    Interval,
    boundary_iou,
    class_iou,
    mean_iou,
    mean_recall,
    paired_bootstrap,
    recall_counts,
    size_bins,
    trimap_accuracy,
)

Counts = NDArray[np.int64]
# Fig. 13 looks at bands of up to 32 pixels; the gain is greatest in narrow ones.
NARROW = WIDTHS.index(4)
BINS = 4


@dataclass(frozen=True)
class Tally:
    """Counts of P pictures with C classes.

    Attributes:
        confusion: (P, C, C), pixels by (true class, found class).
        trimap: (P, widths, 2), pixels in each band around boundaries: right, all.
        boundary: (P, C, 2) of Boundary IoU: intersection, union.
        sampled: (P, C, C), like `confusion`, of the sampled pixels alone; 0 if nothing is sampled.
        ceiling: (P, C, C), like `confusion`, of true labels that are sampled and interpolated;
            0 if nothing is sampled.
        objects: (objects, 4): picture, class, area, hits.
    """

    confusion: Counts
    trimap: Counts
    boundary: Counts
    sampled: Counts
    ceiling: Counts
    objects: Counts


_Counts = Callable[[Tally], NDArray[Any]]
_Figure = Callable[[NDArray[Any]], float]


def merge(parts: Sequence[Tally]) -> Tally:
    """Put tallies one behind the other.

    Example:
        >>> one = Tally(
        ...     *(
        ...         np.zeros(shape, np.int64)
        ...         for shape in [(1, 2, 2), (1, 6, 2), (1, 2, 2), (1, 2, 2), (1, 2, 2), (1, 4)]
        ...     )
        ... )
        >>> merge([one, one]).objects[:, 0].tolist()
        [0, 1]
    """
    starts = np.cumsum([0, *(len(part.confusion) for part in parts)])
    shifts = np.eye(1, 4, dtype=np.int64) * starts[:, None]
    objects = [part.objects + shift for part, shift in zip(parts, shifts, strict=False)]

    def joined(name: str) -> Counts:
        return np.concatenate([getattr(part, name) for part in parts])

    names = (field.name for field in fields(Tally) if field.name != "objects")
    return Tally(**{name: joined(name) for name in names}, objects=np.concatenate(objects))


def save_tally(path: Path, tally: Tally) -> None:
    """Write a tally as one .npz file, whole or not at all."""
    content = io.BytesIO()
    arrays = {field.name: getattr(tally, field.name) for field in fields(Tally)}
    np.savez_compressed(content, **arrays)
    write_atomically(path, content.getvalue())


def load_tally(path: Path) -> Tally:
    """Read what `save_tally` wrote.

    Raises:
        BadInput: the file is missing or no tally.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return Tally(**{field.name: file[field.name] for field in fields(Tally)})
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise BadInput(f"Cannot read the counts in {path}: {error}; evaluate again.") from error


def figures(tally: Tally, targets: Sequence[int] = ()) -> dict[str, Any]:
    """Compute the figures of an evaluation.

    Args:
        tally: of all pictures.
        targets: ids of the target classes.

    Returns:
        Shares from 0 to 1, NaN where nothing counts: "miou", "miou_targets", "iou" of every class,
        "trimap" by width, "boundary_iou" (mean over classes), "recall" of four equally filled bins
        of objects by size, smallest first; "sampled" and "ceiling": "miou" and "miou_targets" at
        the sampled pixels and of the labels' round trip.
    """
    iou = class_iou(tally.confusion.sum(axis=0))
    bands = trimap_accuracy(tally.trimap.sum(axis=0)).tolist()
    return {
        **_mious(iou, targets),
        "iou": iou.tolist(),
        "trimap": {str(width): share for width, share in zip(WIDTHS, bands, strict=True)},
        "boundary_iou": mean_iou(boundary_iou(tally.boundary.sum(axis=0))),
        "recall": mean_recall(_recalls(tally).sum(axis=0)).tolist(),
        "sampled": _mious(class_iou(tally.sampled.sum(axis=0)), targets),
        "ceiling": _mious(class_iou(tally.ceiling.sum(axis=0)), targets),
    }


def as_json(value: Any) -> Any:
    """Replace NaN, which JSON does not have, by None, at any depth.

    Example:
        >>> as_json({"miou": 0.5, "recall": [float("nan"), 1.0]})
        {'miou': 0.5, 'recall': [None, 1.0]}
    """
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return None if value != value else value


def compare(
    first: Tally, second: Tally, targets: Sequence[int] = (), *, block: int = 1, seed: int = 0
) -> dict[str, Interval]:
    """Estimate how much better one model is than another, by the paired bootstrap.

    Args:
        first: of the one model.
        second: of the other, on the same pictures.
        targets: ids of the target classes.
        block: neighbouring pictures that are drawn together, as frames of a video must be.
        seed: of the draws.

    Returns:
        Differences with 95 % intervals: "miou", "miou_targets", "trimap" (4 pixels wide),
        "boundary_iou" and "recall" (smallest quarter of the objects).

    Raises:
        BadInput: the tallies are of different pictures.
    """
    found = {}
    for name, (counts, figure) in comparisons(targets).items():
        one, other = (in_blocks(counts(tally), block) for tally in (first, second))
        found[name] = paired_bootstrap(one, other, figure, seed=seed)
    return found


def comparisons(targets: Sequence[int]) -> dict[str, tuple[_Counts, _Figure]]:
    """Tell of every figure that is compared what it counts and how it follows from the sums.

    Args:
        targets: ids of the target classes.

    Returns:
        By name: a function from a tally to counts with a leading picture axis, and one from their
        sum over pictures to the figure.
    """
    ways: dict[str, tuple[_Counts, _Figure]] = {
        "miou": (lambda t: t.confusion, lambda c: mean_iou(class_iou(c))),
        "trimap": (lambda t: t.trimap, lambda c: float(trimap_accuracy(c)[NARROW])),
        "boundary_iou": (lambda t: t.boundary, lambda c: mean_iou(boundary_iou(c))),
        "recall": (_recalls, lambda c: float(mean_recall(c)[0])),
    }
    if targets:
        of_targets = list(targets)
        ways["miou_targets"] = (
            lambda t: t.confusion,
            lambda c: mean_iou(class_iou(c), of_targets),
        )
    return ways


def _mious(iou: NDArray[np.float64], targets: Sequence[int]) -> dict[str, float]:
    of_targets = mean_iou(iou, list(targets)) if targets else float("nan")
    return {"miou": mean_iou(iou), "miou_targets": of_targets}


def _recalls(tally: Tally) -> NDArray[np.float64]:
    """Sum up the recalls of each picture's objects: (P, bins, 2)."""
    pictures = len(tally.confusion)
    bins = size_bins(tally.objects[:, 1:], BINS)
    cells = tally.objects[:, 0] * BINS + bins
    return recall_counts(tally.objects[:, 1:], cells, pictures * BINS).reshape(pictures, BINS, 2)


def in_blocks(counts: NDArray[Any], block: int) -> NDArray[Any]:
    """Add up the counts of neighbouring pictures, `block` at a time; the last may be fewer."""
    summed: NDArray[Any] = np.add.reduceat(counts, np.arange(0, len(counts), block))
    return summed
