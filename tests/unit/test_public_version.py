"""What the public may have: no small count, and none that could be worked out."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.base import Drawn, Letterhead, Stamp
from app.reports.cells import Cell, Few, Share, shown
from app.reports.charts import BarChart, Chart
from app.reports.html import html_of
from app.reports.parts import Balance, KeyFigures, Words
from app.reports.public import for_public, safe_table
from app.reports.tables import Col, Table
from tests.factories import AT


def table_of(rows: list[list[int]], *, across: bool) -> Table:
    """Names with counts, their sums below, and at the right where wanted."""
    width = len(rows[0])
    body: list[list[Any]] = [[f"row {n}", *row, *([sum(row)] if across else [])] for n, row in enumerate(rows)]
    sums = ["All", *(sum(row[place] for row in body) for place in range(1, len(body[0])))]
    columns = [Col("Name", 1), *(Col(f"{n}", 1, True) for n in range(width + across))]
    return Table(columns, [*body, sums], total=True, adds_up=True, across=across)


def lines_of(rows: list[list[Any]]) -> list[list[Any]]:
    return [*[row[1:] for row in rows], *[list(column) for column in zip(*[row[1:] for row in rows], strict=True)]]


grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(grids, st.booleans())
@settings(max_examples=150, deadline=None)
def test_that_no_small_count_is_shown_or_can_be_told_from_the_others(rows: list[list[int]], across: bool) -> None:
    found = safe_table(table_of(rows, across=across)).rows
    cells = [cell for row in found for cell in row[1:]]
    assert not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 5]
    columns = [list(column) for column in zip(*[row[1:] for row in found], strict=True)]
    for line in columns if not across else lines_of([list(row) for row in found]):
        hidden = [cell for cell in line if isinstance(cell, Few)]
        others = [cell for cell in line[:-1] if isinstance(cell, int)]
        assert len(hidden) != 1 or not any(others), line


def test_that_shares_and_medians_go_with_the_count_that_is_hidden() -> None:
    rows: list[list[Cell]] = [
        ["Few", 3, 4.5, Share(1, 3)],
        ["Many", 40, 2.5, Share(30, 40)],
        ["More", 50, 3.5, Share(9, 50)],
    ]
    all_of: list[Cell] = ["All", 93, 3.0, Share(40, 93)]
    columns = [Col("Name", 1), *(Col(name, 1, True) for name in ("n", "Median", "Share"))]
    found = safe_table(Table(columns, [*rows, all_of], total=True, adds_up=True)).rows
    assert [shown(cell) for cell in found[0]] == ["Few", "fewer than 5", "not shown", "not shown"]
    assert [shown(cell) for cell in found[1]] == ["Many", "not shown", "not shown", "not shown"]
    assert [shown(cell) for cell in found[2]] == ["More", "50", "3.5", "18%"]


def test_that_sentences_charts_and_sums_with_small_counts_are_left_out() -> None:
    story = [
        Words("Three cases were closed.", inside=True),
        Words("The office answers in its languages."),
        KeyFigures([(3, "closed"), (120, "opened")]),
        Chart(BarChart(["Oct", "Nov"], (("Closed", [3, 40]),))),
        Balance([("opened", 3)], [("closed", 3)]),
    ]
    page = html_of(for_public(Drawn("Report", story)), Letterhead("City", "Office"), Stamp("N. N.", AT))
    assert "Three cases" not in page and "answers in its languages" in page
    assert "fewer than 5" in page and "120" in page
    assert "The chart is left out" in page and "opened 3" not in page and "sums of this report come out" in page


def test_that_of_two_figures_that_differ_by_few_the_larger_stays() -> None:
    drawn = for_public(Drawn("Report", [KeyFigures([(120, "all"), (118, "by phone"), (60, "at once")])]))
    page = html_of(drawn, Letterhead("City", "Office"), Stamp("N. N.", AT))
    assert "<dd>120</dd>" in page and "<dd>60</dd>" in page
    assert "118" not in page and "<dd>not shown</dd>" in page
