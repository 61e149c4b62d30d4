"""A year of readings for substance in the made-up office, and what came of them: recommendations to departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import (
    FULL,
    Case,
    Category,
    Criterion,
    Recommendation,
    RecommendationStatus,
    Role,
    Sample,
    Staff,
    Status,
    SubstanceReview,
)
from app.queries.figures.period import Period, last_full_month
from app.queries.office import calendar
from app.queries.substance_draw import fingerprint
from app.services.history import line_of
from app.services.substance_draw import Draw, Readers, draw_from, frame_of
from app.workdays import day_of

MONTHS, FEW, MANY = 12, 2, 20_000
"""Months that are read; of an office with many cases only a few, since all that were opened again are read."""
SIZE, TWICE, LEFT = 12, 4, 6
HARD = {Criterion.NEXT_STEP: 0.62, Criterion.CORRECT: 0.7, Criterion.LANGUAGE: 0.9, Criterion.COURTEOUS: 0.94}
SOURCES = ("City ordinance 12-4", "Public Works schedule", "The department’s e-mail", "State sanitary code", "City map")
LEARNED = (
    "Callers ask for a day; we told them only that it is with the department.",
    "The letter names an office, but no phone and no next step.",
    "What the city does in winter should stand on one page.",
)


class _Advice(NamedTuple):
    months: int
    status: RecommendationStatus
    title: str
    words: str
    answer: str = ""
    effect: int = 0


ADVICE = (
    _Advice(
        8,
        RecommendationStatus.ADOPTED,
        "Tell each caller the week of the repair",
        "Residents call again since nobody tells them when the crew comes. We recommend that the department names a "
        "week with each work order, and that this office passes it on the same day.",
        "Done. Work orders carry a week from now on.",
        5,
    ),
    _Advice(
        6,
        RecommendationStatus.PARTLY,
        "Answer in the language of the caller",
        "Notices go out in English alone. We recommend short notices in the three languages most asked for.",
        "Two languages this year; the third when the budget allows.",
        3,
    ),
    _Advice(
        5,
        RecommendationStatus.DECLINED,
        "Open the counter on one evening a week",
        "Many of those who call after four cannot come by day. We recommend one late evening a week.",
        "There is nobody to staff it before the next budget.",
    ),
    _Advice(
        2,
        RecommendationStatus.SENT,
        "Name the next step in every closing letter",
        "Closing letters say what was found, and not what happens next. We recommend one sentence with a date.",
    ),
    _Advice(
        0,
        RecommendationStatus.DRAFT,
        "One page for what the city does in winter",
        "The same questions come with each snow. We recommend one page that all departments keep together.",
    ),
)


def make_substance(session: Session, *, cases: int, seed: int, now: datetime) -> list[dict[str, Any]]:
    """Draw and mark the last months, and recommend what was learned; gives its lines of history, in any order."""
    directors = session.exec(select(Staff).where(Staff.role == Role.DIRECTOR).order_by(col(Staff.id))).all()
    if not directors:
        return []
    who, rng = _actor(directors[0]), Random(seed)
    last = last_full_month(calendar(session).zone, now)
    lines = [*_recommendations(session, who, now)]
    for back in range(MONTHS if cases <= MANY else FEW):
        lines += _month(session, who, last.back(back), rng, now)
    return lines


def _actor(member: Staff) -> Actor:
    return Actor(member.id or 0, member.name, member.role)


def _month(session: Session, who: Actor, period: Period, rng: Random, now: datetime) -> list[dict[str, Any]]:
    at, frame = period.end + timedelta(days=1, hours=14), frame_of(session, period)
    seed = f"{period.first:%Y-%m}"
    draws = draw_from(frame, seed=seed, size=SIZE)
    if not draws or at >= now:
        return []
    told: dict[str, Any] = {"seed": seed, "size": SIZE, "drawn_from": len(frame.closed), "by_id": who.id}
    sample = Sample(month=period.first, fingerprint=fingerprint(frame.closed.values()), made_at=at, **told)
    session.add(sample)
    reviews = list(_readings(session, sample, draws, at))
    newest = period == last_full_month(calendar(session).zone, now)
    for review in reviews[: -LEFT if newest else len(reviews)]:
        _mark(review, rng, min(at + timedelta(days=rng.randint(1, 9), hours=rng.randint(0, 5)), now))
    session.add_all(reviews)
    session.flush()
    people = {each.id or 0: _actor(each) for each in session.exec(select(Staff))}
    lines = [line_of(who, "drawn", "sample", sample.id or 0, at, {"month": seed, "seed": seed, "size": SIZE})]
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


def _mark(review: SubstanceReview, rng: Random, at: datetime) -> None:
    if review.reviewer_id is None:
        return
    lot = Random(review.case_id)  # two readers see the same answer, and mostly find the same
    marks = {}
    for each in Criterion:
        chance = lot.random() if rng.random() < 0.8 else rng.random()
        good = HARD.get(each, 0.82)
        marks[each.value] = FULL if chance < good else 1 if chance < good + (1 - good) * 0.7 else 0
    review.marks = review.blind_marks = marks
    review.source = rng.choice(SOURCES)
    review.learned = rng.choice(LEARNED) if rng.random() < 0.15 else ""
    review.reviewed_at = at


def _line(who: Actor, review: SubstanceReview) -> dict[str, Any]:
    detail = {"case_id": review.case_id, "marks": [None, review.marks], "source": ["", review.source]}
    assert review.reviewed_at is not None
    return line_of(who, "marked", "substance_review", review.id or 0, review.reviewed_at, detail)


def _recommendations(session: Session, who: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    kinds = session.exec(select(Category).where(col(Category.department_id).is_not(None)).order_by(col(Category.id)))
    found = kinds.all()
    numbers: dict[int, int] = {}
    for place, advice in enumerate(ADVICE if found else ()):
        kind = found[place * 2 % len(found)]
        at = now - timedelta(days=30 * advice.months + 3)
        year = day_of(at, calendar(session).zone).year
        numbers[year] = numbers.get(year, 0) + 1
        yield from _advised(session, who, advice, kind, (year, numbers[year]), at, now)


def _advised(
    session: Session, who: Actor, advice: _Advice, kind: Category, number: tuple[int, int], at: datetime, now: datetime
) -> Iterator[dict[str, Any]]:
    made = Recommendation(
        number=f"{number[0]}-{number[1]:02d}",
        year=number[0],
        seq=number[1],
        department_id=kind.department_id or 0,
        category_id=kind.id,
        title=advice.title,
        words=advice.words,
        evidence={"query": {}, "case_ids": _late(session, kind, at)},
        made_at=at,
        by_id=who.id,
        status=advice.status,
    )
    steps = [("drafted", at)]
    if advice.status is not RecommendationStatus.DRAFT:
        made.sent_at = at + timedelta(hours=20)
        steps.append(("sent", made.sent_at))
    if advice.answer:
        made.answer, made.answered_at = advice.answer, at + timedelta(days=16)
        steps.append((advice.status.value, made.answered_at))
    if advice.effect:
        made.effective_on = day_of(now - timedelta(days=30 * advice.effect), calendar(session).zone)
    session.add(made)
    session.flush()
    for verb, when in steps:
        yield line_of(who, verb, "recommendation", made.id or 0, when, {"number": made.number})


def _late(session: Session, kind: Category, at: datetime) -> list[int]:
    """Some cases of the category that were closed late before the day."""
    late = (col(Case.closed_at) > col(Case.due_at), Case.status == Status.CLOSED, col(Case.confidential).is_(False))
    wanted = (Case.category_id == kind.id, Case.received_at < at, *late)
    query = select(Case.id).where(*wanted).order_by(col(Case.received_at).desc()).limit(9)
    return [each for each in session.exec(query) if each is not None]
