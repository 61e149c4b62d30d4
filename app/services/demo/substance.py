"""A year of readings for substance in the made-up office, and what came of them: recommendations to departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import (
    FULL,
    Criterion,
    Role,
    Sample,
    Staff,
    SubstanceReview,
)
from app.queries.figures.period import Period, last_full_month
from app.queries.office import calendar
from app.queries.substance_draw import fingerprint
from app.services.demo.recommendations import make_recommendations
from app.services.history import line_of
from app.services.substance_draw import Draw, Readers, draw_from, frame_of

MONTHS, FEW, MANY = 12, 2, 200_000
"""Months that are read; of an office with many cases only a few, since all that were opened again are read."""
SIZE, TWICE, LEFT = 12, 4, 6
CLOSED_AFTER, BETTER = 2, 0.016
"""Months until the readings of a month are closed; by how much each month is better than the one before."""
HARD = {Criterion.NEXT_STEP: 0.62, Criterion.CORRECT: 0.7, Criterion.LANGUAGE: 0.9, Criterion.COURTEOUS: 0.94}
SOURCES = ("City ordinance 12-4", "Public Works schedule", "The department’s e-mail", "State sanitary code", "City map")
LEARNED = (
    "Callers ask for a day; we told them only that it is with the department.",
    "The letter names an office, but no phone and no next step.",
    "What the city does in winter should stand on one page.",
)


def make_substance(session: Session, *, cases: int, seed: int, now: datetime) -> list[dict[str, Any]]:
    """Draw and mark the last months, and recommend what was learned; gives its lines of history, in any order."""
    directors = session.exec(select(Staff).where(Staff.role == Role.DIRECTOR).order_by(col(Staff.id))).all()
    if not directors:
        return []
    who, rng = _actor(directors[0]), Random(seed)
    last = last_full_month(calendar(session).zone, now)
    lines = [*make_recommendations(session, who, now)]
    for back in range(MONTHS if cases <= MANY else FEW):
        lines += _month(session, who, last.back(back), rng, now, back)
    return lines


def _actor(member: Staff) -> Actor:
    return Actor(member.id or 0, member.name, member.role)


def _month(session: Session, who: Actor, period: Period, rng: Random, now: datetime, back: int) -> list[dict[str, Any]]:
    at, frame = period.end + timedelta(days=1, hours=14), frame_of(session, period)
    seed = f"{period.first:%Y-%m}"
    draws = draw_from(frame, seed=seed, size=SIZE)
    if not draws or at >= now:
        return []
    told: dict[str, Any] = {"seed": seed, "size": SIZE, "drawn_from": len(frame.closed), "by_id": who.id}
    sample = Sample(month=period.first, fingerprint=fingerprint(frame.closed.values()), made_at=at, **told)
    session.add(sample)
    reviews = list(_readings(session, sample, draws, at))
    for review in reviews[: len(reviews) if back else -LEFT]:
        _mark(
            review, rng, min(at + timedelta(days=rng.randint(1, 9), hours=rng.randint(0, 5)), now), harder=BETTER * back
        )
    session.add_all(reviews)
    session.flush()
    people = {each.id or 0: _actor(each) for each in session.exec(select(Staff))}
    lines = [line_of(who, "drawn", "sample", sample.id or 0, at, {"month": seed, "seed": seed, "size": SIZE})]
    if back >= CLOSED_AFTER:
        sample.closed_at, sample.closed_by_id = at + timedelta(days=21), who.id
        lines.append(line_of(who, "closed", "sample", sample.id or 0, sample.closed_at, {"month": seed}))
    return lines + [_line(people[each.reviewer_id or 0], each) for each in reviews if each.reviewed_at is not None]


def _readings(session: Session, sample: Sample, draws: list[Draw], at: datetime) -> Iterator[SubstanceReview]:
    """As an act would hand them out; those that nobody may read wait without a reader, at the end."""
    readers = Readers(session, [each.case_id for each in draws], at=at)
    waits = list[SubstanceReview]()
    for place, each in enumerate(draws):
        first = readers.take(each, sample.seed)
        about: dict[str, Any] = {"case_id": each.case_id, "month": sample.month, "why": each.why}
        if first is None:
            waits.append(SubstanceReview(**about))
            continue
        other = readers.take(each, sample.seed, but=[first]) if place < TWICE else None
        yield SubstanceReview(**about, reviewer_id=first)
        if other is not None:
            yield SubstanceReview(**about, reviewer_id=other, second=True)
    yield from waits


def _mark(review: SubstanceReview, rng: Random, at: datetime, *, harder: float) -> None:
    if review.reviewer_id is None:
        return
    lot = Random(review.case_id)  # two readers see the same answer, and mostly find the same
    marks = {}
    for each in Criterion:
        chance = lot.random() if rng.random() < 0.9 else rng.random()
        good = HARD.get(each, 0.84) - harder
        marks[each.value] = FULL if chance < good else 1 if chance < good + (1 - good) * 0.7 else 0
    review.marks = review.blind_marks = marks
    review.source = rng.choice(SOURCES)
    review.learned = rng.choice(LEARNED) if rng.random() < 0.15 else ""
    review.reviewed_at = at


def _line(who: Actor, review: SubstanceReview) -> dict[str, Any]:
    detail = {"case_id": review.case_id, "marks": [None, review.marks], "source": ["", review.source]}
    assert review.reviewed_at is not None
    return line_of(who, "marked", "substance_review", review.id or 0, review.reviewed_at, detail)
