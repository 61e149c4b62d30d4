"""The year of appointments: from the first Monday of February to the day before the next one (Q1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONDAY, FEBRUARY = 0, 2


class Term(NamedTuple):
    """A year of appointments; `last` is its last day."""

    first: date
    last: date


def first_monday(year: int) -> date:
    """The first Monday of February, on which the Mayor makes the appointments of the year."""
    first = date(year, FEBRUARY, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)


def term_of(day: date) -> Term:
    """The term in which a day lies."""
    year = day.year if day >= first_monday(day.year) else day.year - 1
    return Term(first_monday(year), first_monday(year + 1) - timedelta(days=1))


def start_of(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day begins in the office; on a day without midnight, its first instant."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day is over: the first of the day after."""
    return start_of(day + timedelta(days=1), zone)


def day_of(at: datetime, zone: str) -> date:
    """The office's date of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def last_day(until: datetime, zone: str) -> date:
    """The last day that an end (UTC, not included) lets in."""
    return day_of(until - timedelta(microseconds=1), zone)
