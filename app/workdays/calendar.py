"""The office's hours, closures and time zone, and the arithmetic of business time upon them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.workdays import hours as h
from app.workdays.explained import DayExplained, sentence
from app.workdays.hours import DEFAULT_HOURS, Span, WeekHours
from app.workdays.timeline import Timeline, build, lasts
from app.workdays.versions import DAY, Earlier, earlier_from_json, earlier_problems, week_from_json, week_to_json

FIRST_YEAR, LAST_YEAR = 1850, 2450
_MANY_DAYS = 50_000
_MARGIN_YEARS = 2


@dataclass(frozen=True)
class OfficeCalendar:
    """When the office is open: weekly hours (Monday first, a break makes two spans), closures and special hours.

    `special` replaces the hours of a date (late evening, half day). An end of 00:00 is midnight at the end of the day.
    `hours` are the newest; `earlier` are those in force before, each until its day, so that new ones never rewrite the
    past. All instants in and out are aware datetimes; results are in UTC. A day without open time never counts.
    Call `validated` on what a user gave; the arithmetic itself supposes a right calendar.
    """

    zone: str = "America/New_York"
    hours: WeekHours = DEFAULT_HOURS
    closures: Mapping[date, str] = field(default_factory=dict, hash=False)
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    earlier: tuple[Earlier, ...] = ()
    _lines: list[Timeline] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "closures", MappingProxyType(dict(self.closures)))
        object.__setattr__(self, "special", MappingProxyType(dict(self.special)))

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> OfficeCalendar:
        """The calendar written by `to_json`, checked. Raises Invalid with a sentence per field."""
        closures, special = (_mapping(data, key) for key in ("closures", "special"))
        return cls(
            zone=str(data.get("zone", "")),
            hours=week_from_json(data.get("hours", {})),
            closures={h.date_from_json("closures", day): str(name) for day, name in closures.items()},
            special={
                h.date_from_json("special", day): h.spans_from_json(f"special.{day}", spans)
                for day, spans in special.items()
            },
            earlier=earlier_from_json(data.get("earlier", ())),
        ).validated()

    def to_json(self) -> dict[str, object]:
        """Plain lists and text to keep as JSON: zone, hours by "mon" … "sun", closures and special hours by date.

        Earlier hours, where there are any, follow as a list with the last day of each.
        """
        made: dict[str, object] = {
            "zone": self.zone,
            "hours": week_to_json(self.hours),
            "closures": {day.isoformat(): name for day, name in sorted(self.closures.items())},
            "special": {day.isoformat(): h.spans_to_json(spans) for day, spans in sorted(self.special.items())},
        }
        if self.earlier:
            made["earlier"] = [{"until": e.until.isoformat(), "hours": week_to_json(e.hours)} for e in self.earlier]
        return made

    def validated(self) -> OfficeCalendar:
        """This calendar. Raises Invalid: zone unknown, no hours, hours that overlap or end before they start."""
        zone = h.zone_problem(self.zone)
        problems = {"zone": zone} if zone else {}
        problems |= h.week_problems(self.hours) | h.special_problems(self.special, self.closures)
        problems |= earlier_problems(self.earlier)
        if problems:
            raise Invalid(problems)
        return self

    def week_on(self, day: date) -> WeekHours:
        """The weekly hours in force on a local date."""
        return next((each.hours for each in self.earlier if day <= each.until), self.hours)

    def with_hours(self, hours: WeekHours, *, from_on: date) -> OfficeCalendar:
        """This calendar with other weekly hours from a local date on; hours planned for later days give way to them."""
        kept = tuple(each for each in self.earlier if each.until < from_on - DAY)
        before = self.week_on(from_on - DAY)
        return replace(self, hours=hours, earlier=kept if before == hours else (*kept, Earlier(from_on - DAY, before)))

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The local hours of a date, in order; empty when the office is closed."""
        if day in self.special:
            return tuple(sorted(self.special[day]))
        return () if day in self.closures else tuple(sorted(self.week_on(day)[day.weekday()]))

    def is_office_day(self, day: date) -> bool:
        """Whether the office opens at all on a local date; hours that the spring night skips are none."""
        return any(lasts(day, span, ZoneInfo(self.zone)) for span in self.spans_on(day))

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open; the closing instant is not open."""
        line, span = self._open_from(at)
        return line.opens[span] <= at.timestamp()

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself when open, else the next opening, in UTC."""
        line, span = self._open_from(at)
        return datetime.fromtimestamp(max(at.timestamp(), line.opens[span]), UTC)

    def seconds_between(self, start: datetime, end: datetime) -> float:
        """Open seconds from start to end, to the microsecond; negative when end is before start."""
        line = self._line(start, end)
        return round(line.seconds_before(end.timestamp()) - line.seconds_before(start.timestamp()), 6)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Open hours from start to end (see `seconds_between`)."""
        return self.seconds_between(start, end) / 3600

    def days_between(self, start: datetime, end: datetime) -> float:
        """Office days from start to end: of each day the share of its own open time, however long it is."""
        line = self._line(start, end)
        return round(line.days_before(end.timestamp()) - line.days_before(start.timestamp()), 9)

    def days_between_many(self, pairs: Iterable[tuple[datetime, datetime]]) -> list[float]:
        """`days_between` of each (start, end), in order; the line is looked up once for all."""
        spans = list(pairs)
        return self.days_between_stamps([a.timestamp() for a, _ in spans], [b.timestamp() for _, b in spans])

    def days_between_stamps(self, starts: Sequence[float], ends: Sequence[float]) -> list[float]:
        """The same of Unix seconds, for tens of thousands: starts and their ends, as many of each."""
        if not starts:
            return []
        line = self._line(*(datetime.fromtimestamp(edge(each), UTC) for each in (starts, ends) for edge in (min, max)))
        before, until = line.days_before_many(starts), line.days_before_many(ends)
        return [round(last - first, 9) for first, last in zip(before, until, strict=True)]

    def hours_between_many(self, pairs: Iterable[tuple[datetime, datetime]]) -> list[float]:
        """`hours_between` of each (start, end), in order; the line is looked up once for all."""
        spans = list(pairs)
        return self.hours_between_stamps([a.timestamp() for a, _ in spans], [b.timestamp() for _, b in spans])

    def hours_between_stamps(self, starts: Sequence[float], ends: Sequence[float]) -> list[float]:
        """The same of Unix seconds: starts and their ends, as many of each."""
        if not starts:
            return []
        line = self._line(*(datetime.fromtimestamp(edge(each), UTC) for each in (starts, ends) for edge in (min, max)))
        before = line.seconds_before
        return [round(before(end) - before(start), 6) / 3600 for start, end in zip(starts, ends, strict=True)]

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """The instant, in UTC, by which so many open hours have passed since start (before it, when negative).

        Nought hours outside opening hours is the next opening. Raises Invalid beyond the years kept.
        """
        if hours == 0:
            return self.next_opening(start)
        seconds, stamp = hours * 3600, start.timestamp()
        line = self._line(start)
        while not 0 <= line.seconds_before(stamp) + seconds <= line.total:
            line = self._extended(back=hours < 0)
        wanted = round(line.seconds_before(stamp) + seconds, 6)
        return datetime.fromtimestamp(line.earliest(wanted) if hours > 0 else line.latest(wanted), UTC)

    def add_days(self, start: datetime, n: int) -> datetime:
        """The close, in UTC, of the n-th office day after the day of receipt.

        What arrives outside hours is received at the next opening. Raises Invalid when n is negative or beyond reason.
        """
        line, first = self._receipt(start, n)
        return line.day_ends[first + n]

    def days_passed(self, start: datetime, end: datetime) -> int:
        """Whole office days from the day of `start` to the day of `end`; outside hours the next opening's day counts.

        Additive: from a to b and from b to c makes from a to c. Nothing where no opening lies between.
        """
        self._open_from(start), self._open_from(end)  # the line reaches both
        line = self._line(start, end)
        first, last = (line.day_of[line.span_at_or_after(at.timestamp())] for at in (start, end))
        return last - first

    def days_later(self, due: datetime, n: int) -> datetime:
        """The close, in UTC, of the n-th office day (n >= 0) after the one `due` ends or falls in; `due` for nought."""
        if n == 0:
            return due
        line = self._line(due)
        while line.day_begun_before(due.timestamp()) + n >= len(line.days):
            line = self._extended()
        return line.day_ends[line.day_begun_before(due.timestamp()) + n]

    def days_allowed(self, start: datetime, due: datetime) -> int:
        """The target that `due` stands for: office days after the day of receipt to its own, not below nought."""
        self._open_from(start)
        line = self._line(start, due)
        receipt = line.day_of[line.span_at_or_after(start.timestamp())]
        return max(0, line.day_begun_before(due.timestamp()) - receipt)

    def receipt_day(self, at: datetime) -> date:
        """The office day on which something is received: outside hours that of the next opening."""
        line, span = self._open_from(at)
        return line.days[line.day_of[span]]

    def due_many(self, starts: Iterable[datetime], n: int) -> list[datetime]:
        """`add_days` of each start, in order, for one target of n days."""
        return [self.add_days(start, n) for start in starts]

    def explain_days(self, start: datetime, n: int) -> list[DayExplained]:
        """Every date from arrival to due date: closed, receipt, counted, and last the due one (with n = 0 the receipt).

        Raises Invalid as `add_days` does.
        """
        line, first = self._receipt(start, n)
        receipt, due = line.days[first], line.days[first + n]
        arrived = start.astimezone(ZoneInfo(self.zone)).date()
        count = (due - arrived).days + 1
        return [self._explained(arrived + timedelta(days=i), receipt, due) for i in range(count)]

    def explain(self, start: datetime, n: int) -> str:
        """The days of a target in one line: "3 business days: Thu 16, Fri 17, [Mon 20 Patriots' Day], Tue 21"."""
        return sentence(self.explain_days(start, n), n)

    def _explained(self, day: date, receipt: date, due: date) -> DayExplained:
        if day == due:
            return DayExplained(day, "due")
        if day == receipt:
            return DayExplained(day, "receipt")
        if day < receipt or not self.is_office_day(day):
            return DayExplained(day, "closed", "after hours" if self.is_office_day(day) else self.closures.get(day, ""))
        return DayExplained(day, "counted")

    def _receipt(self, start: datetime, n: int) -> tuple[Timeline, int]:
        """The line that reaches n office days on, and the index of the day of receipt in it."""
        if not 0 <= n <= _MANY_DAYS:
            raise Invalid({"days": f"Give a number of business days between 0 and {_MANY_DAYS}."})
        line, span = self._open_from(start)
        while line.day_of[span] + n >= len(line.days):
            self._extended()
            line, span = self._open_from(start)
        return line, line.day_of[span]

    def _open_from(self, at: datetime) -> tuple[Timeline, int]:
        """The line, and the index in it of the span that holds the instant or is the next to open."""
        line, stamp = self._line(at), at.timestamp()
        while (span := line.span_at_or_after(stamp)) >= len(line.opens):
            line = self._extended()
        return line, span

    def _line(self, *at: datetime) -> Timeline:
        """A line with at least a year to spare on both sides of the instants."""
        line = self._lines[0] if self._lines else self._built(at[0].year - 1, at[0].year + 1)
        for instant in at:
            if instant.tzinfo is None:
                raise ValueError("business time needs aware datetimes")
            if not line.first_year < instant.year < line.last_year:
                line = self._built(min(line.first_year, instant.year - 1), max(line.last_year, instant.year + 1))
        return line

    def _extended(self, *, back: bool = False) -> Timeline:
        line = self._lines[0]
        return self._built(line.first_year - back, line.last_year + (not back))

    def _built(self, first: int, last: int) -> Timeline:
        """A new line, widened by as much again as there was so that growing year by year stays cheap."""
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise Invalid({"": f"This date is too far away; the calendar covers {FIRST_YEAR + 1} to {LAST_YEAR - 1}."})
        extra = max(_MARGIN_YEARS, self._lines[0].last_year - self._lines[0].first_year if self._lines else 0)
        old = self._lines[0] if self._lines else None
        low = first if old and first == old.first_year else max(FIRST_YEAR, first - extra)
        high = last if old and last == old.last_year else min(LAST_YEAR, last + extra)
        line = build(self.spans_on, ZoneInfo(self.zone), first_year=low, last_year=high)
        if not line.opens:
            raise Invalid({"hours": "The office needs opening hours on at least one day of the week."})
        self._lines[:] = [line]
        return line


def _mapping(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise Invalid({key: f"The calendar's {key} cannot be read; set them again in the settings."})
    return value
