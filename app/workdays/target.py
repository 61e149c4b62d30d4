"""The one rule of targets in business days: when a case is due, and how waits that stop our clock move that date.

A target of n days means whole office days after the day of receipt, due at the close of the last (DOMAIN.md, Time).
A wait on the resident or a third party moves the due date by as many office days as lie between the day on which it
began and the day on which it ended, both taken as receipt takes them: outside hours the next opening's day. So

- a case with three days left when it went to wait has three days left when it comes back, whatever the hour;
- a wait over closed hours alone (a night, a weekend, a holiday), or within one day, moves nothing: days count whole;
- the date stays at the close of an office day, and is never rounded: whole days add up, so two waits that follow one
  another move it as far as the one wait would, and a longer wait never moves it less.

A sum of hours made whole would break one of these: rounded once, a case in time as it went to wait may be late as it
comes back; rounded for each wait, ten short ones give ten days.

A wait that begins when the date has passed moves nothing: what is late stays late. So a date that passed while our
clock ran is settled for ever, and what a past month's report said of it stays true. The time between a closing and a
reopening is no wait: the date of a case opened again is the one it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.workdays.calendar import OfficeCalendar
from app.workdays.explained import DayExplained

Stretch = tuple[datetime, datetime]


def moved(calendar: OfficeCalendar, due: datetime, waits: Iterable[Stretch]) -> datetime:
    """`due` (UTC) after the waits (start, end), given in the order of time; one that began after it moves nothing."""
    for start, end in waits:
        if start < due:
            due = calendar.days_later(due, calendar.days_passed(start, end))
    return due


def counted_days(
    calendar: OfficeCalendar, received: datetime, days: int, waits: Sequence[tuple[datetime, datetime, str]]
) -> list[DayExplained]:
    """The days from arrival to the due date of a target of `days`, those that the waits took told as "stood".

    `waits` (start, end, name of whom we waited on) are those that moved the date, in the order of time. As with receipt
    the day on which a case comes back is not counted; of a wait that began on the due day it is the day it began.
    """
    taken, allowed = dict[int, str](), days
    for start, end, name in waits:
        first, many = calendar.days_passed(received, start), calendar.days_passed(start, end)
        shift = 0 if first == allowed else 1
        taken |= dict.fromkeys(range(first + shift, first + shift + many), name)
        allowed += many
    found, place = list[DayExplained](), 0
    for each in calendar.explain_days(received, allowed):
        found.append(DayExplained(each.date, "stood", taken[place]) if _is_taken(each, place, taken) else each)
        place += each.kind != "closed"
    return found


def _is_taken(day: DayExplained, place: int, taken: Mapping[int, str]) -> bool:
    return day.kind == "counted" and place in taken
