"""The page: its sections in order, around them the template."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from xml.etree.ElementTree import Element

from edgeward.benchmarks.accuracy.point import Curve
from edgeward.benchmarks.latency.record import Record
from edgeward.benchmarks.latency.spec import Size
from edgeward.benchmarks.page import tables, times
from edgeward.benchmarks.page.arm import Arm, emulated
from edgeward.benchmarks.page.curves import accuracy
from edgeward.benchmarks.page.gate import Gate, trust
from edgeward.benchmarks.page.groups import TIMES, group
from edgeward.benchmarks.page.markup import element, number, section, to_html
from edgeward.benchmarks.page.phone import Phone, on_phone
from edgeward.errors import BadInput

_TEMPLATE = Path(__file__).with_name("page.html")


def render(
    records: Sequence[Record],
    *,
    title: str,
    own: Mapping[str, Size] | None = None,
    curves: Sequence[Curve] = (),
    phone: Phone | None = None,
    arm: Arm | None = None,
    gate: Gate | None = None,
) -> str:
    """Write records out as one HTML page; the same records always give the same page.

    Args:
        records: at least one.
        title: of the page.
        own: (h, w) that models were trained at, by name: whose figures come first.
        curves: what trained models cost and how well they do.
        phone: what was measured on one.
        arm: what was counted under emulation.
        gate: how far to trust comparisons.

    Raises:
        BadInput: there is nothing to show.
    """
    if not any(record.entries for record in records):
        raise BadInput("Expected records with measurements, but there are none; measure first.")
    groups = group(records)
    sections = (
        times.headline(groups, own or {}),
        tables.devices(records),
        times.stages(groups),
        times.by_samples(groups),
        accuracy(curves),
        tables.figures(groups),
        on_phone(phone) if phone else None,
        emulated(arm) if arm else None,
        trust(gate) if gate else None,
        _commands(records, arm=arm is not None, gate=gate is not None),
    )
    main = element("main", *(part for part in sections if part is not None))
    number(main)
    page = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return page.substitute(
        title=escape(title),
        lead=escape(_lead(records)),
        contents=to_html(_contents(main.findall("section"))),
        main=to_html(main),
    )


def _lead(records: Sequence[Record]) -> str:
    """Say in a line what measured, and how often."""
    found: dict[str, None] = {}
    for record in records:
        versions = record.device.get("versions", {})
        if isinstance(versions, Mapping) and "edgeward" in versions:
            found[f"edgeward {versions['edgeward']}"] = None
        found[tables.plain(record.device.get("cpu", "a machine"))] = None
        found[f"{record.settings.processes} {TIMES} {record.settings.num_runs} runs"] = None
    return ", ".join(found)


def _contents(sections: Iterable[Element]) -> Element:
    links = (
        element("li", element("a", part.findtext("h2", ""), href=f"#{part.get('id')}"))
        for part in sections
    )
    return element("ul", *links)


def _commands(records: Sequence[Record], *, arm: bool, gate: bool) -> Element:
    """List what makes the page's figures again."""
    lines = [record.command for record in records if record.command]
    if arm:
        lines.append("python -m edgeward.benchmarks.arm data/cityscapes -o benchmarks/results")
    if gate:
        lines.append("python -m edgeward.benchmarks.latency.gate -o benchmarks/results")
    lines.append("edgeward bench report RECORD.json... -o report.html")
    code = element("pre", element("code", "\n".join(lines)), tabindex=0)
    return section("Make it again", code)
