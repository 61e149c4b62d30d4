"""Whose work stands on a desk: one's own, that of those one stands in for, or the whole office's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session

from app.authority import Actor
from app.queries.register import stood_in_for
from app.queries.today import is_office_wide


def on_desk(session: Session, who: Actor, owner_id: ColumnElement[int | None], *, at: datetime) -> ColumnElement[bool]:
    """The condition on who owns it: the actor, those who are away and named the actor as deputy, or anybody."""
    if is_office_wide(who):
        return true()
    return owner_id.in_([who.id, *(row.staff_id or 0 for row in stood_in_for(session, who.id, at))])
