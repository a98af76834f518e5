"""Tables of what records hold: times, work, ratios, and what measured."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any
from xml.etree.ElementTree import Element

from edgeward.benchmarks.latency.pictures import size_name
from edgeward.benchmarks.latency.record import STAGES, Entry, Record, adaptivity, twin_of
from edgeward.benchmarks.page.groups import Group, in_short
from edgeward.benchmarks.page.markup import Row, element, folded, section, table

_ALL = (*STAGES, "total")
_TO = "\N{EN DASH}"
_NAMES = {
    "arch": "architecture",
    "cpu": "CPU",
    "memory_mb": "memory, MB",
    "mhz": "clock, MHz",
}
_SETTINGS = {
    "threads": "threads",
    "warmup_runs": "runs that do not count, a process",
    "num_runs": "runs that count, a process",
    "processes": "processes",
    "cool_down": "seconds of rest before each",
    "pin": "CPU that they stay on",
}


def figures(groups: Sequence[Group]) -> Element:
    """Lay out every figure of the records."""
    parts: list[Element] = []
    for group in groups:
        parts += [
            element("h3", group.title),
            folded("Times", _times(group)),
            folded("Times over the reference kernel's", _ratios(group)),
            folded("Work of the networks", _work(group)),
        ]
    return section("All figures", *parts)


def _times(group: Group) -> Element:
    heads = (*_ALL, "p5", "p95", "first", "load", "peak MB", "added MB", "adaptivity")
    rows = ((_name(entry), *_of_time(entry, group)) for entry in _ordered(group))
    caption = (
        f"{group.title}: milliseconds, medians of the stages and the total, 5th and 95th "
        "percentile of the total, the first run, loading; most memory that was resident, and what "
        "loading and running added."
    )
    return table(caption, ("samples of picture", *heads), rows)


def _of_time(entry: Entry, group: Group) -> Iterator[str]:
    for stage in _ALL:
        yield f"{entry.stages[stage].median_ms:.3f}" if stage in entry.stages else ""
    total, twin = entry.stages["total"], twin_of(entry, group.entries)
    yield from (f"{ms:.3f}" for ms in (total.p5_ms, total.p95_ms, entry.warmup_first_ms))
    yield f"{entry.init_ms:.1f}"
    yield from ("" if mb is None else f"{mb:.0f}" for mb in (entry.peak_mb, entry.added_mb))
    yield f"{100 * adaptivity(entry, twin):.1f} %" if twin else ""


def _ratios(group: Group) -> Element:
    rows = ((_name(entry), *(_range(entry, stage) for stage in _ALL)) for entry in _ordered(group))
    caption = (
        f"{group.title}: ratios to a kernel that does not change and runs beside every "
        "measurement; they carry over from machine to machine better than times. Median of the "
        "processes, and their range."
    )
    return table(caption, ("samples of picture", *_ALL), rows)


def _range(entry: Entry, stage: str) -> str:
    ratios = entry.stages[stage].ratios if stage in entry.stages else ()
    if not ratios:
        return ""
    return f"{median(ratios):.3f} ({min(ratios):.3f}{_TO}{max(ratios):.3f})"


def _work(group: Group) -> Element:
    kinds = {(entry.sample_size, entry.sampling): entry for entry in _ordered(group)}
    rows = (
        (
            f"{in_short(entry.sample_size)}, {entry.sampling}",
            network,
            f"{stage.multiply_adds / 1e6:.2f}",
            "" if stage.other is None else f"{stage.other / 1e6:.2f}",
            f"{stage.flops / 1e6:.2f}",
            f"{entry.model_size_mb:.2f}",
        )
        for entry in kinds.values()
        for network, stage in entry.flops.items()
    )
    heads = ("samples", "network", "multiply-adds", "other", "FLOPs", "MB of files")
    caption = (
        f"{group.title}: millions of operations a picture; a multiply-add counts as two FLOPs."
    )
    return table(caption, heads, rows, names=2)


def _ordered(group: Group) -> Iterator[Entry]:
    for samples in group.samples:
        for picture in group.pictures:
            yield from group.at(samples, picture)


def _name(entry: Entry) -> str:
    return f"{in_short(entry.sample_size)} of {size_name(entry.picture_size)}, {entry.sampling}"


def devices(records: Sequence[Record]) -> Element:
    """Lay out what measured, and how."""
    machines = [dict(facts_of(record.device)) for record in records]
    ways = [dict(_settings(record)) for record in records]
    boxes = (
        _side_by_side("The machine", machines),
        _side_by_side("How it was asked to measure", ways),
    )
    return section("What measured", element("div", *boxes, class_="figures wide"))


def _side_by_side(caption: str, records: Sequence[Mapping[str, str]]) -> Element:
    names = dict.fromkeys(name for found in records for name in found)
    rows = ((name, *(found.get(name, "") for found in records)) for name in names)
    heads = [f"record {n}" for n in range(1, len(records) + 1)]
    return facts(caption, heads if len(records) > 1 else ["value"], rows)


def facts(caption: str, heads: Row, rows: Iterable[Row]) -> Element:
    """Lay out facts in words, each with its name."""
    box = table(caption, ("what", *heads), rows)
    box.set("class", "scroll facts")
    return box


def _settings(record: Record) -> Iterator[tuple[str, str]]:
    settings = asdict(record.settings)
    yield from ((text, plain(settings[key])) for key, text in _SETTINGS.items())
    yield "reference kernel, median ms", f"{record.reference_ms:.3f}"
    yield "reference kernel, version", str(record.reference_version)


def facts_of(device: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Write facts and their names for people.

    Example:
        >>> list(facts_of({"cpu": "A76", "load_average": 1.5}))
        [('CPU', 'A76'), ('load average', '1.5')]
    """
    for name, value in device.items():
        yield _NAMES.get(name, name.replace("_", " ")), plain(value)


def plain(value: Any) -> str:
    """Write a fact for people.

    Example:
        >>> plain(["avx", "fma"]), plain({"most": 3000, "now": 2150.5}), plain(None)
        ('avx fma', 'most 3000, now 2150', 'any')
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain(found)}" for name, found in value.items())
    if isinstance(value, (list, tuple)):
        nested = any(isinstance(item, Mapping) for item in value)
        return ("; " if nested else " ").join(map(plain, value))
    if isinstance(value, float):
        return f"{value:.4g}"
    return "any" if value is None else str(value)
