"""What the public may have: no small count, and none that could be worked out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.base import Drawn, Letterhead, Stamp
from app.reports.cells import Cell, Few, Share, shown
from app.reports.charts import BarChart, Chart, LineChart, Lines
from app.reports.guards import safe_table
from app.reports.html import html_of
from app.reports.parts import Balance, KeyFigures, Words
from app.reports.public import for_public
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
        if isinstance(whole := line[-1], int) and (own := [cell.own for cell in hidden]):
            rest = whole - sum(others)
            assert rest >= 5 and not (all(own) and rest in (len(own), 4 * len(own))), line


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
    assert ">120</dd>" in page and ">60</dd>" in page
    assert "118" not in page and ">not shown</dd>" in page


def page_of(*story: Any) -> str:
    return html_of(for_public(Drawn("Report", list(story))), Letterhead("City", "Office"), Stamp("N. N.", AT))


def two(rows: list[list[Cell]], **more: Any) -> Table:
    """Names with two counts."""
    return Table([Col("Name", 1), Col("This", 1, True), Col("That", 1, True)], rows, **more)


def test_that_two_small_counts_are_not_told_by_their_sum() -> None:
    rows: list[list[Cell]] = [["A", 1, 4], ["B", 1, 4], ["C", 30, 30], ["D", 40, 40], ["All", 72, 78]]
    found = safe_table(two(rows, total=True, adds_up=True)).rows
    assert [shown(cell) for cell in found[2]] == ["C", "not shown", "not shown"]


def test_that_counts_across_a_row_are_guarded_without_a_row_of_sums() -> None:
    columns = [Col("Counted", 1), *(Col(name, 1, True) for name in ("To a directive", "To none", "All"))]
    found = safe_table(Table(columns, [["Contacts", 97, 3, 100]], across=True)).rows
    assert [shown(cell) for cell in found[0]] == ["Contacts", "not shown", "fewer than 5", "100"]


def test_that_of_equal_counts_the_same_is_hidden_whatever_the_order() -> None:
    rows: list[list[Cell]] = [["A", 3, 3], ["C", 7, 7], ["B", 7, 7], ["D", 9, 9]]
    sums: list[Cell] = ["All", 26, 26]
    hidden = [
        {row[0] for row in safe_table(two([*each, sums], total=True, adds_up=True)).rows if isinstance(row[1], Few)}
        for each in (rows, rows[::-1])
    ]
    assert hidden == [{"A", "B"}, {"A", "B"}]


def test_that_a_share_is_not_told_by_the_shares_of_the_others_nor_by_counts_beside_it() -> None:
    columns = [Col("Name", 1), *(Col(name, 1, True) for name in ("All", "In time", "Share"))]
    rows: list[list[Cell]] = [["A", 50, 48, Share(48, 50)], ["B", 60, 30, Share(30, 60)], ["C", 70, 35, Share(35, 70)]]
    found = safe_table(Table(columns, rows)).rows
    assert [shown(cell) for cell in found[0]] == ["A", "50", "not shown", "not shown"]
    columns = [Col("Name", 1), Col("n", 1, True), Col("Share", 1, True)]
    rates: list[list[Cell]] = [["A", 50, Share(2, 50)], ["B", 60, Share(30, 60)], ["All", 110, Share(32, 110)]]
    found = safe_table(Table(columns, rates, total=True, adds_up=True)).rows
    assert [shown(row[2]) for row in found] == ["not shown", "not shown", "29%"]


def test_that_a_hidden_count_is_told_by_no_other_part() -> None:
    rows: list[list[Cell]] = [["A", 3, 40], ["B", 17, 50], ["C", 60, 51], ["All", 80, 141]]
    bars = Chart(BarChart(["B", "C"], (("This", [17, 60]),)))
    page = page_of(two(rows, total=True, adds_up=True), KeyFigures([(17, "of B")]), bars, two([["B", 17, 50]]))
    assert "17" not in page.partition("<main>")[2] and "The chart is left out" in page


@pytest.mark.parametrize(
    ("values", "places", "left_out"),
    [([3.0, 40.0], 0, True), ([30.0, 40.0], 0, False), ([4.5, 6.0], 1, True), ([3.0, 6.0], 1, False)],
)
def test_that_lines_tell_no_small_count_and_no_median_of_few(values: list[float], places: int, left_out: bool) -> None:
    columns = [Col("Name", 1), Col("Median", 1, True), Col("n", 1, True)]
    table = Table(columns, [["A", 4.5, 3], ["B", 3.0, 40]])
    page = page_of(table, Lines(LineChart(["A", "B"], (("This", values),), places=places)))
    assert ("The chart is left out" in page) is left_out and ("<svg" in page) is not left_out


def test_that_a_sum_of_words_does_not_tell_a_small_count_from_tables_and_figures() -> None:
    rows: list[list[Cell]] = [["Mon", 50, 50], ["Tue", 47, 47], ["All", 97, 97]]
    sums = Balance([("by hour", 97), ("begun by the office", 3)], [("contacts", 100)])
    page = page_of(KeyFigures([(100, "contacts")]), two(rows, total=True, adds_up=True), sums).partition("<main>")[2]
    assert "97" not in page and not ("50" in page and "47" in page) and ">100</dd>" in page
