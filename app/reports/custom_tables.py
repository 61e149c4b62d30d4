"""The tables of a custom report: its groups, and its figures against the periods before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.queries.custom import DIMENSIONS, Group, Kind, Measure, Spec, Tally
from app.queries.figures import Period
from app.reports.cells import Cell, Share
from app.reports.common import span_word
from app.reports.periods import key_of
from app.reports.tables import Col, Table
from app.reports.text import width

if TYPE_CHECKING:
    from app.reports.custom import Figures

HEAD_SIZE, APART, NAME, ROOM = 8.0, 12.0, 88.0, 504.0
"""Points: the size of heads, the room between them, the least for a name, what stands upright on a page."""


def head_of(spec: Spec) -> str:
    """ "By ward and month"."""
    return f"By {' and '.join(DIMENSIONS[each].name.lower() for each in spec.groups)}"


def group_words(row: Group) -> str:
    """The names of a row, "Ward 3, October 2026"; Others with how many groups are in it."""
    return f"{row.names[0]} ({row.hides:,})" if row.hides else ", ".join(row.names)


def figure_table(found: Figures) -> Table:
    """A row for each group, Others, and all."""
    columns = _columns(found)
    others = [found.counts.others] if found.counts.others else []
    rows: list[Sequence[Cell]] = [_row(found, row) for row in (*found.counts.groups, *others)]
    last: list[Cell] = ["All", *[""] * (len(found.spec.groups) - 1)]
    for measure in found.measures:
        last += cells_of(measure, found.counts.whole[measure.key])
    return Table(columns, [*rows, last], total=True, adds_up=True)


def needs_width(found: Figures) -> bool:
    """Whether the table has more columns than stand beside each other upright."""
    return sum(each.share for each in _columns(found)) > ROOM


def _columns(found: Figures) -> list[Col]:
    """As wide as their heads want; what is left goes to the names."""
    heads = [each for measure in found.measures for each in _heads(measure, found.measures)]
    wide = [max(34.0, _wide(each)) for each in heads]
    left = max(NAME, (ROOM - sum(wide)) / len(found.spec.groups))
    names = [Col(DIMENSIONS[each].name, left) for each in found.spec.groups]
    return [*names, *(Col(name, room, True) for name, room in zip(heads, wide, strict=True))]


def _wide(head: str) -> float:
    return width(head, HEAD_SIZE, bold=True) + APART


def measures_by_column(found: Figures) -> list[str]:
    """The measure that each column of the table tells; "" for the names of the groups."""
    columns = [""] * len(found.spec.groups)
    for measure in found.measures:
        columns += [measure.key] * len(_heads(measure, found.measures))
    return columns


def _heads(measure: Measure, beside: Sequence[Measure]) -> list[str]:
    alone = len(beside) == 1
    if measure.kind is Kind.COUNT:
        return [measure.name]
    if measure.kind is Kind.SHARE:
        return [measure.name, "of"]
    return ["Median", "P90", "n"] if alone else [f"{measure.name.split(',')[0]}, median", "P90", "n"]


def _row(found: Figures, row: Group) -> list[Cell]:
    names = [group_words(row)] if row.hides else list(row.names)
    made: list[Cell] = [*names, *[""] * (len(found.spec.groups) - len(names))]
    for measure in found.measures:
        made += cells_of(measure, row.tallies[measure.key])
    return made


def cells_of(measure: Measure, tally: Tally) -> list[Cell]:
    """A figure in cells: a count; a share and of how many; median, P90 and n."""
    if measure.kind is Kind.COUNT:
        return [tally.n]
    if measure.kind is Kind.SHARE:
        return [Share(tally.part, tally.n), tally.n]
    spread = tally.spread
    return [spread.median, spread.p90, spread.n]


def trend_table(found: Figures) -> Table:
    """Each figure in this period, the one before and the same a year ago; with its n, where it is no count itself."""
    with_n = any(each.kind is not Kind.COUNT for each in found.measures)
    numbers = [Col(name, max(44.0, _wide(name)), True) for span in found.spans for name in _span_heads(span, with_n)]
    columns = [Col("Figure", max(NAME, ROOM - sum(each.share for each in numbers))), *numbers]
    rows: list[Sequence[Cell]] = []
    for measure in found.measures:
        row: list[Cell] = [measure.name if measure.kind is not Kind.SPREAD else f"{measure.name}, median"]
        for tallies in (found.counts.whole, found.before, found.year_ago):
            tally = tallies[measure.key]
            row += [cells_of(measure, tally)[0], *([tally.n] if with_n else [])]
        rows.append(row)
    return Table(columns, rows, title="Trend")


def _span_heads(span: Period, with_n: bool) -> list[str]:
    """ "Oct 2026", "Q3 2026" or "Oct 5 to 11, 2026"."""
    key = key_of(span)
    year, _, quarter = key.partition("-Q")
    named = f"Q{quarter} {year}" if quarter else span_word(span)
    return [named, "n"] if with_n else [named]
