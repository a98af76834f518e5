"""Records and comparisons as tables for people."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from edgeward.benchmarks.latency.pictures import size_name
from edgeward.benchmarks.latency.record import STAGES, Entry, Record, adaptivity, twin_of

if TYPE_CHECKING:
    from edgeward.benchmarks.latency.compare import Change  # needs SciPy

_HEADS = ("thumb-\nnail", "sampler", "sample", "seg-\nmenter", "inter-\npolate")


def tables(record: Record) -> list[Table]:
    """Lay out a record: times for each bundle and picture size, then what does not vary."""
    kinds = list(dict.fromkeys((e.model, e.picture_size) for e in record.entries))
    times = [_times(record, model, picture) for model, picture in kinds]
    return [*times, _costs(record.entries), _flops(record.entries)]


def _times(record: Record, model: str, picture: tuple[int, int]) -> Table:
    settings = record.settings
    table = _table(
        f"{model}, labels of {size_name(picture)}: median ms of {settings.processes} x "
        f"{settings.num_runs} runs, {settings.threads} thread" + "s" * (settings.threads > 1),
        ("samples", "sampling"),
        (*_HEADS, "total", "p95", "adap-\ntivity"),
    )
    for entry in record.entries:
        if (entry.model, entry.picture_size) == (model, picture):
            table.add_row(*_head(entry), *_stages(entry), _share(entry, record.entries))
    return table


def _stages(entry: Entry) -> list[str]:
    stages = (entry.stages.get(stage) for stage in STAGES)
    total = entry.stages["total"]
    return [
        *(f"{stage.median_ms:.3f}" if stage else "" for stage in stages),
        f"{total.median_ms:.3f}",
        f"{total.p95_ms:.3f}",
    ]


def _share(entry: Entry, others: Iterable[Entry]) -> str:
    twin = twin_of(entry, others)
    return f"{100 * adaptivity(entry, twin):.1f} %" if twin else ""


def _costs(entries: Sequence[Entry]) -> Table:
    table = _table(
        "Beside the time of a picture",
        ("samples", "sampling", "labels of"),
        ("/ ref.\nkernel", "load\nms", "first\nms", "peak\nMB", "added\nMB"),
    )
    for entry in entries:
        memory = (entry.peak_mb, entry.added_mb)
        table.add_row(
            *_head(entry),
            size_name(entry.picture_size),
            f"{median(entry.stages['total'].ratios):.2f}",
            f"{entry.init_ms:.1f}",
            f"{entry.warmup_first_ms:.2f}",
            *("" if megabytes is None else f"{megabytes:.0f}" for megabytes in memory),
        )
    return table


def _flops(entries: Sequence[Entry]) -> Table:
    table = _table(
        "Work; a multiply-add counts as two operations",
        ("samples", "sampling", "network"),
        ("pixels", "M mul-\ntiply-adds", "M other", "MFLOPs", "files\nMB"),
    )
    kinds = {(entry.model, *_head(entry)): entry for entry in entries}
    for entry in kinds.values():
        for network, flops in entry.flops.items():
            table.add_row(
                *_head(entry),
                network,
                f"{entry.sample_size[0] * entry.sample_size[1]}",
                f"{flops.multiply_adds / 1e6:.2f}",
                "" if flops.other is None else f"{flops.other / 1e6:.2f}",
                f"{flops.flops / 1e6:.2f}",
                f"{entry.model_size_mb:.2f}",
            )
    return table


def _head(entry: Entry) -> tuple[str, str]:
    return f"{entry.sample_size[0]}x{entry.sample_size[1]}", entry.sampling


def _table(title: str, names: Iterable[str], numbers: Iterable[str]) -> Table:
    """Make an empty table that fits 80 columns."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    for name in names:
        table.add_column(name, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def changes_table(changes: "Sequence[Change]") -> Table:
    """Lay out a comparison."""
    table = _table(
        "Ratio to the reference kernel, new against base",
        ("what", "stage"),
        ("change", "98 % interval", "verdict"),
    )
    last = ""
    for change in changes:
        table.add_row(
            "" if change.name == last else change.name,
            change.stage,
            f"{100 * change.change:+.1f} %",
            f"{100 * change.low:+.1f} to {100 * change.high:+.1f} %",
            change.verdict,
        )
        last = change.name
    return table


def verdict(changes: "Sequence[Change]", share: float) -> str:
    """Say the outcome in a sentence or two."""
    slower = [change for change in changes if change.verdict == "slower"]
    unclear = sum(change.verdict == "unclear" for change in changes)
    text = f"No stage is more than {100 * share:g} % slower beyond doubt."
    if slower:
        named = "; ".join(f"{c.stage} of {c.name}: {100 * c.change:+.1f} %" for c in slower)
        text = f"Slower than {100 * share:g} % allows: {named}."
    if unclear:
        text += f" Unclear: {unclear} of {len(changes)}; measure more --processes to know."
    return text
