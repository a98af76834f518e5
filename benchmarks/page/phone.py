"""The section on a phone: the core's kernels, and models with the vendors' own tools."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from edgeward.benchmarks.latency.pictures import size_name
from edgeward.benchmarks.latency.spec import Size
from edgeward.benchmarks.page.groups import in_short
from edgeward.benchmarks.page.markup import folded, section, table
from edgeward.benchmarks.page.tables import facts, facts_of, plain

_LATENCY = ("median_ms", "p5_ms", "p95_ms", "warmup_first_ms")
_OF_TOOLS = ("avg_ms", "median_ms", "p95_ms", "warmup_first_ms", "init_ms")


@dataclass(frozen=True)
class Kernel:
    """One kernel at one size.

    Attributes:
        kernel: its name.
        sample_size: (h, w) of the points.
        picture_size: (H, W) of the picture.
        classes: of the scores.
        latency: milliseconds by statistic.
        ratio: median over that of the reference kernel.
    """

    kernel: str
    sample_size: Size
    picture_size: Size
    classes: int
    latency: Mapping[str, float]
    ratio: float


@dataclass(frozen=True)
class Core:
    """What the program edgeward_bench prints.

    Attributes:
        edgeward: version.
        abi: that it was built for.
        build: compiler and flags.
        num_threads: of the un-warp.
        num_runs: that count.
        warmup_runs: that do not.
        reference: latency of the kernel that ratios are to.
        results: by kernel and sizes.
    """

    edgeward: str
    abi: str
    build: str
    num_threads: int
    num_runs: int
    warmup_runs: int
    reference: Mapping[str, float]
    results: tuple[Kernel, ...]


@dataclass(frozen=True)
class Phone:
    """What `edgeward bench --adb` writes.

    Attributes:
        device: the phone.
        core: the kernels.
        tools: the vendors' benchmarks.
    """

    device: Mapping[str, Any]
    core: Core
    tools: tuple[Mapping[str, Any], ...] = ()


def on_phone(phone: Phone) -> Element:
    """Lay out what a phone, or what adb took for one, measured."""
    device = facts("What it says of itself.", ("value",), facts_of(phone.device))
    parts = [folded("The device", device), folded("Kernels of the core", _kernels(phone.core))]
    if phone.tools:
        parts.append(folded("Models, with their vendors' benchmarks", _tools(phone.tools)))
    name = plain(phone.device.get("model", "an Android device"))
    return section(f"On {name}", *parts)


def _kernels(core: Core) -> Element:
    rows = (
        (
            f"{found.kernel}, {in_short(found.sample_size)} of {size_name(found.picture_size)}",
            *_milliseconds(found.latency, _LATENCY),
            f"{found.ratio:.4g}",
        )
        for found in core.results
    )
    threads = f"{core.num_threads} thread" + "s" * (core.num_threads > 1)
    caption = (
        f"Milliseconds of {core.num_runs} runs, {threads}, {core.abi}, edgeward {core.edgeward}: "
        f"{core.build}. Ratios are to the reference kernel."
    )
    return table(caption, ("kernel", "median", "p5", "p95", "first", "ratio"), rows)


def _tools(tools: tuple[Mapping[str, Any], ...]) -> Element:
    rows = (
        (
            f"{found.get('model', '')}, {found.get('tool', '')}",
            *_milliseconds(found.get("latency", {}), _OF_TOOLS),
            plain(found.get("error", "")),
        )
        for found in tools
    )
    heads = ("model, tool", "average", "median", "p95", "first", "load", "error")
    return table("Milliseconds; what a tool does not print is missing.", heads, rows)


def _milliseconds(latency: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{latency[name]:.4g}" if name in latency else "" for name in names)
