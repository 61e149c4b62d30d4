"""The search box by keyboard alone: everything found by kind, opened, and left again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.models import NoteKind, Role
from app.services.cases import add_note
from app.store import Store
from app.ui.commands import Command
from app.ui.search_box import SearchBox
from app.ui.search_hits import marked
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_contact, make_person
from tests.ui.seat import seated, settle


class Window(QWidget):
    """A box, a field the keyboard was in before, and what commands were run."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.ran: list[str] = []
        commands = [
            Command("Lock", "sign out", "lock", "Ctrl+Shift+L", lambda: self.ran.append("lock")),
            Command("Log a contact", "call phone slip", "phone-call", "Ctrl+L", lambda: self.ran.append("log")),
        ]
        self.box = SearchBox(seat, commands, self)
        self.field = QLineEdit(self)
        column = QVBoxLayout(self)
        column.addWidget(self.box)
        column.addWidget(self.field)
        column.addStretch(1)
        self.resize(1200, 800)

    def heads(self) -> list[str]:
        return [each.title for each in self.box.hits.entries if each.open is None]


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142"))
    store.write(lambda s: make_case(s, "Pothole on Elm Street", person_id=1))
    store.write(lambda s: make_case(s, "Pothole kept quiet", fields={"confidential": True}))
    store.write(lambda s: make_contact(s, "The pothole is deep", case_id=1))
    words = "Pothole seen by the crew"
    store.write(lambda s: add_note(s, director(s), 1, words=words, kind=NoteKind.NOTE, at=AT))
    return store


@pytest.fixture
def window(qtbot: Any, seat: Seat) -> Window:
    return shown(qtbot, seat)


def shown(qtbot: Any, seat: Seat) -> Window:
    made = Window(seat)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.field.setFocus()
    return made


def find(qtbot: Any, seat: Seat, window: Window, text: str) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.box.line, text)
    window.box.search()
    settle(qtbot, seat)


def test_that_ctrl_k_goes_to_the_box_and_esc_goes_back(qtbot: Any, seat: Seat, window: Window) -> None:
    find(qtbot, seat, window, "pothole")
    assert window.box.line.hasFocus() and window.box.hits.isVisible()
    qtbot.keyClick(window.box.line, Qt.Key.Key_Escape)
    assert window.field.hasFocus() and not window.box.hits.isVisible() and window.box.line.text() == ""


def test_that_everything_is_found_by_kind_and_arrows_pass_over_heads(qtbot: Any, seat: Seat, window: Window) -> None:
    find(qtbot, seat, window, "pothole")
    assert window.heads() == ["Cases", "Contacts", "Notes"]
    groups = []
    for _ in range(4):
        assert window.box.hits.current is not None
        groups.append(window.box.hits.current.group)
        qtbot.keyClick(window.box.line, Qt.Key.Key_Down)
    assert groups == ["Cases", "Cases", "Contacts", "Notes"]
    qtbot.keyClick(window.box.line, Qt.Key.Key_Up)
    assert window.box.hits.place == (4, 4)


def test_that_enter_opens_a_case_and_a_note_its_case(qtbot: Any, seat: Seat, window: Window) -> None:
    find(qtbot, seat, window, "2026-00001")
    with qtbot.waitSignal(seat.record_wanted) as opened:
        qtbot.keyClick(window.box.line, Qt.Key.Key_Return)
    assert opened.args == ["case", 1]
    find(qtbot, seat, window, "crew")
    with qtbot.waitSignal(seat.record_wanted) as opened:
        qtbot.keyClick(window.box.line, Qt.Key.Key_Return)
    assert opened.args == ["case", 1] and window.box.line.text() == ""


def test_that_enter_before_the_answer_opens_the_first_hit(qtbot: Any, seat: Seat, window: Window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.box.line, "5550142")
    with qtbot.waitSignal(seat.record_wanted) as opened:
        qtbot.keyClick(window.box.line, Qt.Key.Key_Return)
    assert opened.args == ["person", 1]


def test_that_commands_are_there_at_once_by_any_of_their_words(qtbot: Any, seat: Seat, window: Window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.box.line, "sign")
    assert [each.title for each in window.box.hits.entries] == ["Commands", "Lock"]
    window.box.line.clear()
    qtbot.keyClicks(window.box.line, "lock")
    qtbot.keyClick(window.box.line, Qt.Key.Key_Return)
    assert window.ran == ["lock"]
    settle(qtbot, seat)


def test_that_words_nobody_knows_are_offered_to_a_slip(qtbot: Any, seat: Seat, window: Window) -> None:
    find(qtbot, seat, window, "zeppelin over town")
    assert window.heads() == ["Nothing found for “zeppelin over town”."]
    with qtbot.waitSignal(seat.slip_wanted) as slip:
        qtbot.keyClick(window.box.line, Qt.Key.Key_Return)
    assert slip.args == [{"line": "zeppelin over town"}]


def test_that_a_confidential_case_is_not_found_by_who_may_not_see_it(
    qtbot: Any, store: Store, tmp_path: Path, seat: Seat
) -> None:
    with seated(store, tmp_path / "intern", Role.INTERN) as other:
        window = shown(qtbot, other)
        find(qtbot, other, window, "pothole kept quiet")
        assert "Cases" not in window.heads()
        window.close()
    window = shown(qtbot, seat)
    find(qtbot, seat, window, "pothole kept quiet")
    assert window.heads() == ["Cases"]


def test_that_every_line_is_said_with_its_kind(qtbot: Any, seat: Seat, window: Window) -> None:
    find(qtbot, seat, window, "pothole elm")
    item = window.box.hits.view.currentItem()
    spoken = item.data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "Cases, 2026-00001  Pothole on Elm Street, Manuel Tavares · Open, Wed Nov 18"
    assert window.box.hits.view.accessibleName() and window.box.line.accessibleName()


def test_that_words_sought_are_marked_in_any_spelling() -> None:
    assert marked("Nguyễn Thị Hoa", ["nguyen", "ho"]) == [("Nguyễn", True), (" Thị ", False), ("Hoa", True)]
    assert marked("Elm Street", []) == [("Elm Street", False)]
