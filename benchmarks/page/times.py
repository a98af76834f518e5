"""Sections on time: the figures that people want first, stages as bars, time by sample size."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from xml.etree.ElementTree import Element

from edgeward.benchmarks.latency.pictures import size_name
from edgeward.benchmarks.latency.record import STAGES, Entry, adaptivity, twin_of
from edgeward.benchmarks.latency.spec import Size
from edgeward.benchmarks.page.axes import axis
from edgeward.benchmarks.page.charts import Bar, Series, bars, lines
from edgeward.benchmarks.page.groups import SAMPLINGS, Group, in_short, side_by_side
from edgeward.benchmarks.page.markup import element, in_pairs, section


def headline(groups: Sequence[Group], own: Mapping[str, Size]) -> Element:
    """Show the figures that people want first.

    Args:
        groups: all of them.
        own: sample sizes that models were trained at; the first that was measured stands in where
            one is missing.
    """
    about = element(
        "p",
        "Median time from a picture to labels of its own size. Adaptivity is the share of it that "
        "looking where the boundaries are costs: thumbnail, sampler, and what sampling and "
        "un-warp take longer than with a uniform grid.",
    )
    parts = (part for group in groups for part in _tiles(group, own))
    return section("In short", about, *parts)


def _tiles(group: Group, own: Mapping[str, Size]) -> Iterator[Element]:
    samples = own.get(group.model)
    if samples not in group.samples:
        samples = group.entries[0].sample_size
    yield element("h3", f"{group.title}, {side_by_side(samples)} samples")
    found = [group.at(samples, picture) for picture in group.pictures]
    tiles = [_time(entries) for entries in found if entries]
    first = next(entries[0] for entries in found if entries)
    uniform = [e for entries in found for e in entries[1:] if e.sampling == "uniform"][:1]
    without = [f"uniform {e.model_size_mb:.2f}" for e in uniform]
    tiles.append(_tile("MB of files", f"{first.model_size_mb:.2f}", without))
    without = [f"uniform {_gflops(e):.3f}" for e in uniform]
    tiles.append(_tile("GFLOPs a picture", f"{_gflops(first):.3f}", without))
    yield element("ul", *tiles, class_="tiles")


def _time(entries: list[Entry]) -> Element:
    first = entries[0]
    notes = [f"{e.sampling} {e.stages['total'].median_ms:.2f} ms" for e in entries[1:]]
    if twin := twin_of(first, entries):
        notes.append(f"adaptivity {100 * adaptivity(first, twin):.1f} %")
    name = f"{size_name(first.picture_size)}, {first.sampling}"
    return _tile(name, f"{first.stages['total'].median_ms:.2f}", notes, unit=" ms")


def _tile(name: str, figure: str, notes: Sequence[str], *, unit: str = "") -> Element:
    big = element("strong", figure, element("small", unit))
    parts = (element("span", note) for note in notes)
    return element("li", element("span", name), big, *parts)


def _gflops(entry: Entry) -> float:
    return sum(stage.flops for stage in entry.flops.values()) / 1e9


def stages(groups: Sequence[Group]) -> Element:
    """Draw the stages as bars, a picture for every sample size, which sets its scale."""
    parts: list[Element] = []
    for group in groups:
        figures = [_stage_bars(group, samples) for samples in group.samples]
        parts += element("h3", group.title), in_pairs(figures)
    about = element(
        "p",
        "Median of every stage, and of the total at the bar's end: medians need not add up. Each "
        "chart has a scale of its own.",
    )
    names = element("ul", *map(_key, STAGES), class_="key")
    return section("Where the time goes", about, names, *parts)


def _key(stage: str) -> Element:
    return element("li", element("i", class_=stage), stage)


def _stage_bars(group: Group, samples: Size) -> Element:
    found = {size_name(p): group.at(samples, p) for p in group.pictures}
    drawn = {name: [_bar(entry) for entry in entries] for name, entries in found.items() if entries}
    title = f"{side_by_side(samples)} samples"
    words = (
        f"{name} {bar.name}: {bar.end} ms in total"
        for name, group_ in drawn.items()
        for bar in group_
    )
    about = "Median milliseconds by stage. " + "; ".join(words) + "."
    caption = element("figcaption", title)
    return element("figure", caption, bars(f"{group.title}: {title}", about, drawn, "ms"))


def _bar(entry: Entry) -> Bar:
    parts = {s: entry.stages[s].median_ms for s in STAGES if s in entry.stages}
    return Bar(entry.sampling, parts, f"{entry.stages['total'].median_ms:.2f}")


def by_samples(groups: Sequence[Group]) -> Element | None:
    """Draw total time against sample size, a picture for every picture size.

    Returns:
        None if nothing was measured at two sample sizes.
    """
    parts: list[Element] = []
    for group in (group for group in groups if len(group.samples) > 1):
        figures = [_lines(group, picture) for picture in group.pictures]
        parts += element("h3", group.title), in_pairs(figures)
    about = element("p", "Median total, both axes logarithmic.")
    return section("Time by sample size", about, sampling_key(), *parts) if parts else None


def sampling_key() -> Element:
    """Explain how the two ways to sample are drawn."""
    return element("ul", *map(_sampling, SAMPLINGS), class_="key")


def _sampling(name: str) -> Element:
    style = {"x1": 0, "x2": 33, "y1": 8, "y2": 8}
    inner = element("line", **style), element("circle", cx=16.5, cy=8, r=4)
    drawn = element("g", *inner, class_=f"line {name}")
    return element("li", element("svg", drawn, width=33, height=16, aria_hidden="true"), name)


def _lines(group: Group, picture: Size) -> Element:
    totals = {e.stages["total"].median_ms for e in group.entries}
    marks = {float(prod(size)): in_short(size) for size in group.samples}
    a_side = " a side" if all(height == width for height, width in group.samples) else ""
    across = axis(f"samples{a_side}", marks, log=True)._replace(marks=marks)
    series = [_series(group, picture, sampling) for sampling in reversed(SAMPLINGS)]
    series = [one for one in series if one.points]
    title = f"{size_name(picture)} pictures"
    words = (f"{one.kind}: {ms:.3f} ms at {name}" for one in series for _, ms, name in one.points)
    drawn = lines(
        f"{group.title}: {title}",
        "; ".join(words) + ".",
        across,
        axis("ms", totals, log=True),
        series,
    )
    return element("figure", element("figcaption", title), drawn)


def _series(group: Group, picture: Size, sampling: str) -> Series:
    points = [
        (float(prod(samples)), entry.stages["total"].median_ms, side_by_side(samples))
        for samples in group.samples
        for entry in group.at(samples, picture)
        if entry.sampling == sampling
    ]
    return Series(sampling, points)
