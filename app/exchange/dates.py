"""Dates and times as tables write them, and in which order day and month stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Order = Literal["mdy", "dmy", "ymd", "iso", "epoch", ""]
Cell = str | int | float | bool | datetime | date | time | None

_NUMERIC = re.compile(r"^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,]+(.+))?$")
_NAMED = re.compile(r"^(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})[-\s]+([A-Za-z]{3,9})|([A-Za-z]{3,9})\.?\s+(\d{1,2})),?[-\s]+"
                    r"(\d{4}|\d{2})(?:[T ,]+(.+))?$")  # fmt: skip
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(.+))?$")
_EPOCH = re.compile(r"^\d{9,10}(?:\.\d+)?$|^\d{12,13}$")
_TIME = re.compile(
    r"^(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?\s*(?:[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY_TURNS_AT = 70
_MOST_KEPT = 100_000


class Moment(NamedTuple):
    """A moment in UTC, whether its source had a time of day (else it is local midnight), and its local date.

    `abroad` says that the source carried an offset, so that its own days may be others than the office's.
    """

    at: datetime
    has_time: bool
    day: date
    abroad: bool = False


@dataclass(frozen=True)
class DateOrder:
    """In which order the dates of a column stand; "" when it holds none. `certain` is false when nothing decides."""

    order: Order
    evidence: str
    certain: bool


@dataclass
class DateCounts:
    """What the dates of one column show, cell by cell, so that several columns are read in one pass."""

    dates: int = 0
    year_first: int = 0
    first_over_12: int = 0
    second_over_12: int = 0
    dotted: int = 0
    epochs: int = 0
    others: int = 0
    example_first: str = ""
    example_second: str = ""

    def add(self, value: Cell) -> None:
        """Take one more cell into account."""
        if isinstance(value, date):
            self.dates, self.year_first = self.dates + 1, self.year_first + 1
        elif text := _text(value):
            self._add_text(text)

    def order(self) -> DateOrder:
        """The order that the cells so far show."""
        return _decide(self)

    def _add_text(self, text: str) -> None:
        found = _NUMERIC.match(text)
        if found:
            self._add_numeric(text, int(found[1]), int(found[3]), year_first=len(found[1]) == 4, dotted=found[2] == ".")
        elif _EPOCH.match(text):
            self.epochs += 1
        elif _SOLID.match(text) or _NAMED.match(text):
            self.dates, self.year_first = self.dates + 1, self.year_first + 1
        else:
            self.others += 1

    def _add_numeric(self, text: str, first: int, second: int, *, year_first: bool, dotted: bool) -> None:
        self.dates += 1
        self.year_first += year_first
        self.dotted += dotted
        if not year_first and first > 12 >= second:
            self.first_over_12, self.example_first = self.first_over_12 + 1, text
        elif not year_first and second > 12 >= first:
            self.second_over_12, self.example_second = self.second_over_12 + 1, text


def find_date_order(values: Iterable[Cell]) -> DateOrder:
    """All values of a column in, their order out; numbers over 12 decide, and where none is, United States habit."""
    counts = DateCounts()
    for value in values:
        counts.add(value)
    return counts.order()


def _decide(counts: DateCounts) -> DateOrder:
    if counts.epochs > counts.dates:
        return DateOrder("epoch", "The values are seconds or milliseconds since 1970.", True)
    if not counts.dates:
        return DateOrder("", "The column holds no dates.", True)
    if counts.year_first == counts.dates:
        return DateOrder("iso", "All dates have the year first or the month in words.", True)
    if counts.first_over_12 and counts.second_over_12:
        return _contradicting(counts)
    if counts.second_over_12:
        return DateOrder("mdy", _evidence(counts.second_over_12, "second", counts.example_second, "month"), True)
    if counts.first_over_12:
        return DateOrder("dmy", _evidence(counts.first_over_12, "first", counts.example_first, "day"), True)
    order: Order = "dmy" if counts.dotted == counts.dates else "mdy"
    habit = "the day first, as is usual with points" if order == "dmy" else "the month first, as in the United States"
    return DateOrder(order, f"No date shows whether day or month comes first; read with {habit}. Please check.", False)


def _evidence(count: int, which: str, example: str, first: str) -> str:
    dates = "date has" if count == 1 else "dates have"
    return f"{count:,} {dates} a {which} number over 12 (for example {example}), so the {first} comes first."


def _contradicting(counts: DateCounts) -> DateOrder:
    order: Order = "mdy" if counts.second_over_12 >= counts.first_over_12 else "dmy"
    fewer = min(counts.first_over_12, counts.second_over_12)
    example = counts.example_first if order == "mdy" else counts.example_second
    words = "month" if order == "mdy" else "day"
    return DateOrder(order, f"Most dates have the {words} first, but {fewer:,} do not (for example {example}).", False)


def read_moment(value: Cell, order: Order, zone: ZoneInfo, *, clock: Cell = None) -> Moment:
    """A cell (and the cell of its time of day, if that is another column) in, the moment out.

    Local times are the office's (`zone`) unless the text carries an offset; 00:00:00 is how programs write a date
    without a time. Raises ValueError when it is no date.
    """
    if isinstance(value, datetime):
        return _moment(value.date(), _clock(clock) or (value.timetz() if _tells_time(value) else None), zone)
    if isinstance(value, date):
        return _moment(value, _clock(clock), zone)
    text = _text(value)
    if order == "epoch" or (not order and _EPOCH.match(text)):
        return _from_epoch(text, zone)
    day, rest = _day(text, order)
    clocked = _clock(clock) or _clock(rest)
    return _moment(day, None if clocked == time(0) else clocked, zone)


class MomentReader:
    """Reads one column of dates, as `read_moment` does, and quickly where days and times of day come again."""

    def __init__(self, order: Order, zone: ZoneInfo) -> None:
        self._order, self._zone = order, zone
        self._days: dict[str, tuple[datetime, date] | None] = {}
        self._clocks: dict[str, timedelta] = {"": timedelta(0)}

    def read(self, value: Cell, clock: Cell = None) -> Moment:
        """A cell, and that of its time of day, in, the moment out. Raises ValueError, OverflowError when it is none."""
        if type(value) is not str or self._order == "epoch" or (clock and type(clock) is not str):
            return read_moment(value, self._order, self._zone, clock=clock)
        text, rest = (value, str(clock)) if clock else _halves(value)
        day = self._days.get(text, ())
        if day == () and len(self._days) < _MOST_KEPT:
            day = self._days[text] = self._begin(text)
        after = self._clocks.get(rest)
        if after is None and len(self._clocks) < _MOST_KEPT:
            after = self._after(rest)
        if not day or after is None:
            return read_moment(value, self._order, self._zone, clock=clock)
        return Moment(day[0] + after if after else day[0], bool(after), day[1])

    def _begin(self, text: str) -> tuple[datetime, date] | None:
        """Local midnight of a day whose clocks do not change; None for all else, which is read in full."""
        try:
            day, rest = _day(text, self._order)
        except (ValueError, OverflowError):
            return None
        start = datetime.combine(day, time(0), self._zone)
        changes = start.utcoffset() != datetime.combine(day, time(23, 59), self._zone).utcoffset()
        return None if rest or changes else (start.astimezone(UTC), day)

    def _after(self, text: str) -> timedelta | None:
        """How long after midnight a time of day without an offset is; None where it has one or is no time."""
        try:
            clock = _clock(text)
        except ValueError:
            return None
        if clock is None or clock.tzinfo is not None:
            return None
        self._clocks[text] = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
        return self._clocks[text]


def _halves(text: str) -> tuple[str, str]:
    """A day and the time behind it."""
    text = text.strip()
    day, blank, rest = text.partition(" ")
    if not blank and len(text) > 10 and text[10] == "T":
        return text[:10], text[11:]
    return day, rest


def _tells_time(value: datetime) -> bool:
    return value.tzinfo is not None or value.time() != time(0)


def _text(value: Cell) -> str:
    text = str(value if value is not None else "").strip()
    return text[:-2] if isinstance(value, float) and text.endswith(".0") else text


def _from_epoch(text: str, zone: ZoneInfo) -> Moment:
    if not _EPOCH.match(text):
        raise ValueError(text)
    seconds = float(text) / (1000 if len(text.split(".")[0]) > 10 else 1)
    at = datetime.fromtimestamp(seconds, UTC)
    return Moment(at, True, at.astimezone(zone).date())


def _day(text: str, order: Order) -> tuple[date, str]:
    """The date and what follows it; raises ValueError."""
    if found := _NUMERIC.match(text):
        return _numeric_day(int(found[1]), int(found[3]), found[4], order, year_first=len(found[1]) == 4), found[
            5
        ] or ""
    if found := _SOLID.match(text):
        return date(int(found[1]), int(found[2]), int(found[3])), found[4] or ""
    if found := _NAMED.match(text):
        month = (found[2] or found[3])[:3].lower()
        return date(_year(found[5]), _MONTHS.index(month) + 1, int(found[1] or found[4])), found[6] or ""
    raise ValueError(f"{text!r} is no date")


def _numeric_day(first: int, second: int, third: str, order: Order, *, year_first: bool) -> date:
    if year_first or order == "ymd":
        return date(first if year_first else _year(str(first)), second, int(third))
    if order == "dmy":
        return date(_year(third), second, first)
    return date(_year(third), first, second)


def _year(text: str) -> int:
    """Two digits under 70 are of this century; three digits are a slip of the finger."""
    if len(text) == 3 or not text:
        raise ValueError(text)
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < _CENTURY_TURNS_AT else 1900)


def _clock(value: Cell) -> time | None:
    """A time of day, with its offset if it has one; None for nothing; raises ValueError for anything else."""
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, time):
        return value
    if isinstance(value, float) and 0 <= value < 1:
        return (datetime.min + timedelta(days=value)).time().replace(microsecond=0)
    text = _text(value)
    if not text:
        return None
    found = _TIME.match(text)
    if not found or not (found[2] or found[4]):
        raise ValueError(text)
    return time(_hour(int(found[1]), found[4]), int(found[2] or 0), int(found[3] or 0), tzinfo=_offset(found[5]))


def _hour(hour: int, half: str | None) -> int:
    if half and not 1 <= hour <= 12:
        if hour in (0, *range(13, 24)):
            return hour
        raise ValueError(hour)
    return hour if not half else hour % 12 + (12 if half.lower() == "p" else 0)


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _moment(day: date, clock: time | None, zone: ZoneInfo) -> Moment:
    local = datetime.combine(day, clock or time(0))
    aware = local if local.tzinfo else local.replace(tzinfo=zone)
    at = aware.astimezone(UTC)
    return Moment(at, clock is not None, at.astimezone(zone).date(), local.tzinfo is not None)
