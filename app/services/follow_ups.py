"""Follow-ups: "is it fixed?", planned when a case is closed, asked on a day, recorded with the satisfaction (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require, sees_case
from app.errors import Invalid, NotFound
from app.models import FollowUp, FollowUpFields, Status
from app.queries.office import calendar
from app.services.cases import find_for_work
from app.services.history import record, values

GONE = "This follow-up is not in the office file."


def plan_follow_up(session: Session, who: Actor, case_id: int, *, due_on: date, at: datetime) -> FollowUp:
    """Plan to ask on a day whether it is fixed; a case has one open plan, so a second moves the first.

    Raises Invalid (due_on; a case that is not closed), NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    case = find_for_work(session, who, case_id)
    if case.status is not Status.CLOSED:
        raise Invalid({"status": f"{case.number} is not closed yet, so there is nothing to ask about."})
    if due_on < at.astimezone(ZoneInfo(calendar(session).zone)).date():
        raise Invalid({"due_on": "This day is over. Give a day to come."})
    waiting = (FollowUp.case_id == case_id, col(FollowUp.asked_at).is_(None), col(FollowUp.dropped_at).is_(None))
    found = session.exec(select(FollowUp).where(*waiting)).first()
    old = found.due_on.isoformat() if found else None
    plan = found or FollowUp(case_id=case_id, due_on=due_on, made_at=at, by_id=who.id)
    plan.due_on = due_on
    session.add(plan)
    session.flush()
    detail = {"follow_up_id": plan.id, "due_on": [old, due_on.isoformat()]}
    record(session, who, "planned follow-up", subject="case_record", subject_id=case_id, at=at, detail=detail)
    return plan


def record_follow_up(
    session: Session,
    who: Actor,
    follow_up_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    declined: bool = False,
    again_on: date | None = None,
) -> FollowUp:
    """Record that the resident was asked: `fields` of FollowUpFields; `declined` when they gave no number.

    Who was not reached is asked for nothing; `again_on` plans another day. Raises Invalid, NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    found = _waiting(session, who, follow_up_id)
    good = FollowUpFields.checked(fields)
    _check(good, declined=declined)
    found.reached, found.asked_at, found.asked_by_id = good.reached, at, who.id
    found.words = good.words.strip()
    if good.reached:
        found.fixed, found.satisfaction = good.fixed, good.satisfaction
    session.add(found)
    told = {"reached": good.reached, "fixed": found.fixed, "satisfaction": found.satisfaction, "words": found.words}
    detail = {"follow_up_id": found.id} | values({**told, "declined": declined}) | {"reached": [None, good.reached]}
    record(session, who, "asked", subject="case_record", subject_id=found.case_id, at=at, detail=detail)
    if again_on is not None:
        plan_follow_up(session, who, found.case_id, due_on=again_on, at=at)
    return found


def drop_follow_up(session: Session, who: Actor, follow_up_id: int, *, reason: str, at: datetime) -> FollowUp:
    """Take a plan back with its reason; nobody is asked. Raises Invalid (reason), NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    found = _waiting(session, who, follow_up_id)
    if not reason.strip():
        raise Invalid({"reason": "Say why nobody is asked."})
    found.dropped_at, found.words = at, reason.strip()[:2000]
    session.add(found)
    detail = {"follow_up_id": found.id, "dropped_at": [None, at.isoformat()], "reason": found.words}
    record(session, who, "dropped follow-up", subject="case_record", subject_id=found.case_id, at=at, detail=detail)
    return found


def find_follow_up(session: Session, who: Actor, follow_up_id: int) -> FollowUp:
    """The follow-up, if the actor may see its case; NotFound otherwise, in the same words."""
    found = session.get(FollowUp, follow_up_id)
    if found is None or not sees_case(session, who, found.case_id):
        raise NotFound(GONE)
    return found


def _waiting(session: Session, who: Actor, follow_up_id: int) -> FollowUp:
    found = find_follow_up(session, who, follow_up_id)
    find_for_work(session, who, found.case_id)
    if found.asked_at is not None or found.dropped_at is not None:
        raise Invalid({"state": "This was asked already, or taken back. Plan another day if need be."})
    return found


def _check(fields: FollowUpFields, *, declined: bool) -> None:
    if not fields.reached and (fields.satisfaction is not None or declined):
        raise Invalid({"satisfaction": "Who was not reached gave no number."})
    if fields.reached and (fields.satisfaction is None) != declined:
        raise Invalid({"satisfaction": FollowUpFields.SENTENCES["satisfaction"]})
