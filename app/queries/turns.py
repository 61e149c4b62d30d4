"""When who may act turns next: what an open window has to know so that it need not ask all the time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import present
from app.models import Absence, Appointment, Designation, table_of

_MANDATES = tuple(table_of(each) for each in (Appointment, Absence, Designation))


def next_turn(session: Session, at: datetime) -> datetime | None:
    """The first instant (UTC) after `at` at which an appointment, absence or designation begins or ends; None: never.

    Judged from `present`, so a clock that is set back sees no turn twice (Q3).
    """
    now = present(session, at)
    ends = [of.c[name] for of in _MANDATES for name in ("from_at", "until_at", "ended_at")]
    firsts = [select(func.min(each)).where(each > now).scalar_subquery() for each in ends]
    found = [each for each in session.execute(select(*firsts)).one() if each is not None]
    return min(found, default=None)
