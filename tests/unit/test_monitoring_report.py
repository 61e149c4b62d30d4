"""Timeliness and substance as a report: numbers in its tables, figures that open their cases, a public version (Q6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.models import Channel, Outcome, Told
from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.services.cases import close_case
from app.store import Store
from tests.factories import AT, director, make_case, make_store

OCTOBER = datetime(2026, 10, 5, 14, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("monitoring"))
    made.write(_fill)
    yield made
    made.close()


def _fill(session: Session) -> None:
    """Six closed of one category, two of another, two open."""
    for place in range(10):
        category = 1 if place < 6 else 2
        case = make_case(session, at=OCTOBER, fields={"category_id": category}).id or 0
        told = Told(told=True, told_at=OCTOBER + 2 * DAY, told_how=Channel.PHONE)
        if place < 8:
            close_case(session, director(session), case, outcome=Outcome.RESOLVED, told=told, at=OCTOBER + 2 * DAY)


def prepared(store: Store, **answers: object) -> Prepared:
    given = {"month": "2026-10", **answers}
    return store.read(lambda s: prepare_report(s, director(s), "monitoring", given, at=AT))


def table(found: Prepared, name: str) -> list[list[object]]:
    rows: list[list[object]] = next(each for each in as_data(found)["tables"] if each["name"] == name)["rows"]
    return rows


def test_that_its_tables_hold_numbers_that_add_up(store: Store) -> None:
    found = prepared(store)
    rows = table(found, "By category")
    assert [row[1:3] for row in rows] == [[6, 2.0], [2, 2.0], [8, 2.0]]
    assert all(isinstance(cell, int) for row in rows for cell in row[4:6])
    assert found.reconciles and as_data(found)["reconciliation"][-1] == "closed, by category 8 = closed 8."


@pytest.mark.parametrize("part", [{}, {"department": "1"}, {"category": "2"}])
def test_that_each_figure_opens_as_many_cases_as_it_says(store: Store, part: dict[str, str]) -> None:
    found = prepared(store, **part).collected
    period, keyed = found.period, [line for line in found.lines if line.key]
    assert period is not None and len(keyed) > 20

    def listed(session: Session) -> list[int | None]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in keyed]

    assert store.read(listed) == [line.n for line in keyed]


def test_that_the_public_version_tells_no_small_count_and_no_median_of_few(store: Store) -> None:
    rows = table(prepared(store, version="public"), "By category")
    assert rows[1][1:4] == ["fewer than 5", "not shown", "not shown"]
    assert rows[0][1] == "not shown", "with the sum it would tell the other"
    assert "By department" not in {each["name"] for each in as_data(prepared(store, version="public"))["tables"]}
