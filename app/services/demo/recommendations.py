"""What the made-up office recommended to its departments: one in each status, with evidence, some with an effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from app.authority import Actor
from app.models import Case, Category, Recommendation, RecommendationStatus, Status
from app.queries.case_filter import CaseFilter
from app.queries.cases import case_ids
from app.queries.office import calendar
from app.services.history import line_of
from app.workdays import day_of

DAYS, MOST = (90, 45, 20, 5, 1, 0.2), 60
"""The closings of how many days show it: the most that are not too many to read."""


class _Advice(NamedTuple):
    months: int
    status: RecommendationStatus
    title: str
    words: str
    answer: str = ""
    effect: int = 0
    reason: str = ""


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
        4,
        RecommendationStatus.WITHDRAWN,
        "Post the sweeping days at each corner",
        "Residents are ticketed on days that only the web page tells. We recommend a sign at each corner.",
        reason="The department began to post them before it answered.",
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


def make_recommendations(session: Session, who: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """Write them, the oldest first; gives their lines of history."""
    found, hours = _busiest(session), calendar(session)
    numbers: dict[int, int] = {}
    for place, advice in enumerate(ADVICE if found else ()):
        kind = found[place % len(found)]
        at = min(hours.next_opening(now - timedelta(days=30 * advice.months + 3)), now)
        year = day_of(at, hours.zone).year
        numbers[year] = numbers.get(year, 0) + 1
        yield from _advised(session, who, advice, kind, (year, numbers[year]), at, now)


def _advised(
    session: Session, who: Actor, advice: _Advice, kind: Category, number: tuple[int, int], at: datetime, now: datetime
) -> Iterator[dict[str, Any]]:
    hours = calendar(session)
    made = Recommendation(
        number=f"{number[0]}-{number[1]:02d}",
        year=number[0],
        seq=number[1],
        department_id=kind.department_id or 0,
        category_id=kind.id,
        title=advice.title,
        words=advice.words,
        evidence=_evidence(session, who, kind, at),
        made_at=at,
        by_id=who.id,
        status=advice.status,
    )
    steps = [("drafted", at)]
    if advice.status is not RecommendationStatus.DRAFT:
        made.sent_at = hours.next_opening(at + timedelta(hours=20))
        steps.append(("sent", made.sent_at))
    if advice.answer:
        made.answer, made.answered_at = advice.answer, hours.next_opening(at + timedelta(days=16))
        steps.append((advice.status.value, made.answered_at))
    if advice.effect:
        made.effective_on = day_of(now - timedelta(days=30 * advice.effect), hours.zone)
    if advice.reason:
        made.reason = advice.reason
        steps.append((advice.status.value, at + timedelta(days=9)))
    session.add(made)
    session.flush()
    for verb, when in steps:
        yield line_of(who, verb, "recommendation", made.id or 0, when, {"number": made.number})


def _busiest(session: Session) -> Sequence[Category]:
    """Categories with a department, those with most cases first."""
    many = func.count(col(Case.id)).desc()
    query = select(Category).join(Case, col(Case.category_id) == Category.id)
    query = query.where(col(Category.department_id).is_not(None)).group_by(col(Category.id))
    return session.exec(query.order_by(many, col(Category.id))).all()


def _evidence(session: Session, who: Actor, kind: Category, at: datetime) -> dict[str, Any]:
    """What was closed in the category before: the question, frozen with the cases that it finds."""
    wanted = CaseFilter()
    found: Sequence[int] = ()
    for days in DAYS:
        wanted = CaseFilter(
            statuses=(Status.CLOSED,),
            category_ids=(kind.id or 0,),
            closed_from=at - timedelta(days=days),
            closed_until=at,
        )
        found = case_ids(session, who, wanted)
        if len(found) <= MOST:
            break
    return {"query": wanted.to_dict(), "case_ids": list(found)}
