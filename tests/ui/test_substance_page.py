"""Answers to read: drawing, the form by keys, the second reader, and the way to a recommendation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from sqlmodel import Session, select

from app.authority import Right, actor
from app.models import Channel, Criterion, NoteKind, Outcome, Sample, SubstanceReview, Told
from app.services.cases import add_note, close_case
from app.services.substance import assign_reader, draw_sample, mark_answer
from app.store import Store
from app.ui.forms.reading_form import ReadingForm
from app.ui.pages.direct_reviews import ReviewPanel
from app.ui.pages.substance import SubstancePage
from app.ui.seat import Seat, find_reference
from tests.factories import AT, director, make_case, make_staff
from tests.ui.seat import put_up, seated, settle
from tests.ui.told import faults

OCTOBER = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
GOOD = {each.value: 2 for each in Criterion}


def closed(s: Session, subject: str, **fields: Any) -> int:
    """A case of the associate 2, answered and closed in October."""
    fields |= {"subject": subject, "account": "Asks when the drain is cleared."}
    case = make_case(s, owner_id=2, at=OCTOBER - timedelta(days=2), fields=fields)
    linh, number = actor(s, 2, AT), case.id or 0
    add_note(s, linh, number, kind=NoteKind.REPLY, words="The crew comes Tuesday.", channel=Channel.EMAIL, at=OCTOBER)
    told = Told(told=True, told_at=OCTOBER, told_how=Channel.EMAIL)
    close_case(s, linh, number, outcome=Outcome.RESOLVED, told=told, at=OCTOBER, words="Cleared on Tuesday.")
    return number


@pytest.fixture
def store(store: Store) -> Store:
    """The Director 1 is to read two answers of Linh Tran, 2."""
    store.write(make_staff)
    for subject in ("Drain", "Lamp"):
        store.write(partial(closed, subject=subject))
    return store


def draw(store: Store) -> None:
    store.write(lambda s: draw_sample(s, director(s), "2026-10", size=5, at=AT))


def shown(qtbot, seat: Seat) -> SubstancePage:
    page = put_up(qtbot, seat, SubstancePage(seat), (1100, 640), active=True)
    page.view.setFocus()
    return page


def opened(qtbot, seat: Seat, review_id: int = 1) -> tuple[SubstancePage, ReadingForm]:
    page = shown(qtbot, seat)
    page.read(review_id)
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form is not None
    return page, page.form


def marks(store: Store, review_id: int = 1) -> dict[str, int]:
    return store.read(lambda s: s.get_one(SubstanceReview, review_id).marks)


def press(qtbot, form: ReadingForm, keys: str) -> None:
    for place, key in enumerate(keys):
        qtbot.waitUntil(form.boxes[place].hasFocus)
        QTest.keyClick(form.boxes[place], Qt.Key(ord(key)))


def test_that_an_empty_list_says_what_brings_something(qtbot, seat: Seat) -> None:
    page = shown(qtbot, seat)
    assert page.empty.isVisible() and page.draw_button.isVisible()


def test_that_a_month_is_drawn_from_the_sheet(qtbot, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.draw_month()
    assert page.sheet is not None
    page.sheet.form.save()
    qtbot.waitUntil(lambda: page.model.count == 2)
    assert page.view.isVisible()


def test_that_six_keys_mark_an_answer_and_lead_to_the_source(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    page, form = opened(qtbot, seat)
    press(qtbot, form, "212201")
    qtbot.waitUntil(form.source.hasFocus)
    form.save()
    qtbot.waitUntil(lambda: bool(marks(store)))
    assert marks(store) == dict(zip([each.value for each in Criterion], (2, 1, 2, 2, 0, 1), strict=True))
    settle(qtbot, seat)
    assert page.found is not None and page.found.row.id == 2, "the next of one's own is shown"


def test_that_arrows_change_and_leave_a_mark(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    page, form = opened(qtbot, seat)
    first, second = form.boxes[:2]
    assert page.isAncestorOf(first)
    first.setFocus()
    for _ in range(3):
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert first.value() == 2
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert first.value() == 1 and first.accessibleDescription() == "in part"
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=second.rect().center())
    assert second.value() == 1


def test_that_a_missing_mark_and_source_are_said_beside_their_fields(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    page, form = opened(qtbot, seat)
    form.set_values({**GOOD, "plain": None})
    page._save()
    problems = {each.objectName() for each in form.findChildren(QLabel) if "Give 0, 1 or 2" in each.text()}
    assert problems == {"plain_fieldProblem"}
    assert any("Name the source" in each.text() for each in form.findChildren(QLabel))
    assert not marks(store)


def test_that_the_story_tells_question_reply_and_closing(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    page, _ = opened(qtbot, seat)
    words = " ".join(each.text() for each in page.story.findChildren(QLabel))
    for told in ("Asks when the drain is cleared.", "The crew comes Tuesday.", "Cleared on Tuesday."):
        assert told in words


def test_that_what_was_typed_stays_when_one_goes_back(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    page, form = opened(qtbot, seat)
    form.learned.setPlainText("Name a day")
    page.show_list()
    settle(qtbot, seat)
    page.read(1)
    qtbot.waitUntil(lambda: page.form is not None and page.form is not form)
    assert page.form is not None and page.form.learned.toPlainText() == "Name a day"


def test_that_what_was_learned_becomes_a_recommendation(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    page, form = opened(qtbot, seat)
    form.learned.setPlainText("Name a day")
    with qtbot.waitSignal(seat.page_wanted) as asked:
        page.advise.click()
    key, what = asked.args
    assert key == "recommendations" and what["new"]["words"] == "Name a day" and len(what["new"]["case_ids"]) == 1


def test_that_somebody_elses_reading_is_only_looked_at(qtbot, store: Store, seat: Seat) -> None:
    made = store.write(partial(make_staff, name="Denise Rocha", login="drocha")).result
    draw(store)
    store.write(lambda s: assign_reader(s, director(s), 1, reviewer_id=made.id, at=AT))
    given: dict[str, Any] = {"marks": GOOD, "fields": {"source": "Map", "learned": "Maps help"}}
    store.write(lambda s: mark_answer(s, actor(s, made.id, AT), 1, at=AT, **given))
    page = shown(qtbot, seat)
    page.read(1)
    settle(qtbot, seat)
    words = " ".join(each.text() for each in page._holder.findChildren(QLabel))
    assert page.form is None and not page.save.isVisible()
    assert "Denise Rocha" in words and "Plain: 2, in full" in words and "Maps help" in words


def test_that_the_review_queue_holds_what_is_sampled(qtbot, store: Store, seat: Seat) -> None:
    draw(store)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    panel = ReviewPanel(seat, window)
    panel.resize(900, 400)
    panel.show()
    panel.ask()
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: panel.model.count == 2 and panel.current() is not None)
    row = panel.current()
    assert row is not None and row.kind == "sampled" and not panel.approve_button.isEnabled()
    panel.approve()
    with qtbot.waitSignal(seat.page_wanted) as asked:
        panel.view.activated_id.emit(row.id)
    assert asked.args == ["substance", {"review_id": -row.id}]


@pytest.mark.parametrize("reading", [False, True])
def test_that_every_control_is_told(qtbot, store: Store, seat: Seat, reading: bool) -> None:
    draw(store)
    page = opened(qtbot, seat)[0] if reading else shown(qtbot, seat)
    assert faults(page) == []


def test_that_an_associate_draws_nothing(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path) as seat:
        seat.set_me(store.read(lambda s: actor(s, 2, AT)))
        page = shown(qtbot, seat)
        assert not seat.may(Right.REVIEW_CASE) and not page.draw_button.isVisible()
        assert store.read(lambda s: s.exec(select(SubstanceReview)).all()) == []


def test_that_a_month_is_closed_from_the_page_and_says_what_is_not_read(qtbot, store: Store, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.close_month()
    qtbot.waitUntil(lambda: seat.jobs.idle)
    assert page.sheet is None
    draw(store)
    QTest.keyClick(page.view, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: page.sheet is not None)
    assert page.sheet is not None and faults(page.sheet) == []
    said = page.sheet.form.findChild(QLabel, "close_month_words")
    assert said is not None and "Read: 0. Not read yet: 2." in said.text() and "cannot be undone" in said.text()
    page.sheet.form.save()
    qtbot.waitUntil(lambda: store.read(lambda s: s.get_one(Sample, 1).closed_at) is not None)


def test_that_a_reading_is_given_to_another_from_the_list(qtbot, store: Store, seat: Seat) -> None:
    made = store.write(partial(make_staff, name="Denise Rocha", login="drocha")).result
    store.write(lambda s: draw_sample(s, director(s), "2026-10", size=5, at=AT))
    seat.set_me(store.read(director))
    seat.reference = store.read(find_reference)
    page = shown(qtbot, seat)
    qtbot.waitUntil(lambda: page.model.count == 2 and page.model.row_at(0) is not None)
    page.view.go_to(0)
    row = page.model.row_at(0)
    assert row is not None
    other = made.id if row.reviewer_id == 1 else 1
    page.give()
    sheet = page.sheet
    assert sheet is not None
    assert faults(sheet) == []
    form = sheet.form
    form.set_values({"reviewer_id": 2})
    form.save()
    qtbot.waitUntil(lambda: form.has_problems)
    form.set_values({"reviewer_id": other})
    form.save()
    qtbot.waitUntil(lambda: store.read(lambda s: s.get_one(SubstanceReview, row.id).reviewer_id) == other)
