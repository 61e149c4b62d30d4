"""Who else may be meant: said in the side of a slip, and never in the way."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow
from sqlalchemy import text

from app.store import Store
from app.ui.forms.slip_desk import SlipDesk
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton
from tests.factories import make_person
from tests.ui.find import child
from tests.ui.seat import settle

PEOPLE = text("SELECT count(*) FROM person")
WHOSE = text("SELECT person_id FROM contact")


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142", address="52 Elm Street"))
    store.write(lambda s: make_person(s, "Maria Santos", phone="617-555-0177", address="9 Elm Street"))
    return store


@pytest.fixture
def desk(qtbot: Any, seat: Seat) -> SlipDesk:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    made = SlipDesk(seat, window)
    settle(qtbot, seat)
    return made


def typed(qtbot: Any, seat: Seat, desk: SlipDesk, line: str) -> Any:
    slip = desk.open({})
    slip.activateWindow()
    qtbot.keyClicks(slip.words.line, line)
    qtbot.waitUntil(lambda: not slip.words.is_waiting)
    settle(qtbot, seat)
    return slip


def said(slip: Any) -> str:
    return " ".join(slip.side.doubt.sentences)


def test_that_a_new_caller_of_a_known_name_is_warned_of(qtbot: Any, seat: Seat, desk: SlipDesk) -> None:
    slip = typed(qtbot, seat, desk, "617-555-9999 maria santos")
    assert said(slip) == "This may be Maria Santos, 9 Elm Street (same name). Alt+1 to choose, or go on."
    qtbot.waitUntil(child(slip, QLabel, "doubt_words").isVisible)
    assert "9 Elm Street" in child(slip, KeyButton, "doubt_0").accessibleName()
    assert slip.words.new_name == "Maria Santos"


def test_that_enter_goes_on_with_the_new_caller(qtbot: Any, seat: Seat, desk: SlipDesk, store: Store) -> None:
    slip = typed(qtbot, seat, desk, "617-555-9999 maria santos has rats")
    qtbot.keyClick(slip.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.slips)
    assert store.read(lambda s: (s.execute(PEOPLE).scalar(), s.execute(WHOSE).scalar())) == (3, 3)


def test_that_the_known_one_is_chosen_by_a_key(qtbot: Any, seat: Seat, desk: SlipDesk, store: Store) -> None:
    slip = typed(qtbot, seat, desk, "617-555-9999 maria santos has rats")
    slip.side.take(0)
    settle(qtbot, seat)
    assert said(slip) == "" and slip.words.person.name == "Maria Santos"
    qtbot.keyClick(slip.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.slips)
    assert store.read(lambda s: (s.execute(PEOPLE).scalar(), s.execute(WHOSE).scalar())) == (2, 2)


def test_that_enter_waits_for_no_warning(qtbot: Any, seat: Seat, desk: SlipDesk, store: Store) -> None:
    slip = desk.open({})
    qtbot.keyClicks(slip.words.line, "617-555-9999 maria santos has rats")
    qtbot.keyClick(slip.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.slips)
    settle(qtbot, seat)
    assert store.read(lambda s: s.execute(WHOSE).scalar()) == 3


def test_that_a_number_of_another_name_is_told(qtbot: Any, seat: Seat, desk: SlipDesk, store: Store) -> None:
    slip = typed(qtbot, seat, desk, "617-555-0142 maria santos")
    assert said(slip).startswith("617-555-0142 belongs to Manuel Tavares; you typed another name.")
    assert [hit.name for hit in slip.side.doubt.hits] == ["Maria Santos"]
    assert slip.words.person.name == "Manuel Tavares" and not child(slip, QLabel, "doubt_words").isHidden()
    qtbot.keyClick(slip.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.slips)
    assert store.read(lambda s: s.execute(WHOSE).scalar()) == 1


def test_that_somebody_new_at_a_known_number_is_one_key(qtbot: Any, seat: Seat, desk: SlipDesk, store: Store) -> None:
    slip = typed(qtbot, seat, desk, "617-555-0142 Agnes Donovan")
    assert said(slip).endswith("Alt+0 if it is somebody new, or go on.")
    slip.who.take_new()
    settle(qtbot, seat)
    assert said(slip) == "" and slip.words.new_name == "Agnes Donovan"


@pytest.mark.parametrize("line", ["617-555-0142 rats since", "617-555-0142 manuel", "617-555-9999 agnes donovan"])
def test_that_nothing_is_said_where_nothing_is_doubtful(qtbot: Any, seat: Seat, desk: SlipDesk, line: str) -> None:
    assert said(typed(qtbot, seat, desk, line)) == ""


def test_that_a_name_typed_after_a_pause_behind_the_number_counts_too(qtbot: Any, seat: Seat, desk: SlipDesk) -> None:
    slip = typed(qtbot, seat, desk, "617-555-9999")
    assert slip.words.new_name == ""
    qtbot.keyClicks(slip.words.line, " maria santos")
    qtbot.waitUntil(lambda: not slip.words.is_waiting)
    settle(qtbot, seat)
    assert slip.words.new_name == "Maria Santos" and "same name" in said(slip)


def test_that_somebody_removed_is_not_doubted_again_by_further_words(qtbot: Any, seat: Seat, desk: SlipDesk) -> None:
    slip = typed(qtbot, seat, desk, "617-555-0142 maria santos")
    slip.words._remove("who")
    qtbot.keyClicks(slip.words.line, " rats")
    qtbot.waitUntil(lambda: not slip.words.is_waiting)
    settle(qtbot, seat)
    assert slip.words.person is None and said(slip) == ""
