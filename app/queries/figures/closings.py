"""Closings and due dates: how long it took, by both clocks, and whether that was within the target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlmodel import Session

from app.authority import Actor
from app.models import CLOCK_STOPS, Case, Event, Move, Outcome, Status, table_of
from app.queries.case_clocks import Wait, waits_of
from app.queries.columns import columns_of, instant, kept
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.queries.targets import is_in_time, is_paused
from app.workdays import OfficeCalendar

MANY = 500
DAY = timedelta(days=1)


class Closing(NamedTuple):
    """One closing. `gross` are calendar days since receipt, `net` business days without our waits.

    `in_target` (`app.queries.targets`) is None for a case without a due date, `told` None where nothing was recorded.
    The due date on file judges every closing: once it passed while our clock ran, no later wait moves it.
    """

    case_id: int
    at: datetime
    outcome: Outcome | None
    category_id: int | None
    owner_id: int | None
    told: bool | None
    gross: float
    net: float
    in_target: bool | None


class Due(NamedTuple):
    """A case whose due date lies in the period, and whether it was closed in target by the end of it."""

    case_id: int
    in_target: bool


def closings(session: Session, who: Actor, period: Period, *, category_id: int | None = None) -> list[Closing]:
    """Every closing of the period, of one category or of all, in order; a case closed twice stands twice."""
    rows = _closed_rows(session, who, period, category_id)
    waits = _waits(session, {row.id for row in rows}, period.end)
    superseded = _told_then(session, [row for row in rows if row.closed_at != row.at])
    hours = calendar(session)
    whole = hours.days_between_many((row.received_at, row.at) for row in rows)
    return [
        _closing(row, _net(hours, days, row, waits.get(row.id, ())), superseded)
        for row, days in zip(rows, whole, strict=True)
    ]


def _closed_rows(session: Session, who: Actor, period: Period, category_id: int | None) -> Sequence[Any]:
    m, c = table_of(Move), table_of(Case)
    columns = [c.c[name] for name in ["id", "category_id", "owner_id", "told", "received_at", "due_at", "closed_at"]]
    query = select(m.c.at, m.c.outcome, *columns).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(m.c.became == Status.CLOSED, m.c.at >= period.start, m.c.at < period.end)
    if category_id is not None:
        query = query.where(c.c.category_id == category_id)
    return session.execute(query.where(counted(who, c.c.id)).order_by(m.c.at, m.c.case_id)).all()


def _closing(row: Any, net: float, told_then: dict[Any, bool | None]) -> Closing:
    told = row.told if row.closed_at == row.at else told_then.get((row.id, row.at), row.told)
    gross = max(0.0, (row.at - row.received_at) / DAY)
    in_time = is_in_time(row.at, row.due_at)
    return Closing(row.id, row.at, row.outcome, row.category_id, row.owner_id, told, gross, net, in_time)


def _net(hours: OfficeCalendar, days: float, row: Any, waits: Collection[Wait]) -> float:
    """Business `days` since receipt, less those in which it waited on the resident or a third party."""
    inside = ((max(start, row.received_at), min(end, row.at)) for start, end, _ in waits)
    stopped = sum(hours.days_between(start, end) for start, end in inside if end > start)
    return max(0.0, days - stopped)


def _waits(session: Session, case_ids: Iterable[int], at: datetime) -> dict[int, list[Wait]]:
    ids = sorted(case_ids)
    parts = (ids[first : first + MANY] for first in range(0, len(ids), MANY))
    waited = (_that_waited(session, part) for part in parts)
    return {case_id: found for part in waited for case_id, found in waits_of(session, part, at=at).items()}


def _that_waited(session: Session, ids: Sequence[int]) -> list[int]:
    """Most cases never wait: their moves need not be read."""
    m = table_of(Move).c
    query = select(m.case_id).where(m.case_id.in_(ids), m.became.in_(sorted(CLOCK_STOPS))).distinct()
    return list(session.execute(query).scalars())


def _told_then(session: Session, rows: Sequence[Any]) -> dict[tuple[int, datetime], bool | None]:
    """What was told at closings that a later one has taken the place of, from history."""
    if not rows:
        return {}
    e = table_of(Event).c
    ids, verb = {row.id for row in rows}, e.verb.concat("")  # else SQLite walks all closings there ever were, by verb
    query = select(e.subject_id, e.at, e.detail).where(
        e.subject == "case_record", e.subject_id.in_(ids), verb == "closed"
    )
    return {(row.subject_id, row.at): (row.detail or {}).get("told") for row in session.execute(query)}


def fell_due(session: Session, who: Actor, period: Period, *, at: datetime) -> list[Due]:
    """The cases due in the period that had been opened by its end, closed or not; one that is paused is not due.

    While the period lasts: due until `at`. What is due later in it has not fallen due, and nobody is late with it.
    """
    c = table_of(Case).c
    fallen = and_(c.due_at >= period.start, c.due_at < period.as_of(at), c.opened_at < period.end)
    wanted = and_(c.status.in_(list(Status)), fallen, counted(who, c.id))
    query = select(c.id, c.status, kept(c.due_at)).where(wanted).order_by(c.due_at, c.id)
    rows = list(zip(*columns_of(session, query), strict=True))
    paused = _waits(session, [int(row[0]) for row in rows if is_paused(Status(row[1]))], period.end)
    ended = _last_closed(session, select(c.id).where(wanted), period.end)
    return [
        Due(int(number), number in ended and ended[number] <= due)
        for number, _, due in rows
        if not (paused and int(number) in paused and paused[int(number)][-1].start < instant(due))
    ]


def _last_closed(session: Session, cases: Select[tuple[int]], end: datetime) -> dict[str, str]:
    """The closing that stood at `end`, as it is kept, of those of the cases that were closed then."""
    m = table_of(Move).c
    turns = m.became.in_((Status.CLOSED, Status.REOPENED))
    query = select(m.case_id, kept(m.at), m.became).where(m.case_id.in_(cases), m.at < end, turns)
    found: dict[str, str] = {}
    for case_id, moved_at, became in zip(*columns_of(session, query.order_by(m.case_id, m.at, m.id)), strict=True):
        if became == Status.CLOSED:
            found[case_id] = moved_at
        else:
            found.pop(case_id, None)
    return found
