"""The window around an open office: pages, keys, banners, lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout

from app.config import OfficePaths, Settings
from app.errors import Unavailable
from app.models import Role
from app.office_lock import OfficeLock
from app.opening import Member, make_office, open_office
from app.store import Store
from app.ui.form import Form
from app.ui.idle import IdleWatch
from app.ui.main_window import MainWindow
from app.ui.program import Program
from app.ui.theme import theme
from app.vault import Cost
from app.workdays import OfficeCalendar
from tests.factories import AT, make_case
from tests.ui.seat import end_program, settle

PASSWORD = "four words of mine"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(qtbot, tmp_path: Path):
    paths = OfficePaths(tmp_path / "office")
    make_office(
        paths,
        office={"city": "Halbrook"},
        calendar=OfficeCalendar().to_json(),
        first=Member("Linh Tran", "ltran", Role.DIRECTOR, password=PASSWORD),
        at=AT,
        cost=Cost.cheap(),
    )
    made = Program(paths, settings=Settings(logins=("ltran|Linh Tran",)), cost=Cost.cheap())
    made.start()
    yield made
    end_program(made)


def sign_in(qtbot, program: Program, password: str = PASSWORD) -> None:
    program.page.password.setText(password)
    program.page.submit()


def test_that_the_rest_is_imported_once_the_window_stands_there(qtbot, program: Program) -> None:
    assert program.entry is None and not program._is_warming
    with qtbot.waitSignal(program.window.painted):
        assert program.page.password.isVisible()
    qtbot.waitUntil(lambda: program.entry is not None)


def test_that_enter_presses_the_button_that_has_the_focus(qtbot, program: Program) -> None:
    program.window.activateWindow()
    program.page.button.setFocus()
    with qtbot.waitSignal(program.page.button.clicked):
        qtbot.keyClick(program.page.button, Qt.Key.Key_Return)
    assert program.page.password_field.problem is None or program.page.password.text() == ""


def test_that_the_first_window_is_not_larger_than_its_screen(program: Program) -> None:
    room, smallest = program.window.screen().availableSize(), program.window.minimumSize()
    assert room.height() < 900, "the screen of this test is small"
    assert smallest.height() <= program.window.height() < room.height()
    assert program.window.width() == max(smallest.width(), min(1440, room.width() - 40))


def test_that_a_window_nobody_sees_is_made_ready_all_the_same(qtbot, tmp_path: Path) -> None:
    unseen = Program(OfficePaths(tmp_path / "office"), settings=Settings(), cost=Cost.cheap())
    unseen.window._was_painted = True  # so it never tells that it stands there
    unseen.start()
    qtbot.waitUntil(lambda: unseen.entry is not None)
    assert unseen.window.isVisible()
    unseen.quit()
    unseen.window.deleteLater()


def test_that_escape_leads_back_along_the_way_that_was_come(qtbot, store: Store, window: MainWindow) -> None:
    seat, case_id = window.seat, store.write(make_case).result.id
    window.show_page("monitoring")
    settle(qtbot, seat)
    focused = QApplication.focusWidget()
    seat.page_wanted.emit("cases", {"filter": {"ids": [case_id]}, "title": "Closed, May 2026"})
    settle(qtbot, seat)
    page = window.page("cases")
    page.list.view.go_to(0)
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    settle(qtbot, seat)
    page.leave_case()
    assert window.current_key == "cases" and page.stack.currentWidget() is page.list, "first to the list"
    qtbot.keyClick(page.list.view, Qt.Key.Key_Backspace)
    settle(qtbot, seat)
    assert window.current_key == "monitoring" and QApplication.focusWidget() is focused
    seat.record_wanted.emit("case", case_id)
    settle(qtbot, seat)
    page.leave_case()
    assert window.current_key == "monitoring", "a case that a page opened leads back to that page"
    window.show_page("cases")
    qtbot.keyClick(page.list.view, Qt.Key.Key_Escape)
    assert window.current_key == "cases", "what was chosen has no way back"
    settle(qtbot, seat)


def test_that_the_keys_of_the_rail_show_pages(qtbot, window: MainWindow) -> None:
    assert window.current_key == "today"
    window.rail.chosen.emit("office")
    assert window.current_key == "office"
    settle(qtbot, window.seat)


def test_that_the_rail_marks_the_page_that_another_is_reached_from(qtbot, window: MainWindow) -> None:
    lit = {}
    for key in ("monitoring", "substance", "recommendations", "office"):
        window.show_page(key)
        lit[key] = [name for name, each in window.rail._buttons.items() if each.isChecked()]
        settle(qtbot, window.seat)
    marked = {"monitoring": ["reports"], "substance": ["direct"], "recommendations": ["departments"]}
    assert lit == {**marked, "office": ["office"]}


def test_that_no_page_is_wider_than_a_small_screen_at_large_text(qtbot, window: MainWindow) -> None:
    theme().choose("light", text_percent=200)
    try:
        window.resize(1280, 720)
        for key in (
            "today",
            "cases",
            "people",
            "organizations",
            "contacts",
            "reports",
            "office",
            "direct",
            "delegation",
        ):
            window.show_page(key)
            settle(qtbot, window.seat)
            assert window.minimumSizeHint().width() <= 1280, key
    finally:
        theme().choose("light", text_percent=100)


def test_that_the_rail_folds_to_icons_in_a_small_window(window: MainWindow) -> None:
    assert not window.rail.is_narrow
    window.resize(1100, 700)
    assert window.rail.is_narrow


def test_that_news_pass_with_undo_and_problems_stay(window: MainWindow) -> None:
    undone: list[bool] = []
    window.seat.messages.note("Saved", undo=lambda: undone.append(True))
    assert window.note.words == "Saved"
    window.note._undo_now()
    assert undone == [True]
    window.seat.messages.problem("The disk is full. Make room.")
    assert not window.problem.isHidden()
    window.problem.acted.emit()
    assert window.problem.isHidden()


def test_that_help_lists_the_keys_and_finds_words(window: MainWindow) -> None:
    window.show_help()
    assert window._help is not None
    window._help.search.setText("lock")
    assert window._help.topics.count() >= 1
    window._help.search.setText("zzqqx")
    assert window._help.topics.count() == 0
    window._help.close()


def test_that_idle_time_locks_once_and_sleep_counts(qtbot) -> None:
    now = [0.0]
    watch = IdleWatch(10, clock=lambda: now[0])
    seen: list[bool] = []
    watch.idle.connect(lambda: seen.append(True))
    watch.start()
    now[0] = 599.0
    watch.look()
    assert seen == []
    now[0] = 600.0
    watch.look()
    watch.look()
    assert seen == [True]


def test_that_a_clock_set_back_does_not_put_off_the_lock(qtbot) -> None:
    now = [90_000.0]
    watch = IdleWatch(10, clock=lambda: now[0])
    seen: list[bool] = []
    watch.idle.connect(lambda: seen.append(True))
    watch.start()
    for now[0] in (3_600.0, 4_200.0):
        watch.look()
    assert seen == [True]


def test_that_a_wrong_password_leaves_the_office_closed(qtbot, program: Program) -> None:
    sign_in(qtbot, program, "wrong words here")
    qtbot.waitUntil(lambda: bool(program.page.password_field.problem), timeout=10_000)
    assert program.entry.opened is None


class NoteForm(Form):
    def __init__(self, seat) -> None:
        super().__init__(seat.jobs, name="note_form", drafts=seat.drafts)
        self.edit = QPlainTextEdit(self.body)
        QVBoxLayout(self.body).addWidget(self.edit)
        self.add("note", self.edit)
        self.restored = self.track_draft("note", "new-1")

    def act(self):
        return lambda s: None


def test_that_the_lock_keeps_drafts_and_forgets_the_key(qtbot, program: Program) -> None:
    sign_in(qtbot, program)
    qtbot.waitUntil(lambda: program.entry is not None and program.entry.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    data_key = program.entry.opened.data_key
    form = NoteForm(program.entry.seat)
    form.edit.setPlainText("half a sentence")
    going: list[bool] = []
    program.entry.seat.locking.connect(lambda: going.append(True))
    program.lock()
    assert going == [True]
    assert program.entry.opened is None and not any(data_key)
    assert not program.entry.jobs.has_store
    assert program.page.chosen_login == "ltran"
    form.deleteLater()
    sign_in(qtbot, program)
    qtbot.waitUntil(lambda: program.entry.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    again = NoteForm(program.entry.seat)
    assert again.edit.toPlainText() == "half a sentence"
    again.deleteLater()


def test_that_the_lock_key_works_in_a_slip_and_keeps_its_words(qtbot, program: Program) -> None:
    sign_in(qtbot, program)
    qtbot.waitUntil(lambda: program.entry is not None and program.entry.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    program.entry.seat.slip_wanted.emit({})
    slip = next(iter(program.entry.window.slips.slips.values()))
    qtbot.waitExposed(slip)
    slip.activateWindow()
    slip.words.line.setFocus()
    qtbot.waitUntil(slip.words.line.hasFocus, timeout=5_000)
    qtbot.keyClicks(slip.words.line, "half a call")
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(slip.words.line, Qt.Key.Key_L, modifiers)
    qtbot.waitUntil(lambda: program.entry.window is None, timeout=5_000)
    sign_in(qtbot, program)
    qtbot.waitUntil(lambda: program.entry.window is not None, timeout=20_000)
    (kept,) = program.entry.seat.drafts.rows("slip")
    assert kept.payload["line"] == "half a call"


def test_that_a_file_that_is_being_restored_is_told(qtbot, program: Program) -> None:
    with OfficeLock(program.paths.data_dir).alone():
        sign_in(qtbot, program)
        qtbot.waitUntil(lambda: bool(program.page.password_field.problem), timeout=20_000)
    assert "upgrading or restoring" in (program.page.password_field.problem or "")


def test_that_closing_frees_the_office_for_others(qtbot, program: Program) -> None:
    sign_in(qtbot, program)
    qtbot.waitUntil(lambda: program.entry is not None and program.entry.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    lock = OfficeLock(program.paths.data_dir)
    with pytest.raises(Unavailable, match="Close it there"), lock.alone():
        raise AssertionError
    program.quit()
    with lock.alone():
        assert not program.entry.jobs.has_store


def test_that_a_command_is_seen_by_an_open_window_when_it_comes_to_the_front(qtbot, program: Program) -> None:
    sign_in(qtbot, program)
    qtbot.waitUntil(lambda: program.entry is not None and program.entry.window is not None, timeout=20_000)
    jobs = program.entry.jobs
    qtbot.waitUntil(lambda: jobs.idle, timeout=10_000)
    other = open_office(program.paths, "ltran", PASSWORD, AT, cost=Cost.cheap())
    with qtbot.waitSignal(jobs.changed, timeout=1_000) as told:
        jobs.poll()
    other.close()
    assert told.args[0].touches("case_record")


def test_that_the_sign_in_stands_before_the_heavy_parts_are_imported() -> None:
    code = (
        "import sys, app.main\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'reportlab', 'alembic', 'cryptography', 'openpyxl', 'app.ui.entry'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_that_the_frame_says_that_a_training_city_is_not_real(qtbot, program: Program) -> None:
    program.window.frame.set_training(True)
    assert program.window.frame.accessibleName() == "Training city. Nothing here is real."
    assert program.window.frame._column.contentsMargins().top() > 0
