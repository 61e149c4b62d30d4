"""What history knows of backups."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlmodel import Session

from app.models import Event, table_of


def began_at(session: Session) -> datetime | None:
    """When the office was set up: the first line of its history."""
    e = table_of(Event).c
    return _aware(session.execute(select(e.at).order_by(e.id).limit(1)).scalar())


def last_backed_up(session: Session, *, until: datetime) -> datetime | None:
    """When the last verified backup was made, as far as this office file knows.

    One after `until` was made before the clock was set back: it does not count.
    """
    e = table_of(Event).c
    backed_up = e.subject == "office", e.subject_id.is_(None), e.verb == "backed up"
    at = session.execute(select(func.max(e.at)).where(*backed_up, e.at <= until)).scalar()
    return _aware(at)


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else at if at.tzinfo else at.replace(tzinfo=UTC)
