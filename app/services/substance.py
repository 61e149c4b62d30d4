"""Reading answers for substance: draw, hand to readers, mark, close the month (DOMAIN.md, Substance review; Q6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.authority import Actor, Right, require, sees_case
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    FULL,
    Criterion,
    Marks,
    ReadingFields,
    Sample,
    SubstanceReview,
)
from app.queries.substance_draw import fingerprint
from app.services.cases import find_case
from app.services.history import differences, record
from app.services.substance_draw import Draw, Readers, barred, draw_from, frame_of, month_of, sample_of

MOST, LONGEST_SEED = 200, 60
NO_READING = "This reading is not in the office file."


def draw_sample(
    session: Session, who: Actor, month: str, *, size: int, at: datetime, seed: str = "", twice: int = 0
) -> Sample:
    """Draw the sample of a month ("2026-10") that is over, with all that was opened again or complained of in it.

    `seed` is the month where none is given; the first `twice` of all cases get a second, blind reader. Each goes to who
    has least to read of those who may. Raises Invalid, also where the month was drawn already; NotAllowed.
    """
    require(who, Right.REVIEW_CASE)
    period = month_of(session, month)
    seed = seed.strip() or f"{period.first:%Y-%m}"
    _check(session, period, at, seed=seed, size=size, twice=twice)
    frame = frame_of(session, period)
    draws = draw_from(frame, seed=seed, size=size)
    if not draws:
        raise Invalid({"month": f"No case was closed, opened again or complained of in {period.name}."})
    sample = Sample(
        month=period.first,
        seed=seed,
        size=size,
        drawn_from=len(frame.closed),
        fingerprint=fingerprint(frame.closed.values()),
        made_at=at,
        by_id=who.id,
    )
    session.add(sample)
    session.add_all(_readings(session, sample, draws, twice=twice, at=at))
    session.flush()
    detail = {"month": f"{period.first:%Y-%m}", "seed": sample.seed, "size": size, "twice": twice}
    record(session, who, "drawn", subject="sample", subject_id=sample.id, at=at, detail=detail)
    return sample


def _check(session: Session, period: Any, at: datetime, *, seed: str, size: int, twice: int) -> None:
    problems = {}
    if period.end > at:
        problems["month"] = f"{period.name} is not over. Draw from a month when all its closings are known."
    elif session.exec(select(Sample).where(Sample.month == period.first)).first() is not None:
        problems["month"] = f"{period.name} was drawn already. What was drawn stays."
    if not 1 <= size <= MOST:
        problems["size"] = f"Give 1 to {MOST} cases."
    if len(seed) > LONGEST_SEED:
        problems["seed"] = f"Give a seed of at most {LONGEST_SEED} characters, so that the draw can be repeated."
    if twice < 0:
        problems["twice"] = "Give how many cases are read twice, or 0."
    if problems:
        raise Invalid(problems)


def _readings(
    session: Session, sample: Sample, draws: list[Draw], *, twice: int, at: datetime
) -> list[SubstanceReview]:
    readers, found = Readers(session, [each.case_id for each in draws], at=at), list[SubstanceReview]()
    for place, each in enumerate(draws):
        first = readers.take(each, sample.seed)
        about: dict[str, Any] = {"case_id": each.case_id, "month": sample.month, "why": each.why}
        found.append(SubstanceReview(**about, reviewer_id=first))
        other = readers.take(each, sample.seed, but=[first]) if place < twice else None
        if other is not None:
            found.append(SubstanceReview(**about, reviewer_id=other, second=True))
    return found


def assign_reader(session: Session, who: Actor, review_id: int, *, reviewer_id: int, at: datetime) -> SubstanceReview:
    """Give a reading that is not done to somebody else. Raises Invalid where they may not read it; Conflict if done."""
    require(who, Right.REVIEW_CASE)
    review = find_reading(session, who, review_id)
    if review.reviewed_at is not None:
        raise Conflict("This reading is done already. Nothing was changed.")
    _open_month(session, review)
    other = _other(session, review)
    but = [other.reviewer_id] if other else []
    allowed = Readers(session, [review.case_id], at=at).eligible(review.case_id, but=but)
    if reviewer_id not in [each.id for each in allowed]:
        raise Invalid({"reviewer_id": "Choose somebody who is here and neither owns, closed nor reads this case."})
    detail = {"case_id": review.case_id, "staff_id": [review.reviewer_id, reviewer_id]}
    review.reviewer_id = reviewer_id
    session.add(review)
    record(session, who, "reader changed", subject="substance_review", subject_id=review.id, at=at, detail=detail)
    return review


def add_second_reader(
    session: Session, who: Actor, review_id: int, *, reviewer_id: int, at: datetime
) -> SubstanceReview:
    """Have a case read a second time by somebody who does not see the first marks. Raises Invalid, Conflict.

    Only while the first reading is not done: from then on all who read for substance may have seen its marks.
    """
    require(who, Right.REVIEW_CASE)
    first = find_reading(session, who, review_id)
    _open_month(session, first)
    if first.second or _other(session, first) is not None:
        raise Conflict("This case is read twice already.")
    if first.reviewed_at is not None:
        raise Conflict("The first marks are given and may have been seen, so that a second reader would not be blind.")
    allowed = Readers(session, [first.case_id], at=at).eligible(first.case_id, but=[first.reviewer_id])
    if reviewer_id not in [each.id for each in allowed]:
        raise Invalid({"reviewer_id": "Choose somebody who is here and neither owns, closed nor reads this case."})
    about: dict[str, Any] = {"case_id": first.case_id, "month": first.month, "why": first.why}
    review = SubstanceReview(**about, reviewer_id=reviewer_id, second=True)
    session.add(review)
    session.flush()
    detail = {"case_id": first.case_id, "staff_id": reviewer_id}
    record(session, who, "second reader", subject="substance_review", subject_id=review.id, at=at, detail=detail)
    return review


def mark_answer(
    session: Session,
    who: Actor,
    review_id: int,
    *,
    marks: Mapping[str, int],
    fields: Mapping[str, Any],
    at: datetime,
) -> SubstanceReview:
    """Give the six marks (0 not, 1 in part, 2 in full), or correct one's own while the month is open.

    `fields` are source, words and learned; "correct" in full needs the source. Raises Invalid by criterion, NotAllowed
    for who is not its reader, owns or closed the case; Conflict when the month is closed; NotFound.
    """
    require(who, Right.REVIEW_SUBSTANCE)
    review = find_reading(session, who, review_id)
    _check_reader(session, who, review)
    _open_month(session, review)
    good, kept = ReadingFields.checked(fields), Marks.checked(marks).kept
    if kept[Criterion.CORRECT.value] == FULL and not good.source.strip():
        raise Invalid({"source": "Name the source by which the answer is correct, or give 1."})
    other, corrected = _other(session, review), review.reviewed_at is not None
    old, marked = {name: getattr(review, name) for name in ReadingFields.model_fields}, review.marks
    if other is None or other.reviewed_at is None or not corrected:
        review.blind_marks = kept
    review.marks, review.reviewed_at = kept, review.reviewed_at or at
    for name in ReadingFields.model_fields:
        setattr(review, name, getattr(good, name).strip())
    session.add(review)
    new = {name: getattr(review, name) for name in ReadingFields.model_fields}
    detail = {"case_id": review.case_id, **differences(old, new)}
    detail |= {"marks": [marked or None, kept]} if marked != kept else {}
    verb = "marks corrected" if corrected else "marked"
    record(session, who, verb, subject="substance_review", subject_id=review.id, at=at, detail=detail)
    return review


def close_month(session: Session, who: Actor, month: str, *, at: datetime) -> Sample:
    """Close the readings of a month: no mark is changed any more, and none is added. Raises NotFound, Conflict."""
    require(who, Right.REVIEW_CASE)
    sample = sample_of(session, month_of(session, month).first)
    if sample.closed_at is not None:
        raise Conflict(f"The readings of {month} are closed already.")
    sample.closed_at, sample.closed_by_id = at, who.id
    session.add(sample)
    record(session, who, "closed", subject="sample", subject_id=sample.id, at=at, detail={"month": month})
    return sample


def find_reading(session: Session, who: Actor, review_id: int) -> SubstanceReview:
    """A reading whose case the actor may see. Raises NotFound."""
    review = session.get(SubstanceReview, review_id)
    if review is None or not sees_case(session, who, review.case_id):
        raise NotFound(NO_READING)
    return review


def _other(session: Session, review: SubstanceReview) -> SubstanceReview | None:
    """The other reading of the same case."""
    wanted = (SubstanceReview.case_id == review.case_id, SubstanceReview.month == review.month)
    return session.exec(select(SubstanceReview).where(*wanted, SubstanceReview.id != review.id)).first()


def _open_month(session: Session, review: SubstanceReview) -> None:
    if sample_of(session, review.month).closed_at is not None:
        raise Conflict(f"The readings of {review.month:%Y-%m} are closed. Their marks stay as they are.")


def _check_reader(session: Session, who: Actor, review: SubstanceReview) -> None:
    if review.reviewer_id != who.id:
        raise NotAllowed("This reading was given to somebody else. Ask the Director to give it to you.")
    if who.id in barred(session, [review.case_id]).get(review.case_id, set()):
        number = find_case(session, who, review.case_id).number
        raise NotAllowed(f"{number} is or was your own case. Ask the Director to give it to another reader.")
