"""The public version of a paper: counts under 5 are not shown, nor what would give them away (DOMAIN.md, Figures).

Where one count of a column that adds up is hidden, the next smallest is hidden too, since the total less the others
would tell it. Medians and shares of few go with their counts. Sentences for inside stay inside, charts with a small
count are left out, and sums are told without their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from app.reports.base import Drawn
from app.reports.beside import Beside, Stack
from app.reports.cells import FEWEST, Cell, Few, Share
from app.reports.charts import BarChart, Chart, LineChart, Lines
from app.reports.kinds import FigureLine
from app.reports.parts import Balance, KeyFigures, Words
from app.reports.tables import Table

TOLD = (
    f"Public version: counts of 1 to {FEWEST - 1} are shown as “fewer than {FEWEST}”; where they could be worked out "
    "from the others, another count is not shown. Confidential cases are not counted. Nobody is named."
)
FOOT = "Public version, small counts not shown."
SOUND = "The sums of this report come out; counts that are too small to be shown are in them."
_SHAKY = "THE SUMS OF THIS REPORT DO NOT COME OUT, do not issue."


def is_few(value: Cell) -> bool:
    """Whether a count is too small to be shown; none at all is shown."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < FEWEST


def for_public(drawn: Drawn) -> Drawn:
    """The paper as the public may have it."""
    story = _safe(drawn.story)
    place = next((n for n, part in enumerate(story) if not isinstance(part, Words)), len(story))
    story.insert(place, Words(TOLD, size=8, after=6))
    return Drawn(drawn.title, story, drawn.subject, drawn.corner, FOOT, drawn.landscape)


def public_line(line: FigureLine) -> FigureLine:
    """A figure as the public may have it; its key stays, the lists behind it open for those inside."""
    count = int(line.number) if line.number is not None and line.unit != "share" and line.number.is_integer() else 0
    if is_few(count) or is_few(line.n):
        return line._replace(value=f"fewer than {FEWEST}", number=None, n=None)
    return line


def _safe(story: Sequence[Flowable]) -> list[Flowable]:
    found = (_part(part) for part in story)
    return [part for part in found if part is not None]


def _part(part: Any) -> Flowable | None:
    match part:
        case Words():
            return None if part.inside else part
        case Beside():
            return Beside(_safe(part.sides[0]), _safe(part.sides[1]))
        case Stack():
            return Stack(_safe(part.parts))
        case KeyFigures():
            return KeyFigures([(_cell(figure), words) for figure, words in part.figures])
        case Balance():
            return _balance(part)
        case Table():
            return safe_table(part)
        case Chart() | Lines():
            return _chart(part)
    return part if isinstance(part, Flowable) else None


def _balance(part: Balance) -> Flowable:
    if any(is_few(number) for _, number in (*part.left, *part.right)):
        return Words(SOUND if part.ok else _SHAKY, size=9, bold=not part.ok)
    return part


def _chart(part: Chart | Lines) -> Flowable | None:
    chart: BarChart | LineChart = part.chart
    if isinstance(chart, LineChart):
        return part  # lines show medians and shares, whose tables hide those of few
    values = [value for _, values in chart.series for value in values]
    if not any(is_few(value) for value in values):
        return part
    return Words("The chart is left out: some of its counts are too small to be shown.", size=8)


def safe_table(part: Table) -> Table:
    """The table with its small counts hidden, and others where a sum would tell them."""
    rows = [[_cell(cell) for cell in row] for row in part.rows]
    body = rows[:-1] if part.total else rows
    for row in rows:
        _hide_of_few(row)
    if part.total and part.adds_up:
        for place, column in enumerate(part.columns):
            if column.number:
                _guard(body, rows[-1], place)
    return Table(part.columns, rows, size=part.size, total=part.total, title=part.title, adds_up=part.adds_up)


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, Share):
        hidden = is_few(cell.part) or is_few(cell.whole) or is_few(cell.whole - cell.part)
        return Few(own=False) if hidden else cell
    return Few() if is_few(cell) else cell


def _hide_of_few(row: list[Cell]) -> None:
    """Medians and shares of a row whose count is hidden tell of few people."""
    if any(isinstance(cell, Few) and cell.own for cell in row):
        for place, cell in enumerate(row):
            if isinstance(cell, float | Share):
                row[place] = Few(own=False)


def _guard(body: list[list[Cell]], total: list[Cell], place: int) -> None:
    """Hide as many more of a column as it takes that those hidden cannot be told from the rest and the sum."""
    if isinstance(total[place], Few):
        return
    hidden = [row for row in body if isinstance(row[place], Few)]
    if len(hidden) != 1:
        return
    shown = [(cell, row) for row in body if isinstance(cell := row[place], int) and cell]
    least = min(shown, key=lambda each: each[0])[1] if shown else total
    least[place] = Few(own=False)
