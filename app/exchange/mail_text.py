"""Words of a mail: HTML brought to text without running or fetching anything, and the quoted tail set apart."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset(("script", "style", "head", "title", "template", "object", "svg"))
_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote",
     "section", "article", "header", "footer", "dl", "dt", "dd", "center", "form")
)  # fmt: skip
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "pre"))
_INTRODUCTIONS = (
    re.compile(r"^\s*>*\s*On\b.{4,200}\b(?:wrote|writes)\s*:\s*$"),
    re.compile(
        r"^\s*>*\s*(?:Am|Le|El|Em|Il|Op)\b.{4,200}\b(?:schrieb|a écrit|escribió|escreveu|ha scritto|schreef)\b.*:\s*$"
    ),
    re.compile(
        r"^\s*-{2,}\s*(?:Original Message|Forwarded message|Original Appointment|Ursprüngliche Nachricht)\s*-{2,}"
    ),
    re.compile(r"^\s*Begin forwarded message:\s*$"),
    re.compile(r"^_{20,}\s*$"),
)
_HEADER_LINE = re.compile(r"^\s*\*?(?:From|Sent|To|Date|Subject|Cc)\s*:\*?\s+\S", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._links: list[tuple[str, int]] = []

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
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n\n" if tag in _PARAGRAPHS else "\n")
        elif tag == "a" and self._links:
            self._tell_link(*self._links.pop())

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _tell_link(self, target: str, since: int) -> None:
        """Where a link leads is told when its words do not say it: a resident's map link matters."""
        words = "".join(self.parts[since:]).strip()
        bare = re.sub(r"^https?://(?:www\.)?|/$", "", target)
        if target.startswith(("http://", "https://")) and words and bare not in words:
            self.parts.append(f" ({target})")


def html_to_text(html: str) -> str:
    """HTML in, its words in lines out; scripts and styles are left out, nothing is fetched, nothing raises."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # the standard parser's own answer to some broken declarations
        return tidy(re.sub(r"<[^>]*>", " ", html))
    return tidy("".join(reader.parts))


def tidy(text: str) -> str:
    """One kind of line end, no blanks at line ends, at most one empty line together, no NUL."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\u00a0", " ")
    lines = "\n".join(line.strip(" \t") if line.startswith(" ") else line.rstrip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n ")


def fold_quoted(text: str) -> tuple[str, str]:
    """A mail's words in, (what is new, the quoted tail) out; joined by a line break they are the words again.

    When everything is quoted (a bare forward), all of it is new: nothing may be hidden without something to show.
    """
    lines = text.split("\n")
    at = next((place for place in range(len(lines)) if _quote_begins(lines, place)), len(lines))
    new = "\n".join(lines[:at])
    return (new, "\n".join(lines[at:])) if new.strip() and at < len(lines) else (text, "")


def _quote_begins(lines: list[str], at: int) -> bool:
    line = lines[at]
    both = f"{line} {lines[at + 1].strip()}" if at + 1 < len(lines) and len(line) < 120 else line
    if any(form.match(line) or (form.match(both) and line.strip()) for form in _INTRODUCTIONS):
        return not line.startswith("_") or _is_header_block(lines, at + 1)
    if line.startswith(">"):
        return all(not rest.strip() or rest.startswith(">") for rest in lines[at:])
    return _is_header_block(lines, at)


def _is_header_block(lines: list[str], at: int) -> bool:
    """Three header lines of a mail one under the other, the first of them From."""
    if at >= len(lines) or not re.match(r"^\s*\*?From\s*:", lines[at], re.IGNORECASE):
        return False
    return sum(bool(_HEADER_LINE.match(line)) for line in lines[at : at + 5]) >= 3
