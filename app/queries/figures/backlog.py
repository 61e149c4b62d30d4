"""What stood open when a period ended, counted where it lies: by age, and by what it is, whose it is and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.models import Case, Category, Department, Move, Official, Referral, Staff, Status, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted, seen
from app.queries.figures.standing import BANDS
from app.queries.office import calendar
from app.queries.targets import RUNNING
from app.workdays import OfficeCalendar

LONGEST_AGO = 40 * 366 * 86_400
"""Seconds: nothing was received before."""
UNTIL = 0.5
"""Seconds to which the edge of an age band is found."""


class Stood(NamedTuple):
    """So many cases of a category (with its department), an owner and a ward, of one age band; late or not."""

    category_id: int | None
    department_id: int | None
    owner_id: int | None
    ward: str
    band: int
    late: bool
    n: int


class OldCase(NamedTuple):
    """A case of the list; `status` and `late` (business days past the due date, None if it was not) as of the day.

    `waits_for` names the departments and officials that owed an answer, each with the instant of the referral.
    """

    id: int
    number: str
    subject: str
    owner: str
    ward: str
    category: str
    status: Status
    received_at: datetime
    due_at: datetime | None
    age: float
    late: float | None
    waits_for: tuple[tuple[str, datetime], ...]


def band_edges(hours: OfficeCalendar, moment: datetime) -> list[datetime]:
    """For each band but the first the last instant of receipt that is as old at a moment; the youngest band first."""
    return [_edge(hours, moment, last + 1) for _, last in BANDS if last is not None]


def _edge(hours: OfficeCalendar, moment: datetime, days: int) -> datetime:
    end, young, old = moment.timestamp(), 0.0, 1.0 * days * 86_400
    while hours.days_between_stamps([end - old], [end])[0] < days and old < LONGEST_AGO:
        young, old = old, 2 * old
    while old - young > UNTIL:
        middle = (young + old) / 2
        enough = hours.days_between_stamps([end - middle], [end])[0] >= days
        young, old = (young, middle) if enough else (middle, old)
    return datetime.fromtimestamp(end - old, UTC)


def backlog(session: Session, who: Actor, period: Period, *, at: datetime) -> list[Stood]:
    """The cases open at the end of the period (while it lasts: now), as groups."""
    moment, c, k = period.as_of(at), table_of(Case), table_of(Category)
    edges = band_edges(calendar(session), moment)
    ages = [(c.c.received_at <= edge, place + 1) for place, edge in reversed(list(enumerate(edges)))]
    stood, band = _stood(period).subquery(), case(*ages, else_=0)
    late = case((and_(stood.c.status.in_(RUNNING), c.c.due_at < moment), 1), else_=0)
    keys = (c.c.category_id, k.c.department_id, c.c.owner_id, c.c.ward, band, late)
    source = stood.join(c, c.c.id == stood.c.id).outerjoin(k, k.c.id == c.c.category_id)
    query = select(*keys, func.count()).select_from(source).where(counted(who, c.c.id)).group_by(*keys)
    return [Stood._make((*row[:5], bool(row[5]), row[6])) for row in session.execute(query)]


def backlog_of_department(session: Session, who: Actor, period: Period) -> list[tuple[int, int | None]]:
    """(case, its category's department) of what stood open at the end of the period."""
    c, k = table_of(Case).c, table_of(Category)
    stood = _stood(period).subquery()
    source = stood.join(table_of(Case), c.id == stood.c.id).outerjoin(k, k.c.id == c.category_id)
    query = select(c.id, k.c.department_id).select_from(source).where(counted(who, c.id))
    return [(row[0], row[1]) for row in session.execute(query.order_by(c.received_at, c.id))]


def open_by_owner(session: Session, who: Actor, until: datetime, *, at: datetime) -> dict[int | None, tuple[int, int]]:
    """By owner how many cases stood open just before an instant, and how many were overdue then (or now, before it)."""
    c, moment = table_of(Case), min(until, at)
    stood = _stood_before(until).subquery()
    late = func.sum(case((and_(stood.c.status.in_(RUNNING), c.c.due_at < moment), 1), else_=0))
    query = select(c.c.owner_id, func.count(), late).select_from(stood.join(c, c.c.id == stood.c.id))
    rows = session.execute(query.where(counted(who, c.c.id)).group_by(c.c.owner_id))
    return {owner: (number, overdue) for owner, number, overdue in rows}


def oldest(
    session: Session, who: Actor, period: Period, *, at: datetime, many: int, overdue: bool = False
) -> list[OldCase]:
    """The oldest of them that the actor may see, with their clocks and what they waited for; the most `overdue`."""
    record, staff, hours, moment = table_of(Case), table_of(Staff), calendar(session), period.as_of(at)
    c, stood, category = record.c, _stood(period).subquery(), table_of(Category)
    source = stood.join(record, c.id == stood.c.id).outerjoin(staff, staff.c.id == c.owner_id)
    source, kind = source.outerjoin(category, category.c.id == c.category_id), func.coalesce(category.c.name, "")
    named = (c.id, c.number, c.subject, func.coalesce(staff.c.name, ""), c.ward, kind, stood.c.status)
    query = select(*named, c.received_at, c.due_at).select_from(source).where(visible_to(who), seen(who, c.id))
    if overdue:
        query = query.where(stood.c.status.in_(RUNNING), c.due_at < moment)
    rows = session.execute(query.order_by(c.due_at if overdue else c.received_at, c.id).limit(many)).all()
    owed = _owed(session, [row[0] for row in rows], period)
    return [_old(hours, row, moment, tuple(owed.get(row[0], ()))) for row in rows]


def _old(hours: OfficeCalendar, row: Any, moment: datetime, owed: tuple[tuple[str, datetime], ...]) -> OldCase:
    status, received, due = Status(row[6]), row[7], row[8]
    is_late = status in RUNNING and due is not None and due < moment
    age = max(0.0, hours.days_between(received, max(received, moment)))
    late = hours.days_between(due, moment) if is_late else None
    return OldCase._make((*row[:6], status, received, due, age, late, owed))


def _stood(period: Period) -> Select[Any]:
    return _stood_before(period.end)


def _stood_before(until: datetime) -> Select[Any]:
    """Ids of the cases that were open just before an instant, and how they stood: by their last move."""
    c, m = table_of(Case).c, table_of(Move).c
    last = select(m.became).where(m.case_id == c.id, m.at < until).order_by(m.at.desc(), m.id.desc()).limit(1)
    status = last.scalar_subquery().label("status")
    could = and_(c.opened_at < until, or_(c.closed_at.is_(None), c.closed_at >= until))
    found = select(c.id.label("id"), status).where(could).limit(-1).subquery()  # else SQLite asks for the move twice
    return select(found.c.id, found.c.status).where(found.c.status != Status.CLOSED)


def _owed(session: Session, ids: Sequence[int], period: Period) -> dict[int, list[tuple[str, datetime]]]:
    r, d, o = table_of(Referral), table_of(Department), table_of(Official)
    source = r.outerjoin(d, d.c.id == r.c.department_id).outerjoin(o, o.c.id == r.c.official_id)
    running: ColumnElement[bool] = or_(r.c.closed_at.is_(None), r.c.closed_at >= period.end)
    query = select(r.c.case_id, func.coalesce(d.c.name, o.c.name, ""), r.c.sent_at).select_from(source)
    query = query.where(r.c.case_id.in_(ids), r.c.sent_at < period.end, running).order_by(r.c.sent_at, r.c.id)
    found: dict[int, list[tuple[str, datetime]]] = {}
    for case_id, name, sent in session.execute(query):
        found.setdefault(case_id, []).append((name, sent))
    return found
