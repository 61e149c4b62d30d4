"""How the window tells of appointments, absences and designations: their ends, their days, their powers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.authority import WORDS, Right
from app.models import AbsenceKind, Ended
from app.queries.register_rows import AbsenceRow, DesignationRow, State
from app.ui.case_words import Clock, short_name, time_words
from app.ui.labels import QT_TRANSLATE_NOOP

_KINDS = {
    AbsenceKind.VACATION: QT_TRANSLATE_NOOP("mandate_words", "vacation"),
    AbsenceKind.ILLNESS: QT_TRANSLATE_NOOP("mandate_words", "illness"),
    AbsenceKind.LEAVE: QT_TRANSLATE_NOOP("mandate_words", "leave"),
    AbsenceKind.BUSINESS: QT_TRANSLATE_NOOP("mandate_words", "on business"),
    AbsenceKind.VACANCY: QT_TRANSLATE_NOOP("mandate_words", "the place is vacant"),
    AbsenceKind.OTHER: QT_TRANSLATE_NOOP("mandate_words", "other"),
}
_ENDS = {
    Ended.EARLY_RETURN: QT_TRANSLATE_NOOP("mandate_words", "returned {0}"),
    Ended.REVOKED: QT_TRANSLATE_NOOP("mandate_words", "revoked, {0}"),
    Ended.LAPSED: QT_TRANSLATE_NOOP("mandate_words", "lapsed, {0}"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("mandate_words", text)


def date_words(day: date, *, weekday: bool = True, year: bool = False) -> str:
    """A date as banners and cards tell it: "Fri, Nov 27"; with the year "Fri, Nov 27, 2026"."""
    form = ("ddd, " if weekday else "") + ("MMM d, yyyy" if year else "MMM d")
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def long_date(day: date) -> str:
    """A date with its whole month and year: "January 31, 2027"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "MMMM d, yyyy")


def end_words(until: datetime, clock: Clock) -> str:
    """An end (UTC, not included) after "until": "Fri, Nov 27, 4:30 PM"; of a whole day "the end of Fri, Nov 27"."""
    local = clock.local(until)
    if local.time() == time():
        day = local.date() - timedelta(days=1)
        return _tr("the end of {0}").format(date_words(day, year=day.year != clock.today.year))
    return f"{date_words(local.date(), year=local.year != clock.today.year)}, {time_words(local)}"


def start_words(at: datetime, clock: Clock) -> str:
    """A beginning: "Mon, Nov 16, 8:30 AM"; at the start of a day the day alone."""
    local = clock.local(at)
    day = date_words(local.date(), year=local.year != clock.today.year)
    return day if local.time() == time() else f"{day}, {time_words(local)}"


def first_day(at: datetime, clock: Clock) -> date:
    """The office's date of a beginning."""
    return clock.local(at).date()


def last_day_of(until: datetime, clock: Clock) -> date:
    """The last date that an end (not included) lets in."""
    return clock.local(until - timedelta(microseconds=1)).date()


def days_words(begin: datetime, end: datetime | None, clock: Clock, *, year: bool = False) -> str:
    """The days of a stretch: "Nov 16–27", "Dec 22 – Jan 4", "from Nov 16" where the end is open."""
    first = first_day(begin, clock)
    if end is None:
        return _tr("from {0}").format(date_words(first, weekday=False, year=year))
    last = max(first, last_day_of(end, clock))
    if first == last:
        return date_words(first, weekday=False, year=year)
    if first.year != last.year and year:
        return f"{date_words(first, weekday=False, year=True)} – {date_words(last, weekday=False, year=True)}"
    if first.month != last.month:
        return f"{date_words(first, weekday=False)} – {date_words(last, weekday=False, year=year)}"
    end_of = f"{last.day}, {last.year}" if year else str(last.day)
    return f"{date_words(first, weekday=False)}–{end_of}"


def kind_words(kind: AbsenceKind | None) -> str:
    """Why somebody is away; where the reader is not to know it, that they are."""
    return _tr("away") if kind is None else _tr(_KINDS[kind])


def absent_words(row: AbsenceRow) -> str:
    """Who is away; of a vacancy that the place is vacant."""
    return row.name or _tr("Director’s place vacant")


def kept_words(kept: Iterable[str]) -> str:
    """The powers kept back, in words, with commas."""
    known = {right.value for right in Right}
    return "; ".join(WORDS[Right(each)] for each in kept if each in known)


def initial_names(names: Sequence[str]) -> str:
    """Names in a narrow place: "D. Rocha, P. Feeney"."""
    return ", ".join(short_name(each) for each in names)


def ended_words(row: DesignationRow, clock: Clock) -> str:
    """How a designation ended, or where it stands."""
    if row.state is State.IN_FORCE:
        return _tr("in force")
    if row.state is State.TO_COME:
        return _tr("to come")
    if row.ended_at is None or row.ended_why is None:
        return _tr("ended by itself")
    day = date_words(clock.local(row.ended_at).date(), weekday=False)
    return _tr(_ENDS[row.ended_why]).format(day)


def left_words(until: datetime, now: datetime) -> tuple[str, str]:
    """The time left as a figure and the rest: ("9 days", "and 6 hours left"), ("45 minutes", "left")."""
    minutes = max(0, int((until - now).total_seconds() // 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _count(days, "day"), _tr("and {0} left").format(_count(hours, "hour")) if hours else _tr("left")
    if hours:
        rest = minutes % 60
        return _count(hours, "hour"), _tr("and {0} left").format(_count(rest, "minute")) if rest else _tr("left")
    return _count(minutes, "minute"), _tr("left")


def _count(number: int, unit: str) -> str:
    one = {"day": _tr("{0} day"), "hour": _tr("{0} hour"), "minute": _tr("{0} minute")}
    many = {"day": _tr("{0} days"), "hour": _tr("{0} hours"), "minute": _tr("{0} minutes")}
    return (one if number == 1 else many)[unit].format(number)
