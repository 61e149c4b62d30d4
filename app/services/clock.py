"""A clock that ran ahead is forgiven: mandates are judged by the present one again, and history says who said so."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.authority import CLOCK_FLOOR, Actor, Right, require
from app.errors import Invalid
from app.models import Role, Setting
from app.queries.chain import head_of_history
from app.queries.clock import seen_ahead
from app.services.history import record

OWN_WORD = (Role.DIRECTOR, Role.MAYOR)
"""Whose word is enough, whatever the wrong clock makes of their appointment."""


def forgive_clock(session: Session, who: Actor, *, at: datetime) -> datetime:
    """Take `at` for the right time from now on, though history holds lines that lie after it; gives the latest of them.

    For the Mayor and the Director, also one whose appointment lapsed only by the clock that ran ahead: somebody must
    be able to set it right. An acting director may while the designation stands by the later clock too, so nobody
    brings back their own by setting a clock back; nor may a Director whose appointment the Mayor ended. One who did so
    for an appointment that ran out is told by the line of history, which holds both times. Raises NotAllowed; Invalid
    where nothing lies ahead.
    """
    if who.role not in OWN_WORD or (who.lapsed and not who.may(Right.APPOINT)):
        require(who, Right.MANAGE_OFFICE)
    seen = seen_ahead(session, at)
    if seen is None:
        raise Invalid("No line of history lies after this computer's clock. There is nothing to set right.")
    floor = session.get(Setting, CLOCK_FLOOR) or Setting(key=CLOCK_FLOOR, value=0)
    old, floor.value = floor.value, head_of_history(session).line
    session.add(floor)
    detail = {"up_to_line": [old, floor.value], "clock": [seen.isoformat(), at.isoformat()]}
    record(session, who, "set the clock right", subject="office", subject_id=None, at=at, detail=detail)
    return seen
