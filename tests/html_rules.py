"""The chief rules of axe-core and of the W3C checker for one page, as far as they can be held without a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "img", "hr", "input", "line", "rect", "circle", "polyline", "path"})
ALLOWED_IN = {"dt": {"dl", "div"}, "dd": {"dl", "div"}, "caption": {"table"}, "tr": {"thead", "tbody", "tfoot"}}
ALLOWED_IN |= {"thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"}, "td": {"tr"}, "th": {"tr"}}
HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")


@dataclass
class Node:
    """An element with its text and its parents."""

    tag: str
    given: dict[str, str]
    parent: Node | None
    texts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is read in it."""
        return " ".join("".join([*self.texts, *(each.text for each in self.children)]).split())

    def up(self) -> Iterator[Node]:
        """Itself and those it stands in."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = self.now = Node("", {}, None)
        self.all: list[Node] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"<{tag}> says something twice")
        node = Node(tag, {name: value or "" for name, value in attrs}, self.now)
        self.now.children.append(node)
        self.all.append(node)
        if tag not in VOID:
            self.now = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.now = self.now if tag in VOID else self.now.parent or self.top

    def handle_endtag(self, tag: str) -> None:
        if self.now.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.now.tag}>")
        self.now = self.now.parent or self.top

    def handle_data(self, data: str) -> None:
        self.now.texts.append(data)


def faults(page: str) -> list[str]:
    """What is wrong with a page, in sentences; [] for nothing."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    found, nodes = list(reader.faults), reader.all
    if not page.startswith("<!doctype html>") or reader.now is not reader.top:
        found.append("no doctype, or a tag is left open")
    for rule in (_page, _heads, _tables, _pictures, _names, _placed, _directions):
        found += rule(nodes)
    return found


def _of(nodes: list[Node], *tags: str) -> list[Node]:
    return [node for node in nodes if node.tag in tags]


def _page(nodes: list[Node]) -> Iterator[str]:
    html = _of(nodes, "html")
    if not html or not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", html[0].given.get("lang", "")):
        yield "no language"
    for tag in ("title", "main", "header", "footer"):
        there = [node for node in _of(nodes, tag) if not any(each.tag == "svg" for each in node.up())]
        if len(there) != 1 or not there[0].text:
            yield f"not one <{tag}> with words"
    if not any("width=device-width" in node.given.get("content", "") for node in _of(nodes, "meta")):
        yield "no viewport, or one that forbids zoom"
    for node in nodes:
        if node.tag in ("script", "iframe", "object") or any(name.startswith("on") for name in node.given):
            yield f"<{node.tag}> runs something"
        if any(name in ("src", "href") and not value.startswith("#") for name, value in node.given.items()):
            yield f"<{node.tag}> fetches something"
    ids = Counter(node.given["id"] for node in nodes if "id" in node.given)
    yield from (f"id {each} stands twice" for each, n in ids.items() if n > 1)
    if any(node.given.get("tabindex", "0") not in ("0", "-1") for node in nodes):
        yield "a tabindex above 0"


def _heads(nodes: list[Node]) -> Iterator[str]:
    heads = _of(nodes, *HEADS)
    if len(_of(nodes, "h1")) != 1:
        yield "not one h1"
    level = 1
    for node in heads:
        now = int(node.tag[1])
        if not node.text:
            yield f"an empty {node.tag}"
        if now > level + 1:
            yield f"“{node.text}” skips a level"
        level = now


def _tables(nodes: list[Node]) -> Iterator[str]:
    for table in _of(nodes, "table"):
        named = [each for each in table.children if each.tag == "caption"]
        if len(named) != 1 or not named[0].text:
            yield "a table without a caption"
        inside = [node for node in nodes if table in node.up()]
        heads = _of(inside, "th")
        yield from ("an empty th" for each in heads if not each.text)
        yield from ("a th without scope" for each in heads if each.given.get("scope") not in ("col", "row"))
        widths = {len([cell for cell in row.children if cell.tag in ("td", "th")]) for row in _of(inside, "tr")}
        if len(widths) > 1:
            yield f"“{named[0].text if named else ''}” has rows of {widths} cells"


def _pictures(nodes: list[Node]) -> Iterator[str]:
    ids = {node.given["id"]: node for node in nodes if "id" in node.given}
    for node in _of(nodes, "svg"):
        label = ids.get(node.given.get("aria-labelledby", ""))
        if node.given.get("role") != "img" or label is None or not label.text:
            yield "an svg that says nothing"
    yield from ("an img without alt" for node in _of(nodes, "img") if not node.given.get("alt"))


def _names(nodes: list[Node]) -> Iterator[str]:
    yield from (f"an <{node.tag}> without a name" for node in _of(nodes, "a", "button") if not node.text)
    for node in nodes:
        if node.given.get("role") in ("group", "region") and not node.given.get("aria-label", "").strip():
            yield "a group without a name"
        if node.given.get("class") == "scroll" and node.given.get("tabindex") != "0":
            yield "what scrolls cannot be reached by keyboard"


def _placed(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        parent = node.parent.tag if node.parent else ""
        if node.tag in ALLOWED_IN and parent not in ALLOWED_IN[node.tag]:
            yield f"<{node.tag}> in <{parent}>"
        if node.tag == "dl" and any(each.tag not in ("dt", "dd", "div") for each in node.children):
            yield "a dl with more than its terms"
        if node.tag == "dl" and not node.children:
            yield "an empty dl"
        if node.tag in ("p", "dt", "dd", "h1", "h2", "h3") and any(
            each.tag in ("p", "table", "div") for each in node.children
        ):
            yield f"a block in <{node.tag}>"


def _directions(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        words = "".join(node.texts)
        free = any(each.given.get("dir") == "auto" for each in node.up() if each.tag not in ("html", "body", "main"))
        in_picture = any(each.tag == "svg" for each in node.up())
        if _RIGHT_TO_LEFT.search(words) and node.tag != "title" and not free and not in_picture:
            yield f"<{node.tag}> “{words[:20]}” would be read from the wrong side"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#rgb or #rrggbb) after WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
