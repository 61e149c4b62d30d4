"""The paper: what a report is, its letterhead, pages and parts, and how it gets to disk whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.errors import AppError, Unavailable
from app.files import why
from app.presets import state_name
from app.reports.text import clean, draw_text, shortened

INCH = 72.0
SIDE, TOP, BOTTOM = 0.75 * INCH, 0.8 * INCH, 0.8 * INCH
BODY, TABLE, NOTE = 9.5, 8.5, 7.5
BLACK, GREY_RULE, FILL = 0.0, 0.604, 0.914
HEAD_FIRST, HEAD_LATER = 62.0, 26.0
PAGES = {"letter": LETTER, "a4": A4}
TOTAL = "total"
rl_config.useA85 = 0  # pages as bytes: a fifth smaller and quicker to write than as letters


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the first lines of every paper."""

    city: str
    office: str
    address: str = ""
    phone: str = ""
    paper: str = "letter"

    @classmethod
    def of(cls, office: Mapping[str, Any]) -> Letterhead:
        """From the office's settings; papers print the state's name in full."""
        city = str(office.get("city", ""))
        named = city if city.lower().startswith(("city", "town", "village")) else f"City of {city}"
        state = state_name(str(office.get("state") or ""))
        return cls(
            city=f"{named}, {state}" if state else named,
            office=str(office.get("office", "")),
            address=str(office.get("address", "")),
            phone=str(office.get("phone", "")),
            paper=str(office.get("paper", "letter")),
        )

    @property
    def second_line(self) -> str:
        """Office, address and phone."""
        return " · ".join(part for part in (self.office, self.address, self.phone) if part)


@dataclass(frozen=True)
class Stamp:
    """Who issued the paper, and when in the office's time; `signature` names for whom they act, if they do.

    `history` is the newest line of history and its hash, for the foot: whoever has the paper can prove the file by it.
    """

    signature: str
    at_local: datetime
    history: str = ""


@dataclass(frozen=True)
class Definition:
    """What a figure means, printed with it."""

    term: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """A report ready for paper: its parts in order, and what stands at head and foot of the pages."""

    title: str
    story: Sequence[Flowable]
    subject: str = ""
    corner: Sequence[str] = ()
    foot: str = ""
    landscape: bool = False


class Cancelled(AppError):
    """The making of a paper was cancelled; nothing was left."""

    def __init__(self, _annotated: str = "") -> None:
        """ReportLab raises what it meets again, with words of its own; ours stay."""
        super().__init__("Cancelled. No file was written.")


def write(
    drawn: Drawn,
    letterhead: Letterhead,
    stamp: Stamp,
    path: Path,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the paper to `path`, whole or not at all; returns the number of pages.

    The same parts give the same bytes. Raises Unavailable (folder missing, not writable, full disk) and Cancelled.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:  # ReportLab leaves a file of its own open when the disk is full
            document = _Document(file, drawn, letterhead, stamp, cancelled)
            document.build(_tied(drawn.story))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise Unavailable(f"{path.name} could not be written. {why(error)}") from error
    finally:
        with contextlib.suppress(OSError):  # a disk that may only be read refuses even what is not there
            unfinished.unlink(missing_ok=True)
    return int(document.page)


def first_pages(
    drawn: Drawn,
    letterhead: Letterhead,
    stamp: Stamp,
    *,
    most: int = 0,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[bytes, bool]:
    """The paper in memory, and whether it is whole: not where `most` pages (0: all) were drawn and the rest left.

    The feet of pages that are not the whole say no total, which is not known yet. Raises Cancelled.
    """
    file = BytesIO()
    document = _Document(file, drawn, letterhead, stamp, cancelled)
    document.most = most
    try:
        document.build(_tied(drawn.story))
    except _Enough:
        document.end_early()
        return file.getvalue(), False
    return file.getvalue(), True


class _Enough(Exception):
    """So many pages were drawn as were asked for."""


def _tied(story: Sequence[Flowable]) -> list[Flowable]:
    """The parts, each knowing what stands below it, so that no head is left alone at the foot of a page."""
    for part, below in pairwise(story):
        if tie := getattr(part, "followed_by", None):
            tie(below)
    return list(story)


class _Document(BaseDocTemplate):
    """Pages with the letterhead on the first, a running head on the others, and "page x of y" at the foot."""

    def __init__(
        self, file: BinaryIO, drawn: Drawn, letterhead: Letterhead, stamp: Stamp, cancelled: Callable[[], bool]
    ) -> None:
        size = PAGES.get(letterhead.paper, LETTER)
        if drawn.landscape:
            size = (size[1], size[0])
        super().__init__(
            file,
            pagesize=size,
            title=clean(drawn.title),
            author=clean(letterhead.city),
            subject=clean(drawn.subject or drawn.title),
            creator="Liaison",
            lang="en-US",
            invariant=1,
            pageCompression=1,
        )
        self._drawn, self._letterhead, self._stamp, self._cancelled = drawn, letterhead, stamp, cancelled
        self._size = size
        self.most, self._is_cut = 0, False
        self.addPageTemplates(
            [
                PageTemplate("first", [self._frame(HEAD_FIRST)], onPage=self._first, autoNextPageTemplate="later"),
                PageTemplate("later", [self._frame(HEAD_LATER)], onPage=self._later),
            ]
        )

    def _frame(self, head: float) -> Frame:
        across, down = self._size
        return Frame(
            SIDE,
            BOTTOM,
            across - 2 * SIDE,
            down - TOP - BOTTOM - head + 14,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )

    def _first(self, canvas: Any, _document: Any) -> None:
        across, down = self._size
        y = down - TOP + 8
        left, corner = SIDE + _mark(canvas, SIDE, y - 20), (*self._drawn.corner, *self._issued())
        used = [draw_text(canvas, across - SIDE, y + 4 - n * 11, w, 8.5, align="right") for n, w in enumerate(corner)]
        room = across - SIDE - left - max(used) - 10
        draw_text(canvas, left, y, shortened(self._letterhead.city, 11.5, room, bold=True), 11.5, bold=True)
        draw_text(canvas, left, y - 14, shortened(self._letterhead.second_line, BODY - 0.5, room), BODY - 0.5)
        rule(canvas, SIDE, across - SIDE, y - 34, 0.8)
        self._foot(canvas)

    def _later(self, canvas: Any, _document: Any) -> None:
        across, down = self._size
        y = down - TOP + 12
        draw_text(canvas, SIDE, y, shortened(self._letterhead.city, NOTE + 0.5, across / 2.5), NOTE + 0.5)
        draw_text(
            canvas, across - SIDE, y, shortened(self._drawn.title, NOTE + 0.5, across / 2.5), NOTE + 0.5, align="right"
        )
        rule(canvas, SIDE, across - SIDE, y - 6, 0.5)
        self._foot(canvas)

    def _issued(self) -> tuple[str, ...]:
        at = self._stamp.at_local
        named, acting, absent = self._stamp.signature.partition(", for ")
        signed = (f"{named},", f"for {absent}") if acting else (named,)
        return f"Issued {at:%B} {at.day}, {at.year}", *signed

    def _foot(self, canvas: Any) -> None:
        if self._cancelled():
            raise Cancelled
        across, _ = self._size
        rule(canvas, SIDE, across - SIDE, BOTTOM - 12, 0.8)
        below = [words for words in (self._drawn.foot, self._stamp.history) if words]
        for n, words in enumerate(below):
            draw_text(canvas, SIDE, BOTTOM - 24 - 10 * n, shortened(words, NOTE, across * 0.62), NOTE)
        canvas.saveState()
        canvas.translate(across - SIDE, BOTTOM - 24)
        canvas.doForm(f"{TOTAL}{canvas.getPageNumber()}")
        canvas.restoreState()

    def handle_documentBegin(self) -> None:  # noqa: N802  # ReportLab's name
        super().handle_documentBegin()
        self.canv.bookmarkPage("start")
        self.canv.addOutlineEntry(clean(self._drawn.title), "start", level=0)
        self.canv.showOutline()
        self.canv.setViewerPreference("DisplayDocTitle", "true")

    def handle_pageEnd(self) -> None:  # noqa: N802  # ReportLab's name
        super().handle_pageEnd()
        if self.most and self.page >= self.most and not self._is_cut:
            raise _Enough

    def end_early(self) -> None:
        """Close the file with the pages that it has."""
        self._is_cut = True
        self._endBuild()

    def _endBuild(self) -> None:  # noqa: N802  # ReportLab's name
        """The number of pages is known now: it is drawn into the form that each foot shows at the right margin."""
        self.most = 0  # all are drawn: one page of one is the whole
        for number in range(1, self.page + 1):
            self.canv.beginForm(f"{TOTAL}{number}", lowerx=-200, lowery=-10, upperx=10, uppery=20)
            words = f"Page {number}" if self._is_cut else f"Page {number} of {self.page}"
            draw_text(self.canv, 0, 0, words, NOTE, align="right")
            self.canv.endForm()
        super()._endBuild()  # type: ignore[misc]  # ReportLab has it, its types do not


def rule(canvas: Any, x1: float, x2: float, y: float, thick: float, grey: float = BLACK) -> None:
    canvas.setStrokeGray(grey)
    canvas.setLineWidth(thick)
    canvas.line(x1, y, x2, y)
    canvas.setStrokeGray(BLACK)


def _mark(canvas: Any, x: float, y: float) -> float:
    """The office's mark, a bridge over water in a circle; returns the room it takes."""
    canvas.saveState()
    canvas.translate(x + 16, y + 16)
    canvas.setLineWidth(1.3)
    canvas.circle(0, 0, 15)
    canvas.line(-13.5, -3, 13.5, -3)
    canvas.arc(-9, -12, 9, 7, 0, 180)
    for across in (-5, 0, 5):
        canvas.line(across, -3, across, 5 if across == 0 else 3.6)
    canvas.bezier(-9, -8, -5, -5.5, -4, -10.5, 0, -8)
    canvas.bezier(0, -8, 4, -5.5, 5, -10.5, 9, -8)
    canvas.restoreState()
    return 42.0
