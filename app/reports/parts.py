"""The parts a paper is put together from: words, heads, figures, the line that reconciles, definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable

from app.reports.base import BLACK, BODY, FILL, NOTE, TABLE, Definition, rule
from app.reports.cells import Cell, shown
from app.reports.text import clean, draw_text, lines, shortened, width
from app.reports.text import draw as draw_line

ALONE, MOST_TIED = 90.0, 280.0
"""Points below a head that have to be free: at least, and at most whatever stands there."""


class Words(Flowable):
    """A paragraph in any script; `bookmark` puts it into the outline, `inside` keeps it out of the public version:
    every sentence that names a count must be so, since a public version cannot judge words."""

    def __init__(
        self,
        text: str,
        *,
        size: float = BODY,
        bold: bool = False,
        before: float = 0.0,
        after: float = 4.0,
        leading: float = 1.4,
        grey: float = BLACK,
        indent: float = 0.0,
        bookmark: bool = False,
        keep: bool = False,
        inside: bool = False,
    ) -> None:
        super().__init__()
        self.inside = inside
        self.text, self.size, self.bold, self.grey, self.indent = text, size, bold, grey, indent
        self._before, self._after, self._leading, self.bookmark = before, after, size * leading, bookmark
        self.keepWithNext = keep
        self._lines: list[Any] = []
        self._below: Flowable | None = None

    def followed_by(self, part: Flowable) -> None:
        """What stands below it."""
        self._below = part

    def least(self, across: float) -> float:
        """The room for its first two lines; with what it is kept with, where it is."""
        _, high = self.wrap(across, 0.0)
        if self.keepWithNext and self._below is not None:
            return high + least(self._below, across)
        return high if len(self._lines) < 4 else self._before + 2 * self._leading

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        if not self._lines:
            self._lines = lines(self.text, self.size, across - self.indent, bold=self.bold)
        self.width = across
        return across, self._before + len(self._lines) * self._leading + self._after

    def split(self, across: float, down: float) -> list[Flowable]:
        """ReportLab asks for the part that fits; two lines stay together at least."""
        self.wrap(across, down)
        fit = int((down - self._before) / self._leading)
        if fit < 2 or len(self._lines) - fit < 2:
            return []
        return [self._part(self._lines[:fit], 0.0, self._before), self._part(self._lines[fit:], self._after, 0.0)]

    def _part(self, part: list[Any], after: float, before: float) -> Words:
        made = Words(self.text, size=self.size, bold=self.bold, grey=self.grey, indent=self.indent)
        made._lines, made._after, made._before, made._leading = part, after, before, self._leading
        made.bookmark = self.bookmark and before == self._before
        return made

    def draw(self) -> None:
        """Draw the lines."""
        canvas = self.canv
        high = self._before + len(self._lines) * self._leading + self._after
        if self.bookmark:
            key = f"b-{canvas.getPageNumber()}-{self.text}"
            canvas.bookmarkHorizontal(key, 0, high)
            canvas.addOutlineEntry(clean(self.text), key, level=1)
        canvas.setFillGray(self.grey)
        y = high - self._before - self.size
        for each in self._lines:
            draw_line(canvas, self.indent, y, each, self.size)
            y -= self._leading
        canvas.setFillGray(BLACK)


class Chapter(Words):
    """What several sections belong to, up to the next chapter or the definitions."""


class Term(Words):
    """A word that is defined."""


class Meaning(Words):
    """What the term before it means."""


class Head(Flowable):
    """A section: a thick rule, its title, a hint at the right; it stays with what follows. `top` ends a chapter."""

    def __init__(self, title: str, hint: str = "", *, before: float = 12.0, top: bool = False) -> None:
        super().__init__()
        self.top = top
        self.title, self.hint, self._before = title, hint, before
        self._below: Flowable | None = None

    def followed_by(self, part: Flowable) -> None:
        """What stands below it."""
        self._below = part

    def wrap(self, across: float, down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes: more than there is, where only the head would fit on the page."""
        self.width, own = across, self._before + 22
        below = least(self._below, across) if self._below is not None else 0.0
        return across, own if down > max(ALONE, own + min(below, MOST_TIED)) else down + 1

    def draw(self) -> None:
        """Draw it, with its bookmark."""
        canvas = self.canv
        rule(canvas, 0, self.width, 22, 1.3)
        used = draw_text(canvas, 0, 6, self.title, 11, bold=True)
        draw_text(
            canvas, self.width, 6, shortened(self.hint, NOTE + 0.5, self.width - used - 12), NOTE + 0.5, align="right"
        )
        key = f"h-{canvas.getPageNumber()}-{self.title}"
        canvas.bookmarkHorizontal(key, 0, 22)
        canvas.addOutlineEntry(clean(self.title), key, level=1)


def least(part: Flowable, across: float) -> float:
    """The room that the beginning of a part needs: all of it, unless it says how it may be divided."""
    asked: Callable[[float], float] | None = getattr(part, "least", None)
    return asked(across) if asked is not None else float(part.wrap(across, 10_000.0)[1])


class KeyFigures(Flowable):
    """Up to five large figures beside each other, each with one or two lines of words, which name no count where the
    report has a public version."""

    def __init__(self, figures: Sequence[tuple[Cell, str]]) -> None:
        super().__init__()
        self.figures = figures

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self.width = across
        return across, 58.0

    def draw(self) -> None:
        """Draw the figures with hairlines between them."""
        each = self.width / max(1, len(self.figures))
        for place, (figure, words) in enumerate(self.figures):
            x = place * each
            if place:
                self.canv.setLineWidth(0.8)
                self.canv.line(x - 6, 6, x - 6, 50)
            draw_text(self.canv, x, 33, shown(figure), 17, bold=True)
            for row, made in enumerate(lines(words, 8, each - 14)[:2]):
                draw_line(self.canv, x, 19 - row * 10.5, made, 8)


class Balance(Flowable):
    """The line that shows that counts add up; loud when they do not (LESSONS.md row 24).

    What stands on the left, as (name, count), makes what stands on the right.
    """

    def __init__(self, left: Sequence[tuple[str, int]], right: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self.left, self.right = tuple(left), tuple(right)
        self.ok = sum(n for _, n in self.left) == sum(n for _, n in self.right)
        self.words = f"{_sum(self.left)} = {_sum(self.right)}."
        self.lead = "It reconciles: " if self.ok else "IT DOES NOT RECONCILE, do not issue: "
        self._indent = 10 + width(self.lead, BODY - 0.5, bold=True)

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes: a second line where the numbers are long."""
        self.width = across
        self._lines = lines(self.words, BODY - 0.5, across - self._indent - 8)
        self._bar = 18.0 + (len(self._lines) - 1) * BODY * 1.3
        return across, self._bar + 8

    def draw(self) -> None:
        """Draw the bar."""
        canvas = self.canv
        canvas.setFillGray(FILL)
        canvas.rect(0, 4, self.width, self._bar, stroke=0, fill=1)
        canvas.setFillGray(BLACK)
        if not self.ok:
            canvas.setStrokeColorRGB(0.69, 0.15, 0.12)
            canvas.setLineWidth(2)
            canvas.rect(0, 4, self.width, self._bar, stroke=1, fill=0)
            canvas.setStrokeGray(BLACK)
        y = self._bar - 8
        draw_text(canvas, 8, y, self.lead, BODY - 0.5, bold=True)
        for each in self._lines:
            draw_line(canvas, self._indent, y, each, BODY - 0.5)
            y -= BODY * 1.3


class Reconciles(Balance):
    """The balance of the flow of cases (DOMAIN.md, Figures)."""

    def __init__(self, *, carried_in: int, opened: int, reopened: int, closed: int, carried_out: int) -> None:
        left = (("carried in", carried_in), ("opened", opened), ("reopened", reopened))
        super().__init__(left, (("closed", closed), ("carried out", carried_out)))


def _sum(parts: Sequence[tuple[str, int]]) -> str:
    return " + ".join(f"{name} {number:,}" for name, number in parts)


def definitions(found: Sequence[Definition]) -> list[Flowable]:
    """The definitions of the figures, as the end of a paper."""
    parts: list[Flowable] = [Head("What the figures mean", top=True)]
    for each in found:
        parts.append(Term(each.term, size=TABLE, bold=True, after=0.0, keep=True))
        parts.append(Meaning(each.text, size=TABLE, after=5.0))
    return parts
