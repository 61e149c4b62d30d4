"""What can be acted on today: figures of the desk, what is due next, what came back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from app.authority import Actor, Right, visible_to
from app.models import Case, Event, Move, Role, Staff, Status, table_of
from app.queries.case_filter import OPEN, CaseFilter
from app.queries.figures.seen import counted
from app.queries.stamps import is_acting, signed
from app.queries.targets import due_between, due_order, overdue

NEXT = 8
BACK = timedelta(days=2)
CAME_BACK = ("assigned", "reopened", "replied", "noted", "moved", "sent back", "approved")


class Day(NamedTuple):
    """The bounds of a day of the office in UTC: its start, its end, the end of its week, the start of its month."""

    start: datetime
    end: datetime
    week_end: datetime
    month_start: datetime


class Return(NamedTuple):
    """Something that somebody else did on a case of the actor's."""

    at: datetime
    by: str
    verb: str
    case_id: int
    number: str
    subject: str


class Month(NamedTuple):
    """The office's month so far; carried in + opened + reopened = closed + open now."""

    carried_in: int
    opened: int
    reopened: int
    closed: int
    open_now: int


class Today(NamedTuple):
    """All of it; the figures are of the actor's desk (`is_office_wide`), save `unassigned`."""

    open: int
    overdue: int
    due_today: int
    due_week: int
    with_departments: int
    with_residents: int
    unassigned: int
    back: tuple[Return, ...]
    month: Month


def is_office_wide(who: Actor) -> bool:
    """Whether the desk of the actor is the whole office: who directs it, or is Mayor, answers for all of its cases.

    An acting director's own desk stays their own: what is the office's stands on the page Direct.
    """
    return who.role is Role.MAYOR or (who.directs and not who.acts)


def _on_desk(who: Actor) -> ColumnElement[bool]:
    c = table_of(Case).c
    own = [] if is_office_wide(who) else [c.owner_id == who.id]
    return and_(c.status.in_(OPEN), visible_to(who), *own)


def filters(who: Actor, day: Day, now: datetime) -> dict[str, CaseFilter]:
    """Figure → the filter of the list behind it; the figure is the count of that list."""
    mine = () if is_office_wide(who) else (who.id,)
    return {
        "open": CaseFilter(only_open=True, owner_ids=mine),
        "overdue": CaseFilter(only_open=True, owner_ids=mine, overdue=now),
        "due_today": CaseFilter(only_open=True, owner_ids=mine, due_from=now, due_until=day.end),
        "due_week": CaseFilter(only_open=True, owner_ids=mine, due_from=now, due_until=day.week_end),
        "with_departments": CaseFilter(statuses=(Status.WAITING_DEPARTMENT,), owner_ids=mine),
        "with_residents": CaseFilter(statuses=(Status.WAITING_RESIDENT,), owner_ids=mine),
        "unassigned": CaseFilter(only_open=True, unowned=True),
    }


def today(session: Session, who: Actor, *, day: Day, now: datetime) -> Today:
    """The desk of the actor as of `now`."""
    c = table_of(Case).c
    asked = (
        func.count(),
        _sum(overdue(now)),
        _sum(due_between(now, day.end)),
        _sum(due_between(now, day.week_end)),
        _sum(c.status == Status.WAITING_DEPARTMENT),
        _sum(c.status == Status.WAITING_RESIDENT),
    )
    mine = select(*asked).where(_on_desk(who))
    own, late, due_today, due_week, departments, residents = session.execute(mine).one()
    nobody = select(func.count()).where(c.owner_id.is_(None), c.status.in_(OPEN), visible_to(who))
    unassigned = int(session.execute(nobody).scalar_one())
    return Today(
        own,
        late,
        due_today,
        due_week,
        departments,
        residents,
        unassigned,
        _back(session, who, now),
        _month(session, who, day),
    )


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.count().filter(condition)


def due_next_ids(session: Session, who: Actor, *, many: int = NEXT) -> list[int]:
    """The open cases of the actor's desk that hurt first; those that are paused come last."""
    c = table_of(Case).c
    query = select(c.id).where(_on_desk(who))
    return list(session.execute(query.order_by(due_order().asc().nulls_last(), c.due_at, c.id).limit(many)).scalars())


def unassigned_ids(session: Session, who: Actor, *, many: int = NEXT) -> list[int]:
    """Open cases that nobody has, the longest waiting first; for those who may hand out."""
    if not who.may(Right.ASSIGN_CASE):
        return []
    c = table_of(Case).c
    query = select(c.id).where(c.owner_id.is_(None), c.status.in_(OPEN), visible_to(who))
    return list(session.execute(query.order_by(due_order().asc().nulls_last(), c.due_at, c.id).limit(many)).scalars())


def _back(session: Session, who: Actor, now: datetime) -> tuple[Return, ...]:
    """What others did on the actor's cases in the last two days, newest first."""
    event, case, staff = table_of(Event), table_of(Case), table_of(Staff)
    e, c = event.c, case.c
    absent = table_of(Staff).alias()
    source = event.join(case, c.id == e.subject_id).outerjoin(staff, staff.c.id == e.actor_id)
    source = source.outerjoin(absent, absent.c.id == e.acting_for_id)
    by, whom = func.coalesce(staff.c.name, "").label("by"), func.coalesce(absent.c.name, "").label("whom")
    query = (
        select(e.at, by, whom, e.detail, e.verb, c.id, c.number, c.subject)
        .select_from(source)
        .where(e.at >= now - BACK, e.subject == "case_record", e.verb.in_(CAME_BACK))
        .where(or_(e.actor_id != who.id, e.actor_id.is_(None)), c.owner_id == who.id, visible_to(who))
        .order_by(e.at.desc(), e.id.desc())
        .limit(NEXT)
    )
    return tuple(
        Return(row.at, signed(row.by, acting=is_acting(row.detail), acting_for=row.whom), *row[4:])
        for row in session.execute(query)
    )


def _month(session: Session, who: Actor, day: Day) -> Month:
    """The moves of this month, over the cases that figures count for the actor."""
    m, c = table_of(Move).c, table_of(Case).c
    asked = (
        _sum(and_(m.was.is_(None), m.became != Status.CLOSED)),
        _sum(m.became == Status.REOPENED),
        _sum(m.became == Status.CLOSED),
    )
    moved = select(*asked).where(m.at >= day.month_start, counted(who, m.case_id))
    kinds = (Status.NEW, Status.REOPENED, Status.CLOSED)
    opened, reopened, closed = session.execute(moved.where(m.became.in_(kinds))).one()
    open_now = int(session.execute(select(func.count()).where(c.status.in_(OPEN), counted(who, c.id))).scalar_one())
    return Month(open_now - opened - reopened + closed, opened, reopened, closed, open_now)
