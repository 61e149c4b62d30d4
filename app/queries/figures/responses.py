"""First responses: business time from receipt to the first substantive reply."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, Status, table_of
from app.queries.case_clocks import waits_of
from app.queries.columns import columns_of, instant, kept, stamps
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.queries.targets import is_in_time, is_paused

NO_DATE = "-"


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
    due = func.coalesce(kept(c.first_response_due_at), NO_DATE)
    query = select(c.id, func.coalesce(c.category_id, 0), c.status, kept(c.received_at), kept(c.first_response_at), due)
    query = query.where(c.first_response_at >= period.start, c.first_response_at < period.end, counted(who, c.id))
    found = columns_of(session, query.order_by(c.first_response_at, c.id))
    starts, ends = stamps(found[3]), stamps(found[4])
    took = zip(office.hours_between_stamps(starts, ends), office.days_between_stamps(starts, ends), strict=True)
    return [
        Response(int(row[0]), int(row[1]) or None, max(0.0, hours), max(0.0, days), _in_time(session, *row))
        for row, (hours, days) in zip(zip(*found, strict=True), took, strict=True)
    ]


def _in_time(session: Session, case_id: str, _: str, status: str, __: str, answered: str, due: str) -> bool | None:
    """As `is_in_time` has it; instants as they are kept compare as they are."""
    if due == NO_DATE or answered <= due:
        return None if due == NO_DATE else True
    if not is_paused(Status(status)):
        return False
    at = instant(answered)  # few: the wait has not moved the date yet
    return is_in_time(at, instant(due), [waits_of(session, [int(case_id)], at=at)[int(case_id)][-1].stretch])
