"""Periods: whole local dates of the office, as instants in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NAMES = "January February March April May June July August September October November December"
MONTHS = tuple(NAMES.split())


@dataclass(frozen=True)
class Period:
    """Local dates `first` to `last`, both included; `start` is in it, `end` is not (UTC)."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        """Midnight at which it begins; a day of 23 or 25 hours is taken as it is."""
        return self._midnight(self.first)

    @property
    def end(self) -> datetime:
        """Midnight after its last day."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def name(self) -> str:
        """How it is called: "October 2026", "July to September 2026", "2026", "October 5, 2026",
        "October 5 to 11, 2026"."""
        first, last = self.first, self.last
        if self == month(self.zone, first.year, first.month):
            return f"{MONTHS[first.month - 1]} {first.year}"
        if first == last:
            return told(first)
        if self._is_whole_months:
            whole = first.month == 1 and last.month == 12
            return str(first.year) if whole else f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{MONTHS[first.month - 1]} {first.day} to {last.day}, {last.year}"
        return f"{told(first)} to {told(last)}"

    @property
    def _is_whole_months(self) -> bool:
        """Whether it runs from the first of a month to the end of another one of the same year."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1 and self.first.year == self.last.year

    def as_of(self, at: datetime) -> datetime:
        """Its end, or the present while it lasts."""
        return min(self.end, at)

    def back(self, months: int) -> Period:
        """The whole month so many months before the one in which it begins."""
        number = self.first.year * 12 + self.first.month - 1 - months
        return month(self.zone, number // 12, number % 12 + 1)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def month(zone: str, year: int, number: int) -> Period:
    """The month `number` (1 to 12) of a year."""
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return Period(first, after - timedelta(days=1), zone)


def days(zone: str, first: date, last: date) -> Period:
    """From one local date to another, both included."""
    return Period(first, max(first, last), zone)


def last_full_month(zone: str, at: datetime) -> Period:
    """The month before the one in which `at` lies."""
    today = at.astimezone(ZoneInfo(zone)).date()
    return month(zone, today.year, today.month).back(1)


def told(day: date) -> str:
    """A date in words: "October 5, 2026"."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
