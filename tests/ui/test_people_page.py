"""People by keyboard: found, opened, added, corrected, exported."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models import Role
from app.queries.people import PersonFilter
from app.queries.people_pages import person_page
from app.services.people import add_organization, update_person
from app.store import Store
from app.ui.case_words import ward_words
from app.ui.forms.detail_rows import ReachRow
from app.ui.forms.person_form import PersonForm
from app.ui.forms.position_form import PositionForm
from app.ui.pages.people import PeoplePage
from app.ui.seat import Seat
from app.ui.theme import theme
from tests.factories import AT, director, make_case, make_contact, make_person
from tests.ui.find import child
from tests.ui.seat import put_up, seated, settle


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142", address="52 Elm Street"))
    store.write(lambda s: make_person(s, "Fátima Correia", safety_notice="Dog in the yard", do_not_contact=True))
    store.write(lambda s: make_case(s, "Recycling missed", person_id=1))
    store.write(lambda s: make_contact(s, "Recycling missed three weeks", person_id=1, case_id=1))
    return store


def shown(qtbot: Any, seat: Seat) -> PeoplePage:
    return put_up(qtbot, seat, PeoplePage(seat), (1256, 780), active=True)


def words(widget: QWidget) -> str:
    return " | ".join(each.property("text") or "" for each in widget.findChildren(QWidget) if each.isVisible())


def form_of(page: PeoplePage) -> PersonForm:
    assert page.sheet is not None and isinstance(page.sheet.form, PersonForm)
    return page.sheet.form


def test_that_typing_a_part_of_a_number_finds_the_person_and_enter_opens(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    assert page.list.count_words.text() == "2 people"
    page.list.filters.line.setFocus()
    qtbot.keyClicks(page.list.filters.line, "0142")
    settle(qtbot, seat)
    assert page.list.model.ids.tolist() == [1]
    qtbot.keyClick(page.list.filters.line, Qt.Key.Key_Return)
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert page.record.title.text() == "Manuel Tavares" and page.stack.currentWidget() is page.record


def test_that_the_page_tells_cases_contacts_and_how_to_reach(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.show_wanted({"person_id": 1})
    settle(qtbot, seat)
    said = words(page.record)
    for each in ("(617) 555-0142", "52 Elm Street", "Recycling missed three weeks", "Open cases"):
        assert each in said
    assert page.record.warning.isHidden()


@pytest.fixture
def wear() -> Iterator[Callable[[int], None]]:
    """Chooses a size of text, and takes the usual one at the end."""

    def choose(percent: int) -> None:
        theme().choose("light", text_percent=percent)
        theme().changed.emit()  # sent by itself only where an application wears it

    yield choose
    choose(100)


def test_that_a_record_is_one_column_with_large_text(qtbot: Any, seat: Seat, wear: Callable[[int], None]) -> None:
    page = shown(qtbot, seat)
    page.show_wanted({"person_id": 1})
    settle(qtbot, seat)
    left, middle, right = page.record.areas
    assert left.x() < middle.x() < right.x()
    wear(200)
    qtbot.waitUntil(lambda: left.x() == middle.x() == right.x())
    qtbot.waitUntil(lambda: left.geometry().bottom() < middle.y() < middle.geometry().bottom() < right.y())
    for area in page.record.areas:
        qtbot.waitUntil(lambda a=area: a.verticalScrollBar().maximum() == 0)
    wear(100)
    qtbot.waitUntil(lambda: left.x() < middle.x() < right.x())


def test_that_a_safety_notice_cannot_be_overlooked(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.show_wanted({"person_id": 2})
    settle(qtbot, seat)
    assert page.record.warning.isVisible()
    names = [each.accessibleName() for each in page.record.findChildren(QWidget, "record_pill")]
    assert names == ["Do not contact", "Safety notice"]


def test_that_escape_goes_back_to_the_row_that_was_left(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.list.view.select_ids([1])
    page.open_record(1)
    settle(qtbot, seat)
    qtbot.keyClick(page.record, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list and page.list.view.current_id() == 1


def test_that_keys_ask_for_a_slip_and_a_new_case(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.open_record(1)
    settle(qtbot, seat)
    with qtbot.waitSignal(seat.slip_wanted) as slip:
        qtbot.keyClick(page.record, Qt.Key.Key_L)
    with qtbot.waitSignal(seat.page_wanted) as case:
        qtbot.keyClick(page.record, Qt.Key.Key_N)
    with qtbot.waitSignal(seat.page_wanted) as paper:
        qtbot.keyClick(page.record, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert paper.args == ["reports", {"key": "person-record", "person_id": 1}]
    assert slip.args == [{"person_id": 1}]
    assert case.args[0] == "cases" and case.args[1]["new"]["person_id"].id == 1


def test_that_a_person_is_added_with_two_phones_by_keyboard(qtbot: Any, seat: Seat, store: Store) -> None:
    page = shown(qtbot, seat)
    page.new_record()
    form = form_of(page)
    qtbot.keyClicks(form.name, "Ana Pires")
    first = form.reaches.rows[0]
    qtbot.keyClicks(first.typed, "6175550188")
    assert first.below.text() == "Recognized as (617) 555-0188"
    qtbot.keyClick(first.typed, Qt.Key.Key_Return)
    second = form.reaches.rows[1]
    assert isinstance(second, ReachRow)
    qtbot.keyClicks(second.typed, "ana@example.org")
    assert second.kind.currentData() == "email"
    assert page.sheet is not None
    qtbot.keyClick(page.sheet.act_button, Qt.Key.Key_Space)
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: page.record.title.text() == "Ana Pires", timeout=5000)
    found = store.read(lambda s: person_page(s, director(s), 3))
    assert [each.typed for each in found.held.reaches] == ["6175550188", "ana@example.org"]


def test_that_a_row_is_taken_away_by_key(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.new_record()
    form = form_of(page)
    qtbot.keyClicks(form.reaches.rows[0].typed, "6175550188")
    qtbot.keyClick(form.reaches.rows[0].typed, Qt.Key.Key_Return)
    qtbot.keyClick(form.reaches.rows[1].typed, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert len(form.reaches.rows) == 1 and form.reaches.value()[0]["typed"] == "6175550188"
    assert page.sheet is not None
    page.sheet.reject()


def test_that_a_problem_is_said_beside_its_field_and_nothing_is_lost(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.open_record(1)
    settle(qtbot, seat)
    qtbot.keyClick(page.record, Qt.Key.Key_E)
    form = form_of(page)
    form.name.clear()
    form.reaches.rows[0].since.setText("sometime")
    form.save()
    assert "reaches" in form._problems
    form.reaches.rows[0].since.setText("1/15/2026")
    form.save()
    settle(qtbot, seat)
    assert child(form, QWidget, "name_fieldProblem").isVisible()
    assert form.reaches.value()[0]["valid_from"] == "2026-01-15"
    assert page.sheet is not None
    page.sheet.reject()


def test_that_both_versions_are_shown_when_somebody_else_was_first(qtbot: Any, seat: Seat, store: Store) -> None:
    page = shown(qtbot, seat)
    page.open_record(1)
    settle(qtbot, seat)
    page.record.edit()  # type: ignore[attr-defined]  # a PersonView
    form = form_of(page)
    changes = {"language": "Portuguese"}
    store.write(lambda s: update_person(s, director(s), 1, version=1, changes=changes, at=AT))
    form.name.setText("Manuel F. Tavares")
    form.save()
    qtbot.waitUntil(lambda: form.conflict is not None, timeout=5000)
    assert form.name.text() == "Manuel F. Tavares"
    assert page.sheet is not None
    page.sheet.reject()


def test_that_what_was_typed_is_there_again(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.new_record()
    qtbot.keyClicks(form_of(page).name, "Ana Pi")
    form_of(page).reaches.rows[0].typed.setText("617-555-0188")
    assert page.sheet is not None
    page.sheet.reject()
    settle(qtbot, seat)
    page.new_record()
    assert form_of(page).name.text() == "Ana Pi"
    assert form_of(page).reaches.value()[0]["typed"] == "617-555-0188"
    assert page.sheet is not None
    page.sheet.reject()


def test_that_a_list_with_nothing_says_what_to_do(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.show_wanted({"filter": {"text": "nobody at all"}})
    settle(qtbot, seat)
    assert page.list.stack.currentWidget() is page.list.empty
    page.list.empty.acted.emit()
    settle(qtbot, seat)
    assert page.list.model.count == 2 and page.list.wanted == PersonFilter()


def test_that_a_chip_is_taken_away_by_key(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat)
    page.show_wanted({"filter": {"do_not_contact": True}})
    settle(qtbot, seat)
    assert page.list.model.ids.tolist() == [2]
    chip = child(page.list.filters, QWidget, "chip_do_not_contact")
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    settle(qtbot, seat)
    assert page.list.model.count == 2


def test_that_the_list_is_written_to_a_file(qtbot: Any, seat: Seat, tmp_path: Path) -> None:
    page = shown(qtbot, seat)
    page.list.export_to(tmp_path / "people.csv")
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: (tmp_path / "people.csv").exists(), timeout=5000)
    with (tmp_path / "people.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0][1] == "Name" and [row[1] for row in rows[1:]] == ["Fátima Correia", "Manuel Tavares"]


def test_that_a_clerk_sees_no_act_to_edit(qtbot: Any, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path / "clerk", Role.CLERK) as seat:
        page = shown(qtbot, seat)
        page.open_record(1)
        settle(qtbot, seat)
        assert not child(page.record, QWidget, "act_E").isVisible()
        assert child(page.record, QWidget, "act_L").isVisible()


def test_that_a_ward_is_called_a_ward_once() -> None:
    assert (ward_words("3"), ward_words("Ward 3"), ward_words("")) == ("Ward 3", "Ward 3", "")


def test_that_an_organization_is_found_for_a_person(qtbot: Any, seat: Seat, store: Store) -> None:
    store.write(lambda s: add_organization(s, director(s), fields={"name": "Tavares Bakery"}, at=AT))
    page = shown(qtbot, seat)
    page.open_record(1)
    settle(qtbot, seat)
    record: Any = page.record
    record.add_position()
    assert page.sheet is not None and isinstance(page.sheet.form, PositionForm)
    form = page.sheet.form
    form.other.line.line.setText("tavares")
    form.other.line.search()
    qtbot.waitUntil(lambda: form.other.line.hits.count() == 1)
    qtbot.keyClick(form.other.line.line, Qt.Key.Key_Return)
    form.save()
    settle(qtbot, seat)
    (position,) = store.read(lambda s: person_page(s, director(s), 1)).held.positions
    assert position.name == "Tavares Bakery"
