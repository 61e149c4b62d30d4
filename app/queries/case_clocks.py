"""The two clocks of a case: the resident's never stops, ours stops while it waits on the resident or a third party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.models import CLOCK_STOPS, Move, Status, table_of
from app.queries.targets import is_paused
from app.workdays import DayExplained, OfficeCalendar, Stretch, counted_days, moved, sentence

DAY = 86_400


class Wait(NamedTuple):
    """A stretch in which our clock stood still, and on whom we waited."""

    start: datetime
    end: datetime
    status: Status

    @property
    def stretch(self) -> Stretch:
        """Its start and end."""
        return self.start, self.end


Waits = Mapping[int, Sequence[Wait]]


class CaseClocks(NamedTuple):
    """Both clocks of a case from receipt to `until` (closing, or now).

    `resident_days` are calendar days. `our_days` are business days: with a target the part of it that is used up, so
    that `target_days` less these are left to `due_at`; without one those since receipt less waits. `due_at` is the due
    date, for a case that is paused the one that holds if the wait ends now. In `waits` our clock stood still.
    """

    since: datetime
    until: datetime
    resident_days: float
    our_days: float
    target_days: int | None
    due_at: datetime | None
    waits: tuple[Wait, ...]
    running: bool
    paused: bool = False

    @property
    def stopped(self) -> tuple[Stretch, ...]:
        """The stretches in which our clock stood still."""
        return tuple(each.stretch for each in self.waits)

    @property
    def is_over(self) -> bool:
        """Whether ours ran past its target (`app.queries.targets`); never while it stands still."""
        return self.due_at is not None and not self.paused and self.until > self.due_at


def waits_of(session: Session, case_ids: Sequence[int], *, at: datetime) -> dict[int, list[Wait]]:
    """The stretches, by case and in order, in which our clock stood still; one that lasts ends at `at`."""
    m = table_of(Move).c
    query = select(m.case_id, m.at, m.became).where(m.case_id.in_(case_ids)).order_by(m.case_id, m.at, m.id)
    found: dict[int, list[Wait]] = {}
    began: dict[int, tuple[datetime, Status]] = {}
    for case_id, moved_at, became in session.execute(query).all():
        if case_id in began:
            start, status = began.pop(case_id)
            found.setdefault(case_id, []).append(Wait(start, moved_at, status))
        if Status(became) in CLOCK_STOPS:
            began[case_id] = moved_at, Status(became)
    for case_id, (start, status) in began.items():
        found.setdefault(case_id, []).append(Wait(start, max(start, at), status))
    return found


def clocks_of(
    calendar: OfficeCalendar,
    *,
    received_at: datetime,
    closed_at: datetime | None,
    status: Status,
    waits: Iterable[Wait] = (),
    due_at: datetime | None = None,
    at: datetime,
) -> CaseClocks:
    """Both clocks as of `at`, or of the closing. The target is told back from `due_at`: the category's may be new."""
    until = max(received_at, closed_at or at)
    inside = (Wait(max(start, received_at), min(end, until), on) for start, end, on in waits)
    stopped = tuple(each for each in inside if each.end > each.start)
    paused = closed_at is None and is_paused(status)
    # A wait that began this very moment has no length yet; the one before it has moved the date already.
    last = [stopped[-1].stretch] if paused and stopped and stopped[-1].end >= until else []
    now_due = moved(calendar, due_at, last) if due_at else None
    target = target_of(calendar, received_at, now_due, stopped)
    if target is None or due_at is None:
        ran = calendar.days_between(received_at, until) - sum(calendar.days_between_many(w.stretch for w in stopped))
    else:  # it stands as it stood when the wait began
        ran = target - calendar.days_between(last[0][0] if last else until, due_at)
    return CaseClocks(
        since=received_at,
        until=until,
        resident_days=(until - received_at).total_seconds() / DAY,
        our_days=max(0.0, ran),
        target_days=target,
        due_at=now_due,
        waits=stopped,
        running=closed_at is None and not paused,
        paused=paused,
    )


def target_of(
    calendar: OfficeCalendar, received_at: datetime, due_at: datetime | None, waits: Iterable[Wait] = ()
) -> int | None:
    """The target in business days that a due date stands for, once the waits that moved it are taken off; None without.

    Those are the waits that were over by it: one that begins in time ends in time, one that begins late moves nothing.
    """
    if due_at is None:
        return None
    took = sum(calendar.days_passed(each.start, each.end) for each in waits if each.end <= due_at)
    return max(0, calendar.days_allowed(received_at, due_at) - took)


def days_of(calendar: OfficeCalendar, clocks: CaseClocks) -> list[DayExplained]:
    """The days from arrival to the due date, counted and not; none without a target."""
    if clocks.target_days is None or clocks.due_at is None:
        return []
    took = [(each.start, each.end, each.status.value) for each in clocks.waits if each.end <= clocks.due_at]
    return counted_days(calendar, clocks.since, clocks.target_days, took)


def counted_words(calendar: OfficeCalendar, clocks: CaseClocks) -> str:
    """The same in one line, for paper and the command line; "" without a target."""
    days = days_of(calendar, clocks)
    return sentence(days, clocks.target_days or 0) if days else ""
