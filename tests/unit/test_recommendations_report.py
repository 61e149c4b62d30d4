"""The report of recommendations: the register of a period, how it adds up, and what is said of their effect (Q7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.models import RecommendationStatus
from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.services.recommendations import answer_recommendation, draft_recommendation, send_recommendation
from app.store import Store
from tests.factories import AT, director, make_store

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("recommendations"))
    made.write(_fill)
    yield made
    made.close()


def _fill(session: Session) -> None:
    """One open since August, one adopted and in effect, one declined, a draft."""
    for title, days in (("Name the next step", 100), ("Tell the date", 30), ("Open in the evening", 20), ("Draft", 0)):
        fields = {"department_id": 1, "category_id": 1, "title": title, "words": "Please."}
        made = draft_recommendation(session, director(session), fields=fields, at=AT - days * DAY).id or 0
        if days:
            send_recommendation(session, director(session), made, at=AT - days * DAY)
    effect = (AT - 9 * DAY).date()
    adopted, who = RecommendationStatus.ADOPTED, director(session)
    answer_recommendation(session, who, 2, status=adopted, answer="We do.", effective_on=effect, at=AT - 10 * DAY)
    declined = RecommendationStatus.DECLINED
    answer_recommendation(session, who, 3, status=declined, answer="No.", effective_on=None, at=AT - 5 * DAY)


def prepared(store: Store, period: str) -> Prepared:
    return store.read(lambda s: prepare_report(s, director(s), "recommendations", {"period": period}, at=AT))


def test_that_the_register_tells_what_was_answered_and_what_is_open_how_long(store: Store) -> None:
    found = prepared(store, "2026")
    rows = next(each for each in as_data(found)["tables"] if each["name"] == "Register")["rows"]
    assert [(row[1], row[4], row[6]) for row in rows] == [
        ("Open in the evening", "declined", 15),
        ("Tell the date", "adopted", 20),
        ("Name the next step", "open", 100),
    ]
    assert found.reconciles and as_data(found)["reconciliation"][0].endswith("declined 1 + open 1.")


def test_that_a_month_shows_what_stood_open_in_it(store: Store) -> None:
    data = as_data(prepared(store, "2026-10"))
    rows = next(each for each in data["tables"] if each["name"] == "Register")["rows"]
    assert [row[4] for row in rows] == ["open", "open", "open"], "answered in November"
    assert data["reconciles"]


def test_that_too_few_cases_before_and_after_are_told_so(store: Store) -> None:
    found = prepared(store, "2026").collected.figures
    assert [each.words[:14] for each in found.effects.values()] == ["Too few to say"]


def test_that_each_figure_opens_as_many_recommendations_as_it_says(store: Store) -> None:
    found = prepared(store, "2026").collected
    period = found.period
    assert period is not None

    def listed(session: Session) -> list[int]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in found.lines]

    assert store.read(listed) == [line.number for line in found.lines]
