"""Recommendations of a period: sent, answered, open at its end; by department, and which (Q7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Recommendation, RecommendationStatus, table_of
from app.queries.figures.period import Period

SORTS = ("carried", "sent", "adopted", "partly", "declined", "open")
"""Open at the beginning, sent in the period, answered in it in three ways, open at its end."""


def advice_counts(session: Session, who: Actor, period: Period) -> dict[str, dict[int, int]]:
    """By sort and department, each sort counted by itself. Drafts and what was withdrawn count nowhere."""
    r, found = table_of(Recommendation).c, dict[str, dict[int, int]]()
    for sort, test in _tests(period).items():
        query = select(r.department_id, func.count()).where(test, _told(who)).group_by(r.department_id)
        found[sort] = {row[0]: row[1] for row in session.execute(query)}
    return found


def advice_behind(session: Session, who: Actor, key: str, period: Period) -> tuple[str, list[int]]:
    """The recommendations behind `advice.SORT` or `advice.SORT.ID` of a department, or `advice.taken`, those adopted or
    in part. Raises NotFound for another key."""
    r = table_of(Recommendation).c
    _, sort, value = [*key.split(".", 2), ""][:3]
    tests = _tests(period)
    tests = {**tests, "taken": or_(tests["adopted"], tests["partly"])}
    if sort not in tests or (value and not value.isdecimal()):
        raise NotFound("There is no such figure.")
    to = r.department_id == int(value) if value else r.department_id.is_not(None)
    query = select(r.id).where(tests[sort], to, _told(who)).order_by(r.year, r.seq)
    return "recommendation", list(session.execute(query).scalars())


def _tests(period: Period) -> Mapping[str, ColumnElement[bool]]:
    r, start, end = table_of(Recommendation).c, period.start, period.end
    answered = and_(r.answered_at >= start, r.answered_at < end)
    tests: dict[str, Any] = {
        "carried": and_(r.sent_at < start, or_(r.answered_at.is_(None), r.answered_at >= start)),
        "sent": and_(r.sent_at >= start, r.sent_at < end),
        "open": and_(r.sent_at < end, or_(r.answered_at.is_(None), r.answered_at >= end)),
    }
    for each in (RecommendationStatus.ADOPTED, RecommendationStatus.PARTLY, RecommendationStatus.DECLINED):
        tests[each.value] = and_(answered, r.status == each)
    return {key: tests[key] for key in SORTS}


def _told(who: Actor) -> ColumnElement[bool]:
    """What went out is known to all who may read it."""
    del who
    return stands()


def stands() -> ColumnElement[bool]:
    """What went out and was not taken back: drafts and withdrawn ones are no matter of any figure, in any report."""
    r = table_of(Recommendation).c
    out = (RecommendationStatus.DRAFT, RecommendationStatus.WITHDRAWN)
    return and_(r.sent_at.is_not(None), r.status.not_in(out))
