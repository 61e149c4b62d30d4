"""The window to bring in people: columns and twins are shown and settled by keyboard before anything is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QTableWidget, QWidget
from sqlmodel import col, select

from app.models import Organization, Person, Reach, Role
from app.queries.imports import batches
from app.services.import_undo import undo_import
from app.store import Store
from app.ui.forms import people_import
from app.ui.forms.people_import import CHECK, COLUMNS, DONE, FILE, TWINS, PeopleImportWindow, open_people_import
from app.ui.pages import office_imports
from app.ui.pages.office_imports import ImportsTab
from app.ui.seat import Seat
from tests.factories import AT, director, make_person
from tests.ui.seat import seated, settle

DATA = Path(__file__).resolve().parent.parent / "data"
CARDS, TABLE = DATA / "address_book.vcf", DATA / "address_book.csv"


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    path = tmp_path / CARDS.name
    path.write_bytes(CARDS.read_bytes())
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / TABLE.name
    path.write_bytes(TABLE.read_bytes())
    return path


def shown(qtbot: Any, seat: Seat, path: Path) -> PeopleImportWindow:
    window = open_people_import(seat)
    assert window is not None
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(window)
    window.choose = lambda: str(path)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def enter(qtbot: Any, seat: Seat, window: PeopleImportWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Return)
    settle(qtbot, seat)


def rows_of(window: QWidget, name: str) -> list[list[str]]:
    table = window.findChild(QTableWidget, name)
    assert isinstance(table, QTableWidget)
    items = [[table.item(row, at) for at in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() if item else "" for item in line] for line in items]


def names(store: Store, model: type[Any] = Person) -> list[str]:
    return list(store.read(lambda s: s.exec(select(model.name).order_by(model.id)).all()))


def test_that_enter_leads_from_the_cards_to_the_people(qtbot: Any, seat: Seat, store: Store, cards: Path) -> None:
    window = shown(qtbot, seat, cards)
    steps = [window.step]
    for _ in range(3):
        enter(qtbot, seat, window)
        steps.append(window.step)
    assert steps == [FILE, TWINS, CHECK, DONE]
    assert names(store) == ["Rosa Delgado", "José Nuñez"]
    assert names(store, Organization) == ["Riverside Tenants Association", "Halbrook Food Pantry"]
    with qtbot.waitSignal(seat.page_wanted) as wanted:
        enter(qtbot, seat, window)
    assert wanted.args == ["people", {"filter": {"ids": (2, 1)}}]


def test_that_twins_are_shown_with_their_reason_and_left_out_unless_somebody_says_otherwise(
    qtbot: Any, seat: Seat, cards: Path
) -> None:
    window = shown(qtbot, seat, cards)
    enter(qtbot, seat, window)
    assert rows_of(window, "people_twins_table") == [
        ["4", "Leave out", "Rosa Delgado", "Rosa Delgado (row 1)", "same phone, same name", "rosa@example.net"]
    ]
    assert "rosa@example.net" in window.twins.detail.text()


@pytest.mark.parametrize(("key", "people", "mails"), [(Qt.Key.Key_L, 2, 1), (Qt.Key.Key_N, 3, 2), (Qt.Key.Key_A, 2, 2)])
def test_that_one_key_decides_what_is_done_with_a_twin(
    qtbot: Any, seat: Seat, store: Store, cards: Path, key: Qt.Key, people: int, mails: int
) -> None:
    window = shown(qtbot, seat, cards)
    enter(qtbot, seat, window)
    qtbot.keyClick(window.twins.table, key)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    assert window.step == DONE
    assert len(names(store)) == people
    found = store.read(lambda s: s.exec(select(Reach.typed).where(col(Reach.typed).contains("@"))).all())
    assert len(found) == mails


def test_that_what_is_not_brought_in_is_named_before(qtbot: Any, seat: Seat, store: Store, cards: Path) -> None:
    window = shown(qtbot, seat, cards)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    assert window.check.summary.text() == (
        "New people: 2. New organizations: 2. Left out: 1. Get what is new: 0. Rejected: 1."
    )
    assert window.check.unused.text() == "Not brought in: Photo (1), UID (1)"
    assert rows_of(window, "people_rejects") == [["5", "It has no name, organization, phone or e-mail."]]
    assert names(store) == []


def test_that_columns_are_shown_and_can_be_corrected(qtbot: Any, seat: Seat, store: Store, table: Path) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    assert window.step == COLUMNS
    box = window.findChild(QComboBox, "people_kind_3")
    assert isinstance(box, QComboBox)
    assert (box.accessibleName(), box.currentText()) == ("Mobile Phone", "Phone")
    box.setCurrentIndex(box.findData("leave_out"))
    box.activated.emit(box.currentIndex())
    for _ in range(2):
        enter(qtbot, seat, window)
    assert window.step == DONE
    assert store.read(lambda s: s.exec(select(Reach).where(Reach.typed == "(617) 555-0171")).all()) == []
    again = shown(qtbot, seat, table)
    enter(qtbot, seat, again)
    kept = again.findChild(QComboBox, "people_kind_3")
    assert isinstance(kept, QComboBox)
    assert kept.currentText() == "Leave out"


def test_that_escape_goes_back_over_steps_that_a_file_does_not_need(qtbot: Any, seat: Seat, cards: Path) -> None:
    window = shown(qtbot, seat, cards)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    steps = []
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        steps.append(window.step)
    assert steps == [TWINS, FILE]


def test_that_a_file_that_is_none_says_so(qtbot: Any, seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "empty.vcf"
    path.write_bytes(b"")
    window = shown(qtbot, seat, path)
    enter(qtbot, seat, window)
    assert window.step == FILE
    told = window.findChild(QLabel, "bannerWords")
    assert isinstance(told, QLabel)
    assert told.text() == "empty.vcf is empty. Please choose another file."


def test_that_an_import_of_people_opens_from_the_office_and_shows_its_people(
    qtbot: Any, seat: Seat, store: Store, cards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(office_imports, "open_people_import", lambda *given: opened.append(given))
    window = shown(qtbot, seat, cards)
    for _ in range(3):
        enter(qtbot, seat, window)
    tab = ImportsTab(seat)
    qtbot.addWidget(tab)
    settle(qtbot, seat)
    tab.people.click()
    assert len(opened) == 1
    with qtbot.waitSignal(seat.page_wanted) as wanted:
        tab.table.cellActivated.emit(0, 0)
    assert wanted.args[0] == "people"
    store.write(lambda s: undo_import(s, director(s), store.read(batches)[0].id, at=AT))
    assert names(store) == []


def test_that_who_may_not_import_gets_a_sentence(qtbot: Any, tmp_path: Path, store: Store) -> None:
    with seated(store, tmp_path, role=Role.INTERN) as intern:
        assert people_import.open_people_import(intern) is None


def test_that_the_office_s_own_people_are_found_as_twins(qtbot: Any, seat: Seat, store: Store, cards: Path) -> None:
    store.write(lambda s: make_person(s, "Rosa Delgado", phone="617-555-0171"))
    window = shown(qtbot, seat, cards)
    enter(qtbot, seat, window)
    lines = rows_of(window, "people_twins_table")
    assert [line[0] for line in lines] == ["1", "4"]
    assert lines[0][3:5] == ["Rosa Delgado", "same phone, same name"]
    qtbot.keyClick(window.twins.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.twins.table, Qt.Key.Key_A)
    assert [line[1] for line in rows_of(window, "people_twins_table")] == ["Add what is new"] * 2
