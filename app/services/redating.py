"""Move the due dates of open cases after a change of the calendar; what was due before today stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from app.authority import Actor
from app.changes import note_change
from app.models import CLOCK_STOPS, Case, Move, Status, table_of
from app.queries.case_clocks import Wait, target_of, waits_of
from app.queries.targets import is_paused
from app.services.history import record_series
from app.workdays import OfficeCalendar, day_of, first_change, moved, start_of

Progress = Callable[[int, int, str], object]
CHUNK = 5_000
A_BLINK = timedelta(seconds=1)  # sums of hours are kept in floating seconds
DATES = ("acknowledge_due_at", "first_response_due_at", "due_at")


def redate(
    session: Session, who: Actor, old: OfficeCalendar, new: OfficeCalendar, *, at: datetime, progress: Progress
) -> int:
    """Give open cases the dates that their targets make by the new calendar; how many changed. History tells of each.

    A target is told back from the date by the old calendar, so no change of targets comes in. Left alone are dates
    before today, those the old calendar does not explain (the city's own), and what would become late by the change.
    """
    turn = first_change(old, new, day_of(at, new.zone))
    if turn is None:
        return 0
    rows = _open_rows(session, start_of(turn, new.zone))
    rule, changed = _Rule(old, new, at), list[tuple[int, dict[str, tuple[datetime, datetime]]]]()
    for first in range(0, len(rows), CHUNK):
        progress(first, len(rows), "Due dates")
        part = rows[first : first + CHUNK]
        waits = waits_of(session, _that_waited(session, [row.id for row in part]), at=at)
        changed += [(row.id, found) for row in part if (found := rule.changes(row, waits.get(row.id, ())))]
    _store(session, changed)
    lines = [(n, {name: [_words(a), _words(b)] for name, (a, b) in each.items()}) for n, each in changed]
    record_series(session, who, "redated", subject="case_record", at=at, lines=lines)
    progress(len(rows), len(rows), "Due dates")
    return len(changed)


@lru_cache(maxsize=4096)
def _words(at: datetime) -> str:
    """Most cases of a day have the very same dates."""
    return at.isoformat()


def _open_rows(session: Session, cut: datetime) -> Sequence[Any]:
    c = table_of(Case).c
    names = ("id", "status", "received_at", "acknowledged_at", "first_response_at", "city_due_at", *DATES)
    query = select(*(c[name] for name in names)).where(c.status.in_([s for s in Status if s is not Status.CLOSED]))
    return session.execute(query.where(or_(*(c[name] >= cut for name in DATES))).order_by(c.id)).all()


def _that_waited(session: Session, ids: Sequence[int]) -> list[int]:
    """Most cases never wait: their moves need not be read."""
    m = table_of(Move).c
    query = select(m.case_id).where(m.case_id.in_(ids), m.became.in_(sorted(CLOCK_STOPS))).distinct()
    return list(session.execute(query).scalars())


class _Rule:
    """The new date of an old one; those without waits are reckoned once for all cases of a day."""

    def __init__(self, old: OfficeCalendar, new: OfficeCalendar, at: datetime) -> None:
        self._old, self._new, self._at = old, new, at
        self._cut = start_of(day_of(at, new.zone), new.zone)
        self._known: dict[tuple[datetime, int, int], datetime] = {}

    def changes(self, row: Any, waits: Sequence[Wait]) -> dict[str, tuple[datetime, datetime]]:
        """Field → (old, new) of the dates of a case that change."""
        over = waits[:-1] if is_paused(row.status) else waits
        found = {name: self._new_of(name, row, over) for name in _running(row)}
        return {name: (getattr(row, name), due) for name, due in found.items() if due != getattr(row, name)}

    def _new_of(self, name: str, row: Any, waits: Sequence[Wait]) -> datetime:
        due: datetime = getattr(row, name)
        if due < self._cut or due == row.city_due_at:
            return due
        if name == "acknowledge_due_at":
            found = self._hours(row.received_at, due)
        elif waits:
            found = self._days(row.received_at, due, waits)
        else:
            found = self._plain(row.received_at, due)
        return due if found < self._at <= due else found

    def _plain(self, received: datetime, due: datetime) -> datetime:
        """Without waits only the day of receipt counts: `days_allowed` tells it, and the rest is looked up."""
        days = self._old.days_allowed(received, due)
        key = (due, days, self._new.days_allowed(received, due))
        if key not in self._known:
            self._known[key] = self._days(received, due, ())
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


def _running(row: Any) -> Iterator[str]:
    """The dates that still count: not those of what was done."""
    if row.acknowledge_due_at is not None and row.acknowledged_at is None:
        yield "acknowledge_due_at"
    if row.first_response_due_at is not None and row.first_response_at is None:
        yield "first_response_due_at"
    if row.due_at is not None:
        yield "due_at"


def _store(session: Session, changed: Sequence[tuple[int, dict[str, tuple[datetime, datetime]]]]) -> None:
    """Below the unit of work: the version of a case stays, so that a form that is open is not refused for it."""
    table = table_of(Case)
    session.flush()
    for names in sorted({tuple(found) for _, found in changed}):
        act = (
            update(table)
            .where(table.c.id == bindparam("which"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        rows = [
            {"which": number} | {f"new_{name}": due for name, (_, due) in found.items()}
            for number, found in changed
            if tuple(found) == names
        ]
        session.connection().execute(act, rows)
    if changed:
        session.expire_all()
        note_change(session, "case_record")
