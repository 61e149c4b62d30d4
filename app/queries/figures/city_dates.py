"""The city's own due dates, as an imported table told them: kept as they were, and how many were late by them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted


class CityDue(NamedTuple):
    """A closed case that the city had given a date, by the calendar of the city: no business days, no waits."""

    case_id: int
    closed_at: datetime
    city_due_at: datetime

    @property
    def late(self) -> bool:
        """Whether it was closed after the city's own date."""
        return self.closed_at > self.city_due_at


def city_dates(session: Session, who: Actor, period: Period | None = None) -> list[CityDue]:
    """The cases with a date of the city's own that were closed in the period, or at all."""
    c = table_of(Case).c
    query = select(c.id, c.closed_at, c.city_due_at).where(c.city_due_at.is_not(None), c.closed_at.is_not(None))
    if period is not None:
        query = query.where(c.closed_at >= period.start, c.closed_at < period.end)
    return [CityDue(*row) for row in session.execute(query.where(counted(who, c.id)).order_by(c.closed_at, c.id))]
