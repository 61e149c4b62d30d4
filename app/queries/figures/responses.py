"""First responses: business time from receipt to the first substantive reply."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.models import Case, table_of
from app.queries.figures.period import Period
from app.queries.office import calendar


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
    query = select(c.id, c.category_id, c.received_at, c.first_response_at, c.first_response_due_at)
    query = query.where(c.first_response_at >= period.start, c.first_response_at < period.end, visible_to(who))
    return [
        Response(
            row.id,
            row.category_id,
            max(0.0, office.hours_between(row.received_at, row.first_response_at)),
            max(0.0, office.days_between(row.received_at, row.first_response_at)),
            row.first_response_at <= row.first_response_due_at if row.first_response_due_at else None,
        )
        for row in session.execute(query.order_by(c.first_response_at, c.id))
    ]
