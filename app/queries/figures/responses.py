"""First responses: business time from receipt to the first substantive reply."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, table_of
from app.queries.case_clocks import waits_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.queries.targets import is_in_time, is_paused


class Response(NamedTuple):
    """The first response to a case, in open hours and in office days; `in_target` None without a due date."""

    case_id: int
    category_id: int | None
    hours: float
    days: float
    in_target: bool | None


def responses(session: Session, who: Actor, period: Period) -> list[Response]:
    """The first responses given in the period, in order."""
    c, office = table_of(Case).c, calendar(session)
    query = select(c.id, c.category_id, c.status, c.received_at, c.first_response_at, c.first_response_due_at)
    query = query.where(c.first_response_at >= period.start, c.first_response_at < period.end, counted(who, c.id))
    rows = session.execute(query.order_by(c.first_response_at, c.id)).all()
    spans = [(row.received_at, row.first_response_at) for row in rows]
    took = zip(office.hours_between_many(spans), office.days_between_many(spans), strict=True)
    return [
        Response(row.id, row.category_id, max(0.0, hours), max(0.0, days), _in_time(session, row))
        for row, (hours, days) in zip(rows, took, strict=True)
    ]


def _in_time(session: Session, row: Any) -> bool | None:
    answered, due = row.first_response_at, row.first_response_due_at
    in_time = is_in_time(answered, due)
    if in_time is False and is_paused(row.status):  # few: the wait has not moved the date yet
        return is_in_time(answered, due, [waits_of(session, [row.id], at=answered)[row.id][-1].stretch])
    return in_time
