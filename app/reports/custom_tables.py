"""The tables of a custom report: its groups, and its figures against the periods before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.queries.custom import DIMENSIONS, Group, Kind, Measure, Spec, Tally
from app.reports.cells import Cell, Share
from app.reports.common import span_word
from app.reports.tables import Col, Table

if TYPE_CHECKING:
    from app.reports.custom import Figures

SHARES = {Kind.COUNT: 11.0, Kind.SHARE: 10.0, Kind.SPREAD: 9.0}


def head_of(spec: Spec) -> str:
    """ "By ward and month"."""
    return f"By {' and '.join(DIMENSIONS[each].name.lower() for each in spec.groups)}"


def group_words(row: Group) -> str:
    """The names of a row, "Ward 3, October 2026"; Others with how many groups are in it."""
    return f"{row.names[0]} ({row.hides:,})" if row.hides else ", ".join(row.names)


def figure_table(found: Figures) -> Table:
    """A row for each group, Others, and all."""
    columns = [Col(DIMENSIONS[each].name, 24) for each in found.spec.groups]
    for measure in found.measures:
        columns += [Col(name, SHARES[measure.kind], True) for name in _heads(measure, found.measures)]
    others = [found.counts.others] if found.counts.others else []
    rows: list[Sequence[Cell]] = [_row(found, row) for row in (*found.counts.groups, *others)]
    last: list[Cell] = ["All", *[""] * (len(found.spec.groups) - 1)]
    for measure in found.measures:
        last += cells_of(measure, found.counts.whole[measure.key])
    return Table(columns, [*rows, last], total=True, adds_up=True)


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
    """Each figure in this period, the one before and the same a year ago, each with its n."""
    columns = [Col("Figure", 34)]
    for span in found.spans:
        columns += [Col(span_word(span), 15, True), Col("n", 8, True)]
    rows: list[Sequence[Cell]] = []
    for measure in found.measures:
        row: list[Cell] = [measure.name if measure.kind is not Kind.SPREAD else f"{measure.name}, median"]
        for tallies in (found.counts.whole, found.before, found.year_ago):
            tally = tallies[measure.key]
            row += [cells_of(measure, tally)[0], tally.n]
        rows.append(row)
    return Table(columns, rows, title="Trend")
