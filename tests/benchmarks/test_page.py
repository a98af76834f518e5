"""The page shows what records hold, needs nothing else, and can be read by anyone."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pytest

from edgeward.benchmarks.accuracy.point import Curve
from edgeward.benchmarks.latency.record import Entry, adaptivity
from edgeward.benchmarks.page import render
from edgeward.benchmarks.page.curves import curve_from_json
from edgeward.benchmarks.page.gate import gate_from_json
from edgeward.benchmarks.page.phone import Phone
from edgeward.benchmarks.page.read import read
from edgeward.errors import BadInput
from tests.benchmarks.latency.records import ENTRY, UNIFORM, record
from tests.benchmarks.pages import CURVE, PHONE, RESULTS, everything, sweep
from tests.benchmarks.reading import Page

STAGES = ("thumbnail", "sampler", "sample", "segmenter", "interpolate", "total")
EVIL = "<script>alert('1 & \"2\"')</script>"


def test_tags_are_closed_and_nothing_is_loaded():
    page = Page(everything())
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in page.tags}
    addresses = [
        value
        for _, attributes in page.tags
        for name, value in attributes.items()
        if name in ("href", "src", "srcset", "action", "data")
    ]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert addresses
    assert {str(address) for address in addresses} <= {f"#{name}" for name in ids}
    assert "url(" not in page.texts["style"][0]
    assert "@import" not in page.texts["style"][0]


def row_of(entry: Entry) -> str:
    height, width = entry.sample_size
    samples = str(height) if height == width else f"{height} \N{MULTIPLICATION SIGN} {width}"
    picture = {720: "720p", 3000: "12mp"}[entry.picture_size[0]]
    return f"{samples} of {picture}, {entry.sampling}"


def cells_of(entry: Entry) -> list[str]:
    total = entry.stages["total"]
    uniform = next(e for e in sweep().entries if e.name == replace(entry, sampling="uniform").name)
    return [
        *(f"{entry.stages[s].median_ms:.3f}" if s in entry.stages else "" for s in STAGES),
        *(f"{ms:.3f}" for ms in (total.p5_ms, total.p95_ms, entry.warmup_first_ms)),
        f"{entry.init_ms:.1f}",
        f"{entry.peak_mb:.0f}",
        f"{entry.added_mb:.0f}",
        "" if entry.sampling == "uniform" else f"{100 * adaptivity(entry, uniform):.1f} %",
    ]


def test_times_and_ratios_are_the_records():
    page, entries = Page(everything()), sweep().entries
    times = {name: cells for name, *cells in page.table("milliseconds, medians")}
    assert times == {row_of(e): cells_of(e) for e in entries}
    ratios = {name: cells for name, *cells in page.table("a kernel that does not change")}
    assert set(ratios) == set(times)
    for entry in entries:
        for stage, cell in zip(STAGES, ratios[row_of(entry)], strict=True):
            found = entry.stages[stage].ratios if stage in entry.stages else ()
            shown = [float(text) for text in re.findall(r"[\d.]+", cell)]
            expected = [median(found), min(found), max(found)] if found else []
            assert shown == pytest.approx(expected, abs=5e-4)


def test_work_curves_and_the_phone_are_what_was_given():
    page = Page(everything())
    adaptive = [
        ["sampler", "1.00", "0.00", "2.00", "1.50"],
        ["segmenter", "3.00", "", "6.00", "1.50"],
    ]
    assert [row[1:] for row in page.table("millions of operations")][:2] == adaptive
    cells = [row[3:] for row in page.table("models by cost")]
    assert cells == [
        [f"{p.ms:.2f}", f"{p.gflops:.3f}", f"{100 * p.miou:.2f}", ""] for p in CURVE.points
    ]
    kernel = ["sample, 64 of 720p", "1.5", "1.25", "2.75", "", "0.625"]
    assert page.table("Milliseconds of 50 runs") == [kernel]
    assert "On Pixel <6>" in page.texts["h2"]
    assert ["a.tflite, benchmark_model", *[""] * 5, "Expected & got."] in page.table(
        "Milliseconds;"
    )


def test_emulation_is_never_called_a_time():
    page, arm = Page(everything()), json.loads((RESULTS / "arm.json").read_text())
    assert any("None of this is a time on a phone." in text for text in page.texts["p"])
    shown = [row[4:] for row in page.table("ARM64 instructions")]
    assert shown == [
        [f"{c['instructions']:,}", f"{c['instructions_per_pixel']:.2f}"]
        for c in arm["arm_instructions_executed_emulated"].values()
    ]
    assert len(page.table("Cycles an iteration")) == sum(
        map(len, arm["llvm_mca_static_estimate"].values())
    )


def test_the_gates_statistics_are_counted():
    page = Page(everything())
    text = next(text for text in page.texts["p"] if text.startswith("A comparison fails"))
    assert "more than 5 % slower" in text
    assert "Of 20 comparisons of the same code 1 failed." in text
    assert "10 % slower, that stage was found in 3 of 4 (sampler)" in text
    assert page.table("Comparisons by verdict") == [
        ["same code", "sampler", "1", "0", "19", "0"],
        ["sampler slower", "sampler", "3", "1", "0", "0"],
    ]


def test_the_headline_is_of_the_bundles_own_sample_size():
    page = Page(everything())
    entry = next(e for e in sweep().entries if e.sample_size == (48, 64))
    assert "48 \N{MULTIPLICATION SIGN} 64 samples" in page.texts["h3"][0]
    assert page.texts["strong"][0] == f"{entry.stages['total'].median_ms:.2f} ms"


def test_bars_are_as_long_as_the_times_are():
    made = record(ENTRY)
    rects = [attributes for tag, attributes in Page(render([made], title="")).tags if tag == "rect"]
    assert [rect["class"] for rect in rects] == list(STAGES[:-1])
    widths = [float(rect["width"].rstrip("%")) for rect in rects]
    times = [ENTRY.stages[stage].median_ms for stage in STAGES[:-1]]
    assert widths == pytest.approx([w * sum(widths) / sum(times) for w in times], abs=0.02)
    starts = [float(rect["x"].rstrip("%")) for rect in rects]
    ends = [start + width for start, width in zip(starts, widths, strict=True)]
    assert starts[1:] == pytest.approx(ends[:-1], abs=0.02)


def test_names_are_escaped():
    entries = [replace(entry, model=EVIL, format=EVIL) for entry in (ENTRY, UNIFORM)]
    made = replace(record(*entries), device={"cpu": EVIL, EVIL: [EVIL]}, command=EVIL)
    point = replace(CURVE.points[0], name=EVIL)
    curve = Curve(EVIL, EVIL, (point, *CURVE.points[1:]))
    phone = read(Phone, {**PHONE, "device": {"model": EVIL}}, "")
    text = render([made], title=EVIL, curves=[curve], phone=phone)
    page = Page(text)
    assert "<script" not in text
    assert page.texts["h1"] == page.texts["title"][:1] == [EVIL]
    assert any(EVIL in shown for shown in page.texts["td"])
    assert EVIL in page.texts["code"][0]


def test_the_same_records_give_the_same_page():
    assert everything() == everything()


def test_headings_descend_and_what_is_seen_can_be_heard():
    page = Page(everything())
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert dict(page.tags[0][1]) == {"lang": "en"}
    viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    assert ("meta", viewport) in page.tags
    names = [tag for tag, _ in page.tags]
    assert names.count("table") == names.count("caption")
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    for place, (tag, attributes) in enumerate(page.tags):
        if tag == "svg" and attributes.get("aria-hidden") != "true":
            assert attributes["role"] == "img"
            (title, titled), (about, said) = page.tags[place + 1 : place + 3]
            assert (title, about) == ("title", "desc")
            assert attributes["aria-labelledby"] == titled["id"]
            assert attributes["aria-describedby"] == said["id"]
    assert all(page.texts["title"])
    assert all(page.texts["desc"])


def test_there_must_be_something_to_show():
    with pytest.raises(BadInput, match="Expected records with measurements"):
        render([record()], title="")
    with pytest.raises(BadInput, match=r"Cannot read a\.json: .*'points'"):
        curve_from_json({"data": "cats", "split": "test"}, "a.json")
    with pytest.raises(BadInput, match=r"Expected models in a\.json"):
        curve_from_json({"data": "cats", "split": "test", "points": []}, "a.json")
    with pytest.raises(BadInput, match=r"Cannot read a\.json: .*'limit'"):
        gate_from_json([], "a.json")
