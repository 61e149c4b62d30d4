"""Opening hours: spans of local time, read from and written as plain text, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from zoneinfo import ZoneInfo

from app.errors import Invalid

WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = time(0)

Span = tuple[time, time]
WeekHours = tuple[tuple[Span, ...], ...]

_OFFICE_DAY: tuple[Span, ...] = ((time(8, 30), time(16, 30)),)
DEFAULT_HOURS: WeekHours = (_OFFICE_DAY,) * 5 + ((), ())


def minute_of_end(end: time) -> int:
    """Minutes from midnight to the end of a span; 00:00 as an end means midnight at the end of the day."""
    return 24 * 60 if end == MIDNIGHT else end.hour * 60 + end.minute


def spans_problem(spans: Iterable[Span]) -> str:
    """The sentence that says what is wrong with one day's hours; empty when they are right."""
    last = 0
    for start, end in sorted(spans):
        begin, finish = start.hour * 60 + start.minute, minute_of_end(end)
        if finish <= begin:
            return f"Closing ({_text(end)}) must be later than opening ({_text(start)})."
        if begin < last:
            return f"The hours from {_text(start)} overlap the hours before them; make one of them shorter."
        last = finish
    return ""


def week_problems(hours: WeekHours) -> dict[str, str]:
    """What is wrong with a week's hours, by weekday key ("mon" … "sun"), or under "hours" for the week as a whole."""
    if len(hours) != len(WEEKDAY_KEYS):
        return {"hours": "Give the hours of all seven days of the week, Monday first."}
    if not any(hours):
        return {"hours": "The office needs opening hours on at least one day of the week."}
    return {key: said for key, spans in zip(WEEKDAY_KEYS, hours, strict=True) if (said := spans_problem(spans))}


def special_problems(special: Mapping[date, tuple[Span, ...]], closures: Mapping[date, str]) -> dict[str, str]:
    """What is wrong with the one-off hours, by "special.YYYY-MM-DD"."""
    found = {f"special.{day}": _special_problem(day, spans, closures) for day, spans in special.items()}
    return {key: said for key, said in found.items() if said}


def _special_problem(day: date, spans: tuple[Span, ...], closures: Mapping[date, str]) -> str:
    if day in closures:
        return f"{day} is closed ({closures[day]}) and has special hours too; keep one of them."
    if not spans:
        return f"{day} has no special hours; give hours, or list the day as a closure."
    return spans_problem(spans)


def zone_problem(zone: str) -> str:
    """The sentence that says the time zone is not known; empty when it is."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return f"The time zone “{zone}” is not known; choose one from the list, such as America/New_York."
    return ""


def spans_to_json(spans: Iterable[Span]) -> list[list[str]]:
    """One day's hours as [["08:30", "16:30"], …]; an end at midnight is "24:00"."""
    return [[_text(start), "24:00" if end == MIDNIGHT else _text(end)] for start, end in spans]


def spans_from_json(field: str, value: object) -> tuple[Span, ...]:
    """One day's hours from [["08:30", "16:30"], …], in order of opening.

    Raises Invalid under `field` when a time cannot be read.
    """
    try:
        return tuple(sorted((_whole_minute(start), _end(end)) for start, end in _rows(value)))
    except (TypeError, ValueError, AttributeError):
        raise Invalid({field: "Give opening and closing times in whole minutes, such as 08:30 and 16:30."}) from None


def date_from_json(field: str, value: object) -> date:
    """A date from "YYYY-MM-DD". Raises Invalid under `field` when it is not one."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Invalid({field: f"“{value}” is not a date; write it as year-month-day, such as 2026-04-20."}) from None


def _rows(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return [(start, end) for start, end in value]


def _end(text: str) -> time:
    return MIDNIGHT if text == "24:00" else _whole_minute(text)


def _whole_minute(text: str) -> time:
    at = time.fromisoformat(text.strip().rjust(5, "0"))  # 8:30 is 08:30
    if at.second or at.microsecond or at.tzinfo:
        raise ValueError(text)
    return at


def _text(at: time) -> str:
    return at.strftime("%H:%M")
