"""The section on accuracy: mean IoU against FLOPs and time, as trained models reach it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from edgeward.benchmarks.accuracy.point import Curve, Point
from edgeward.benchmarks.page.axes import axis
from edgeward.benchmarks.page.charts import Series, lines
from edgeward.benchmarks.page.groups import in_short, side_by_side
from edgeward.benchmarks.page.markup import element, folded, in_pairs, section, table
from edgeward.benchmarks.page.read import read
from edgeward.benchmarks.page.times import sampling_key
from edgeward.errors import BadInput


def curve_from_json(data: Any, origin: str) -> Curve:
    """Read a curve from parsed JSON.

    Raises:
        BadInput: it is none, or has no points.
    """
    curve = read(Curve, data, origin)
    if not curve.points:
        raise BadInput(f"Expected models in {origin}, but there are none.")
    return curve


def accuracy(curves: Sequence[Curve]) -> Element | None:
    """Draw mean IoU against FLOPs and time, beside the figures; None if there are no curves."""
    if not curves:
        return None
    parts: list[Element] = []
    for curve in curves:
        figures = (
            _figure(curve, "GFLOPs a picture", lambda point: point.gflops),
            _figure(curve, "ms a picture", lambda point: point.ms),
        )
        parts += [
            element("h3", curve.title),
            in_pairs(figures),
            folded("Figures", _table(curve)),
        ]
    about = element(
        "p",
        "Every point is a model that was trained at so many samples a side. Up and to the left is "
        "better; costs are on a logarithmic scale.",
    )
    return section("Accuracy for its cost", about, sampling_key(), *parts)


def _figure(curve: Curve, cost: str, of: Callable[[Point], float]) -> Element:
    series = [
        Series("uniform", sorted(_points(curve, "uniform", of)), "below"),
        Series("adaptive", sorted(_points(curve, "adaptive", of)), "above"),
    ]
    series = [one for one in series if one.points]
    words = (
        f"{one.kind}, {name}: {found:.2f} % at {at:.3g}"
        for one in series
        for at, found, name in one.points
    )
    drawn = lines(
        f"{curve.title}: mean IoU against {cost}",
        "; ".join(words) + ".",
        axis(cost, map(of, curve.points), log=True),
        axis("mean IoU, %", (100 * point.miou for point in curve.points)),
        series,
    )
    return element("figure", element("figcaption", f"Against {cost}"), drawn)


def _points(
    curve: Curve, sampling: str, of: Callable[[Point], float]
) -> Iterator[tuple[float, float, str]]:
    for point in curve.points:
        if point.sampling == sampling:
            yield of(point), 100 * point.miou, in_short(point.samples)


def _table(curve: Curve) -> Element:
    rows = (
        (
            point.name,
            point.sampling,
            side_by_side(point.samples),
            f"{point.ms:.2f}",
            f"{point.gflops:.3f}",
            f"{100 * point.miou:.2f}",
            "" if point.miou_targets is None else f"{100 * point.miou_targets:.2f}",
        )
        for point in curve.points
    )
    heads = ("model", "sampling", "samples", "ms", "GFLOPs", "mean IoU, %", "of targets, %")
    caption = f"{curve.title}: models by cost. Times are of the ONNX bundle, one thread."
    return table(caption, heads, rows, names=3)
