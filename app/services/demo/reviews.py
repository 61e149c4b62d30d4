"""What waits for the Director's look in the made-up office: cases opened again, an intern's closings, complaints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import Case, Channel, Outcome, Promise, PromiseState, Review, ReviewKind, Role, Staff, Status, Told
from app.services.history import line_of

RECENT = timedelta(days=21)
CLOSINGS, COMPLAINTS, RETURNED = 3, 2, 6
WORDS = "Told the resident how it ended; nothing is left to do."


def make_reviews(session: Session, *, now: datetime) -> list[dict[str, Any]]:
    """Queue what came in the last three weeks before `now`; gives its lines of history, in any order."""
    _reopened(session, now)
    return [*_closings(session, now), *_complaints(session, now), *_returned(session, now)]


def _reopened(session: Session, now: datetime) -> None:
    """History tells of these already: they were opened again."""
    for case in _cases(session, Case.status == Status.REOPENED, col(Case.reopened_at) > now - RECENT):
        asked: dict[str, Any] = {
            "asked_at": case.reopened_at,
            "asked_by_id": case.owner_id,
            "closing": {"owner_id": case.owner_id},
        }
        session.add(Review(case_id=case.id or 0, kind=ReviewKind.REOPENED, **asked))


def _closings(session: Session, now: datetime) -> list[dict[str, Any]]:
    """An intern answered some cases and asked to close them."""
    intern = session.exec(select(Staff).where(Staff.role == Role.INTERN).order_by(col(Staff.id))).first()
    if intern is None:
        return []
    who, lines = Actor(intern.id or 0, intern.name, intern.role), list[dict[str, Any]]()
    wanted = (Case.status == Status.ANSWERED, col(Case.confidential).is_(False), col(Case.owner_id).is_not(None))
    for number, case in enumerate(_cases(session, *wanted)[:CLOSINGS]):
        at = now - timedelta(hours=3 + 5 * number)
        told = Told(told=True, told_at=at, told_how=case.channel or Channel.PHONE, told_by_id=who.id)
        said = told.model_dump(mode="json")
        kept = {"outcome": Outcome.ANSWERED.value, "words": WORDS, "told": said, "was": "answered", "reason": ""}
        lines.append(_line(who, "assigned", case, at, {"owner_id": [case.owner_id, who.id]}))
        lines.append(_line(who, "asked to close", case, at, {"outcome": Outcome.ANSWERED.value, **said}))
        case.owner_id = who.id
        session.add(case)
        asked: dict[str, Any] = {"asked_at": at, "asked_by_id": who.id, "closing": kept}
        session.add(Review(case_id=case.id or 0, kind=ReviewKind.APPROVAL, **asked))
    return lines


def _complaints(session: Session, now: datetime) -> list[dict[str, Any]]:
    lines = []
    wanted = (Case.status == Status.OPEN, col(Case.confidential).is_(False), col(Case.owner_id).is_not(None))
    for number, case in enumerate(_cases(session, *wanted)[:COMPLAINTS]):
        owner, at = session.get_one(Staff, case.owner_id), now - timedelta(hours=2 + 20 * number)
        who = Actor(owner.id or 0, owner.name, owner.role)
        case.complaint = True
        session.add(case)
        asked: dict[str, Any] = {"asked_at": at, "asked_by_id": who.id, "closing": {"owner_id": owner.id}}
        session.add(Review(case_id=case.id or 0, kind=ReviewKind.COMPLAINT, **asked))
        lines.append(_line(who, "changed", case, at, {"complaint": [False, True]}))
    return lines


def _returned(session: Session, now: datetime) -> list[dict[str, Any]]:
    """Some came back to the queue, so that there is something to hand out on any morning."""
    lines = []
    wanted = (Case.status == Status.OPEN, col(Case.owner_id).is_not(None), col(Case.complaint).is_(False))
    promised = col(Case.id).not_in(select(Promise.case_id).where(Promise.state == PromiseState.OPEN))
    rest = _cases(session, *wanted, promised, col(Case.confidential).is_(False), col(Case.due_at) > now)
    for number, case in enumerate(rest[: min(RETURNED, len(rest) // 2)]):
        owner, at = session.get_one(Staff, case.owner_id), now - timedelta(minutes=20 + 5 * number)
        who = Actor(owner.id or 0, owner.name, owner.role)
        lines.append(_line(who, "assigned", case, at, {"owner_id": [case.owner_id, None]}))
        case.owner_id = None
        session.add(case)
    return lines


def _cases(session: Session, *wanted: Any) -> Sequence[Case]:
    """The newest that are wanted."""
    return session.exec(select(Case).where(*wanted).order_by(col(Case.received_at).desc()).limit(12)).all()


def _line(who: Actor, verb: str, case: Case, at: datetime, detail: dict[str, Any]) -> dict[str, Any]:
    return line_of(who, verb, "case_record", case.id or 0, at, detail)
