"""Acknowledgements: open time from receipt until the resident heard that we have their matter."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.queries.targets import is_in_time


class Acknowledged(NamedTuple):
    """The acknowledgement of a case, in open hours; `in_target` None without a due date. Waits do not move it."""

    case_id: int
    category_id: int | None
    hours: float
    in_target: bool | None


def acknowledgements(session: Session, who: Actor, period: Period) -> list[Acknowledged]:
    """Those given in the period, in order: by a first reply or call of ours, or by the act of its own."""
    c, office = table_of(Case).c, calendar(session)
    query = select(c.id, c.category_id, c.received_at, c.acknowledged_at, c.acknowledge_due_at)
    query = query.where(c.acknowledged_at >= period.start, c.acknowledged_at < period.end, counted(who, c.id))
    rows = session.execute(query.order_by(c.acknowledged_at, c.id)).all()
    hours = office.hours_between_many((row[2], row[3]) for row in rows)
    return [
        Acknowledged(number, category_id, max(0.0, took), is_in_time(done, due))
        for (number, category_id, _, done, due), took in zip(rows, hours, strict=True)
    ]
