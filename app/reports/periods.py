"""Periods as they are asked for: a month, a quarter, a year, a week, or from one day to another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.queries.figures.period import Period, days, last_full_month, month

HOW = "Give it as 2026-10, 2026-Q3, 2026, 2026-10-05, 2026-10-05..2026-10-31, or last, last-week, last-year."
EARLIEST, FURTHEST = 1900, 10
"""The first year of a period, and how many years ahead of today it may end: calendars end somewhere."""


def read_period(given: object, zone: str, at: datetime, *, field: str = "period", how: str = HOW) -> Period:
    """The whole local dates meant by "2026-10", "2026-Q3", "2026", "2026-10-05", "2026-10-05..2026-10-31", "last" (the
    last full month), "this", "last-week", "this-week", "last-quarter", "last-year", "this-year", "yesterday", "today".

    Raises Invalid at `field` for what is none (and says `how` it is given), begins in the future or before 1900, ends
    before it begins, or more than ten years ahead.
    """
    words, today = str(given or "last").strip().lower(), at.astimezone(ZoneInfo(zone)).date()
    try:
        found = NAMED[words](zone, today) if words in NAMED else _written(words, zone)
    except Invalid as error:
        raise Invalid({field: error.sentence}) from error
    except (ValueError, OverflowError) as error:
        raise Invalid({field: f"“{str(given)[:40]}” is no {field}. {how}"}) from error
    if wrong := _out_of_reach(found, today):
        raise Invalid({field: wrong})
    return found


def _out_of_reach(found: Period, today: date) -> str:
    """The sentence for a period of which nothing can be told; also where the one before would have no date."""
    if found.first > today:
        return "This period has not begun. Choose one that has."
    if found.first.year < EARLIEST:
        return f"Nothing was kept before {EARLIEST}. Let it begin later."
    return "" if found.last.year <= today.year + FURTHEST else "This period ends too far ahead. Let it end sooner."


def read_month(given: object, zone: str, at: datetime, *, field: str = "month") -> date:
    """The first day of the month meant by "2026-10", "last", or a day ("yesterday"), which stands for its month.

    Raises Invalid at `field` for what is none, has not begun, or is longer or shorter than a month.
    """
    if isinstance(given, date):
        return given
    found = read_period(given, zone, at, field=field, how="Give it as year and month, such as 2026-10, or last.")
    if found.first != found.last and found != month(zone, found.first.year, found.first.month):
        raise Invalid({field: f"This report is of one month, and {found.name} is not. Give it as 2026-10, or last."})
    return found.first.replace(day=1)


def read_day(given: object, zone: str, at: datetime, *, field: str = "day") -> date:
    """The day meant by "2026-10-05", "yesterday" or "today".

    Raises Invalid at `field` for what is none, has not come, or is longer than a day.
    """
    found = read_period(given or "yesterday", zone, at, field=field, how="Give it as 2026-10-05, yesterday or today.")
    if found.first != found.last:
        raise Invalid({field: f"This report is of one day, and {found.name} is not. Give it as 2026-10-05."})
    return found.first


def key_of(period: Period) -> str:
    """The shortest way to write a period, as `read_period` takes it."""
    first, last, zone = period.first, period.last, period.zone
    if period == month(zone, first.year, first.month):
        return f"{first:%Y-%m}"
    if period == _quarter(zone, first.year, (first.month + 2) // 3):
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year}"
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def before(period: Period) -> Period:
    """The period just before, as long: for whole months as many whole months, else as many days."""
    months = _whole_months(period)
    if months:
        first = period.back(months)
        return Period(first.first, period.first - timedelta(days=1), period.zone)
    length = (period.last - period.first).days + 1
    return days(period.zone, period.first - timedelta(days=length), period.first - timedelta(days=1))


def year_before(period: Period) -> Period:
    """The same period a year ago."""
    months = _whole_months(period)
    if months:
        first = period.back(12)
        return Period(first.first, month(period.zone, period.last.year - 1, period.last.month).last, period.zone)
    return days(period.zone, _year_back(period.first), _year_back(period.last))


def _whole_months(period: Period) -> int:
    first, last = period.first, period.last
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    return (last.year - first.year) * 12 + last.month - first.month + 1 if whole else 0


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _written(words: str, zone: str) -> Period:
    if found := re.fullmatch(r"(\d{4})-q([1-4])", words):
        return _quarter(zone, int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-(\d{2})", words):
        return month(zone, int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{4}", words):
        return _year(zone, int(words))
    first, dots, last = words.partition("..")
    begin, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    if end < begin:
        raise Invalid("The last day lies before the first. Exchange them.")
    return days(zone, begin, end)


def _quarter(zone: str, year: int, number: int) -> Period:
    return Period(date(year, 3 * number - 2, 1), month(zone, year, 3 * number).last, zone)


def _year(zone: str, year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), zone)


def _week(zone: str, day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return days(zone, monday, monday + timedelta(days=6))


def _quarter_before(zone: str, today: date) -> Period:
    this = _quarter(zone, today.year, (today.month + 2) // 3)
    return before(this)


NAMED: Mapping[str, Callable[[str, date], Period]] = {
    "last": lambda zone, today: month(zone, today.year, today.month).back(1),
    "this": lambda zone, today: month(zone, today.year, today.month),
    "last-month": lambda zone, today: month(zone, today.year, today.month).back(1),
    "this-month": lambda zone, today: month(zone, today.year, today.month),
    "last-week": lambda zone, today: _week(zone, today - timedelta(days=7)),
    "this-week": _week,
    "last-quarter": _quarter_before,
    "last-year": lambda zone, today: _year(zone, today.year - 1),
    "this-year": lambda zone, today: _year(zone, today.year),
    "yesterday": lambda zone, today: days(zone, today - timedelta(days=1), today - timedelta(days=1)),
    "today": lambda zone, today: days(zone, today, today),
}


def last_month_key(zone: str, at: datetime) -> str:
    """The last full month, as `read_period` takes it."""
    return key_of(last_full_month(zone, at))
