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
from app.workdays import OfficeCalendar


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
    return [_response(session, office, row) for row in rows]


def _response(session: Session, office: OfficeCalendar, row: Any) -> Response:
    received, answered, due = row.received_at, row.first_response_at, row.first_response_due_at
    in_time = is_in_time(answered, due)
    if in_time is False and is_paused(row.status):  # few: the wait has not moved the date yet
        in_time = is_in_time(answered, due, [waits_of(session, [row.id], at=answered)[row.id][-1].stretch])
    return Response(
        row.id,
        row.category_id,
        max(0.0, office.hours_between(received, answered)),
        max(0.0, office.days_between(received, answered)),
        in_time,
    )
