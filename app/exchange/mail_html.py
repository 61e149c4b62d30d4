"""HTML brought to text with the standard parser: nothing is run, nothing is fetched, nothing raises."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from app.exchange.mail_text import tidy

LONGEST_HTML = 1_000_000
"""Letters that are read; the rest of a longer page is left out, and said."""
LEFT_OUT = "(The rest of this mail is too long to be shown here.)"
_LONGEST_TAG = 50_000
_LONGEST_QUOTED = 1000
_QUOTED_TAG = re.compile(r"""(?:[^"'<>]++|"[^"]*"|'[^']*')*+>""")
"""The rest of a tag that has a "<" in the value of an attribute."""
_UNSEEN = frozenset(("script", "style", "head", "title", "template", "object", "svg", "noscript", "select", "math"))
_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote",
     "section", "article", "header", "footer", "dl", "dt", "dd", "center", "form")
)  # fmt: skip
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "pre"))
_IN, _OUT = "\x01", "\x02"
"""Where a quotation begins and ends; neither letter is left in what a mail says."""
_DATA = re.compile(r"data:[\w/+.;=-]{1,100},[A-Za-z0-9+/=%\s]+", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            self._unseen = 0  # a head that was never closed hides nothing more
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag in _PARAGRAPHS else "\n")
        if tag == "li":
            self.parts.append("- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "blockquote":
            self.parts.append(_IN)
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self.parts))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS and tag != "br":
            if tag == "blockquote":
                self.parts.append(_OUT)
            self.parts.append("\n\n" if tag in _PARAGRAPHS else "\n")
        elif tag == "a" and self._link:
            self._tell_link(*self._link)
            self._link = None

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _tell_link(self, target: str, since: int) -> None:
        """Where a link leads is told when its words do not say it: a resident's map link matters."""
        words = "".join(self.parts[since:]).strip()
        bare = re.sub(r"^https?://(?:www\.)?|/$", "", target)
        if target.startswith(("http://", "https://")) and words and bare not in words and not self._unseen:
            self.parts.append(f" ({target[:500]})")


def html_to_text(html: str) -> str:
    """HTML in, its words in lines out, what it quotes marked with ">"; scripts and styles are left out."""
    reader = _Reader()
    whole = harmless(html)
    try:
        reader.feed(whole[:LONGEST_HTML])
        reader.close()
    except (AssertionError, ValueError, RecursionError):  # the standard parser's own answer to broken declarations
        return tidy(re.sub(r"<[^>]*>", " ", whole))
    rest = f"\n\n{LEFT_OUT}" if len(whole) > LONGEST_HTML else ""
    return tidy(_quoted("".join(reader.parts)) + rest)


def harmless(html: str) -> str:
    """The HTML without comments, declarations and pictures within it, and without "<" that begins no tag.

    The standard parser looks for the end of each of these through all that follows, again and again.
    """
    text = _DATA.sub("data:,", _without_comments(html.replace(_IN, "").replace(_OUT, "")))
    kept, at = list[str](), 0
    while (start := text.find("<", at)) >= 0:
        kept.append(text[at:start])
        piece, at = _tag_at(text, start)
        kept.append(piece)
    return "".join(kept) + text[at:]


def _tag_at(text: str, start: int) -> tuple[str, int]:
    """(the tag that begins here, where it ends); of one that never ends its "<" is a letter like others."""
    following = text.find("<", start + 1)
    end = text.find(">", start, min(start + _LONGEST_TAG, len(text) if following < 0 else following))
    begins = text[start + 1 : start + 2]
    if begins in ("!", "?"):
        return "", max(start, end) + 1
    if begins == "/" or (begins.isascii() and begins.isalpha()):
        if end >= 0:
            return text[start : end + 1], end + 1
        if quoted := _QUOTED_TAG.match(text, start + 1, start + _LONGEST_QUOTED):
            return "<" + quoted[0].replace("<", "&lt;"), quoted.end()
    return "&lt;", start + 1


def _without_comments(html: str) -> str:
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        end = html.find("-->", start)
        if end < 0:
            break
        kept.append(html[at:start])
        at = end + 3
    return "".join(kept) + html[at:]


def _quoted(text: str) -> str:
    """Lines between the marks get a ">" for each quotation they stand in."""
    if _IN not in text:
        return text.replace(_OUT, "")
    deep, lines = 0, []
    for line in text.split("\n"):
        for piece in re.split(f"([{_IN}{_OUT}])", line):
            if piece == _IN:
                deep += 1
            elif piece == _OUT:
                deep = max(0, deep - 1)
            elif piece.strip():
                lines.append(f"{'>' * min(deep, 5)} {piece.strip()}" if deep else piece)
        if not line.strip(f"{_IN}{_OUT} ") and (not lines or lines[-1].strip("> ") or not deep):
            lines.append(">" * min(deep, 5))
    return "\n".join(lines)
