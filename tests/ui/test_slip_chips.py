"""The chips of a slip, corrected in place by the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from sqlalchemy import text

from app.models import Person
from app.services.people import add_organization
from app.store import Store
from app.ui.forms.slip_chips import SlipChip
from app.ui.forms.slip_desk import SlipDesk
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_person
from tests.ui.find import child
from tests.ui.seat import settle

KEY, MOD = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142", address="52 Elm Street"))
    store.write(lambda s: make_person(s, "Maria Santos", phone="617-555-0177", address="9 Sea Street"))
    store.write(lambda s: add_organization(s, director(s), fields={"name": "Harbor Light Bakery"}, at=AT))
    store.write(lambda s: make_case(s, "Hole", address="12 Cottage Street"))
    return store


class Hands:
    """A slip, and fingers on whatever has the keyboard."""

    def __init__(self, qtbot: Any, seat: Seat, line: str) -> None:
        self.qtbot, self.seat = qtbot, seat
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.show()
        self.desk = SlipDesk(seat, self.window)
        settle(qtbot, seat)
        self.slip = self.desk.open({"line": line})
        self.slip.activateWindow()
        qtbot.waitUntil(self.slip.isActiveWindow)
        self.slip.words.line.setFocus()
        settle(qtbot, seat)

    @property
    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    @property
    def picker(self) -> Any:
        return self.slip.words.corrector.picker

    def chip(self, name: str) -> SlipChip:
        return child(self.slip, SlipChip, f"{name}_chip")

    def press(self, *keys: Any, mod: Any = MOD.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.focus, key, mod)
        settle(self.qtbot, self.seat)

    def type(self, words: str) -> None:
        self.qtbot.keyClicks(self.focus, words)
        self.qtbot.waitUntil(lambda: not self.picker._timer.isActive())
        settle(self.qtbot, self.seat)

    def titles(self) -> list[str]:
        return [entry.title for entry in self.picker.entries]


def test_that_tab_goes_to_the_chips_once_and_arrows_between_them(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab)
    assert hands.focus is hands.chip("who")
    hands.press(KEY.Key_Right)
    assert hands.focus is hands.chip("place")
    hands.press(KEY.Key_End, KEY.Key_Right)
    assert hands.focus is hands.chip("category")
    hands.press(KEY.Key_Tab)
    assert hands.focus is hands.slip.said
    hands.press(KEY.Key_Backtab, mod=MOD.ShiftModifier)
    assert hands.focus is hands.chip("category")


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Space, KEY.Key_F2])
def test_that_a_chip_opens_in_place_and_esc_leaves_it_as_it_is(qtbot: Any, seat: Seat, key: Any) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab, KEY.Key_Right, key)
    assert hands.picker.isVisible() and hands.focus == hands.picker.line
    assert hands.picker.line.text() == "52 Elm Street"
    hands.press(KEY.Key_Escape)
    assert not hands.picker.isVisible() and hands.focus is hands.chip("place")
    assert hands.slip.isVisible() and hands.slip.words.place == "52 Elm Street"


def test_that_a_place_is_corrected_by_its_beginning(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Return)
    hands.type("12 cot")
    assert hands.titles() == ["12 Cottage Street", "12 cot"]
    hands.press(KEY.Key_Return)
    assert hands.slip.words.place == "12 Cottage Street" and hands.focus is hands.chip("place")
    assert hands.chip("place").text() == "12 Cottage Street"


def test_that_a_whole_address_is_taken_as_it_is_typed(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Return)
    hands.type("5 elm st")
    assert "52 Elm Street" in hands.titles()
    hands.press(KEY.Key_Return)
    assert hands.slip.words.place == "5 Elm Street"


def test_that_enter_before_the_answer_takes_what_is_found(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole")
    hands.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Return)
    qtbot.keyClicks(hands.focus, "12 cottage")
    hands.press(KEY.Key_Return)
    assert hands.slip.words.place == "12 Cottage Street"


def test_that_what_was_not_recognized_is_added(qtbot: Any, seat: Seat, store: Store) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 asks when")
    assert hands.chip("place").is_quiet and hands.chip("category").is_quiet
    assert hands.chip("category").accessibleName() == "Add a category"
    hands.press(KEY.Key_Tab, KEY.Key_End, KEY.Key_Return)
    names = [row.name for row in seat.reference.categories]
    assert hands.titles() == names and hands.picker.current.title == names[0]
    hands.press(KEY.Key_Down, KEY.Key_Return)
    assert hands.chip("category").text() == names[1] and not hands.chip("category").is_quiet
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    qtbot.waitUntil(lambda: store.read(lambda s: s.execute(text("SELECT category_id FROM contact")).scalar()) == 2)


def test_that_a_category_is_found_by_its_keywords(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 asks when")
    hands.press(KEY.Key_Tab, KEY.Key_End, KEY.Key_Return)
    hands.type("drain")
    assert hands.titles() == ["Water"]
    hands.press(*[KEY.Key_Backspace] * 5)
    hands.type("zzz")
    assert hands.picker.current is None and "zzz" in hands.titles()[0]
    hands.press(KEY.Key_Return)
    assert hands.picker.isVisible() and hands.slip.words.category is None


def test_that_delete_takes_a_chip_away_and_the_keyboard_stays(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Delete)
    assert hands.slip.words.place == "" and hands.chip("place").is_quiet and hands.focus is hands.chip("place")
    hands.press(KEY.Key_Left, KEY.Key_Return, KEY.Key_Delete)
    assert hands.picker.line.text() == "" and hands.slip.words.person is not None
    hands.press(KEY.Key_Delete)
    assert not hands.picker.isVisible()
    assert hands.slip.words.person is None and hands.focus is hands.chip("who")


def test_that_the_keyboard_stays_at_a_chip_when_an_answer_comes(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab)
    hands.slip.words.show_chips()
    hands.slip.who.read_again()
    settle(qtbot, seat)
    assert hands.focus is hands.chip("who")


def test_that_another_person_is_chosen_and_logged(qtbot: Any, seat: Seat, store: Store) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole")
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    hands.type("harbor")
    assert hands.titles() == ["Harbor Light Bakery", "New: harbor", "Anonymous"]
    hands.type(" x")
    hands.press(*[KEY.Key_Backspace] * 8)
    hands.type("maria")
    hands.press(KEY.Key_Return)
    assert hands.chip("who").text() == "Maria Santos"
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    qtbot.waitUntil(lambda: store.read(lambda s: s.execute(text("SELECT person_id FROM contact")).scalar()) == 2)


def test_that_a_new_caller_is_named_otherwise(qtbot: Any, seat: Seat, store: Store) -> None:
    hands = Hands(qtbot, seat, "617-555-0199 agnes donovan pothole")
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    assert hands.picker.line.text() == "Agnes Donovan"
    hands.type("Agnes O'Donovan")
    hands.press(KEY.Key_Return)
    assert hands.chip("who").text() == "New: Agnes O'Donovan"
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    qtbot.waitUntil(lambda: not hands.desk.slips)
    assert store.read(lambda s: s.get(Person, 3).name) == "Agnes O'Donovan"  # type: ignore[union-attr]  # it is there


def test_that_a_name_given_in_the_list_outlives_parking(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0199 agnes donovan pothole")
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    hands.type("Agnes Dunne")
    hands.press(KEY.Key_Return)
    hands.slip.close()
    settle(qtbot, seat)
    again = hands.desk.resume()
    settle(qtbot, seat)
    assert again.words.new_name == "Agnes Dunne"


def test_that_nobody_by_name_is_chosen_in_the_list(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "pothole elm st")
    hands.press(KEY.Key_Tab, KEY.Key_Return)
    assert hands.titles() == ["Anonymous"]
    hands.press(KEY.Key_Return)
    assert hands.slip.words.anonymous and hands.chip("who").text() == "Anonymous"


def test_that_a_click_on_the_cross_removes_and_one_on_the_words_opens(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    chip = hands.chip("place")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center())
    assert hands.picker.isVisible()
    hands.press(KEY.Key_Escape)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip._cross().center())
    assert hands.slip.words.place == ""


def test_that_the_list_has_names_and_roles_for_a_screen_reader(qtbot: Any, seat: Seat) -> None:
    hands = Hands(qtbot, seat, "617-555-0142 pothole 52 elm st")
    hands.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Return)
    line = QAccessible.queryAccessibleInterface(hands.picker.line)
    assert line.text(QAccessible.Text.Name) == "Where it is" and line.role() is QAccessible.Role.EditableText
    assert "Esc" in line.text(QAccessible.Text.Description)
    found = QAccessible.queryAccessibleInterface(hands.picker.view)
    assert found.role() is QAccessible.Role.List and found.text(QAccessible.Text.Name) == "Where it is"
    chip = QAccessible.queryAccessibleInterface(hands.chip("place"))
    assert chip.role() is QAccessible.Role.Button and chip.text(QAccessible.Text.Name) == "52 Elm Street"
