"""The contact log by keyboard: filtered, opened, corrected, put to a case."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.queries.contacts import contact_page
from app.services.attachments import add_attachment
from app.services.contacts import correct_contact
from app.store import Store
from app.ui.forms.contact_form import ContactForm
from app.ui.forms.put_form import PutForm
from app.ui.pages.contacts import ContactsPage
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_contact, make_person
from tests.ui.find import child
from tests.ui.seat import put_up, settle

MAIL = (
    "The drain is full again.\n\nOn Mon, Nov 16, 2026 at 9:00 AM City Hall <c@example.org> wrote:\n> We sent a crew.\n"
)


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_person(s, "Manuel Tavares"))
    store.write(lambda s: make_case(s, "Storm drain"))
    mail = {"channel": "email", "mail_from": "m@example.org", "mail_subject": "Drain", "for_mayor": True}
    store.write(lambda s: make_contact(s, "Long ago", at=AT - timedelta(days=90)))
    store.write(lambda s: make_contact(s, MAIL, at=AT - timedelta(days=1), person_id=1, fields=mail))
    store.write(lambda s: make_contact(s, "Hole in the road", case_id=1))
    return store


@pytest.fixture
def page(qtbot: Any, seat: Seat) -> ContactsPage:
    return put_up(qtbot, seat, ContactsPage(seat), (1256, 780), active=True)


def said(page: ContactsPage) -> list[str]:
    return [each.text() for each in page.record.findChildren(QLabel, "contact_words") if each.isVisible()]


def listed(qtbot: Any, seat: Seat, page: ContactsPage, **wanted: Any) -> list[int]:
    page.show_wanted({"filter": wanted})
    settle(qtbot, seat)
    return page.list.model.ids.tolist()


def test_that_the_log_opens_on_the_last_thirty_days_newest_first(page: ContactsPage) -> None:
    assert page.list.model.ids.tolist() == [3, 2]
    chip = child(page.list.filters, QAbstractButton, "chip_happened_from")
    assert chip.text() == "Since Mon Oct 19"


def test_that_each_filter_lists_what_it_says(qtbot: Any, seat: Seat, page: ContactsPage) -> None:
    assert listed(qtbot, seat, page) == [3, 2, 1]
    assert listed(qtbot, seat, page, for_mayor=True) == [2]
    assert listed(qtbot, seat, page, without_case=True) == [2, 1]
    assert listed(qtbot, seat, page, channels=["email"]) == [2]
    assert listed(qtbot, seat, page, person_id=1) == [2]


def test_that_a_day_or_a_week_is_chosen_in_the_menu(qtbot: Any, seat: Seat, page: ContactsPage) -> None:
    menu = page.list.filters.menu()
    for words, expected in (("Today", [3]), ("Yesterday", [2]), ("This week", [3, 2]), ("Any day", [3, 2, 1])):
        next(each for each in menu.actions() if each.text() == words).trigger()
        settle(qtbot, seat)
        assert page.list.model.ids.tolist() == expected, words


def test_that_enter_opens_a_mail_with_its_quoted_tail_folded(qtbot: Any, seat: Seat, page: ContactsPage) -> None:
    page.list.view.select_ids([2])
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    settle(qtbot, seat)
    tail = child(page.record, QLabel, "quoted_words")
    assert child(page.record, QLabel, "contact_words").text() == "The drain is full again."
    assert [each.text() for each in page.record.findChildren(QLabel, "mail_value")] == ["m@example.org", "Drain"]
    assert not tail.isVisible()
    qtbot.keyClick(child(page.record, QWidget, "show_quoted"), Qt.Key.Key_Space)
    assert tail.isVisible() and "We sent a crew." in tail.text()


def test_that_a_contact_is_corrected_and_keeps_its_moment(
    qtbot: Any, seat: Seat, store: Store, page: ContactsPage
) -> None:
    page.show_wanted({"contact_id": 3})
    settle(qtbot, seat)
    qtbot.keyClick(page.record, Qt.Key.Key_E)
    assert page.sheet is not None and isinstance(page.sheet.form, ContactForm)
    page.sheet.form.words.setPlainText("Hole in the sidewalk")
    page.sheet.form.save()
    settle(qtbot, seat)
    found = store.read(lambda s: contact_page(s, director(s), 3))
    assert (found.words, found.row.happened_at, len(found.corrections)) == ("Hole in the sidewalk", AT, 1)
    qtbot.waitUntil(lambda: "Hole in the sidewalk" in said(page), timeout=5000)


def test_that_both_versions_are_shown_when_somebody_else_was_first(
    qtbot: Any, seat: Seat, store: Store, page: ContactsPage
) -> None:
    page.open_record(3)
    settle(qtbot, seat)
    page.record.correct()  # type: ignore[attr-defined]  # a ContactView
    assert page.sheet is not None and isinstance(page.sheet.form, ContactForm)
    form, changes = page.sheet.form, {"words": "Theirs"}
    store.write(lambda s: correct_contact(s, director(s), 3, version=1, changes=changes, at=AT))
    form.words.setPlainText("Mine")
    form.save()
    qtbot.waitUntil(lambda: form.conflict is not None, timeout=5000)
    assert form.words.toPlainText() == "Mine"
    page.sheet.reject()


def test_that_a_contact_is_put_to_a_case_by_its_number(
    qtbot: Any, seat: Seat, store: Store, page: ContactsPage
) -> None:
    page.open_record(2)
    settle(qtbot, seat)
    qtbot.keyClick(page.record, Qt.Key.Key_P)
    assert page.sheet is not None and isinstance(page.sheet.form, PutForm)
    form = page.sheet.form
    form.number.setText("777")
    form.save()
    settle(qtbot, seat)
    assert "no case with this number" in child(form, QLabel, "number_fieldProblem").text()
    form.number.setText("2026-00001")
    form.save()
    settle(qtbot, seat)
    assert store.read(lambda s: contact_page(s, director(s), 2)).row.case_id == 1


def test_that_log_a_contact_opens_a_slip(qtbot: Any, seat: Seat, page: ContactsPage) -> None:
    with qtbot.waitSignal(seat.slip_wanted) as slip:
        qtbot.keyClick(page.list, Qt.Key.Key_L)
    assert slip.args == [{}]


def test_that_a_file_of_a_contact_is_opened_as_a_private_copy_and_saved(
    qtbot: Any, seat: Seat, store: Store, page: ContactsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("The drain, again")
    blob = seat.blobs.put(tmp_path / "letter.txt")
    kept: dict[str, Any] = {"name": "letter.txt", "media_type": "text/plain"}
    kept |= {"size": blob.size, "address": blob.address}
    store.write(lambda s: add_attachment(s, director(s), **kept, at=AT, contact_id=2))
    opened: list[Path] = []

    def open_url(url: Any) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    page.open_record(2)
    settle(qtbot, seat)
    child(page.record, QAbstractButton, "file_1").click()
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=5000)
    assert opened[0].read_text() == "The drain, again"
    record: Any = page.record
    record.files.save_copy(record.page.attachments[0], tmp_path / "copy.txt")
    qtbot.waitUntil((tmp_path / "copy.txt").exists, timeout=5000)
    seat.locking.emit()
    assert not opened[0].exists()
