"""What each of the staff had in hand in a period, counted by SQL for all of them at once. It is no ranking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session

from app.authority import RIGHTS, Actor, Right
from app.models import SETTLED, Absence, Case, Contact, Move, Promise, PromiseState, Role, Status, Task, table_of
from app.queries.figures.backlog import open_by_owner
from app.queries.figures.contacts import of_period
from app.queries.figures.flow import flow
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar, staff

Counts = Mapping[int | None, int]


class Load(NamedTuple):
    """What one of the staff had (None: what nobody had). Cases by the owner as on file, contacts by who took them.

    `away` are office days on which they were away, as far as the period has come.
    """

    staff_id: int | None
    name: str
    opened: int
    reopened: int
    closed: int
    open: int
    overdue: int
    promises: int
    kept: int
    tasks_done: int
    tasks_open: int
    contacts: int
    away: float


def sees_every_load(who: Actor) -> bool:
    """Whether the workload of others is shown to them: the Mayor, and whoever directs."""
    return who.directs or who.role is Role.MAYOR


def workload(session: Session, who: Actor, period: Period, *, at: datetime) -> list[Load]:
    """By name those who work on cases or had any of it, nobody last; of who neither directs nor is the Mayor their own
    line alone."""
    now = open_by_owner(session, who, period.end, at=at)
    m = table_of(Move).c
    opened, reopened, closed = (
        _moved(session, who, period, which)
        for which in (m.was.is_(None), m.became == Status.REOPENED, m.became == Status.CLOSED)
    )
    settled = _promises(session, who, period, SETTLED)
    kept = _promises(session, who, period, {PromiseState.KEPT})
    done, left = _tasks(session, who, period)
    taken, away = _contacts(session, who, period), _away(session, period, at=at)
    counts: list[Mapping[Any, Any]] = [
        opened,
        reopened,
        closed,
        {each: n for each, (n, _) in now.items()},
        {each: late for each, (_, late) in now.items()},
        settled,
        kept,
        done,
        left,
        taken,
    ]
    found = _named(session, who, lambda each: any(each in part for part in counts))
    return [
        Load._make((each, name, *(part.get(each, 0) for part in counts), away.get(each, 0.0))) for each, name in found
    ]


def carried_in(session: Session, who: Actor, period: Period) -> int:
    """The cases open when the period began: all of them, or the actor's own where theirs is the only line."""
    if sees_every_load(who):
        return flow(session, who, period, carried_out=0).carried_in
    return open_by_owner(session, who, period.start, at=period.start).get(who.id, (0, 0))[0]


def _named(session: Session, who: Actor, had: Callable[[int | None], bool]) -> list[tuple[int | None, str]]:
    rows = staff(session, with_left=True)
    works = {row.id for row in rows if row.left_at is None and Right.WORK_CASE in RIGHTS[row.role]}
    named: list[tuple[int | None, str]] = [(row.id, row.name) for row in rows if row.id in works or had(row.id)]
    named.sort(key=lambda each: (each[1], each[0] or 0))
    if sees_every_load(who):
        return [*named, (None, "")] if had(None) else named
    return [each for each in named if each[0] == who.id]


def _by(session: Session, query: Any) -> dict[int | None, int]:
    return {each: int(number) for each, number in session.execute(query)}


def _moved(session: Session, who: Actor, period: Period, which: ColumnElement[bool]) -> Counts:
    m, c = table_of(Move), table_of(Case)
    query = select(c.c.owner_id, func.count()).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(which, m.c.at >= period.start, m.c.at < period.end, counted(who, m.c.case_id))
    return _by(session, query.group_by(c.c.owner_id))


def _promises(session: Session, who: Actor, period: Period, states: Collection[PromiseState]) -> Counts:
    p, c = table_of(Promise), table_of(Case)
    query = select(c.c.owner_id, func.count()).select_from(p.join(c, c.c.id == p.c.case_id))
    query = query.where(p.c.state.in_(states), counted(who, c.c.id))
    query = query.where(p.c.settled_at >= period.start, p.c.settled_at < period.end)
    return _by(session, query.group_by(c.c.owner_id))


def _tasks(session: Session, who: Actor, period: Period) -> tuple[Counts, Counts]:
    """Tasks done in the period, and those open at its end, by their owner."""
    t = table_of(Task).c
    seen = or_(t.case_id.is_(None), counted(who, t.case_id))
    query = select(t.owner_id, func.count()).where(seen).group_by(t.owner_id)
    left = query.where(t.made_at < period.end, or_(t.done_at.is_(None), t.done_at >= period.end))
    return _by(session, query.where(t.done_at >= period.start, t.done_at < period.end)), _by(session, left)


def _contacts(session: Session, who: Actor, period: Period) -> Counts:
    t = table_of(Contact).c
    query = select(t.taken_by_id, func.count()).where(of_period(who, period, listed=False))
    return _by(session, query.group_by(t.taken_by_id))


def _away(session: Session, period: Period, *, at: datetime) -> dict[int | None, float]:
    """Office days of absences in the period; of those that overlap a day counts once."""
    a, hours, until = table_of(Absence).c, calendar(session), period.as_of(at)
    ended = func.coalesce(a.ended_at, a.until_at)
    query = select(a.staff_id, a.from_at, a.until_at, a.ended_at).where(a.staff_id.is_not(None), a.from_at < until)
    query = query.where(or_(ended.is_(None), ended > period.start)).order_by(a.staff_id, a.from_at)
    found: dict[int | None, float] = {}
    last: dict[int, datetime] = {}
    for staff_id, begun, planned, ended_at in session.execute(query):
        begin = max(begun, period.start, last.get(staff_id, period.start))
        end = min(each for each in (planned, ended_at, until) if each is not None)
        if end > begin:
            found[staff_id] = found.get(staff_id, 0.0) + hours.days_between(begin, end)
            last[staff_id] = end
    return found
