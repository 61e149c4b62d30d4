"""What the monitoring page counts from: closings of twelve months, what is open, how it adds up; read once, lean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, Category, Move, Person, Status, table_of
from app.queries.case_filter import OPEN
from app.queries.figures import Flow, Period
from app.queries.figures.seen import counted
from app.queries.net_days import nets
from app.queries.office import calendar
from app.queries.targets import is_in_time, is_overdue

AGAIN = timedelta(days=30)


class Closed(NamedTuple):
    """One closing of the month; `net` are business days without our waits, `language` is the asker's as on file."""

    case_id: int
    at: datetime
    net: float
    category_id: int | None
    department_id: int | None
    ward: str
    language: str
    in_target: bool | None


class StillOpen(NamedTuple):
    """A case that is open now, its age in business days, and whether it is past its due date."""

    case_id: int
    age: float
    late: bool


def in_part(department_id: int | None, category_id: int | None) -> ColumnElement[bool]:
    """The condition on the case table: of this category and of one of this department; every case for None."""
    k, c = table_of(Category).c, table_of(Case).c
    parts = [] if category_id is None else [c.category_id == category_id]
    if department_id is not None:
        parts.append(c.category_id.in_(select(k.id).where(k.department_id == department_id)))
    return and_(true(), *parts)


def cases_in(department_id: int | None, category_id: int | None, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The same for a table that has the case's id."""
    if department_id is None and category_id is None:
        return true()
    return case_id.in_(select(table_of(Case).c.id).where(in_part(department_id, category_id)))


def members(session: Session, department_id: int | None, category_id: int | None = None) -> frozenset[int] | None:
    """The ids of the cases of a department or category; None for all."""
    if department_id is None and category_id is None:
        return None
    return frozenset(session.execute(select(table_of(Case).c.id).where(in_part(department_id, category_id))).scalars())


def closed_cases(
    session: Session,
    who: Actor,
    period: Period,
    department_id: int | None,
    category_id: int | None = None,
    *,
    timed: bool = True,
) -> list[Closed]:
    """The closings of the month, in order, with what the tables divide them by; `net` is nought where not `timed`."""
    inside, known = in_part(department_id, category_id), dict[tuple[int, float], float]()
    if timed:
        found = nets(session, who, period, of=None if department_id is None and category_id is None else inside)
        known = {(case_id, at): days for at, case_id, days in zip(*found, strict=True)}
    m, c, k, p = table_of(Move), table_of(Case), table_of(Category), table_of(Person)
    source = m.join(c, c.c.id == m.c.case_id).outerjoin(k, k.c.id == c.c.category_id)
    source = source.outerjoin(p, p.c.id == c.c.person_id)
    named = (c.c.category_id, k.c.department_id, c.c.ward, func.coalesce(p.c.language, ""), c.c.due_at)
    query = select(c.c.id, m.c.at, *named).select_from(source)
    query = query.where(m.c.became == Status.CLOSED, m.c.at >= period.start, m.c.at < period.end)
    query = query.where(inside, counted(who, c.c.id)).order_by(m.c.at, m.c.case_id)
    return [
        Closed._make((*row[:2], net, *row[2:6], is_in_time(row[1], row[6])))
        for row in session.execute(query)
        for net in [known[row[0], row[1].timestamp()] if timed else 0.0]
    ]


def open_now(
    session: Session, who: Actor, *, department_id: int | None, at: datetime, category_id: int | None = None
) -> list[StillOpen]:
    """What is open at this moment, in the order of receipt."""
    c, hours = table_of(Case).c, calendar(session)
    inside = in_part(department_id, category_id)
    query = select(c.id, c.received_at, c.status, c.due_at).where(c.status.in_(OPEN), inside)
    rows = session.execute(query.where(counted(who, c.id)).order_by(c.received_at, c.id)).all()
    ages = hours.days_between_many((row.received_at, max(row.received_at, at)) for row in rows)
    return [
        StillOpen(row.id, max(0.0, age), is_overdue(Status(row.status), row.due_at, at))
        for row, age in zip(rows, ages, strict=True)
    ]


def again(session: Session, period: Period, closed: Sequence[Closed]) -> list[int]:
    """The cases of these closings that were opened again within 30 days after."""
    m = table_of(Move).c
    query = select(m.case_id, m.at).where(m.became == Status.REOPENED, m.at >= period.start, m.at < period.end + AGAIN)
    found: dict[int, list[datetime]] = {}
    for case_id, moved in session.execute(query):
        found.setdefault(case_id, []).append(moved)
    return [
        row.case_id for row in closed if any(row.at <= each <= row.at + AGAIN for each in found.get(row.case_id, ()))
    ]


def flow_of(
    session: Session,
    who: Actor,
    period: Period,
    *,
    department_id: int | None,
    still: int,
    category_id: int | None = None,
) -> Flow:
    """The five figures of the month. Carried out is told back from the `still` open now, so that the sum is a check."""
    m = table_of(Move).c
    kinds: tuple[ColumnElement[bool], ...] = (
        m.was.is_(None),
        m.became == Status.REOPENED,
        m.became == Status.CLOSED,
    )
    shown = and_(cases_in(department_id, category_id, m.case_id), counted(who, m.case_id))

    def many(*wanted: Any) -> list[int]:
        counts = (select(func.count()).where(kind, *wanted, shown) for kind in kinds)
        return [int(session.execute(query).scalar_one()) for query in counts]

    before, during, after = (
        many(m.at < period.start),
        many(m.at >= period.start, m.at < period.end),
        many(m.at >= period.end),
    )
    carried_out = still - after[0] - after[1] + after[2]
    return Flow(before[0] + before[1] - before[2], during[0], during[1], during[2], carried_out)
