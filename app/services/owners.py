"""Who may be given a case: somebody on the staff list who may work on cases now and is not away."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.authority import Actor, Right, actor
from app.errors import Invalid
from app.models import Staff
from app.queries.office import calendar
from app.queries.register import away
from app.workdays import last_day


def check_owner(session: Session, who: Actor, owner_id: int | None, *, at: datetime) -> None:
    """Raise Invalid (owner_id) where no case can be handed to this staff member at `at`; nobody is always right."""
    if owner_id is None or owner_id == who.id:
        return
    owner = session.get(Staff, owner_id)
    if owner is None or owner.left_at is not None:
        raise Invalid({"owner_id": "Choose somebody who is on the staff list."})
    standing = actor(session, owner_id, at)
    if standing.lapsed:
        raise Invalid({"owner_id": f"{owner.name} has no appointment in force. Choose somebody else."})
    if not standing.may(Right.WORK_CASE):
        raise Invalid({"owner_id": f"{owner.name} does not work on cases. Choose somebody else."})
    check_there(session, who, owner_id, at=at)


def check_there(session: Session, who: Actor, owner_id: int | None, *, at: datetime) -> None:
    """Raise Invalid (owner_id) where the staff member is away at `at`; one takes a case oneself even then."""
    absent = away(session, at).get(owner_id or 0) if owner_id != who.id else None
    if absent is not None:
        raise Invalid({"owner_id": f"{absent.name} is away{_until(session, absent.until_at)}. Choose somebody else."})


def _until(session: Session, until: datetime | None) -> str:
    if until is None:
        return ""
    day = last_day(until, calendar(session).zone)
    return f" until {day:%a, %b} {day.day}"
