"""Days and instants in plain words for sentences; the same on every computer, whatever its language."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.workdays.term import day_of, last_day

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in_words(day: date) -> str:
    """A day as it stands in a letter: "Sunday, January 31, 2027"."""
    return f"{_DAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def start_in_words(at: datetime, zone: str) -> str:
    """A beginning: its day, with the time of day unless it is midnight: "Monday, November 16, 2026, 8:30 AM"."""
    return day_in_words(day_of(at, zone)) + _clock(at, zone)


def end_in_words(until: datetime, zone: str) -> str:
    """An end (not included): its last day, with the time of day unless the day is over by then."""
    return day_in_words(last_day(until, zone)) + _clock(until, zone)


def _clock(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    if local.hour == local.minute == 0:
        return ""
    return f", {local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"
