"""Reading the page again: as text by its own tags, and in a browser."""

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
# Asked for by `--blink-settings=preferredColorScheme`; a headless browser has no preference.
SCHEMES = {"dark": 0, "light": 1}


class Page(HTMLParser):
    """What a page holds; a tag that is closed wrongly fails.

    Attributes:
        tags: (name, attributes) of all, in order.
        texts: what stands in elements, by their name.
        tables: rows of cells, by caption; the first are the heads.
    """

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._rows: list[list[str]] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self._open.append(tag)
        self.texts.setdefault(tag, []).append("")
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, (tag, self._open)
        if tag == "table":
            caption = self.texts["caption"][-1]
            assert caption not in self.tables
            self.tables[caption] = self._rows

    def handle_data(self, data: str) -> None:
        for tag in {*self._open}:
            self.texts[tag][-1] += data
        if self._open and self._open[-1] in ("td", "th"):
            self._rows[-1][-1] += data

    def table(self, words: str) -> list[list[str]]:
        """Find the one table whose caption has these words; all rows but the heads."""
        found = [rows for caption, rows in self.tables.items() if words in caption]
        assert len(found) == 1, list(self.tables)
        return found[0][1:]


def browser() -> str:
    """Find a headless browser; skip the test if there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs chromium")
    return found


def _chromium(*arguments: str | Path) -> str:
    # As root, which containers run as, it starts without its sandbox only.
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    command = [browser(), *options, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def look(page: str, *, width: int, scheme: str, script: str, folder: Path) -> Any:
    """Show a page in a frame of a width, and evaluate a script of which `d` is the document.

    Chromium's own window is never narrower than 500 pixels.
    """
    outer = folder / f"{scheme}.html"
    outer.write_text(
        '<!doctype html><html lang="en" style="color-scheme: light dark"><title></title>'
        f'<iframe style="width: {width}px; height: 800px; border: 0" srcdoc="{html.escape(page)}" '
        'onload="const d = this.contentDocument; '
        f'document.title = JSON.stringify({html.escape(script)})"></iframe></html>'
    )
    setting = f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}"
    found = re.search("<title>(.+?)</title>", _chromium(setting, "--dump-dom", outer.as_uri()))
    assert found
    return json.loads(html.unescape(found[1]))


def screenshot(page: str, *, scheme: str, folder: Path) -> Path:
    """Take a picture of a page, 1000 pixels wide."""
    shown, taken = folder / f"{scheme}.html", folder / f"{scheme}.png"
    shown.write_text(page)
    setting = f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}"
    _chromium(setting, "--window-size=1000,800", f"--screenshot={taken}", shown.as_uri())
    return taken
