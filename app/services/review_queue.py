"""What waits for the Director's look: put into the queue, and taken out of it when its case has moved on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require
from app.errors import NotAllowed
from app.models import Case, Decision, Review, ReviewKind
from app.services.history import record


def queue_review(
    session: Session,
    who: Actor,
    case: Case,
    kind: ReviewKind,
    *,
    at: datetime,
    closing: Mapping[str, Any] | None = None,
) -> Review:
    """Put a case into the queue; one that waits there for the same reason already is asked for once.

    `closing` holds what an approval is to close the case with; of the other kinds, who owned the case then.
    """
    waiting = waiting_review(session, case, kind)
    if waiting is not None:
        return waiting
    assert case.id is not None
    kept = dict(closing or {"owner_id": case.owner_id})
    review = Review(case_id=case.id, kind=kind, asked_at=at, asked_by_id=who.id, closing=kept)
    session.add(review)
    session.flush()
    return review


def waiting_review(session: Session, case: Case, kind: ReviewKind) -> Review | None:
    """The review of a case that is not decided yet."""
    wanted = (Review.case_id == case.id, Review.kind == kind, col(Review.decided_at).is_(None))
    return session.exec(select(Review).where(*wanted)).first()


def check_reviewer(who: Actor, case: Case, review: Review) -> None:
    """Nobody decides on what they did themselves. Raises NotAllowed with the sentence."""
    require(who, Right.REVIEW_CASE)
    if review.kind is ReviewKind.APPROVAL and review.asked_by_id == who.id:
        raise NotAllowed("You asked for this closing yourself. Somebody else has to approve it.")
    owned_then = (review.closing or {}).get("owner_id")
    if who.id in (case.owner_id, owned_then):
        raise NotAllowed(f"{case.number} is or was your own case. Somebody else has to look at it.")


def decide(session: Session, who: Actor, review: Review, decision: Decision, *, at: datetime, words: str = "") -> None:
    """Note the decision on the review itself; history is the caller's."""
    review.decided_at, review.decided_by_id, review.decision, review.words = at, who.id, decision, words[:2000]
    session.add(review)
    session.flush()


def withdraw_review(session: Session, who: Actor, case: Case, kind: ReviewKind, *, at: datetime) -> None:
    """Take a case out of the queue because it moved on, with a line of history; nothing where it does not wait."""
    review = waiting_review(session, case, kind)
    if review is None:
        return
    decide(session, who, review, Decision.WITHDRAWN, at=at)
    detail = {"review_id": review.id, "review": kind.value, "decision": [None, Decision.WITHDRAWN.value]}
    record(session, who, "review withdrawn", subject="case_record", subject_id=case.id, at=at, detail=detail)


def case_moved_on(session: Session, who: Actor, case: Case, *, at: datetime) -> None:
    """A closing that waits for approval falls when its case is closed, handed over or worked on again.

    What was opened again, and complaints, stay: nobody gets out of that look by closing the case.
    """
    withdraw_review(session, who, case, ReviewKind.APPROVAL, at=at)


def note_complaint(session: Session, who: Actor, case: Case, *, was: bool, at: datetime) -> None:
    """Put a case that has become a complaint into the queue, and take out one that is none any more.

    Only who might decide on it takes the mark off a complaint that waits. Raises NotAllowed.
    """
    if case.complaint and not was:
        queue_review(session, who, case, ReviewKind.COMPLAINT, at=at)
    if case.complaint or not was:
        return
    waiting = waiting_review(session, case, ReviewKind.COMPLAINT)
    if waiting is not None:
        check_reviewer(who, case, waiting)
        withdraw_review(session, who, case, ReviewKind.COMPLAINT, at=at)
