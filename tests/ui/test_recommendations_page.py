"""Recommendations in the window: drafted, sent, answered, measured, and only by those who may."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from sqlmodel import select

from app.authority import actor
from app.models import Recommendation, RecommendationStatus
from app.queries.case_filter import CaseFilter
from app.services.drafts import save_view
from app.services.recommendations import answer_recommendation, draft_recommendation, send_recommendation
from app.store import Store
from app.ui.forms.recommendation_forms import RecommendationForm
from app.ui.pages.recommendations import RecommendationsPage
from app.ui.pages.report_questions import QuestionRow
from app.ui.seat import Seat
from app.ui.widgets.bar_view import BarView
from tests.factories import AT, director, make_case, make_staff
from tests.ui.seat import put_up, settle
from tests.ui.told import faults

SEPTEMBER = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)
FIELDS: dict[str, Any] = {"department_id": 1, "category_id": 1, "title": "Name a day", "words": "Tell each caller."}
ACTS = ["change", "send", "answer", "effect", "letter", "withdraw"]


@pytest.fixture
def store(store: Store) -> Store:
    store.write(make_staff)
    store.write(partial(make_case, fields={"category_id": 1}))
    return store


def draft(store: Store, who_id: int = 1) -> int:
    def act(s: Any) -> int:
        who = actor(s, who_id, AT)
        return draft_recommendation(s, who, fields=FIELDS, case_ids=[1], at=SEPTEMBER).id or 0

    return int(store.write(act).result)


def adopted(store: Store) -> int:
    found = draft(store)
    store.write(lambda s: send_recommendation(s, director(s), found, at=SEPTEMBER))
    given: dict[str, Any] = {"answer": "Yes", "status": RecommendationStatus.ADOPTED, "effective_on": SEPTEMBER.date()}
    store.write(lambda s: answer_recommendation(s, director(s), found, at=AT, **given))
    return found


def shown(qtbot, seat: Seat) -> RecommendationsPage:
    return put_up(qtbot, seat, RecommendationsPage(seat), (1100, 640), active=True)


def offered(page: RecommendationsPage) -> set[str]:
    found = {each: page.findChild(QAbstractButton, f"recommend_{each}") for each in ACTS}
    return {name for name, each in found.items() if each is not None and not each.isHidden()}


def form_of(page: RecommendationsPage) -> Any:
    assert page.sheet is not None
    return page.sheet.form


def words(page: RecommendationsPage) -> str:
    return " ".join(each.text() for each in page.one.findChildren(QLabel) if not each.isHidden())


def kept(store: Store) -> Recommendation:
    return store.read(lambda s: s.exec(select(Recommendation)).one())


def test_that_an_empty_register_says_what_it_is_for(qtbot, seat: Seat) -> None:
    page = shown(qtbot, seat)
    assert page.empty.isVisible() and not offered(page)


def test_that_a_key_drafts_one_and_shows_it(qtbot, store: Store, seat: Seat) -> None:
    page = shown(qtbot, seat)
    QTest.keyClick(page, Qt.Key.Key_N)
    form = form_of(page)
    form.set_values({"title": "Name a day", "words": "Tell each caller.", "category_id": 1, "evidence": 90})
    assert form.values()["department_id"] == 1, "the category's department is chosen"
    form.save()
    qtbot.waitUntil(lambda: page.row is not None)
    settle(qtbot, seat)
    assert page.row is not None and page.row.case_ids == (1,) and page.row.number == "2026-01"
    qtbot.waitUntil(lambda: "Name a day" in words(page))
    assert offered(page) == {"change", "send", "letter", "withdraw"}


def test_that_another_is_gone_to_when_the_list_is_there_already(qtbot, store: Store, seat: Seat) -> None:
    first, second = draft(store), draft(store)
    page = shown(qtbot, seat)
    qtbot.waitUntil(lambda: page.row is not None and page.row.id == second)
    page.show_wanted({"recommendation_id": first})
    qtbot.waitUntil(lambda: page.row is not None and page.row.id == first)
    assert offered(page)


def test_that_what_was_learned_fills_the_form(qtbot, store: Store, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.show_wanted({"new": {"words": "Name a day", "category_id": 1, "case_ids": [1]}})
    form = form_of(page)
    assert isinstance(form, RecommendationForm) and form.words.toPlainText() == "Name a day"
    form.set_values({"title": "Days"})
    form.save()
    qtbot.waitUntil(lambda: page.row is not None)
    assert kept(store).evidence == {"query": {}, "case_ids": [1]}


def test_that_a_saved_view_is_asked_and_frozen_with_its_numbers(qtbot, store: Store, seat: Seat) -> None:
    view = {"filter": CaseFilter(only_open=True, category_ids=(1,)).to_dict()}
    store.write(lambda s: save_view(s, director(s), page="cases", name="Roads", definition=view))
    page = shown(qtbot, seat)
    QTest.keyClick(page, Qt.Key.Key_N)
    form = form_of(page)
    settle(qtbot, seat)
    place = form.evidence.findText("Of the saved view “Roads”")
    form.set_values({"title": "Days", "words": "Name a day.", "category_id": 1})
    form.evidence.setCurrentIndex(place)
    form.save()
    qtbot.waitUntil(lambda: page.row is not None)
    settle(qtbot, seat)
    assert kept(store).evidence == {"query": view["filter"], "case_ids": [1]} and page.row is not None
    assert f"Found by: category {page.row.category}, open" in words(page)
    assert f"Frozen: {page.row.numbers[0]}" in words(page)


def test_that_missing_words_are_said_beside_their_fields(qtbot, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.draft()
    form = form_of(page)
    form.set_values({"evidence": 90})
    form.save()
    assert set(form.check()) == {"department_id", "title", "words", "category_id"}
    assert form.has_problems


def test_that_it_is_sent_answered_and_dated(qtbot, store: Store, seat: Seat) -> None:
    draft(store)
    page = shown(qtbot, seat)
    page.send_button.click()
    qtbot.waitUntil(lambda: page.row is not None and page.row.status == "sent")
    assert offered(page) == {"answer", "letter", "withdraw"}
    page.answer_button.click()
    form_of(page).set_values({"status": RecommendationStatus.PARTLY, "answer": "Half of it."})
    form_of(page).save()
    qtbot.waitUntil(lambda: page.row is not None and page.row.status == "partly")
    qtbot.waitUntil(lambda: "Half of it." in words(page))
    assert offered(page) == {"answer", "effect", "letter"}
    page.effect_button.click()
    form_of(page).save()
    qtbot.waitUntil(lambda: "Too few to say" in words(page))
    assert kept(store).effective_on == AT.date()


def test_that_figures_before_and_after_are_told(qtbot, store: Store, seat: Seat) -> None:
    adopted(store)
    page = shown(qtbot, seat)
    qtbot.waitUntil(lambda: "Before and after" in words(page))
    chart = page.one.findChild(BarView)
    assert chart is not None and "Before" in chart.accessibleDescription()
    qtbot.waitUntil(lambda: "Too few to say" in words(page) and "Repeat contact" in words(page))


def test_that_it_is_withdrawn_with_its_reason(qtbot, store: Store, seat: Seat) -> None:
    draft(store)
    page = shown(qtbot, seat)
    page.withdraw_button.click()
    form_of(page).save()
    qtbot.waitUntil(lambda: form_of(page).has_problems)
    form_of(page).set_values({"reason": "Solved"})
    form_of(page).save()
    qtbot.waitUntil(lambda: page.row is not None and page.row.status == "withdrawn")
    qtbot.waitUntil(lambda: "Solved" in words(page))
    assert offered(page) == {"letter"}


def test_that_its_letter_and_its_cases_open(qtbot, store: Store, seat: Seat) -> None:
    found = draft(store)
    page = shown(qtbot, seat)
    with qtbot.waitSignal(seat.page_wanted) as asked:
        page.letter_button.click()
    assert asked.args == ["reports", {"key": "recommendation-letter", "recommendation": str(found)}]
    with qtbot.waitSignal(seat.page_wanted) as asked:
        page.one.cases_wanted.emit()
    assert asked.args == ["cases", {"filter": {"ids": [1]}, "title": "Cases of 2026-01"}]


def test_that_the_letter_offers_every_recommendation(qtbot, store: Store, seat: Seat) -> None:
    from app.reports.recommendation_letter import KIND

    found = draft(store)
    row = QuestionRow(seat)
    qtbot.addWidget(row)
    row.ask(KIND, {"recommendation": str(found)})
    settle(qtbot, seat)
    assert row.answers() == {"recommendation": str(found)}


def test_that_an_associate_drafts_and_does_not_send(qtbot, store: Store, seat: Seat) -> None:
    draft(store, 2)
    seat.set_me(store.read(lambda s: actor(s, 2, AT)))
    page = shown(qtbot, seat)
    assert page.new_button.isVisible() and offered(page) == {"change", "letter", "withdraw"}


@pytest.mark.parametrize("measured", [False, True])
def test_that_every_control_is_told(qtbot, store: Store, seat: Seat, measured: bool) -> None:
    _ = adopted(store) if measured else draft(store)
    page = shown(qtbot, seat)
    settle(qtbot, seat)
    assert faults(page) == []
    page.draft()
    assert faults(form_of(page)) == []
