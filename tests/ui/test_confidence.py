"""Confidence in the window: who may see this, the person's mark, and the line that each opening leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from sqlmodel import col, select

from app.models import Case, Event, Person, Role
from app.queries.readers import readers
from app.services.attachments import add_attachment
from app.services.readers import mark_person_confidential
from app.store import Store
from app.ui.forms.person_form import PersonForm
from app.ui.forms.reader_form import ReaderForm
from app.ui.pages.case import CasePage
from app.ui.pages.contact_view import ContactView
from app.ui.pages.people import PeoplePage
from app.ui.pages.person_view import PersonView
from app.ui.pages.readers_part import ReadersPart
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff
from tests.ui.find import child
from tests.ui.seat import put_up, put_up_case, seated, settle

FILE: dict[str, Any] = {"name": "a.txt", "media_type": "text/plain", "size": 3}


@pytest.fixture
def store(store: Store) -> Store:
    """A confidential case (1), one that is not (2), a person with two cases (3, 4), and a colleague."""
    store.write(lambda s: make_staff(s, Role.ASSOCIATE, name="Linh Tran", login="ltran"))
    store.write(lambda s: make_person(s, "Rosa Lima"))
    store.write(lambda s: make_case(s, fields={"confidential": True}))
    store.write(make_case)
    for _ in range(2):
        store.write(lambda s: make_case(s, person_id=1))
    return store


def case_page(qtbot: Any, seat: Seat, case_id: int = 1) -> CasePage:
    return put_up_case(qtbot, seat, case_id)


def people_page(qtbot: Any, seat: Seat) -> PeoplePage:
    page = put_up(qtbot, seat, PeoplePage(seat), (1256, 780))
    page.show_wanted({"person_id": 1})
    settle(qtbot, seat)
    return page


def views(store: Store) -> list[tuple[str, int | None]]:
    found = select(Event.subject, Event.subject_id).where(Event.verb == "viewed").order_by(col(Event.id))
    return store.read(lambda s: [(row[0], row[1]) for row in s.exec(found)])


def named(store: Store, subject: str, number: int) -> list[str]:
    return store.read(lambda s: [each.name for each in readers(s, director(s), subject, number).named])


def test_that_a_colleague_is_named_removed_and_put_back_by_keyboard(qtbot: Any, store: Store, seat: Seat) -> None:
    part = case_page(qtbot, seat).side.readers
    assert part.isVisible() and named(store, "case_record", 1) == []
    part.head.acted.emit()
    assert part.sheet is not None and isinstance(part.sheet.form, ReaderForm)
    qtbot.keyClicks(part.sheet.form.picker.line, "linh")
    qtbot.keyClick(part.sheet, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert named(store, "case_record", 1) == ["Linh Tran"]
    told: list[Any] = []
    seat.messages.attach(told.append)
    qtbot.keyClick(child(part, QToolButton, "remove_reader_2"), Qt.Key.Key_Space)
    settle(qtbot, seat)
    assert named(store, "case_record", 1) == [] and told[-1].undo is not None
    told[-1].undo()
    settle(qtbot, seat)
    assert named(store, "case_record", 1) == ["Linh Tran"]


def test_that_nobody_who_may_see_it_already_is_offered(qtbot: Any, store: Store, seat: Seat) -> None:
    part = case_page(qtbot, seat).side.readers
    part.add()
    assert part.sheet is not None
    assert isinstance(part.sheet.form, ReaderForm)
    before = part.sheet.form.picker.list.count()
    part.sheet.form.picker.set_value(2)
    part.sheet.form.save()
    settle(qtbot, seat)
    part.add()
    assert part.sheet.form.picker.list.count() == before - 1
    part.sheet.form.picker.line.setText("nobody of this name")
    assert part.sheet.form.check() == {"staff_id": "Nobody has this name. Type another."}


def test_that_the_part_is_not_on_a_case_that_everybody_sees(qtbot: Any, seat: Seat) -> None:
    page = case_page(qtbot, seat, 2)
    assert not page.side.readers.isVisible()
    page.show_case(1)
    settle(qtbot, seat)
    assert page.side.readers.isVisible()
    page.show_case(2)
    settle(qtbot, seat)
    assert not page.side.readers.isVisible()


def test_that_who_may_not_name_sees_names_only(qtbot: Any, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.ASSOCIATE) as seat:
        store.write(lambda s: mark_person_confidential(s, director(s), 1, confidential=True, at=AT))
        store.write(lambda s: make_case(s, who=director(s), person_id=1, owner_id=seat.me.id))
        part = ReadersPart(seat, "person", "Always", None)
        qtbot.addWidget(part)
        part.show_record(1, confidential=True)
        settle(qtbot, seat)
        assert child(part, QToolButton, "remove_reader_1").isEnabled(), "the owner of a case of theirs names"
        part.show_record(99, confidential=True)
        settle(qtbot, seat)
        assert not part.isVisible()


def test_that_marking_a_person_tells_first_how_many_cases_are_hidden_too(qtbot: Any, store: Store, seat: Seat) -> None:
    page = people_page(qtbot, seat)
    record = page.record
    assert isinstance(record, PersonView)
    record.edit()
    assert page.sheet is not None and isinstance(page.sheet.form, PersonForm)
    form = page.sheet.form
    form.confidential.setChecked(True)
    settle(qtbot, seat)
    assert form.told.text() == "2 cases that they ask about become confidential too."
    form.save()
    settle(qtbot, seat)
    hidden = store.read(lambda s: [each.id for each in s.exec(select(Case).where(col(Case.confidential)))])
    assert hidden == [1, 3, 4] and named(store, "person", 1) == ["Margaret Mulcahy"]
    assert record.readers.isVisible() and ("person", 1) in views(store)
    record.edit()
    form = page.sheet.form
    assert isinstance(form, PersonForm)
    assert form.confidential.isChecked() and form.told.isHidden()
    form.confidential.setChecked(False)
    form.save()
    settle(qtbot, seat)
    assert not record.readers.isVisible() and named(store, "person", 1) == []


def test_that_a_new_person_is_confidential_from_the_start(qtbot: Any, store: Store, seat: Seat) -> None:
    form = PersonForm(seat)
    qtbot.addWidget(form)
    form.name.setText("Ana Reis")
    form.confidential.setChecked(True)
    assert "The cases that they ask about become confidential too." in form.told.text()
    form.save()
    settle(qtbot, seat)
    found = store.read(lambda s: s.exec(select(Person.confidential).where(Person.name == "Ana Reis")).one())
    assert found is True


def test_that_each_opening_is_told_once_however_often_it_is_read(qtbot: Any, store: Store, seat: Seat) -> None:
    page = case_page(qtbot, seat)
    page.show_case(1)
    store.write(lambda s: make_contact(s, case_id=1))
    settle(qtbot, seat)
    assert views(store) == [("case_record", 1)]
    page.show_case(2)
    settle(qtbot, seat)
    page.show_case(1)
    settle(qtbot, seat)
    page.leave()
    page.show_case(1)
    settle(qtbot, seat)
    assert views(store) == [("case_record", 1)] * 3


def test_that_a_page_that_is_hidden_meanwhile_closes(qtbot: Any, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.INTERN) as seat:
        page, told = people_page(qtbot, seat), list[Any]()
        seat.messages.attach(told.append)
        assert page.record.title.text() == "Rosa Lima"
        changes = store.write(lambda s: mark_person_confidential(s, director(s), 1, confidential=True, at=AT)).changes
        seat.jobs.changed.emit(changes)
        settle(qtbot, seat)
        assert page.stack.currentWidget() is page.list and page.record.title.text() == ""
        assert told[-1].text == "This person is not in the office file."


def test_that_a_contact_of_a_confidential_case_and_a_file_leave_a_line(qtbot: Any, store: Store, seat: Seat) -> None:
    contact = store.write(lambda s: make_contact(s, case_id=1)).result.contact_id
    view = ContactView(seat)
    qtbot.addWidget(view)
    view.show_record(contact)
    settle(qtbot, seat)
    assert views(store) == [("contact", contact)]
    blob = seat.blobs.put(_file(seat))
    store.write(lambda s: add_attachment(s, director(s), case_id=1, address=blob.address, at=AT, **FILE))
    page = case_page(qtbot, seat)
    row = page.page.attachments[0] if page.page is not None else None
    assert row is not None
    page.side.files.kept.save_copy(row, seat.paths.log / "copy.txt")
    settle(qtbot, seat)
    assert views(store)[1:] == [("case_record", 1), ("case_record", 1)]


def _file(seat: Seat) -> Path:
    path = seat.paths.log / "a.txt"
    path.write_bytes(b"abc")
    return path
