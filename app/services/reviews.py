"""Closings that wait for approval, and the Director's look at cases opened again and at complaints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, require, sees_case
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    WAITING,
    Case,
    Decision,
    NoteKind,
    Outcome,
    Review,
    ReviewKind,
    Staff,
    Status,
    Told,
)
from app.services.cases import add_note, change_status, close_case, find_case, find_for_work, reopen
from app.services.history import record
from app.services.review_queue import check_reviewer, decide, queue_review, waiting_review

SAID = {
    Decision.APPROVED: "approved it",
    Decision.SENT_BACK: "sent it back",
    Decision.WITHDRAWN: "worked on the case, so it waits no longer",
}


def ask_closing(
    session: Session, who: Actor, case_id: int, *, outcome: Outcome, told: Told, at: datetime, words: str = ""
) -> Review:
    """Ask that a case be closed with this outcome, where one may not close oneself; it waits as answered.

    What is given is checked as by `close_case`. Raises NotAllowed, NotFound, Invalid, also where it waits already.
    """
    require(who, Right.WORK_CASE)
    case = find_for_work(session, who, case_id)
    if who.may(Right.CLOSE_CASE):
        raise Invalid("You may close this case yourself; nobody has to approve it.")
    if case.status is Status.CLOSED:
        raise Invalid({"status": f"{case.number} is closed already."})
    if waiting_review(session, case, ReviewKind.APPROVAL) is not None:
        raise Invalid({"status": f"The closing of {case.number} waits for approval already."})
    told.check(at, case.received_at)
    was, reason = case.status, case.wait_reason
    if was is not Status.ANSWERED:
        change_status(session, who, case, Status.ANSWERED, at=at)
    closing = {"outcome": outcome.value, "words": words, "told": told.model_dump(mode="json")}
    closing |= {"was": was.value, "reason": reason}
    review = queue_review(session, who, case, ReviewKind.APPROVAL, at=at, closing=closing)
    detail = {"status": [was.value, case.status.value], "review_id": review.id, "outcome": outcome.value}
    detail |= told.model_dump(mode="json") | {"outcome_words": words}
    record(session, who, "asked to close", subject="case_record", subject_id=case.id, at=at, detail=detail)
    return review


def approve(session: Session, who: Actor, review_id: int, *, at: datetime, words: str = "") -> Review:
    """Approve: a closing that waits closes its case with the outcome asked for; another is looked at and in order.

    Raises NotAllowed (also on one's own), NotFound, Conflict when it is decided already.
    """
    require(who, Right.REVIEW_CASE)
    review, case = _found(session, who, review_id)
    check_reviewer(who, case, review)
    decide(session, who, review, Decision.APPROVED, at=at, words=words)
    _told(session, who, case, review, "approved", at=at)
    if review.kind is ReviewKind.APPROVAL:
        kept = review.closing
        told, outcome = Told.checked(kept["told"]), Outcome(kept["outcome"])
        close_case(session, who, review.case_id, outcome=outcome, told=told, at=at, words=kept["words"])
    return review


def send_back(session: Session, who: Actor, review_id: int, *, words: str, at: datetime) -> Review:
    """Send it back with a note to the owner: the case is open again, whatever it was.

    Raises Invalid without a note, NotAllowed (also on one's own), NotFound, Conflict when it is decided already.
    """
    require(who, Right.REVIEW_CASE)
    review, case = _found(session, who, review_id)
    check_reviewer(who, case, review)
    if not words.strip():
        raise Invalid({"words": "Say what is still to be done."})
    decide(session, who, review, Decision.SENT_BACK, at=at, words=words.strip())
    was = case.status
    if was is Status.CLOSED:
        reopen(session, who, case, reason=words.strip()[:500], at=at)
    elif was is Status.ANSWERED:
        change_status(session, who, case, Status.OPEN, at=at)
    _told(session, who, case, review, "sent back", at=at, status=[was.value, case.status.value])
    add_note(session, who, review.case_id, kind=NoteKind.NOTE, words=words, at=at)
    return review


def take_back(session: Session, who: Actor, case_id: int, *, at: datetime) -> Case:
    """Take one's own request to close back: the case stands where it stood. Raises NotAllowed, NotFound, Conflict."""
    require(who, Right.WORK_CASE)
    case = find_case(session, who, case_id)
    review = waiting_review(session, case, ReviewKind.APPROVAL)
    if review is None:
        raise Conflict(f"The closing of {case.number} does not wait for approval any more. Look at the case again.")
    if review.asked_by_id != who.id:
        raise NotAllowed("Only who asked for this closing takes it back. Send it back with a note instead.")
    decide(session, who, review, Decision.WITHDRAWN, at=at)
    was, back = case.status, Status(review.closing["was"])
    if back is not Status.ANSWERED:
        reason = review.closing["reason"] if back in WAITING else ""
        change_status(session, who, case, back if back in WAITING else Status.OPEN, at=at, reason=reason)
    detail = {"status": [was.value, case.status.value], "review_id": review.id, "decision": [None, "withdrawn"]}
    record(session, who, "took back closing", subject="case_record", subject_id=case.id, at=at, detail=detail)
    return case


def _found(session: Session, who: Actor, review_id: int) -> tuple[Review, Case]:
    """A review that is not decided, and its case, if the actor may see it."""
    review = session.get(Review, review_id)
    if review is None or not sees_case(session, who, review.case_id):
        raise NotFound("This review is not in the office file.")
    case = find_case(session, who, review.case_id)
    if review.decision is not None:
        by = session.get(Staff, review.decided_by_id) if review.decided_by_id else None
        name = by.name if by else "Somebody"
        raise Conflict(f"{name} was quicker on {case.number}: {name} {SAID[review.decision]}. Nothing was changed.")
    return review, case


def _told(session: Session, who: Actor, case: Case, review: Review, verb: str, *, at: datetime, **more: Any) -> None:
    decision = review.decision.value if review.decision else None
    detail = {"review_id": review.id, "review": review.kind.value, "decision": [None, decision], **more}
    if review.words and verb == "approved":
        detail["reason"] = review.words
    record(session, who, verb, subject="case_record", subject_id=case.id, at=at, detail=detail)
