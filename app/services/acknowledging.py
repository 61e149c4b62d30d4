"""Tell that the resident knows their matter arrived, where no call or reply of ours tells it already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.models import Case, Channel, Event, Status, table_of
from app.services.cases import change_status, find_for_work
from app.services.history import record, values

VERB = "acknowledged"


def acknowledge_case(
    session: Session, who: Actor, case_id: int, *, how: Channel, at: datetime, words: str = ""
) -> Case:
    """Record that the resident was told we have their case, now and by which channel; it answers nothing yet.

    A first call, letter or reply of ours does the same by itself. Raises Invalid when it is acknowledged or closed.
    """
    case = find_for_work(session, who, case_id)
    if case.status is Status.CLOSED:
        raise Invalid({"status": f"{case.number} is closed, so there is nothing left to acknowledge."})
    if case.acknowledged_at is not None:
        raise Invalid({"at": f"{case.number} is acknowledged already: the resident has heard from us."})
    case.acknowledged_at = at
    if case.status is Status.NEW:
        change_status(session, who, case, Status.OPEN, at=at)
    session.add(case)
    detail = values({"how": how, "words": words.strip()})
    record(session, who, VERB, subject="case_record", subject_id=case_id, at=at, detail=detail)
    return case


def acknowledged_by_act(session: Session, case: Case) -> datetime | None:
    """When the case was acknowledged by the act above, if it was."""
    e = table_of(Event).c
    query = select(func.min(e.at)).where(e.subject == "case_record", e.subject_id == case.id, e.verb == VERB)
    found: datetime | None = session.execute(query).scalar()
    return found
