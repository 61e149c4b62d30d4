"""Tables drawn on the canvas: wrapped cells, heads that repeat, thousands of rows without slowing down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from reportlab.platypus import Flowable

from app.reports.cells import Cell, shown
from app.reports.text import Line, draw, lines

HEAD = 15.0
PAD = 3.2
GREY = 0.604


class Col(NamedTuple):
    """A column: its title, its share of the width, whether its cells are numbers (right-aligned)."""

    title: str
    share: float
    number: bool = False


class Table(Flowable):
    """Rows of typed cells; `total` sets the last one in bold. A row is never cut in two unless it fills a page.

    `title` names it where it stands alone, as a sheet or a file; else the head before it does. `adds_up` tells that
    the counts of each column make the one of the last row, `across` that those of each row make that of its last cell,
    or that the first so many number columns do so among themselves: a public version needs to know.
    """

    def __init__(
        self,
        columns: Sequence[Col],
        rows: Sequence[Sequence[Cell]],
        *,
        size: float = 8.5,
        total: bool = False,
        title: str = "",
        adds_up: bool = False,
        across: bool | int = False,
        _first: int = 0,
        _laid: dict[int, Any] | None = None,
    ) -> None:
        super().__init__()
        self.columns, self.rows, self.size, self.total = columns, rows, size, total
        self.title, self.adds_up, self.across = title, adds_up, across
        self._first, self._last = _first, len(rows)
        self._leading = size * 1.28
        self._head = HEAD if any(column.title for column in columns) else 0.0
        self._laid: dict[int, list[list[Line]]] = {} if _laid is None else _laid
        self._across = 0.0
        self.spaceAfter = 8.0

    def _edges(self, across: float) -> list[float]:
        whole = sum(column.share for column in self.columns)
        edges = [0.0]
        for column in self.columns:
            edges.append(edges[-1] + across * column.share / whole)
        return edges

    def _cells(self, row: int, across: float) -> list[list[Line]]:
        found = self._laid.get(row)
        if found is None:
            edges = self._edges(across)
            bold = self.total and row == len(self.rows) - 1
            found = [
                lines(shown(cell), self.size, edges[place + 1] - edges[place] - 8, bold=bold)
                for place, cell in enumerate(self.rows[row])
            ]
            self._laid[row] = found
        return found

    def _height(self, row: int, across: float) -> float:
        return max((len(cell) for cell in self._cells(row, across)), default=1) * self._leading + 2 * PAD

    def wrap(self, across: float, down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes; rows past the page are not laid out for the answer."""
        self._across, used = across, self._head
        for row in range(self._first, self._last):
            used += self._height(row, across)
            if used > down:
                break
        return across, used

    def least(self, across: float) -> float:
        """The room for its head and its first two rows."""
        self._across = across
        rows = range(self._first, min(self._first + 2, self._last))
        return self._head + sum(self._height(row, across) for row in rows)

    def split(self, across: float, down: float) -> list[Flowable]:
        """ReportLab asks for the rows that fit on this page."""
        used, fit = self._head, self._first
        while fit < self._last and used + self._height(fit, across) <= down:
            used += self._height(fit, across)
            fit += 1
        if fit == self._first:
            return self._cut_row(across, down) if self._fills_pages(fit, across, down) else []
        if fit - self._first < 2 and self._last - self._first > 2 and down < 120:
            return []
        if self._last - fit == 1 and fit - self._first > 2:
            fit -= 1  # no row, and no sum, alone on the next page
        return [self._part(self._first, fit), self._part(fit, self._last)]

    def _fills_pages(self, row: int, across: float, down: float) -> bool:
        """Whether the next page would not hold it either and most of this one is free, whatever the page's size."""
        frame = getattr(self, "_frame", None)
        whole = float(frame._y2 - frame._y1p) if frame is not None else down
        return down > 0.6 * whole and self._head + self._height(row, across) > down

    def _cut_row(self, across: float, down: float) -> list[Flowable]:
        """A row longer than a page goes on the next one."""
        room = max(1, int((down - self._head - 2 * PAD) / self._leading))
        cells = self._cells(self._first, across)
        upper, rest = Table(self.columns, self.rows, size=self.size), Table(self.columns, self.rows, size=self.size)
        upper._laid, upper._first, upper._last = {self._first: [c[:room] for c in cells]}, self._first, self._first + 1
        rest._laid, rest._first, rest._last = {self._first: [c[room:] for c in cells]}, self._first, self._last
        return [upper, rest]

    def _part(self, first: int, last: int) -> Table:
        made = Table(self.columns, self.rows, size=self.size, total=self.total, _first=first, _laid={})
        made._last = last
        made._laid = {row: self._laid.pop(row) for row in range(first, last) if row in self._laid}
        return made

    def draw(self) -> None:
        """Draw head, rows and rules."""
        canvas, edges = self.canv, self._edges(self._across)
        y = self._head + sum(self._height(row, self._across) for row in range(self._first, self._last))
        if self._head:
            titles = [lines(c.title, self.size - 0.5, 400, bold=True) for c in self.columns]
            self._draw_row(canvas, titles, edges, y, HEAD)
        y -= self._head
        _rule(canvas, edges[-1], y, 0.8, 0.0)
        for row in range(self._first, self._last):
            high = self._height(row, self._across)
            if self.total and row == len(self.rows) - 1:
                _rule(canvas, edges[-1], y, 0.8, 0.0)
            self._draw_row(canvas, self._cells(row, self._across), edges, y, high)
            y -= high
            _rule(canvas, edges[-1], y, 0.4, GREY)

    def _draw_row(self, canvas: Any, cells: list[list[Line]], edges: list[float], top: float, _high: float) -> None:
        for place, cell in enumerate(cells):
            y = top - PAD - self.size
            for made in cell:
                x = edges[place + 1] - 4 - made.width if self.columns[place].number else edges[place]
                draw(canvas, x, y, made, self.size)
                y -= self._leading


def _rule(canvas: Any, across: float, y: float, thick: float, grey: float) -> None:
    canvas.setStrokeGray(grey)
    canvas.setLineWidth(thick)
    canvas.line(0, y, across, y)
    canvas.setStrokeGray(0)
