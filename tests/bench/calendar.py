"""Business time: a million due dates, and the open ones of 100,000 cases that follow a change of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from app.models import Case, Priority, Status
from app.queries.office import calendar
from app.services.bulk import insert_rows, loading
from app.services.calendar import close_day
from app.workdays import OfficeCalendar, preset_closures
from tests.bench.figures import Figure, timed
from tests.factories import AT, director, make_store

MANY, CASES, OPEN = 1_000_000, 100_000, 10_000
DUE_MS, REDATE_MS = 5_000, 5_000
NOTE = "going from day to day for one in a hundred of them, times a hundred"
BARE = "the same UPDATE of as many rows alone"
HALF_DAYS = (((time(9), time(12)), (time(13), time(17))),) * 5 + ((), ())
DATES = ("acknowledge_due_at", "first_response_due_at", "due_at")


def measure(_: Path) -> list[Figure]:
    """The figures of a calendar with holidays and two versions of its hours, and of an office of open cases alone."""
    office = OfficeCalendar(closures=preset_closures("MA", range(2015, 2028))).with_hours(
        HALF_DAYS, from_on=date(2020, 1, 6)
    )
    first = datetime(2016, 1, 4, tzinfo=UTC)
    starts = [first + timedelta(seconds=311 * n) for n in range(MANY)]
    ours, days = (
        timed(lambda: office.due_many(starts, 10)),
        timed(lambda: [_walked(office, at) for at in starts[::100]]),
    )
    made = Figure("1,000,000 due dates", [ours], [100 * days], NOTE, limit=DUE_MS, more={"versions": 2})
    return [made, _redated(OPEN), _redated(CASES)]


def _walked(office: OfficeCalendar, at: datetime, days: int = 10) -> date:
    """Day by day, as the plainest program would: by date only."""
    day = at.date()
    while days:
        day += timedelta(days=1)
        days -= office.is_office_day(day)
    return day


def _redated(is_open: int) -> Figure:
    """All dates change of so many open cases among all."""
    with TemporaryDirectory(prefix="calendar-") as folder:
        store = make_store(Path(folder))
        try:
            store.write(lambda s: _fill(s, is_open))
            day, changed = date(2026, 11, 20), list[int]()
            took = timed(
                lambda: changed.append(
                    store.write(lambda s: close_day(s, director(s), day, "Snow", at=AT).redated).result
                )
            )
            bare = timed(lambda: store.write(_moved))
            more = {"cases": CASES, "redated": changed[0]}
            name = f"{is_open:,} open of {CASES:,} cases follow a closed day"
            return Figure(name, [took], [bare], BARE, limit=REDATE_MS, more=more)
        finally:
            store.close()


def _fill(session: Session, is_open: int) -> None:
    hours = calendar(session)
    names = ("number", "year", "seq", "subject", "category_id", "priority", "status", "received_at", "opened_at")
    with loading(session):
        insert_rows(
            session,
            Case,
            (*names, *DATES, "version"),
            [_row(hours, n, Status.OPEN if n < is_open else Status.CLOSED) for n in range(CASES)],
        )


def _row(hours: OfficeCalendar, n: int, status: Status) -> tuple[Any, ...]:
    at = AT - timedelta(minutes=n % 2_000)
    dates = (hours.add_hours(at, 30), hours.add_days(at, 4), hours.add_days(at, 10))
    return (f"2026-{n:06}", 2026, n, "Pothole", 1, Priority.NORMAL, status, at, at, *dates, 1)


def _moved(session: Session) -> None:
    session.connection().exec_driver_sql("UPDATE case_record SET due_at = due_at, first_response_due_at = due_at")
