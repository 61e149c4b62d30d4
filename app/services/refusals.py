"""A right that somebody asked for and does not have, told to history (G6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Right, actor
from app.errors import NotAllowed
from app.models import Event, table_of
from app.services.history import record

AGAIN = timedelta(minutes=1)
"""Within this time the same person's asking for the same right is one refusal: a key held down is no news."""
_LAST = 50


def note_refusal(session: Session, staff_id: int, right: Right, at: datetime) -> bool:
    """Tell history that an act or question was refused to a staff member for want of `right`; whether it was news.

    For a transaction of its own: the refused one is rolled back. Somebody who has left is told of without being one
    who acts.
    """
    if _told_lately(session, staff_id, right, at):
        return False
    try:
        who = actor(session, staff_id, at)
    except NotAllowed:
        who = None
    detail = {"right": right.value}
    record(session, who, "refused", subject="staff", subject_id=staff_id, at=at, detail=detail)
    return True


def _told_lately(session: Session, staff_id: int, right: Right, at: datetime) -> bool:
    e = table_of(Event).c
    query = select(e.detail).where(e.verb == "refused", e.subject == "staff", e.subject_id == staff_id)
    query = query.where(e.at > at - AGAIN, e.at <= at).order_by(e.id.desc()).limit(_LAST)
    return any((detail or {}).get("right") == right.value for detail in session.execute(query).scalars())
