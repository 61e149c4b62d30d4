"""What the monitoring page counts from: closings of twelve months, what is open, how it adds up; read once, lean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, func, select, true, type_coerce
from sqlmodel import Session

from app.authority import Actor
from app.models import CLOCK_STOPS, Case, Category, Move, Person, Status, table_of
from app.queries.case_filter import OPEN
from app.queries.figures import Flow, Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.queries.targets import is_in_time, is_overdue

AGAIN = timedelta(days=30)
FEW = 10_000
"""So many ids are asked for by name; more are sifted here."""
Stretches = Mapping[int, Sequence[tuple[datetime, datetime]]]


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


def nets(
    session: Session, who: Actor, period: Period, department_id: int | None, category_id: int | None = None
) -> list[tuple[datetime, int, float]]:
    """Every closing of the period, in no order: when, which case, net business days."""
    m, c = table_of(Move), table_of(Case)
    start, end = period.start, period.end
    query = select(_raw(m.c.at), m.c.case_id, _raw(c.c.received_at)).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(m.c.became == Status.CLOSED, m.c.at >= start, m.c.at < end, in_part(department_id, category_id))
    rows = session.execute(query.where(counted(who, c.c.id))).all()
    spans = [(_read(received), _read(at)) for at, _, received in rows]
    waits = _waits(session, period, {row[1] for row in rows})
    stopped = _stopped(session, spans, [row[1] for row in rows], waits)
    whole = calendar(session).days_between_many(spans)
    return [
        (spans[place][1], row[1], max(0.0, whole[place] - stopped.get(place, 0.0))) for place, row in enumerate(rows)
    ]


def _raw(column: ColumnElement[datetime]) -> ColumnElement[str]:
    """As it is kept: fifty thousand are read here in the time in which SQLAlchemy reads ten."""
    return type_coerce(column, String)


def _read(kept: str) -> datetime:
    return datetime.fromisoformat(f"{kept}+00:00")


def _waits(session: Session, period: Period, case_ids: Collection[int]) -> Stretches:
    """The stretches in which our clock stood still; one that lasts ends with the period."""
    m, n = table_of(Move).c, table_of(Move).alias("n").c
    later = (n.at > m.at) | ((n.at == m.at) & (n.id > m.id))
    ended = select(func.min(_raw(n.at))).where(n.case_id == m.case_id, later).scalar_subquery()
    query = select(m.case_id, _raw(m.at), ended).where(m.became.in_(sorted(CLOCK_STOPS)), m.at < period.end)
    if len(case_ids) < FEW:
        query = query.where(m.case_id.in_(case_ids))
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for case_id, began, stop in session.execute(query):
        if case_id in case_ids:
            found.setdefault(case_id, []).append((_read(began), _read(stop) if stop else period.end))
    return found


def _stopped(
    session: Session, spans: Sequence[tuple[datetime, datetime]], case_ids: Sequence[int], waits: Stretches
) -> dict[int, float]:
    """By the place of a span the business days within it in which our clock stood still."""
    inside = [
        (place, (max(start, spans[place][0]), min(stop, spans[place][1])))
        for place, case_id in enumerate(case_ids)
        for start, stop in waits.get(case_id, ())
        if max(start, spans[place][0]) < min(stop, spans[place][1])
    ]
    found: dict[int, float] = {}
    took = calendar(session).days_between_many(span for _, span in inside)
    for (place, _), days in zip(inside, took, strict=True):
        found[place] = found.get(place, 0.0) + days
    return found


def closed_cases(
    session: Session, who: Actor, period: Period, department_id: int | None, category_id: int | None = None
) -> list[Closed]:
    """The closings of the month, in order, with what the tables divide them by."""
    known = {(case_id, at): days for at, case_id, days in nets(session, who, period, department_id, category_id)}
    m, c, k, p = table_of(Move), table_of(Case), table_of(Category), table_of(Person)
    source = m.join(c, c.c.id == m.c.case_id).outerjoin(k, k.c.id == c.c.category_id)
    source = source.outerjoin(p, p.c.id == c.c.person_id)
    named = (c.c.category_id, k.c.department_id, c.c.ward, func.coalesce(p.c.language, ""), c.c.due_at)
    query = select(c.c.id, m.c.at, *named).select_from(source)
    query = query.where(m.c.became == Status.CLOSED, m.c.at >= period.start, m.c.at < period.end)
    query = query.where(in_part(department_id, category_id), counted(who, c.c.id)).order_by(m.c.at, m.c.case_id)
    return [
        Closed._make((*row[:2], known[row[0], row[1]], *row[2:6], is_in_time(row[1], row[6])))
        for row in session.execute(query)
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
