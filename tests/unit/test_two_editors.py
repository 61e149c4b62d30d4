"""Two who change the same contact, official or draft: the second is told, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from app.errors import Conflict
from app.models import DepartmentContact, Event, Official, Recommendation
from app.services.departments import save_contact, save_official
from app.services.recommendations import change_recommendation, draft_recommendation
from tests.factories import AT, director, make_case

DRAFT = {"department_id": 1, "title": "Tell the date", "words": "Give each caller a date."}
Save = Callable[..., Any]


def contact(s: Session, **given: Any) -> Any:
    return save_contact(s, director(s), 1, at=AT, **{"fields": {"name": "Ana Silva"}, **given})


def official(s: Session, **given: Any) -> Any:
    return save_official(s, director(s), at=AT, **{"fields": {"name": "Ana Reis", "body": "Senate"}, **given})


def recommendation(s: Session, **given: Any) -> Any:
    if "recommendation_id" not in given:
        return draft_recommendation(s, director(s), fields=DRAFT, at=AT)
    return change_recommendation(s, director(s), given.pop("recommendation_id"), at=AT, **given)


@pytest.mark.parametrize(
    ("save", "name", "model", "field"),
    [
        (contact, "contact_id", DepartmentContact, "phone"),
        (official, "official_id", Official, "district"),
        (recommendation, "recommendation_id", Recommendation, "words"),
    ],
)
def test_that_the_second_of_two_editors_is_told(
    session: Session, save: Save, name: str, model: Any, field: str
) -> None:
    made = save(session)
    shown = {field: getattr(made, field)}
    save(session, **{name: made.id, "fields": {field: "By the first"}, "base": shown})
    with pytest.raises(Conflict, match="Somebody else changed this first"):
        save(session, **{name: made.id, "fields": {field: "By the second"}, "base": shown})
    assert getattr(session.get_one(model, made.id), field) == "By the first"


def test_that_evidence_frozen_anew_stands_in_history_without_numbers(session: Session) -> None:
    made, case = recommendation(session), make_case(session)
    change_recommendation(session, director(session), made.id, fields={}, case_ids=[case.id or 0], at=AT)
    line = session.exec(select(Event).where(Event.subject == "recommendation", Event.verb == "changed")).one()
    assert line.detail == {"evidence": ["as before", "frozen anew"]}
