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


def last_backed_up(session: Session) -> datetime | None:
    """When the last verified backup was made, as far as this office file knows."""
    e = table_of(Event).c
    at = session.execute(
        select(func.max(e.at)).where(e.subject == "office", e.subject_id.is_(None), e.verb == "backed up")
    ).scalar()
    return _aware(at)


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else at if at.tzinfo else at.replace(tzinfo=UTC)
