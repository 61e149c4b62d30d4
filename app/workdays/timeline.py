"""Open time laid end to end: prefix sums over the office's spans, so that every question is one or two bisections."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.workdays.hours import MIDNIGHT, Span, minute_of_end

SpansOn = Callable[[date], tuple[Span, ...]]
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class Timeline:
    """The spans of the years `first_year` … `last_year` as Unix seconds, with sums; built once, then only read."""

    first_year: int
    last_year: int
    opens: list[float] = field(default_factory=list)
    closes: list[float] = field(default_factory=list)
    sums: list[float] = field(default_factory=list)  # open seconds before span i
    total: float = 0.0
    day_of: list[int] = field(default_factory=list)  # index of the office day of span i
    days: list[date] = field(default_factory=list)
    day_sums: list[float] = field(default_factory=list)  # open seconds before office day d
    day_lengths: list[float] = field(default_factory=list)
    day_ends: list[datetime] = field(default_factory=list)

    def seconds_before(self, stamp: float) -> float:
        """Open seconds from the beginning of this line to the instant."""
        at = bisect_right(self.opens, stamp) - 1
        if at < 0:
            return 0.0
        return self.sums[at] + min(stamp, self.closes[at]) - self.opens[at]

    def days_before(self, stamp: float) -> float:
        """Office days to the instant, the last one as the share of its own open time."""
        at = bisect_right(self.opens, stamp) - 1
        if at < 0:
            return 0.0
        day = self.day_of[at]
        gone = self.sums[at] + min(stamp, self.closes[at]) - self.opens[at] - self.day_sums[day]
        return day + gone / self.day_lengths[day]

    def days_before_many(self, stamps: Iterable[float]) -> list[float]:
        """`days_before` of each, in order; a function called for each alone would take twice as long."""
        opens, find, found = self.opens, bisect_right, list[float]()
        days = [(day, self.day_sums[day], self.day_lengths[day]) for day in self.day_of]
        spans = list(zip(self.sums, opens, self.closes, days, strict=True))
        for stamp in stamps:
            at = find(opens, stamp)
            if at:
                before, opened, closed, (day, day_before, length) = spans[at - 1]
                gone = before + (stamp if stamp < closed else closed) - opened - day_before
                found.append(day + gone / length)
            else:
                found.append(0.0)
        return found

    def span_at_or_after(self, stamp: float) -> int:
        """Index of the span that holds the instant or is the next to open; the closing instant is outside."""
        return bisect_right(self.closes, stamp)

    def day_begun_before(self, stamp: float) -> int:
        """Index of the last office day that had begun before the instant; a closing instant is of its own day."""
        return self.day_of[bisect_left(self.opens, stamp) - 1]

    def earliest(self, seconds: float) -> float:
        """The first instant by which that much open time has passed; 0 < seconds <= total."""
        at = bisect_left(self.sums, seconds) - 1
        return self.opens[at] + seconds - self.sums[at]

    def latest(self, seconds: float) -> float:
        """The last instant until which only that much open time has passed; 0 <= seconds < total."""
        at = bisect_right(self.sums, seconds) - 1
        return self.opens[at] + seconds - self.sums[at]

    def add_day(self, day: date, spans: Iterable[tuple[float, float]]) -> None:
        """Append one date's spans; a date without open time is no office day."""
        before = self.total
        for start, end in spans:
            opening = max(start, self.closes[-1]) if self.closes else start
            if end > opening:
                self._add_span(opening, end)
        if self.total > before:
            self.days.append(day)
            self.day_sums.append(before)
            self.day_lengths.append(self.total - before)
            self.day_ends.append(datetime.fromtimestamp(self.closes[-1], UTC))

    def _add_span(self, start: float, end: float) -> None:
        self.opens.append(start)
        self.closes.append(end)
        self.sums.append(self.total)
        self.day_of.append(len(self.days))
        self.total += end - start


def build(spans_on: SpansOn, zone: ZoneInfo, *, first_year: int, last_year: int) -> Timeline:
    """Lay the open time of whole local years end to end."""
    line = Timeline(first_year, last_year)
    first, stop = date(first_year, 1, 1).toordinal(), date(last_year + 1, 1, 1).toordinal()
    offset = _offset(date.fromordinal(first), zone)
    for ordinal in range(first, stop):
        day, following = date.fromordinal(ordinal), _offset(date.fromordinal(ordinal + 1), zone)
        if offset == following:
            midnight = (ordinal - _EPOCH) * 86400 - offset
            line.add_day(day, [(midnight + _seconds(start), midnight + _end(end)) for start, end in spans_on(day)])
        else:  # the clocks change on this date: ask for each instant
            line.add_day(day, [_stamps(day, span, zone) for span in spans_on(day)])
        offset = following
    return line


def _offset(day: date, zone: ZoneInfo) -> float:
    """Seconds the local clock is ahead of UTC at midnight."""
    ahead = datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()
    return ahead.total_seconds() if ahead else 0.0


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60


def _end(at: time) -> int:
    return minute_of_end(at) * 60


def _stamps(day: date, span: Span, zone: ZoneInfo) -> tuple[float, float]:
    """A span as Unix seconds: from the first time the clock shows its start to the last time it shows its end."""
    start, end = span
    last_day = day + timedelta(days=1) if end == MIDNIGHT else day
    return _stamp(day, start, zone, fold=0), _stamp(last_day, end, zone, fold=0 if end == MIDNIGHT else 1)


def lasts(day: date, span: Span, zone: ZoneInfo) -> bool:
    """Whether a span of a local date lasts any real time."""
    start, end = _stamps(day, span, zone)
    return end > start


def _stamp(day: date, at: time, zone: ZoneInfo, *, fold: int) -> float:
    local = datetime.combine(day, at, tzinfo=zone).replace(fold=fold)
    stamp = local.timestamp()
    if datetime.fromtimestamp(stamp, zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return stamp
    return _spring_forward(local, zone)


def _spring_forward(local: datetime, zone: ZoneInfo) -> float:
    """The instant the clock jumps over a local time that never is: the hour that is skipped has no length."""
    low, high = int(local.replace(fold=1).timestamp()), int(local.replace(fold=0).timestamp())
    before = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return float(high)
