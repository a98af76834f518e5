"""Bars and lines as SVG that stretches: across in percent, down in pixels, text at its own size.

So text is as legible on a phone as on a desk, without a script. Colours are classes, to which the
page's style gives one for light and one for dark.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element

from edgeward.benchmarks.page.axes import Axis, steps
from edgeward.benchmarks.page.markup import element

# Percent of the width that bars and plots take; names are left of them, values right.
_BARS, _PLOT = (21.0, 82.0), (14.0, 91.0)
# Pixels, and names beside points: their anchor and distance.
_LINE, _BAR, _GAP, _TALL = 20, 18, 10, 220
_TOP = _LINE + 4
_SIDES = {"above": ("end", -7, -9), "below": ("start", 7, 10)}


class Bar(NamedTuple):
    """A bar of stacked parts, by class, and what stands at its end."""

    name: str
    parts: Mapping[str, float]
    end: str


class Series(NamedTuple):
    """A line.

    Attributes:
        kind: its class.
        points: x, y and what to call them.
        named: on which side of the line the points' names stand, none if they are not shown.
    """

    kind: str
    points: Sequence[tuple[float, float, str]]
    named: Literal["above", "below"] | None = None


def bars(title: str, about: str, groups: Mapping[str, Sequence[Bar]], unit: str) -> Element:
    """Draw groups of bars to one scale.

    Args:
        title: of the picture.
        about: what it shows, in words.
        groups: bars by the name of their group.
        unit: of the values.
    """
    longest = max(sum(bar.parts.values()) for group in groups.values() for bar in group)
    scale = (_BARS[1] - _BARS[0]) / longest
    drawn, y = list[Element](), 0
    for name, group in groups.items():
        drawn.append(_text(0, y + _LINE / 2, name, class_="strong"))
        y += _LINE
        for bar in group:
            drawn += _bar(bar, y, scale)
            y += _BAR + 3
        y += _GAP
    marks = [_mark(_BARS[0] + scale * at, 0, y, f"{at:g}") for at in steps(0, longest)]
    drawn.append(_text(100, y + 10, unit, text_anchor="end", class_="muted"))
    return _picture(title, about, y + _LINE, *marks, element("g", *drawn))


def _bar(bar: Bar, y: float, scale: float) -> Iterator[Element]:
    yield _text(_BARS[0] - 2, y + _BAR / 2, bar.name, text_anchor="end")
    x = _BARS[0]
    for kind, value in bar.parts.items():
        hover = element("title", f"{kind}: {value:.3f}")
        place = {"x": _percent(x), "width": _percent(value * scale), "y": y, "height": _BAR}
        yield element("rect", hover, class_=kind, **place)
        x += value * scale
    yield _text(x, y + _BAR / 2, bar.end, dx=6)


def lines(title: str, about: str, x: Axis, y: Axis, series: Sequence[Series]) -> Element:
    """Draw lines through marked points.

    Args:
        title: of the picture.
        about: what it shows, in words.
        x: the axis below.
        y: the axis at the left.
        series: what is drawn, the last on top.
    """
    bottom = _TOP + _TALL
    marks = [_mark(_across(x, at), _TOP, bottom, text) for at, text in x.marks.items()]
    marks += [_rung(_down(y, at), text) for at, text in y.marks.items()]
    titles = (
        _text(0, 8, y.title, class_="muted"),
        _text(_PLOT[1], bottom + _LINE + 10, x.title, text_anchor="end", class_="muted"),
    )
    drawn = (_series(one, x, y) for one in series)
    return _picture(title, about, bottom + 2 * _LINE, *marks, *titles, *drawn)


def _series(series: Series, x: Axis, y: Axis) -> Element:
    places = [(_across(x, a), _down(y, b)) for a, b, _ in series.points]
    parts = [_line(*pair) for pair in pairwise(places)]
    for (across, down), (_, value, name) in zip(places, series.points, strict=True):
        hover = element("title", f"{name}: {value:.4g}")
        parts.append(element("circle", hover, cx=_percent(across), cy=f"{down:.1f}", r=4))
        if series.named:
            anchor, dx, away = _SIDES[series.named]
            parts.append(_text(across, down + away, name, text_anchor=anchor, dx=dx))
    return element("g", *parts, class_=f"line {series.kind}")


def _across(axis: Axis, value: float) -> float:
    return _PLOT[0] + (_PLOT[1] - _PLOT[0]) * axis.share(value)


def _down(axis: Axis, value: float) -> float:
    return _TOP + _TALL * (1 - axis.share(value))


def _mark(x: float, top: float, bottom: float, text: str) -> Element:
    name = _text(x, bottom + 10, text, text_anchor="middle")
    return element("g", _line((x, top), (x, bottom)), name, class_="mark")


def _rung(y: float, text: str) -> Element:
    name = _text(_PLOT[0] - 2, y, text, text_anchor="end")
    return element("g", _line((_PLOT[0], y), (_PLOT[1], y)), name, class_="mark")


def _line(start: tuple[float, float], end: tuple[float, float]) -> Element:
    across = {"x1": _percent(start[0]), "x2": _percent(end[0])}
    return element("line", y1=f"{start[1]:.1f}", y2=f"{end[1]:.1f}", **across)


def _text(x: float, middle: float, text: str, **attributes: object) -> Element:
    # A third of the letters' size puts their middle on the line in every browser.
    return element("text", text, x=_percent(x), y=f"{middle:.1f}", dy=".35em", **attributes)


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _picture(title: str, about: str, height: float, *parts: Element) -> Element:
    heads = element("title", title), element("desc", about)
    return element("svg", *heads, *parts, role="img", width="100%", height=f"{height:.0f}")
