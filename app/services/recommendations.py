"""Recommendations to departments: drafted with the cases that show it, sent, answered, in effect from a day (Q7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from app.authority import Actor, Right, require, sees_case
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    ANSWERS,
    TAKEN_UP,
    Category,
    Department,
    Recommendation,
    RecommendationFields,
    RecommendationStatus,
)
from app.queries.case_filter import CaseFilter
from app.queries.cases import case_ids
from app.queries.office import calendar
from app.services.editing import check_base
from app.services.history import differences, record
from app.workdays import day_of

MOST = 500
"""Cases that a recommendation rests on at most: what nobody reads shows nothing."""
NOT_THERE = "This recommendation is not in the office file."


def draft_recommendation(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    evidence: CaseFilter | None = None,
    case_ids: Sequence[int] = (),
) -> Recommendation:
    """A new draft with the next number of the year. `evidence` is asked now and frozen with the cases that it finds;
    without it the given `case_ids` are. Raises Invalid, NotAllowed, NotFound."""
    require(who, Right.REVIEW_SUBSTANCE)
    good = _checked(session, fields)
    year = day_of(at, calendar(session).zone).year
    last = session.exec(select(func.max(Recommendation.seq)).where(Recommendation.year == year)).one() or 0
    made = Recommendation(
        **good.model_dump(),
        number=f"{year}-{last + 1:02d}",
        year=year,
        seq=last + 1,
        evidence=_frozen(session, who, evidence, case_ids),
        made_at=at,
        by_id=who.id,
    )
    session.add(made)
    session.flush()
    _keep(session, who, made, "drafted", at, {"number": made.number, **differences({}, good.model_dump())})
    return made


def change_recommendation(
    session: Session,
    who: Actor,
    recommendation_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    evidence: CaseFilter | None = None,
    case_ids: Sequence[int] | None = None,
    base: Mapping[str, Any] | None = None,
) -> Recommendation:
    """Change a draft, one's own or, with the right to recommend, any; evidence that is given is frozen anew.

    `base` is what the form showed. Raises Conflict for one that was sent, or that somebody else changed first;
    NotAllowed, NotFound, Invalid.
    """
    require(who, Right.REVIEW_SUBSTANCE)
    found = _draft(session, who, recommendation_id)
    old = found.model_dump(include=set(RecommendationFields.model_fields))
    check_base(base, old)
    good = _checked(session, {**old, **fields})
    for name in RecommendationFields.model_fields:
        setattr(found, name, getattr(good, name))
    fresh: dict[str, Any] = {}
    if evidence is not None or case_ids is not None:
        found.evidence = _frozen(session, who, evidence, case_ids or ())
        old, fresh = {**old, "evidence": "as before"}, {"evidence": "frozen anew"}
    session.add(found)
    _keep(session, who, found, "changed", at, differences(old, {**good.model_dump(), **fresh}))
    return found


def send_recommendation(session: Session, who: Actor, recommendation_id: int, *, at: datetime) -> Recommendation:
    """It goes to the department, as a letter that is printed or mailed; from now on its words and cases stay.

    Raises NotAllowed, NotFound, Conflict.
    """
    require(who, Right.RECOMMEND)
    found = _standing(session, who, recommendation_id, RecommendationStatus.DRAFT)
    found.sent_at = at
    return _moved(session, who, found, RecommendationStatus.SENT, at, {})


def answer_recommendation(
    session: Session,
    who: Actor,
    recommendation_id: int,
    *,
    status: RecommendationStatus,
    answer: str,
    at: datetime,
    effective_on: date | None = None,
) -> Recommendation:
    """Keep what the department answered: adopted, partly or declined, and from which day it is in effect, if known.

    A later answer takes the place of the one before; history keeps both. Raises Invalid, Conflict, NotAllowed,
    NotFound.
    """
    require(who, Right.RECOMMEND)
    found = find_recommendation(session, who, recommendation_id)
    if found.status not in ANSWERS | {RecommendationStatus.SENT}:
        raise Conflict(f"Recommendation {found.number} is {found.status.value}. Only one that was sent is answered.")
    problems = {} if status in ANSWERS else {"status": "Choose adopted, partly or declined."}
    if not answer.strip():
        problems["answer"] = "Write what the department answered."
    if effective_on is not None and status not in TAKEN_UP:
        problems["effective_on"] = "What was declined has no date of effect."
    if problems:
        raise Invalid(problems)
    detail = differences({"answer": found.answer}, {"answer": answer.strip()})
    found.answer, found.answered_at = answer.strip()[:20_000], at
    _set_effect(session, found, effective_on if status in TAKEN_UP else None, detail)
    return _moved(session, who, found, status, at, detail)


def set_effect(
    session: Session, who: Actor, recommendation_id: int, *, effective_on: date, at: datetime
) -> Recommendation:
    """The local day from which an adopted recommendation is in effect; figures before and after are told by it.

    Raises Conflict for one that was not adopted at least partly, NotAllowed, NotFound.
    """
    require(who, Right.RECOMMEND)
    found = find_recommendation(session, who, recommendation_id)
    if found.status not in TAKEN_UP:
        raise Conflict(f"Recommendation {found.number} is {found.status.value}. Only what was adopted has an effect.")
    detail: dict[str, Any] = {}
    _set_effect(session, found, effective_on, detail)
    session.add(found)
    _keep(session, who, found, "effect dated", at, detail)
    return found


def withdraw_recommendation(
    session: Session, who: Actor, recommendation_id: int, *, reason: str, at: datetime
) -> Recommendation:
    """Take back a draft (also one's own) or one that was sent and not answered, with the reason; its number stays used.

    Raises Invalid without a reason, Conflict, NotAllowed, NotFound.
    """
    require(who, Right.REVIEW_SUBSTANCE)
    found = find_recommendation(session, who, recommendation_id)
    if found.status is RecommendationStatus.DRAFT:
        _draft(session, who, recommendation_id)
    else:
        require(who, Right.RECOMMEND)
    if found.status not in (RecommendationStatus.DRAFT, RecommendationStatus.SENT):
        raise Conflict(f"Recommendation {found.number} is {found.status.value}. It stays in the register.")
    if not reason.strip():
        raise Invalid({"reason": "Say why it is withdrawn."})
    found.reason = reason.strip()[:1000]
    return _moved(session, who, found, RecommendationStatus.WITHDRAWN, at, {"reason": found.reason})


def find_recommendation(session: Session, who: Actor, recommendation_id: int) -> Recommendation:
    """A recommendation that the actor may see: all but drafts of others. Raises NotFound."""
    found = session.get(Recommendation, recommendation_id)
    if found is None or not _sees(who, found):
        raise NotFound(NOT_THERE)
    return found


def _sees(who: Actor, found: Recommendation) -> bool:
    drafted = found.status is RecommendationStatus.DRAFT or found.sent_at is None
    return not drafted or who.may(Right.RECOMMEND) or found.by_id == who.id


def _draft(session: Session, who: Actor, recommendation_id: int) -> Recommendation:
    found = _standing(session, who, recommendation_id, RecommendationStatus.DRAFT)
    if found.by_id != who.id and not who.may(Right.RECOMMEND):
        raise NotAllowed("Somebody else drafted this recommendation. Ask them or the Director.")
    return found


def _standing(session: Session, who: Actor, recommendation_id: int, status: RecommendationStatus) -> Recommendation:
    found = find_recommendation(session, who, recommendation_id)
    if found.status is not status:
        raise Conflict(f"Recommendation {found.number} is {found.status.value} already. Nothing was changed.")
    return found


def _checked(session: Session, fields: Mapping[str, Any]) -> RecommendationFields:
    given = {name: value for name, value in fields.items() if value is not None}
    good = RecommendationFields.checked({key: _bare(value) for key, value in given.items()})
    if session.get(Department, good.department_id) is None:
        raise Invalid({"department_id": "Choose the department."})
    if good.category_id is not None and session.get(Category, good.category_id) is None:
        raise Invalid({"category_id": "Choose one of the list."})
    return good


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _frozen(session: Session, who: Actor, wanted: CaseFilter | None, given: Sequence[int]) -> dict[str, Any]:
    """The question with what it found today, for who drafts; or the cases given, if the actor may see them."""
    found = list(case_ids(session, who, wanted)) if wanted is not None else list(dict.fromkeys(given))
    if len(found) > MOST:
        raise Invalid({"evidence": f"{len(found):,} cases are found. Ask for fewer than {MOST}, by dates or category."})
    if wanted is None and not all(sees_case(session, who, each) for each in found):
        raise NotFound("One of these cases is not in the office file.")
    return {"query": wanted.to_dict() if wanted is not None else {}, "case_ids": found}


def _set_effect(session: Session, found: Recommendation, effective_on: date | None, detail: dict[str, Any]) -> None:
    sent_on = day_of(found.sent_at, calendar(session).zone) if found.sent_at else None
    if effective_on is not None and sent_on is not None and effective_on < sent_on:
        raise Invalid({"effective_on": "The date of effect cannot be before the recommendation was sent."})
    if found.effective_on != effective_on:
        detail["effective_on"] = [str(found.effective_on or ""), str(effective_on or "")]
    found.effective_on = effective_on


def _moved(
    session: Session,
    who: Actor,
    found: Recommendation,
    status: RecommendationStatus,
    at: datetime,
    detail: Mapping[str, Any],
) -> Recommendation:
    was, found.status = found.status, status
    session.add(found)
    _keep(session, who, found, status.value, at, {"status": [was.value, status.value], **detail})
    return found


def _keep(
    session: Session, who: Actor, found: Recommendation, verb: str, at: datetime, detail: Mapping[str, Any]
) -> None:
    """History keeps no case numbers of the evidence: who reads it may not see all of them."""
    record(session, who, verb, subject="recommendation", subject_id=found.id, at=at, detail=detail)
