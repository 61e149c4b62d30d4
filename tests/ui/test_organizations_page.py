"""Organizations by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.queries.people_pages import organization_page
from app.services.people import add_organization, set_position
from app.store import Store
from app.ui.forms.organization_form import OrganizationForm
from app.ui.forms.position_form import PositionForm
from app.ui.messages import Message
from app.ui.pages.organizations import OrganizationsPage
from app.ui.seat import Seat
from app.ui.widgets.field import Field
from tests.factories import AT, director, make_case, make_contact, make_person
from tests.ui.find import child
from tests.ui.seat import put_up, settle


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: add_organization(s, director(s), fields={"name": "Harbor Light Bakery"}, at=AT))
    store.write(lambda s: make_person(s, "Carlos Pimentel"))
    store.write(lambda s: set_position(s, director(s), person_id=1, organization_id=1, title="Owner", at=AT))
    store.write(lambda s: make_case(s, "Dumping behind 210 Canal Street", organization_id=1))
    store.write(lambda s: make_contact(s, "Dumping again", organization_id=1))
    return store


@pytest.fixture
def page(qtbot: Any, seat: Seat) -> OrganizationsPage:
    return put_up(qtbot, seat, OrganizationsPage(seat), (1256, 780), active=True)


def test_that_enter_opens_the_page_with_people_cases_and_contacts(
    qtbot: Any, seat: Seat, page: OrganizationsPage
) -> None:
    assert page.list.count_words.text() == "1 organization"
    page.list.view.go_to(0)
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    settle(qtbot, seat)
    shown = page.record.findChildren(QWidget)
    said = " ".join(str(each.property("text") or "") for each in shown if each.isVisible())
    assert page.record.title.text() == "Harbor Light Bakery"
    assert "Carlos Pimentel" in said and "Owner" in said and "Dumping again" in said
    assert child(page.record, QWidget, "open_cases") is not None


def test_that_a_person_of_it_is_opened_by_key(qtbot: Any, seat: Seat, page: OrganizationsPage) -> None:
    page.show_wanted({"organization_id": 1})
    settle(qtbot, seat)
    link = child(page.record, QWidget, "open_person")
    with qtbot.waitSignal(seat.record_wanted) as wanted:
        qtbot.keyClick(link, Qt.Key.Key_Space)
    assert wanted.args == ["person", 1]


def test_that_an_organization_is_added_and_corrected(
    qtbot: Any, seat: Seat, store: Store, page: OrganizationsPage
) -> None:
    page.new_record()
    sheet: Any = page.sheet
    form = sheet.form
    assert isinstance(form, OrganizationForm)
    qtbot.keyClicks(form.name, "Elm Street Neighbors")
    form.kind.setCurrentText("Neighborhood group")
    qtbot.keyClick(sheet.act_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.record.title.text() == "Elm Street Neighbors", timeout=5000)
    child(page.record, QAbstractButton, "act_E").click()  # its key is proved on the page of a person
    again: Any = page.sheet
    assert isinstance(again.form, OrganizationForm)
    again.form.website.setText("example.org")
    again.form.save()
    settle(qtbot, seat)
    found = store.read(lambda s: organization_page(s, director(s), 2))
    assert (found.kind.value, found.website, found.version) == ("neighborhood", "example.org", 2)


def test_that_keys_ask_for_a_slip_of_the_organization(qtbot: Any, seat: Seat, page: OrganizationsPage) -> None:
    page.open_record(1)
    settle(qtbot, seat)
    with qtbot.waitSignal(seat.slip_wanted) as slip:
        qtbot.keyClick(page.record, Qt.Key.Key_L)
    assert slip.args == [{"organization_id": 1}]


def test_that_a_person_is_put_into_it_with_a_title(
    qtbot: Any, seat: Seat, store: Store, page: OrganizationsPage
) -> None:
    store.write(lambda s: make_person(s, "Rosa Almeida"))
    page.open_record(1)
    settle(qtbot, seat)
    child(page.record, QAbstractButton, "positions_headAct").click()
    assert page.sheet is not None and isinstance(page.sheet.form, PositionForm)
    form = page.sheet.form
    form.save()
    assert "choose the person" in str(child(form, Field, "other_field").problem)
    form.other.line.line.setText("almeida")
    form.other.line.search()
    qtbot.waitUntil(lambda: form.other.line.hits.count() == 1)
    qtbot.keyClick(form.other.line.line, Qt.Key.Key_Return)
    form.title.setText("Treasurer")
    form.save()
    settle(qtbot, seat)
    held = store.read(lambda s: organization_page(s, director(s), 1)).held
    assert ("Rosa Almeida", "Treasurer") in [(each.name, each.title) for each in held.positions]


def test_that_a_position_is_removed_and_put_back_with_its_title(
    qtbot: Any, seat: Seat, store: Store, page: OrganizationsPage
) -> None:
    said: list[Message] = []
    seat.messages.attach(said.append)
    page.open_record(1)
    settle(qtbot, seat)
    child(page.record, QAbstractButton, "remove_position_1").click()
    settle(qtbot, seat)
    assert store.read(lambda s: organization_page(s, director(s), 1)).held.positions == ()
    assert said[-1].undo is not None
    said[-1].undo()
    settle(qtbot, seat)
    (back,) = store.read(lambda s: organization_page(s, director(s), 1)).held.positions
    assert (back.id, back.title) == (1, "Owner")
