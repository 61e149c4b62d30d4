"""The page of a case by keyboard: read, note, reply, assign, wait, close, reopen, correct, conflict."""

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QRadioButton, QToolButton
from shiboken6 import isValid
from sqlmodel import select

from app.blobs import Blobs
from app.errors import Unavailable
from app.models import Channel, Outcome, Promise, Status, Task
from app.queries.case_page import case_page
from app.queries.timeline import timeline
from app.services.cases import update_case
from app.store import Store
from app.ui.forms.assign_form import AssignForm
from app.ui.forms.close_form import CloseForm
from app.ui.forms.refer_form import ReferForm
from app.ui.pages.case import CasePage
from app.ui.seat import Seat
from tests.factories import AT, director, make_person, make_staff
from tests.ui.seat import fill_drain, put_up_case, settle

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def store(store: Store) -> Store:
    fill_drain(store)
    store.write(make_staff)
    return store


@pytest.fixture
def page(seat: Seat, qtbot) -> CasePage:
    return put_up_case(qtbot, seat)


def facts(store: Store, case_id: int = 1):
    return store.read(lambda s: case_page(s, director(s), case_id, at=AT))


def kinds(store: Store) -> list[str]:
    return [entry.kind for entry in store.read(lambda s: timeline(s, director(s), 1))]


def press(qtbot, page: CasePage, name: str) -> None:
    """Press an act's own key: its button says which."""
    button = page.head.buttons[name]
    assert button.isVisible() and button.key
    button.click()


def test_that_the_page_tells_the_case(page: CasePage) -> None:
    assert page.head.subject.text() == "Storm drain backs up"
    asker = page.facts.findChild(QToolButton, "asker_link")
    assert asker is not None and asker.text() == "Nguyễn Thị Hoa"
    assert [chip.text() for chip in page.timeline.chips.values()][:2] == ["All 2", "Contacts 1"]
    assert any("due at closing time" in line for line in page.facts.days.lines())


def test_that_the_subject_keeps_its_room_beside_the_acts(page: CasePage, qtbot) -> None:
    for width in (1700, 1090, 900):
        page.resize(width, 640)
        qtbot.waitUntil(lambda w=width: page.head.width() == w)
        qtbot.waitUntil(lambda: page.head.subject.width() >= 280)


def test_that_space_on_the_days_lists_them(page: CasePage, qtbot) -> None:
    qtbot.keyClick(page.facts.days, Qt.Key.Key_Space)
    popover = page.facts.days.popover
    assert popover is not None and popover.isVisible()
    gone: list[bool] = []
    page.back_wanted.connect(lambda: gone.append(True))
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not gone and (not isValid(popover) or not popover.isVisible())


def test_that_a_note_is_kept_with_control_enter(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    page.composer.write_kind("note")
    qtbot.keyClicks(page.composer.text, "Ask Doucette")
    page.composer.record()
    settle(qtbot, seat)
    assert "note" in kinds(store)
    assert page.composer.text.toPlainText() == ""
    assert page.timeline.chips["note"].text() == "Notes 1"


def test_that_a_reply_asks_how_it_went(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    page.composer.write_kind("reply")
    qtbot.keyClicks(page.composer.text, "A crew comes on Thursday")
    page.composer.record()
    settle(qtbot, seat)
    assert page.composer.problem.text() == "Say how the reply went to the resident."
    assert page.composer.text.toPlainText() == "A crew comes on Thursday"
    page.composer.how.setCurrentIndex(0)
    page.composer.record()
    settle(qtbot, seat)
    assert "reply" in kinds(store)
    assert facts(store).first_response_at == AT


def test_that_both_drafts_live_through_tabs_and_cases(page: CasePage, seat: Seat, qtbot) -> None:
    page.composer.write_kind("note")
    qtbot.keyClicks(page.composer.text, "inside")
    page.composer.write_kind("reply")
    qtbot.keyClicks(page.composer.text, "outside")
    assert page.composer.kept_words.text() == "1 note draft kept"
    page.show_case(2)
    settle(qtbot, seat)
    assert page.composer.text.toPlainText() == ""
    page.show_case(1)
    settle(qtbot, seat)
    assert page.composer.text.toPlainText() == "outside"
    page.composer.write_kind("note")
    assert page.composer.text.toPlainText() == "inside"


def test_that_a_draft_comes_back_after_a_lock(page: CasePage, seat: Seat, qtbot) -> None:
    page.composer.write_kind("note")
    qtbot.keyClicks(page.composer.text, "half a word")
    seat.drafts.flush()
    fresh = CasePage(seat)
    qtbot.addWidget(fresh)
    fresh.show()
    fresh.show_case(1)
    seat.drafts.load()
    settle(qtbot, seat)
    assert fresh.composer.text.toPlainText() == "half a word"


def test_that_contact_opens_a_slip_on_this_case(page: CasePage, seat: Seat, qtbot) -> None:
    tabs = page.composer.tabs
    with qtbot.waitSignal(seat.slip_wanted) as asked:
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(2).center())
    assert asked.args[0]["case_id"] == 1 and tabs.currentIndex() == 0, "what is written stays in front"


def test_that_the_tabs_are_walked_by_keys_and_referral_opens_its_sheet(page: CasePage, seat: Seat, qtbot) -> None:
    tabs = page.composer.tabs
    page.composer.write_kind("reply")
    for _ in range(2):
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert page.sheet is None and page.composer.record_button.text() == "Refer…" and not page.composer.text.isVisible()
    qtbot.keyClick(tabs, Qt.Key.Key_Return)
    assert page.sheet is not None and isinstance(page.sheet.form, ReferForm)
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    qtbot.keyClick(tabs, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.composer.text.isVisible())
    assert page.composer.first_words.text() == "Told to the resident"


def test_that_a_promise_and_a_task_are_noted_in_the_composer(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    composer = page.composer
    composer.write_kind("promise")
    qtbot.keyClicks(composer.text, "A crew opens the basin")
    composer.record()
    assert composer.problem.text().startswith("Give the date that the resident was told")
    qtbot.keyClicks(composer.when, "Fri 3 PM")
    composer.write_kind("task")
    assert composer.kept_words.text() == "1 promise draft kept" and composer.text.toPlainText() == ""
    qtbot.keyClicks(composer.text, "Call the school")
    composer.record()
    settle(qtbot, seat)
    composer.write_kind("promise")
    assert (composer.text.toPlainText(), composer.when.text()) == ("A crew opens the basin", "Fri 3 PM")
    composer.record()
    settle(qtbot, seat)
    promise, task = store.read(lambda s: (s.exec(select(Promise)).one(), s.exec(select(Task)).one()))
    assert (promise.words, promise.how, promise.due_at.astimezone(seat.zone).hour) == (
        "A crew opens the basin",
        Channel.PHONE,
        15,
    )
    assert (task.words, task.case_id, task.owner_id, task.due_on) == ("Call the school", 1, seat.me.id, None)
    assert composer.text.toPlainText() == "" and composer.kept_words.text() == ""


def test_that_the_case_is_assigned_by_name(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    press(qtbot, page, "assign")
    assert page.sheet is not None and isinstance(page.sheet.form, AssignForm)
    qtbot.keyClicks(page.sheet.form.picker.line, "linh")
    qtbot.keyClick(page.sheet.form.picker.line, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert facts(store).row.owner == "Linh Tran"


def test_that_waiting_needs_its_reason_and_work_goes_on(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    press(qtbot, page, "wait")
    assert page.sheet is not None
    form = page.sheet.form
    form.set_values({"status": Status.WAITING_RESIDENT})
    form.save()
    settle(qtbot, seat)
    assert form.has_problems and facts(store).row.status is Status.NEW
    form.set_values({"reason": "photos"})
    form.save()
    settle(qtbot, seat)
    assert facts(store).row.status is Status.WAITING_RESIDENT
    press(qtbot, page, "wait")
    page.sheet.form.save()
    settle(qtbot, seat)
    assert facts(store).row.status is Status.OPEN


def test_that_closing_asks_whether_the_resident_was_told(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    press(qtbot, page, "close")
    assert page.sheet is not None and isinstance(page.sheet.form, CloseForm)
    form = page.sheet.form
    assert page.sheet.cancel_button.text() == "Not now", "Close beside Close the case would be taken for it"
    assert form.told_at.text().endswith(("AM", "PM")), "as everywhere else, whatever the system says"
    qtbot.keyClick(form.words, Qt.Key.Key_Return)
    assert form.has_problems, "Enter closes, but outcome and telling are asked for"
    form.set_values({"outcome": Outcome.RESOLVED, "told": False})
    form.save()
    settle(qtbot, seat)
    assert facts(store).row.status is Status.NEW, "why not is asked for"
    form.set_values({"why_not": "Gave no number"})
    qtbot.keyClick(form.why_not, Qt.Key.Key_Return)
    settle(qtbot, seat)
    closed = facts(store)
    assert closed.row.status is Status.CLOSED and closed.why_not_told == "Gave no number"


def test_that_a_closed_case_is_reopened_with_its_reason(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    press(qtbot, page, "close")
    assert page.sheet is not None
    page.sheet.form.set_values({"outcome": Outcome.ANSWERED, "told": False, "why_not": "No number"})
    page.sheet.form.save()
    settle(qtbot, seat)
    assert page.head.buttons["close"].text() == "Reopen"
    press(qtbot, page, "close")
    page.sheet.form.set_values({"reason": "It came back"})
    page.sheet.form.save()
    settle(qtbot, seat)
    assert facts(store).row.status is Status.REOPENED


def test_that_two_editors_are_shown_both_versions(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    press(qtbot, page, "edit")
    assert page.sheet is not None
    form = page.sheet.form
    form.set_values({"subject": "Mine"})
    version = facts(store).version
    store.write(
        lambda s: update_case(
            s, director(s), 1, version=version, changes={"subject": "Theirs", "category_id": 2}, at=AT
        )
    )
    form.save()
    settle(qtbot, seat)
    assert form.conflict is not None and set(form.conflict.fields) == {"subject", "category_id"}
    theirs = form.conflict.findChild(QRadioButton, "conflict_category_id_theirs")
    assert theirs is not None and "Theirs: Water" in theirs.accessibleName(), "told by name, not by number"
    form.conflict.choose("subject", mine=True)
    form.conflict.chosen.emit(form.conflict.merged())
    settle(qtbot, seat)
    kept = facts(store)
    assert (kept.row.subject, kept.row.category) == ("Mine", "Water")


def test_that_cases_are_linked_by_number_and_people_added(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    page.side.link("2026-9")
    settle(qtbot, seat)
    assert page.side.problem.text().startswith("There is no case of this number")
    page.side.link("2026-00002")
    page.side.number.setText("H-884120")
    page.side.add_number()
    settle(qtbot, seat)
    read = facts(store)
    assert [each.number for each in read.linked] == ["2026-00002"]
    assert [each.number for each in read.references] == ["H-884120"]


def test_that_esc_leaves_the_words_and_the_next_esc_the_page(page: CasePage, seat: Seat, qtbot) -> None:
    backs: list[int] = []
    QShortcut(QKeySequence("Esc"), page).activated.connect(lambda: backs.append(1))
    page.window().activateWindow()
    page.composer.write_kind("note")
    qtbot.waitUntil(page.composer.text.hasFocus)
    qtbot.keyClicks(page.composer.text, "Ask Doucette")
    qtbot.keyClick(page.composer.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.composer.text.hasFocus())
    assert backs == [] and page.composer.text.toPlainText() == "Ask Doucette"
    assert page.timeline.area.hasFocus()
    qtbot.keyClick(page.timeline.area, Qt.Key.Key_Escape)
    assert backs == [1]


def test_that_a_file_is_encrypted_shown_and_taken_out(
    page: CasePage, store: Store, seat: Seat, tmp_path: Path, qtbot
) -> None:
    picture = tmp_path / "basin.png"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    assert image.save(str(picture))
    page.side.files.attach([picture])
    settle(qtbot, seat)
    (row,) = facts(store).attachments
    assert row.name == "basin.png" and seat.blobs.has(row.address)
    qtbot.waitUntil(lambda: row.address in page.side.files._pictures)
    page.side.files.kept.save_copy(row, tmp_path / "copy.png")
    settle(qtbot, seat)
    assert (tmp_path / "copy.png").read_bytes() == picture.read_bytes()
    copy = page.side.files.kept.copies.make(seat.blobs, row.address, row.name)
    assert copy.is_file()
    seat.locking.emit()
    assert not copy.exists()
    page.side.files.remove(row)
    settle(qtbot, seat)
    assert facts(store).attachments == ()


def test_that_print_asks_for_the_case_file(page: CasePage, seat: Seat, qtbot) -> None:
    with qtbot.waitSignal(seat.page_wanted) as asked:
        press(qtbot, page, "print")
    assert asked.args == ["reports", {"key": "case-file", "case_id": 1}]


def test_that_a_case_that_is_gone_says_so(page: CasePage, seat: Seat, qtbot) -> None:
    page.show_case(999)
    settle(qtbot, seat)
    assert page.stack.currentWidget() is page.missing
    assert page.missing.accessibleName().startswith("This case is not in the office file.")


def test_that_keys_act_from_the_timeline_but_not_while_writing(page: CasePage, seat: Seat, qtbot) -> None:
    page.activateWindow()
    qtbot.waitUntil(lambda: page.isActiveWindow())
    page.setFocus()
    qtbot.keyClick(page.timeline.area, Qt.Key.Key_N)
    assert page.composer.text.hasFocus()
    qtbot.keyClick(page.composer.text, Qt.Key.Key_A)
    assert page.sheet is None and page.composer.text.toPlainText() == "a"
    qtbot.keyClick(page.composer.text, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, seat)
    assert page.timeline.chips["note"].text() == "Notes 1"
    page.setFocus()
    qtbot.keyClick(page.timeline.area, Qt.Key.Key_A)
    assert page.sheet is not None and page.sheet.objectName() == "assign_form_sheet"
    qtbot.keyClick(page.sheet, Qt.Key.Key_Escape)
    assert not page.sheet.isVisible()


def test_that_a_form_closed_by_escape_gives_back_what_was_typed(page: CasePage, seat: Seat, qtbot) -> None:
    press(qtbot, page, "edit")
    assert page.sheet is not None
    page.sheet.form.set_values({"subject": "Half a correction"})
    page.sheet.reject()
    settle(qtbot, seat)
    press(qtbot, page, "edit")
    assert page.sheet.form.values()["subject"] == "Half a correction"


def test_that_somebody_affected_is_found_by_name_and_added(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    store.write(lambda s: make_person(s, "Marie-Ange Pierre"))
    page.side.part.setText("neighbor")
    editor = page.side.person.parentWidget()
    assert editor is not None
    editor.show()
    qtbot.keyClicks(page.side.person.line, "pierre")
    page.side.person.search()
    settle(qtbot, seat)
    assert page.side.person.hits.count() == 1
    qtbot.keyClick(page.side.person.line, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert [(each.name, each.part) for each in facts(store).affected] == [("Marie-Ange Pierre", "neighbor")]


def test_that_private_copies_go_with_the_page(seat: Seat, tmp_path: Path, qtbot) -> None:
    page = CasePage(seat)
    source = tmp_path / "letter.txt"
    source.write_text("Dear Ms. Nguyễn")
    blob = seat.blobs.put(source)
    copy = page.side.files.kept.copies.make(seat.blobs, blob.address, source.name)
    assert copy.read_text() == "Dear Ms. Nguyễn" and copy.parent.stat().st_mode & 0o077 == 0
    page.deleteLater()
    qtbot.waitUntil(lambda: not copy.exists())


def test_that_no_private_copy_stays_of_a_lock_while_it_is_written(seat: Seat, tmp_path: Path) -> None:
    page = CasePage(seat)
    copies = page.side.files.kept.copies

    class Slow(Blobs):
        def copy_to(self, address: str, path: Path) -> None:
            copies.clear()
            path.parent.mkdir(parents=True)  # as where it was made just behind the back of the clearing
            super().copy_to(address, path)

    source = tmp_path / "letter.txt"
    source.write_text("Dear Ms. Nguyễn")
    address = seat.blobs.put(source).address
    with pytest.raises(Unavailable):
        copies.make(Slow(seat.blobs.folder, seat.blobs._key), address, source.name)
    assert not list(seat.paths.copies.rglob("letter.txt"))


def test_that_a_private_copy_goes_where_no_read_only_file_can_be_removed(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, remove = CasePage(seat), os.unlink

    def as_windows(path: Any, *, dir_fd: int | None = None) -> None:
        if not os.stat(path, dir_fd=dir_fd).st_mode & 0o200:
            raise PermissionError("read-only")
        remove(path, dir_fd=dir_fd)

    source = tmp_path / "letter.txt"
    source.write_text("Dear Ms. Nguyễn")
    copies = page.side.files.kept.copies
    copy = copies.make(seat.blobs, seat.blobs.put(source).address, source.name)
    monkeypatch.setattr(os, "unlink", as_windows)
    copies.clear()
    assert not copy.exists()
