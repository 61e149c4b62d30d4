"""What Today tells of appointments and absences: what ends, what lapsed, who is away, for whom one stands in."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from app.authority import Actor, Right, present, visible_to
from app.models import Case, table_of
from app.queries.case_filter import OPEN
from app.queries.office import calendar
from app.queries.register import away, ending_soon, lapsed, missing_instruments, stood_in_for, vacancy
from app.queries.register_rows import AppointmentRow, AwayRow, Ending
from app.queries.targets import RUNNING, due_order
from app.workdays import day_of, first_monday

MANY = 8


class StandIn(NamedTuple):
    """Somebody who is away and has named the actor as deputy: how many of their cases the actor sees that are open,
    and how many of these are overdue or due this week."""

    away: AwayRow
    open: int
    due: int


class News(NamedTuple):
    """All of it. `lapsed` and `missing` are for those who may record appointments, and empty for others.

    `order_day`: today is the first Monday of February, and somebody's appointment is still to be made. `me_away`: the
    actor is recorded as away; `away` are the others.
    """

    endings: tuple[Ending, ...]
    lapsed: tuple[AppointmentRow, ...]
    missing: tuple[AppointmentRow, ...]
    order_day: date | None
    me_away: AwayRow | None
    away: tuple[AwayRow, ...]
    vacancy: AwayRow | None
    stand_ins: tuple[StandIn, ...]


def news(session: Session, who: Actor, *, until: datetime, at: datetime) -> News:
    """What there is to tell the actor at `at`; what is due is counted before `until`, the end of the week."""
    zone = calendar(session).zone
    today = day_of(present(session, at), zone)
    gone = tuple(lapsed(session, at=at)) if who.may(Right.APPOINT) else ()
    made_today = today == first_monday(today.year)
    absent = sorted(away(session, at).values(), key=lambda row: row.name)
    return News(
        tuple(ending_soon(session, who, at=at)),
        gone,
        tuple(missing_instruments(session, who, at=at)),
        today if made_today and gone else None,
        next((row for row in absent if row.staff_id == who.id), None),
        tuple(row for row in absent if row.staff_id != who.id),
        vacancy(session, at),
        tuple(_stand_in(session, who, row, until) for row in stood_in_for(session, who.id, at)),
    )


def _stand_in(session: Session, who: Actor, row: AwayRow, until: datetime) -> StandIn:
    owner = row.staff_id or 0
    asked = (func.count(), func.count().filter(_pressing(until)))
    total, due = session.execute(select(*asked).where(_theirs(who, owner))).one()
    return StandIn(row, total, due)


def _theirs(who: Actor, owner_id: int) -> ColumnElement[bool]:
    c = table_of(Case).c
    return and_(c.owner_id == owner_id, c.status.in_(OPEN), visible_to(who))


def _pressing(until: datetime) -> ColumnElement[bool]:
    """Overdue, or due before `until`, while our clock runs."""
    c = table_of(Case).c
    return and_(c.status.in_(RUNNING), c.due_at < until)


def stand_in_ids(session: Session, who: Actor, owner_id: int, *, until: datetime, at: datetime) -> list[int]:
    """The due cases of somebody for whom the actor stands in at `at`, the most pressing first; of others none.

    What is confidential is among them only where the actor may see it by themselves: to stand in gives no right.
    """
    if owner_id not in {row.staff_id for row in stood_in_for(session, who.id, at)}:
        return []
    c = table_of(Case).c
    query = select(c.id).where(_theirs(who, owner_id), _pressing(until))
    return list(session.execute(query.order_by(due_order().asc().nulls_last(), c.due_at, c.id).limit(MANY)).scalars())
