"""What a year is made of: cases by category, department and ward, targets held, recommendations; counted by SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import (
    Case,
    Category,
    Channel,
    Contact,
    LanguageHelp,
    Move,
    Recommendation,
    RecommendationStatus,
    Status,
    table_of,
)
from app.queries.columns import columns_of, kept, stamps
from app.queries.figures.advised import stands
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar


class Came(NamedTuple):
    """So many cases of a category (with its department) and a ward."""

    category_id: int | None
    department_id: int | None
    ward: str
    n: int


class Contacts(NamedTuple):
    """The contacts of a period by channel, language ("" where none was noted) and help with it."""

    total: int
    by_channel: Mapping[Channel, int]
    by_language: Mapping[str, int]
    by_help: Mapping[LanguageHelp, int]


class Targets(NamedTuple):
    """Closings of a period: how many had a target, and how many of these were within it."""

    with_target: int
    in_target: int


class Advice(NamedTuple):
    """Recommendations sent in a period, and those answered in it by what the department said."""

    sent: int
    adopted: int
    partly: int
    declined: int


def opened_by(session: Session, who: Actor, period: Period) -> list[Came]:
    """The cases opened in the period."""
    return _divided(session, who, period, table_of(Move).c.was.is_(None))


def closed_by(session: Session, who: Actor, period: Period) -> list[Came]:
    """The closings of the period; a case closed twice counts twice."""
    return _divided(session, who, period, table_of(Move).c.became == Status.CLOSED)


def _divided(session: Session, who: Actor, period: Period, which: ColumnElement[bool]) -> list[Came]:
    m, c, k = table_of(Move), table_of(Case), table_of(Category)
    query = select(c.c.category_id, c.c.ward, func.count()).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(which, m.c.at >= period.start, m.c.at < period.end, counted(who, m.c.case_id))
    places: dict[int | None, Any] = {row[0]: row[1] for row in session.execute(select(k.c.id, k.c.department_id))}
    rows = session.execute(query.group_by(c.c.category_id, c.c.ward))
    return [Came(category, places.get(category), ward, number) for category, ward, number in rows]


def contacts_of(session: Session, who: Actor, period: Period) -> Contacts:
    """The contacts of the period, grouped by as little as is told, since a year has hundreds of thousands."""
    t = table_of(Contact).c
    keys = (t.channel, t.language, t.language_help)
    query = select(func.count(), *keys).where(of_period(who, period, listed=False)).group_by(*keys)
    rows = session.execute(query).all()
    found: list[Counter[Any]] = [Counter(), Counter(), Counter()]
    for number, *values in rows:
        for counter, value in zip(found, values, strict=True):
            counter[value] += number
    return Contacts(sum(row[0] for row in rows), *found)


def response_days(session: Session, who: Actor, period: Period) -> list[float]:
    """Office days from receipt to each first response of the period, as `figures.responses` reckons them, without the
    cases: read as columns, for a year has tens of thousands."""
    c = table_of(Case).c
    columns: tuple[ColumnElement[Any], ...] = (kept(c.received_at), kept(c.first_response_at))
    query = select(*columns)
    query = query.where(c.first_response_at >= period.start, c.first_response_at < period.end, counted(who, c.id))
    received, answered = columns_of(session, query)
    return [max(0.0, each) for each in calendar(session).days_between_stamps(stamps(received), stamps(answered))]


def targets_of(session: Session, who: Actor, period: Period) -> Targets:
    """How many closings of the period were at or before the due date, of those that had one."""
    m, c = table_of(Move), table_of(Case)
    held = func.sum(case((m.c.at <= c.c.due_at, 1), else_=0))
    query = select(func.count(c.c.due_at), held).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(m.c.became == Status.CLOSED, m.c.at >= period.start, m.c.at < period.end)
    row = session.execute(query.where(counted(who, m.c.case_id))).one()
    return Targets(int(row[0]), int(row[1] or 0))


def advice(session: Session, period: Period) -> Advice:
    """The recommendations of the period; they hold no resident and no confidential case. What was withdrawn counts
    nowhere."""
    n = table_of(Recommendation).c
    sent = select(func.count()).where(stands(), n.sent_at >= period.start, n.sent_at < period.end)
    answered = select(n.status, func.count()).where(n.answered_at >= period.start, n.answered_at < period.end)
    said = {status: number for status, number in session.execute(answered.group_by(n.status))}
    kinds = (RecommendationStatus.ADOPTED, RecommendationStatus.PARTLY, RecommendationStatus.DECLINED)
    return Advice(int(session.execute(sent).scalar_one()), *(said.get(each, 0) for each in kinds))
