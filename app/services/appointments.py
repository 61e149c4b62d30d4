"""Appointments by the Mayor: who is Director or Associate, by which instrument, until when (Q1, Q2)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.authority import Actor
from app.models import APPOINTED, Appointment, Staff
from app.queries.office import calendar
from app.services.history import record
from app.workdays import day_of, end_of, term_of


def appoint_newcomer(
    session: Session, who: Actor, member: Staff, *, instrument: str = "", at: datetime
) -> Appointment | None:
    """The appointment of somebody who joins in, or changes to, a role that the Mayor fills; None for other roles.

    It runs to the end of the term. Without an instrument the Delegation page asks for its number.
    """
    if member.role not in APPOINTED or member.id is None:
        return None
    zone = calendar(session).zone
    until = end_of(term_of(day_of(at, zone)).last, zone)
    made = Appointment(
        staff_id=member.id,
        role=member.role,
        instrument=instrument.strip(),
        from_at=at,
        until_at=until,
        made_at=at,
        by_id=who.id,
    )
    session.add(made)
    session.flush()
    detail = {"role": member.role.value, "instrument": made.instrument, "until": until.isoformat()}
    record(session, who, "appointed", subject="staff", subject_id=member.id, at=at, detail=detail)
    return made
