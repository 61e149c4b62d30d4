"""Telling all who share a trouble that it is closed: one by one, and each one's own case closes with it (Q5)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.authority import Actor, Right, require, sees_case, sees_person
from app.errors import Invalid, NotFound
from app.models import Case, Channel, Outcome, Status, Telling, Told
from app.services.cases import close_case, find_for_work
from app.services.history import record, values

GONE = "This entry is not on the list of those to be told."


def tell(
    session: Session, who: Actor, telling_id: int, *, how: Channel, at: datetime, told_at: datetime | None = None
) -> Telling:
    """Note that somebody was told, and how; their own case closes with the outcome of the shared one.

    Raises Invalid (told_at; told already), NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    found, parent = _waiting(session, who, telling_id)
    when = told_at or at
    if when > at:
        raise Invalid({"told_at": "The resident cannot have been told in the future."})
    if parent.closed_at and when < parent.closed_at.replace(second=0, microsecond=0):
        raise Invalid({"told_at": f"{parent.number} was not closed yet then."})
    found.told_at, found.how = when, how
    told = Told(told=True, told_at=when, told_how=how, told_by_id=who.id)
    _settle(session, who, found, parent, told, at=at)
    return found


def not_told(session: Session, who: Actor, telling_id: int, *, why_not: str, at: datetime) -> Telling:
    """Note why somebody is not told; their own case closes all the same, and says so.

    Raises Invalid (why_not), NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    found, parent = _waiting(session, who, telling_id)
    if not why_not.strip():
        raise Invalid({"why_not": "Say why the resident was not told."})
    found.why_not = why_not.strip()[:500]
    _settle(session, who, found, parent, Told(told=False, why_not=found.why_not), at=at)
    return found


def find_telling(session: Session, who: Actor, telling_id: int) -> Telling:
    """The entry, if the actor may see all that it names; NotFound otherwise, in the same words."""
    found = session.get(Telling, telling_id)
    if found is None or not _sees(session, who, found):
        raise NotFound(GONE)
    return found


def _sees(session: Session, who: Actor, telling: Telling) -> bool:
    cases = [each for each in (telling.case_id, telling.child_id) if each is not None]
    people = [telling.person_id] if telling.person_id is not None else []
    return all(sees_case(session, who, each) for each in cases) and all(
        sees_person(session, who, each) for each in people
    )


def _waiting(session: Session, who: Actor, telling_id: int) -> tuple[Telling, Case]:
    found = find_telling(session, who, telling_id)
    if found.settled_at is not None:
        raise Invalid({"state": "This is settled already."})
    find_for_work(session, who, found.child_id or found.case_id)
    return found, session.get_one(Case, found.case_id)


def _settle(session: Session, who: Actor, found: Telling, parent: Case, told: Told, *, at: datetime) -> None:
    found.settled_at, found.by_id = at, who.id
    session.add(found)
    session.flush()
    child = session.get(Case, found.child_id) if found.child_id else None
    detail = {"telling_id": found.id} | values({"told_at": found.told_at, "how": found.how, "why_not": found.why_not})
    detail |= {"other_id": child.id} if child is not None else values({"person_id": found.person_id})
    record(
        session,
        who,
        "told" if told.told else "not told",
        subject="case_record",
        subject_id=parent.id,
        at=at,
        detail=detail,
    )
    if child is not None and child.status is not Status.CLOSED:
        outcome = parent.outcome or Outcome.NO_OUTCOME_RECORDED
        close_case(session, who, child.id or 0, outcome=outcome, told=told, at=at, words=parent.outcome_words)
