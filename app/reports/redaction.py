"""A copy with parts left out: each told by a numbered bar, and in a log by kind, place, page and reason (G6).

What is left out is taken from the story itself, so no format holds it. Sources: M.G.L. c. 4, § 7(26)(c); RSMo 610.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from reportlab.platypus import Flowable

from app.keys import Finder, Known, Personal, Span
from app.keys.personal import merged, same_words
from app.reports.base import Drawn, Letterhead, Stamp, first_pages
from app.reports.cells import Cell
from app.reports.paper import Paper
from app.reports.parts import Balance, Head, Words
from app.reports.tables import Col, Table
from app.reports.text import LEFT_OUT, LEFT_OUT_MARK
from app.reports.walk import parts
from app.reports.words import count

WHOLE = "Safety notice"
"""The row that goes as a whole: whatever it says is about one person."""
STAFF = ("By",)
"""Columns that name staff, who act in public."""
CALLED: Mapping[Personal, str] = {
    Personal.NAME: "Name of somebody who asks, called or is affected",
    Personal.PHONE: "Phone number",
    Personal.EMAIL: "E-mail address",
    Personal.ADDRESS: "Address",
    Personal.SSN: "Social Security number",
    Personal.LICENCE: "Driver’s licence number",
    Personal.CARD: "Card number",
    Personal.ACCOUNT: "Account or other number of a person",
    Personal.BIRTH: "Date of birth",
    Personal.NOTICE: "Safety notice about a person, as a whole",
    Personal.WORDS: "Words added by who looked the copy through",
}
_NUMBERED = re.compile(rf"(?:{'|'.join(CALLED)}){LEFT_OUT_MARK}(\d+)")
_NUMBERS = frozenset({Personal.SSN, Personal.LICENCE, Personal.CARD, Personal.ACCOUNT})
_LAWS = {
    "MA": ("M.G.L. c. 4, § 7(26)(c): personal privacy", "M.G.L. c. 4, § 7(26)(c); personal information, c. 93H"),
    "MO": ("RSMo 610.021: personal privacy", "RSMo 610.021: protected from disclosure by law"),
}
_ELSEWHERE = ("Personal privacy; name the exemption of your state’s law",) * 2
_DRAFT = "DRAFT: nobody has looked through what is left out here. Do not give it to anybody."
_NOTES = "Notes of staff that stay inside, left out as wanted; name the exemption in the answer to the request"


@dataclass(frozen=True)
class Redaction:
    """How a copy is made: `known` of the people it is about; `keep` are words that stay though they were found,
    `also` words to leave out wherever they stand; `confirmed_by` the signature of who looked it through, or "".

    `pages` tells on which page of the paper each bar stands, `notes` how many notes were left out as a whole.
    """

    known: Known
    keep: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    confirmed_by: str = ""
    state: str = ""
    notes: int = 0
    files: int = 0
    pages: Mapping[int, int] = field(default_factory=dict)


class Left(NamedTuple):
    """One thing that was left out: the number on its bar, what it is, and where it stands."""

    number: int
    kind: Personal
    where: str


class Proposal(NamedTuple):
    """Words that would be left out, how often they stand there, and where first."""

    words: str
    kind: Personal
    times: int
    where: str


def leave_out(drawn: Drawn, how: Redaction) -> Drawn:
    """The paper without what gives people away, and with the log of it."""
    bars = _Bars(how)
    story = bars.cover(drawn.story)
    said = f"Copy with parts left out, looked through by {how.confirmed_by}." if how.confirmed_by else _DRAFT
    head = Words(said, size=10.5, bold=not how.confirmed_by, after=8, keep=True)
    foot = "Copy with parts left out." if how.confirmed_by else "Draft of a copy with parts left out."
    whole = [head, *story, *_log(how, bars.left, _bars_in(story))]
    return replace(drawn, story=whole, corner=(*drawn.corner, "Copy with parts left out"), foot=foot)


def proposals(drawn: Drawn, how: Redaction) -> list[Proposal]:
    """What would be left out of a paper whatever is kept, each stretch of words once, as they stand there."""
    found: dict[tuple[str, Personal], list[str]] = {}
    first: dict[tuple[str, Personal], str] = {}

    def note(words: str, kind: Personal, where: str) -> None:
        key = (same_words(words), kind)
        first.setdefault(key, words)
        found.setdefault(key, []).append(where)

    _Bars(replace(how, keep=()), note).cover(drawn.story)
    return [Proposal(first[key], key[1], len(places), places[0]) for key, places in found.items()]


def with_pages(drawn: Drawn, how: Redaction, letterhead: Letterhead) -> Redaction:
    """The same, knowing on which page of the paper each bar of it stands (its first, where a row is continued)."""
    made = first_pages(leave_out(drawn, how), letterhead, Stamp("", datetime(2000, 1, 1)))[0]
    paper, pages = Paper(made), dict[int, int]()
    for page in range(paper.page_count):
        for number in _NUMBERED.findall(paper.text(page)):
            pages.setdefault(int(number), page + 1)
    paper.close()
    return replace(how, pages=pages)


class _Bars:
    """Goes through a story and puts bars in it, numbered as it is read."""

    def __init__(self, how: Redaction, note: Callable[[str, Personal, str], None] | None = None) -> None:
        self._finder = Finder(how.known, also=how.also)
        self._kept, self._note = frozenset(map(same_words, how.keep)), note
        self._section, self.left = "", list[Left]()

    def cover(self, story: Sequence[Flowable]) -> list[Flowable]:
        """The story with its bars; other parts than words, heads and tables hold no free text here."""
        made: list[Flowable] = []
        for part in story:
            if isinstance(part, Head):
                self._section = part.title
                made.append(Head(part.title, self._text(part.hint, part.title)))
            elif isinstance(part, Words):
                made.append(self._words(part))
            elif isinstance(part, Table):
                made.append(self._table(part))
            else:
                raise TypeError(f"Nothing is known of what a {type(part).__name__} tells of people.")
        return made

    def _words(self, part: Words) -> Words:
        made = copy(part)
        made.text = self._text(part.text, self._section or "Beginning")
        return made

    def _table(self, part: Table) -> Table:
        made = copy(part)
        made.rows = [self._row(row, part.columns) for row in part.rows]
        return made

    def _row(self, row: Sequence[Cell], columns: Sequence[Col]) -> list[Cell]:
        cells: list[Cell] = []
        for cell, column in zip(row, columns, strict=True):
            named = next((each for each in cells if isinstance(each, str) and each), "")
            where = ", ".join(each for each in (self._section, named[:60]) if each)
            if isinstance(cell, str) and column.title not in STAFF:
                cells.append(self._text(cell, where, whole=named == WHOLE))
            else:
                cells.append(cell)
        return cells

    def _text(self, text: str, where: str, *, whole: bool = False) -> str:
        made, end = "", 0
        for span in [Span(0, len(text), Personal.NOTICE)] if whole and text else self._spans(text):
            if self._note is not None:
                self._note(text[span.start : span.end], span.kind, where)
            self.left.append(Left(len(self.left) + 1, span.kind, where))
            made += f"{text[end : span.start]}[{span.kind}{LEFT_OUT_MARK}{len(self.left)}]"
            end = span.end
        return made + text[end:]

    def _spans(self, text: str) -> list[Span]:
        """What is left out; words that were added are, whatever was taken back."""
        clear = text.replace(LEFT_OUT_MARK, "-") if LEFT_OUT.search(text) else text
        found = [span for span in self._finder.find(clear) if same_words(text[span.start : span.end]) not in self._kept]
        return merged([*found, *self._finder.added(clear)])


def _bars_in(story: Sequence[Flowable]) -> int:
    """How many bars stand in a story, counted in its words."""
    total = 0
    for part in parts(story):
        texts = [part.text] if isinstance(part, Words) else [part.hint] if isinstance(part, Head) else []
        if isinstance(part, Table):
            texts = [cell for row in part.rows for cell in row if isinstance(cell, str)]
        total += sum(len(LEFT_OUT.findall(text)) for text in texts)
    return total


def _log(how: Redaction, left: Sequence[Left], bars: int) -> list[Flowable]:
    kinds = Counter(each.kind for each in left)
    story: list[Flowable] = [Head("What was left out, and why", count(len(left), "place"))]
    story.append(Words(_sentence(how), after=6))
    if how.notes:
        story.append(Words(f"{_NOTES}: {how.notes:,}.", after=6))
    if how.files:
        story.append(Words(f"{count(how.files, 'attached file')}: no part of this copy.", after=6))
    if not left:
        return [*story, Words("Nothing was found that had to be left out."), Balance([("none", 0)], [("bars", bars)])]
    why: list[Sequence[Cell]] = [[CALLED[kind], kinds[kind], _why(kind, how.state)] for kind in Personal if kinds[kind]]
    columns = (Col("What", 40), Col("Times", 10, True), Col("Why", 50))
    sums: list[Sequence[Cell]] = [*why, ["All", len(left), ""]]
    story += [Table(columns, sums, total=True, adds_up=True, title="Left out by kind")]
    story.append(Balance([(str(kind), kinds[kind]) for kind in Personal if kinds[kind]], [("bars", bars)]))
    places = [[each.number, str(each.kind), each.where, how.pages.get(each.number)] for each in left]
    listed = (Col("Bar", 8), Col("What", 17), Col("Where", 60), Col("Page on paper", 15, True))
    return [*story, Head("Each place"), Table(listed, places, size=8)]


def _sentence(how: Redaction) -> str:
    taken = count(len(how.keep), "proposal was", "proposals were") + " taken back"
    added = count(len(how.also), "stretch of words was", "stretches of words were") + " added"
    who = f"{how.confirmed_by} looked through what was proposed" if how.confirmed_by else "Nobody has looked it through"
    return f"{who}; {taken}, {added}. A bar stands for each place; the same number stands in the list below."


def _why(kind: Personal, state: str) -> str:
    privacy, numbers = _LAWS.get(state.upper(), _ELSEWHERE)
    return numbers if kind in _NUMBERS else privacy
