"""Bundles of one checkpoint at several sample sizes."""

from collections.abc import Sequence
from pathlib import Path

from edgeward.export.bundle import Job, export_bundle
from edgeward.export.swap import with_size
from edgeward.manifest import Format, Precision
from edgeward.models import load_checkpoint

Size = tuple[int, int]


def at_sample_sizes(
    model: str, sizes: Sequence[Size], folder: Path, format: Format, precision: Precision
) -> list[Path]:
    """Export a checkpoint at other sample sizes: right for its times, not for its accuracy.

    Args:
        model: name of a shipped model or folder of a checkpoint.
        sizes: (h, w) each.
        folder: gets one bundle a size.
        format: of the files.
        precision: of the files; `int8` needs pictures to calibrate on: export such bundles by hand.

    Raises:
        BadInput: not a checkpoint, or a size that its segmenter cannot take.
    """
    checkpoint, bundles = load_checkpoint(model), []
    for size in sizes:
        bundles.append(folder / f"{checkpoint.name}-{size[0]}x{size[1]}.ew")
        export_bundle(with_size(checkpoint, size), bundles[-1], [Job(format, "split", precision)])
    return bundles
