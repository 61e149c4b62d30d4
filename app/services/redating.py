"""Move the due dates of open cases after a change of the calendar; what is due before the first day changed stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, case, or_, select, true, type_coerce
from sqlmodel import Session

from app.authority import Actor
from app.models import CLOCK_STOPS, Case, Move, Status, table_of
from app.queries.case_clocks import Wait, target_of, waits_of
from app.queries.targets import is_paused
from app.services.bulk import roomy, seldom_collecting, update_rows
from app.services.history import record_series
from app.workdays import OfficeCalendar, day_of, first_change, moved, start_of

Progress = Callable[[int, int, str], object]
Changes = Mapping[str, tuple[datetime, datetime]]
"""Field → (old, new)."""
CHUNK = 5_000
A_BLINK = timedelta(seconds=1)  # sums of hours are kept in floating seconds
DONE = {"acknowledge_due_at": "acknowledged_at", "first_response_due_at": "first_response_at", "due_at": ""}
"""The dates of a case, each with what is done by it: then it stays."""


class _Row(NamedTuple):
    """An open case; of its dates those that may move, as they are kept."""

    id: int
    status: str
    received_at: str
    acknowledge_due_at: str | None
    first_response_due_at: str | None
    due_at: str | None


def redate(
    session: Session, who: Actor, old: OfficeCalendar, new: OfficeCalendar, *, at: datetime, progress: Progress
) -> int:
    """Give open cases the dates that their targets make by the new calendar; how many changed. History tells of each.

    A target is told back from the date by the old calendar, so no change of targets comes in. Left alone are dates
    before the first day that changes (until then both make the same), those the old calendar does not explain (the
    city's own), and what would become late by the change. `progress` may raise to stop.
    """
    turn = first_change(old, new, day_of(at, new.zone))
    if turn is None:
        return 0
    session.flush()
    rows, waited = _open_rows(session, start_of(turn, new.zone)), _that_waited(session)
    rule, many = _Rule(old, new, at), 0
    with roomy(session), seldom_collecting():
        for first in range(0, len(rows), CHUNK):
            progress(first, len(rows), "Due dates")
            part = [_Row._make(row) for row in rows[first : first + CHUNK]]
            waits = waits_of(session, [row.id for row in part if row.id in waited], at=at)
            changed = [(row.id, found) for row in part if (found := rule.changes(row, waits.get(row.id, ())))]
            _keep(session, who, changed, at=at)
            many += len(changed)
    progress(len(rows), len(rows), "Due dates")
    return many


def _open_rows(session: Session, cut: datetime) -> Sequence[Any]:
    """With the dates as they are kept: a hundred thousand are read so in the time in which SQLAlchemy reads twenty."""
    c = table_of(Case).c
    dates = [type_coerce(case((_may_move(name, cut), c[name])), String) for name in DONE]
    query = select(c.id, type_coerce(c.status, String), type_coerce(c.received_at, String), *dates)
    query = query.where(c.status.in_([s for s in Status if s is not Status.CLOSED]))
    return session.execute(query.where(or_(*(c[name] >= cut for name in DONE))).order_by(c.id)).all()


def _may_move(name: str, cut: datetime) -> ColumnElement[bool]:
    c, done = table_of(Case).c, DONE[name]
    return and_(c[name] >= cut, c[done].is_(None) if done else true(), c[name].is_distinct_from(c.city_due_at))


def _that_waited(session: Session) -> frozenset[int]:
    """Most cases never wait: their moves need not be read."""
    m, c = table_of(Move), table_of(Case)
    query = select(m.c.case_id).select_from(m.join(c, c.c.id == m.c.case_id)).distinct()
    query = query.where(m.c.became.in_(sorted(CLOCK_STOPS)), c.c.status != Status.CLOSED)
    return frozenset(session.execute(query).scalars())


@lru_cache(maxsize=4096)
def _read(kept: str) -> datetime:
    """Most cases of a day have the very same dates."""
    return datetime.fromisoformat(f"{kept}+00:00")


class _Rule:
    """The new date of an old one; those without waits are reckoned once for all cases of a day."""

    def __init__(self, old: OfficeCalendar, new: OfficeCalendar, at: datetime) -> None:
        self._old, self._new, self._at = old, new, at
        self._known: dict[tuple[str, date, date], datetime] = {}

    def changes(self, row: _Row, waits: Sequence[Wait]) -> Changes:
        """The dates of a case that change."""
        received = datetime.fromisoformat(f"{row.received_at}+00:00")
        over = waits[:-1] if waits and is_paused(Status(row.status)) else waits
        found = {}
        for name, due, new in self._dates(row, received, over):
            if new != due and not new < self._at <= due:
                found[name] = due, new
        return found

    def _dates(self, row: _Row, received: datetime, waits: Sequence[Wait]) -> Iterator[tuple[str, datetime, datetime]]:
        if row.acknowledge_due_at is not None:
            due = datetime.fromisoformat(f"{row.acknowledge_due_at}+00:00")
            yield "acknowledge_due_at", due, self._hours(received, due)
        days = self._old.receipt_day(received), self._new.receipt_day(received)
        for name, kept in (("first_response_due_at", row.first_response_due_at), ("due_at", row.due_at)):
            if kept is not None:
                yield (
                    name,
                    _read(kept),
                    self._days(received, _read(kept), waits) if waits else self._plain(received, kept, days),
                )

    def _plain(self, received: datetime, kept: str, days: tuple[date, date]) -> datetime:
        """Without waits only the day of receipt counts, by each calendar; the rest is looked up."""
        key = (kept, *days)
        if key not in self._known:
            self._known[key] = self._days(received, _read(kept), ())
        return self._known[key]

    def _hours(self, received: datetime, due: datetime) -> datetime:
        hours = self._old.hours_between(received, due)
        if abs(self._old.add_hours(received, hours) - due) > A_BLINK:
            return due
        found = self._new.add_hours(received, hours)
        return due if abs(found - due) < A_BLINK else found

    def _days(self, received: datetime, due: datetime, waits: Sequence[Wait]) -> datetime:
        days = target_of(self._old, received, due, waits)
        if days is None or self._made(self._old, received, days, waits) != due:
            return due
        return self._made(self._new, received, days, waits)

    @staticmethod
    def _made(hours: OfficeCalendar, received: datetime, days: int, waits: Sequence[Wait]) -> datetime:
        return moved(hours, hours.add_days(received, days), [each.stretch for each in waits])


def _keep(session: Session, who: Actor, changed: Sequence[tuple[int, Changes]], *, at: datetime) -> None:
    """Below the unit of work: the version of a case stays, so that a form that is open is not refused for it."""
    for names in sorted({tuple(found) for _, found in changed}):
        rows = [(*(due for _, due in each.values()), n) for n, each in changed if tuple(each) == names]
        update_rows(session, Case, names, rows)
    lines = [(n, {name: [_words(a), _words(b)] for name, (a, b) in each.items()}) for n, each in changed]
    record_series(session, who, "redated", subject="case_record", at=at, lines=lines)
    session.expire_all()


@lru_cache(maxsize=4096)
def _words(at: datetime) -> str:
    return at.isoformat()
