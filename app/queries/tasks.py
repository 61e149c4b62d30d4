"""Tasks and follow-ups as the window and the command line show them (Q5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select, true
from sqlmodel import Session

from app.authority import Actor, Right, asker_named, linked_visible_to, visible_to
from app.models import Case, Fixed, FollowUp, Organization, Person, Staff, Status, Task, table_of
from app.queries.desk import on_desk
from app.queries.register import stood_in_for

MANY = 60


class TaskRow(NamedTuple):
    """One task; `case_id` None and `number` "" for one that stands alone."""

    id: int
    words: str
    due_on: date | None
    owner_id: int
    owner: str
    case_id: int | None
    number: str
    subject: str
    done_at: datetime | None


class FollowUpRow(NamedTuple):
    """One follow-up; `asked_at` None while it is planned. `satisfaction` None of one reached: it was declined."""

    id: int
    case_id: int
    number: str
    subject: str
    asker: str
    due_on: date
    asked_at: datetime | None
    reached: bool | None
    fixed: Fixed | None
    satisfaction: int | None
    words: str
    dropped_at: datetime | None


def tasks_due(session: Session, who: Actor, *, until_on: date, at: datetime) -> list[TaskRow]:
    """One's own open tasks due by `until_on` or without a day, and those of whom one stands in for."""
    t = table_of(Task).c
    owners = [who.id, *(row.staff_id or 0 for row in stood_in_for(session, who.id, at))]
    due = or_(t.due_on.is_(None), t.due_on <= until_on)
    return _tasks(session, who, and_(t.done_at.is_(None), t.owner_id.in_(owners), due))


def tasks_of(session: Session, who: Actor, case_id: int) -> list[TaskRow]:
    """The tasks of a case, open ones first; none for a case not to be seen."""
    return _tasks(session, who, table_of(Task).c.case_id == case_id)


def open_tasks(session: Session, who: Actor, *, owner_id: int | None = None) -> list[TaskRow]:
    """All open tasks as far as the actor may see them, of one owner where given."""
    t = table_of(Task).c
    wanted = and_(t.done_at.is_(None), t.owner_id == owner_id if owner_id is not None else true())
    return _tasks(session, who, wanted, many=None)


def _tasks(session: Session, who: Actor, wanted: ColumnElement[bool], *, many: int | None = MANY) -> list[TaskRow]:
    task, staff, record = table_of(Task), table_of(Staff), table_of(Case)
    t, c = task.c, record.c
    source = task.join(staff, staff.c.id == t.owner_id).outerjoin(record, c.id == t.case_id)
    number, subject = func.coalesce(c.number, ""), func.coalesce(c.subject, "")
    query = select(t.id, t.words, t.due_on, t.owner_id, staff.c.name, t.case_id, number, subject, t.done_at)
    alone = true() if who.may(Right.ASSIGN_CASE) else or_(t.owner_id == who.id, t.by_id == who.id)
    seen = and_(linked_visible_to(who, t.case_id), or_(t.case_id.is_not(None), alone))
    order = (t.done_at.is_not(None), t.due_on.asc().nulls_last(), t.id)
    query = query.select_from(source).where(wanted, seen).order_by(*order)
    return [TaskRow(*row) for row in session.execute(query.limit(many))]


def follow_ups_due(session: Session, who: Actor, *, until_on: date, at: datetime) -> list[FollowUpRow]:
    """What is to be asked by `until_on` of the cases on the actor's desk; nothing of one that is open again."""
    f, closed = table_of(FollowUp).c, table_of(Case).c.status == Status.CLOSED
    return _follow_ups(session, who, and_(_planned(), closed, f.due_on <= until_on, _desk(session, who, at)))


def planned_follow_ups(session: Session, who: Actor) -> list[FollowUpRow]:
    """All that is planned in the office, as far as the actor sees the cases."""
    return _follow_ups(session, who, _planned(), many=None)


def follow_ups_of(session: Session, who: Actor, case_id: int) -> list[FollowUpRow]:
    """The follow-ups of a case, by their days; none for a case not to be seen."""
    return _follow_ups(session, who, table_of(FollowUp).c.case_id == case_id)


def _planned() -> ColumnElement[bool]:
    f = table_of(FollowUp).c
    return and_(f.asked_at.is_(None), f.dropped_at.is_(None))


def _desk(session: Session, who: Actor, at: datetime) -> ColumnElement[bool]:
    return on_desk(session, who, func.coalesce(table_of(FollowUp).c.heir_id, table_of(Case).c.owner_id), at=at)


def _follow_ups(
    session: Session, who: Actor, wanted: ColumnElement[bool], *, many: int | None = MANY
) -> list[FollowUpRow]:
    follow_up, record, person = table_of(FollowUp), table_of(Case), table_of(Person)
    organization, f, c = table_of(Organization), follow_up.c, record.c
    source: FromClause = follow_up.join(record, c.id == f.case_id).outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    asker = asker_named(who, person, organization)
    said = (f.due_on, f.asked_at, f.reached, f.fixed, f.satisfaction, f.words, f.dropped_at)
    query = select(f.id, f.case_id, c.number, c.subject, asker, *said).select_from(source)
    rows = session.execute(query.where(wanted, visible_to(who)).order_by(f.due_on, f.id).limit(many))
    return [FollowUpRow(*row) for row in rows]
