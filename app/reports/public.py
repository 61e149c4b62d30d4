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
            safe = _apart([figure for figure, _ in part.figures])
            return KeyFigures([(cell, words) for cell, (_, words) in zip(safe, part.figures, strict=True)])
        case Balance():
            return _balance(part)
        case Table():
            return safe_table(part)
        case Chart() | Lines():
            return _chart(part)
    return part if isinstance(part, Flowable) else None


def _apart(figures: Sequence[Cell]) -> list[Cell]:
    """Large figures; of two that differ by few only the larger stays, as the rest would be told by it."""
    counts = [each for each in figures if isinstance(each, int)]
    near = {each for each in counts if any(is_few(other - each) for other in counts)}
    return [Few(own=False) if isinstance(each, int) and each in near else _cell(each) for each in figures]


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
    if part.total and part.adds_up:
        numbers = [place for place, column in enumerate(part.columns) if column.number]
        _guard_table(rows, numbers, across=numbers if part.across is True else numbers[: part.across])
    for row, was in zip(rows, part.rows, strict=True):
        _hide_of_few(row, was)
    return Table(part.columns, rows, size=part.size, total=part.total, title=part.title, adds_up=part.adds_up)


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, Share):
        hidden = is_few(cell.part) or is_few(cell.whole) or is_few(cell.whole - cell.part)
        return Few(own=False) if hidden else cell
    return Few() if is_few(cell) else cell


def _hide_of_few(row: list[Cell], was: Sequence[Cell]) -> None:
    """Medians and shares of a row in which a count is hidden tell of few people, or give the count back; a share
    that is hidden alone, since nearly all or nearly none are in it, tells nothing of the others."""
    if any(isinstance(cell, Few) and not isinstance(of, Share) for cell, of in zip(row, was, strict=True)):
        for place, cell in enumerate(row):
            if isinstance(cell, float | Share):
                row[place] = Few(own=False)


def _guard_table(rows: list[list[Cell]], numbers: list[int], *, across: list[int]) -> None:
    """Guard columns, and the cells `across` each row that add up too, until nothing more is to be hidden: each may undo
    the other's work."""
    changed = True
    while changed:
        changed = any([_guard(rows, [(n, place) for n in range(len(rows))]) for place in numbers])
        if across:
            changed |= any([_guard(rows, [(n, place) for place in across]) for n in range(len(rows))])


def _guard(rows: list[list[Cell]], line: list[tuple[int, int]]) -> bool:
    """Hide one more of a line, whose last place is its sum, if a single one is hidden; whether it was so.

    Where all the others are none the sum is hidden, since it is the one that is hidden.
    """
    if sum(isinstance(rows[n][place], Few) for n, place in line) != 1:
        return False
    shown = [(cell, n, place) for n, place in line[:-1] if isinstance(cell := rows[n][place], int) and cell]
    n, place = min(shown)[1:] if shown else line[-1]
    if isinstance(rows[n][place], Few):  # the sum itself, of nothing but none
        return False
    rows[n][place] = Few(own=False)
    return True
