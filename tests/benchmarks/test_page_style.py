"""The page fits a phone, follows the browser's scheme, and its colours can be told apart."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from edgeward.benchmarks.latency.record import STAGES
from tests.benchmarks.pages import everything
from tests.benchmarks.reading import look, screenshot

SCHEMES = ("light", "dark")
SIZES = (
    "[d.documentElement.scrollWidth, d.defaultView.innerWidth,"
    " [...d.querySelectorAll('.scroll table')].filter("
    "table => table.offsetWidth > table.parentElement.clientWidth).length]"
)


def colours(scheme: str) -> dict[str, str]:
    """The variables of a scheme."""
    light, dark = re.findall(r":root \{(.+?)\}", everything(), re.DOTALL)
    found = dict(re.findall(r"--(\w+): (#\w{6})\b", light))
    return (
        {**found, **dict(re.findall(r"--(\w+): (#\w{6})\b", dark))} if scheme == "dark" else found
    )


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, as WCAG 2.2 defines it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_pictures_have_contrast(scheme: str):
    found = colours(scheme)
    for ground in ("page", "card"):
        for text in ("text", "muted", "accent"):
            assert contrast(found[text], found[ground]) >= 4.5, (text, ground)
    assert contrast(found["text"], found["warning"]) >= 4.5
    for drawn in (*STAGES, "adaptive", "uniform"):
        assert contrast(found[drawn], found["card"]) >= 3, drawn


@pytest.mark.parametrize("scheme", SCHEMES)
def test_neighbouring_stages_differ_in_more_than_hue(scheme: str):
    found = colours(scheme)
    for one, other in pairwise(STAGES):
        assert contrast(found[one], found[other]) >= 1.5, (one, other)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("opened", [False, True])
def test_a_phone_needs_no_sideways_scrolling(scheme: str, opened: bool, tmp_path: Path):
    page = everything()
    if opened:
        page = page.replace("<details>", '<details open="open">')
    shown = look(page, width=360, scheme=scheme, script=SIZES, folder=tmp_path)
    scroll_width, inner_width, wide_tables = shown
    assert inner_width == 360
    assert scroll_width <= 360
    assert wide_tables > 0


def test_the_page_follows_the_scheme(tmp_path: Path):
    image = pytest.importorskip("PIL.Image")
    for scheme in SCHEMES:
        taken = image.open(screenshot(everything(), scheme=scheme, folder=tmp_path))
        ground = "#{:02x}{:02x}{:02x}".format(*taken.convert("RGB").getpixel((2, 2)))
        assert ground == colours(scheme)["page"]
