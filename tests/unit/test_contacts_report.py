"""The report of contacts: by channel, hour, weekday, category, ward and language; each figure opens its list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from app.errors import Invalid
from app.queries.figures import behind
from app.reports.contacts import clock_hour
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.store import Store
from tests.factories import AT, director, make_contact, make_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path)


def prepared(store: Store, period: str = "2026-11", **answers: object) -> Prepared:
    given = {"period": period, **answers}
    return store.read(lambda s: prepare_report(s, director(s), "contacts", given, at=AT))


def fill(store: Store) -> None:
    """Two at nine in the morning of a Monday in winter, one in summer time, one begun by the office."""
    store.write(lambda s: make_contact(s, at=datetime(2026, 11, 9, 14, 5, tzinfo=UTC)))
    store.write(lambda s: make_contact(s, at=datetime(2026, 11, 9, 14, 50, tzinfo=UTC)))
    summer = datetime(2026, 10, 30, 13, 10, tzinfo=UTC)
    store.write(lambda s: make_contact(s, at=summer, fields={"channel": "walk_in", "language": "Vietnamese"}))
    store.write(lambda s: make_contact(s, at=datetime(2026, 11, 9, 15, 5, tzinfo=UTC), fields={"direction": "out"}))


def test_that_hours_are_those_of_the_office_in_winter_and_in_summer(store: Store) -> None:
    fill(store)
    both = prepared(store, "2026-10-01..2026-11-18")
    lines = {line.name: line.number for line in both.collected.lines}
    assert lines["Contacts"] == 4 and lines["Begun by the office"] == 1
    assert lines["9 to 10 AM"] == 3 and lines["On Mon"] == 2 and lines["On Fri"] == 1
    assert both.reconciles


def test_that_every_figure_opens_as_many_as_it_says(store: Store) -> None:
    fill(store)
    found = prepared(store, "2026-10-01..2026-11-18").collected
    period = found.period
    assert period is not None

    def listed(session: Session) -> list[int]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in found.lines]

    assert store.read(listed) == [line.number for line in found.lines]


def test_that_the_tables_hold_numbers_and_the_periods_before(store: Store) -> None:
    fill(store)
    data = as_data(prepared(store))
    channels = next(each for each in data["tables"] if each["name"] == "By channel")
    assert channels["columns"] == ["Channel", "Nov 2026", "Share", "Oct 2026", "Nov 2025"]
    assert channels["rows"] == [["Phone", 3, 1.0, 0, 0], ["Walk-in", 0, 0.0, 1, 0], ["All", 3, 1.0, 1, 0]]
    assert data["reconciles"] and data["period"]["key"] == "2026-11"


def test_that_an_empty_period_is_a_report_too(store: Store) -> None:
    assert prepared(store, "2025").reconciles


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("2027-03", "has not begun"),
        ("2026-10-09..2026-10-05", "last day lies before the first"),
        ("soon", "is no period"),
        ("2026-13", "is no period"),
        ("9999-12-31..9999-12-31", "has not begun"),
        ("2026-10-01..9999-12-31", "ends too far ahead"),
        ("0001-01-01", "Nothing was kept before 1900"),
    ],
)
def test_that_a_wrong_period_is_refused_beside_its_field(store: Store, given: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        prepared(store, given)
    assert list(refused.value.problems) == ["period"]


def test_that_hours_are_told_as_people_tell_them() -> None:
    told = [clock_hour(hour) for hour in (0, 8, 11, 12, 16, 23)]
    assert told == ["midnight to 1 AM", "8 to 9 AM", "11 AM to noon", "noon to 1 PM", "4 to 5 PM", "11 PM to midnight"]
