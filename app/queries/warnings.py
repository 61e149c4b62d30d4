"""Whose time is running out: own open cases past half, past 80 %, and past all of their time by the office's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.models import Case, table_of
from app.queries.case_clocks import Wait, waits_of
from app.queries.office import calendar
from app.queries.targets import RUNNING
from app.workdays import OfficeCalendar

MANY = 500


class Level(StrEnum):
    """How much of a case's time is gone."""

    HALF = "half"
    MOST = "most"
    LATE = "late"


SHARES = ((1.0, Level.LATE), (0.8, Level.MOST), (0.5, Level.HALF))


class Warned(NamedTuple):
    """A case whose time runs out; `share` of it is gone, 1.0 being all."""

    case_id: int
    number: str
    subject: str
    due_at: datetime
    share: float
    level: Level


def level_of(share: float) -> Level | None:
    """The level of a share; None below half."""
    return next((level for least, level in SHARES if share >= least), None)


def warnings(session: Session, who: Actor, *, at: datetime, since: datetime | None = None) -> list[Warned]:
    """The actor's own open cases whose clock runs and that reached a level, what presses most first.

    With `since`, only those that reached theirs after it. Business time stands still while the office is closed, so no
    level is ever reached at night. The share is that of the days from receipt to the due date less the waits.
    """
    c, hours = table_of(Case).c, calendar(session)
    query = select(c.id, c.number, c.subject, c.received_at, c.due_at).where(
        c.owner_id == who.id, c.status.in_(RUNNING), c.due_at.is_not(None), visible_to(who)
    )
    rows = session.execute(query.order_by(c.due_at, c.id)).all()
    found = [each for row, share in _shares(session, hours, rows, at) if (each := _warned(row, share))]
    if since is not None:
        before = {row.id: level_of(share) for row, share in _shares(session, hours, rows, since)}
        found = [each for each in found if before[each.case_id] is not each.level]
    return sorted(found, key=lambda each: (-each.share, each.due_at, each.case_id))


def _warned(row: Any, share: float) -> Warned | None:
    level = level_of(share)
    return Warned(row.id, row.number, row.subject, row.due_at, share, level) if level else None


def _shares(session: Session, hours: OfficeCalendar, rows: Sequence[Any], at: datetime) -> Iterable[tuple[Any, float]]:
    for first in range(0, len(rows), MANY):
        part = rows[first : first + MANY]
        waits = waits_of(session, [row.id for row in part], at=at)
        yield from ((row, _share(hours, row, waits.get(row.id, ()), at)) for row in part)


def _share(hours: OfficeCalendar, row: Any, waits: Iterable[Wait], at: datetime) -> float:
    if at < row.received_at:
        return 0.0
    stood = sum(hours.days_between_many(each.stretch for each in waits))
    whole = hours.days_between(row.received_at, row.due_at) - stood
    left = hours.days_between(at, row.due_at)
    if left <= 0:
        return 1.0 if at > row.due_at else 0.999
    return max(0.0, 1 - left / whole) if whole > 0 else 0.0
