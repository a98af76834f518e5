"""HTML and SVG as trees: whatever is put into them is escaped, and every tag is closed."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, tostring

# These end a line, so that a page can be read and compared as text.
_LINES = {"caption", "div", "figure", "g", "h2", "h3", "h4", "li", "p", "pre", "section"}
_LINES |= {"svg", "table", "thead", "tr"}
# Rows of a table that is shown without being asked for.
_FEW = 12

Child = Element | str
Row = Sequence[str]


def element(tag: str, *children: Child, **attributes: object) -> Element:
    """Make an element.

    Args:
        tag: its name.
        children: elements and text, in order.
        attributes: by name; `class_` stands for `class` and `text_anchor` for `text-anchor`.

    Example:
        >>> print(to_html(element("b", "1 < ", element("i", "2"), class_="note")))
        <b class="note">1 &lt; <i>2</i></b>
    """
    named = {name.rstrip("_").replace("_", "-"): str(v) for name, v in attributes.items()}
    made = Element(tag, named)
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + child
        else:
            made.text = (made.text or "") + child
    return made


def to_html(*trees: Element) -> str:
    """Write trees as HTML."""
    for tree in trees:
        for item in tree.iter():
            if item.tag in _LINES:
                item.tail = (item.tail or "") + "\n"
    return "".join(tostring(tree, encoding="unicode", method="html") for tree in trees)


def table(caption: str, heads: Row, rows: Iterable[Row], *, names: int = 1) -> Element:
    """Lay out rows in a box that scrolls by itself where it is too narrow.

    Args:
        caption: what the table shows.
        heads: of the columns.
        rows: as many cells each.
        names: how many cells of a row say what it is of.
    """
    kinds = ["name"] * names + ["value"] * (len(heads) - names)
    head = (
        element("th", text, scope="col", class_=kind)
        for text, kind in zip(heads, kinds, strict=True)
    )
    body = (element("tr", *map(_cell, row, kinds)) for row in rows)
    caption_, thead = element("caption", element("span", caption)), element("tr", *head)
    inner = element("table", caption_, element("thead", thead), element("tbody", *body))
    return element("div", inner, class_="scroll", role="region", tabindex=0)


def _cell(text: str, kind: str) -> Element:
    return element("th", text, scope="row") if kind == "name" else element("td", text)


def folded(summary: str, *tables: Element) -> Element:
    """Put tables behind a summary, open if they are short."""
    rows = max(len(box.findall("table/tbody/tr")) for box in tables)
    attributes = {"open": "open"} if rows <= _FEW else {}
    return element("details", element("summary", summary), *tables, **attributes)


def in_pairs(figures: Sequence[Element]) -> Element:
    """Lay out figures side by side, wider if that fills the rows better."""
    return element("div", *figures, class_="figures wide" if len(figures) in (2, 4) else "figures")


def section(title: str, *children: Child) -> Element:
    """Make a section of the page."""
    return element("section", element("h2", title), *children)


def number(tree: Element) -> None:
    """Give sections, captions, and titles of pictures ids, and refer to them."""
    for n, part in enumerate(tree.iter("section"), 1):
        part.set("id", f"section-{n}")
    for n, box in enumerate(tree.findall(".//div[@role='region']"), 1):
        for caption in box.iter("caption"):
            caption.set("id", f"table-{n}")
        box.set("aria-labelledby", f"table-{n}")
    for n, svg in enumerate(tree.findall(".//svg[@role='img']"), 1):
        svg[0].set("id", f"title-{n}")
        svg[1].set("id", f"about-{n}")
        svg.set("aria-labelledby", f"title-{n}")
        svg.set("aria-describedby", f"about-{n}")
