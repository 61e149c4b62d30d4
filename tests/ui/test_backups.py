"""Backups in the window: by themselves, told everywhere, read, restored and put in place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QTableWidget

from app.backups import list_backups, look_at
from app.backups import swap as swapping
from app.backups.make import backup_lock
from app.backups.manifest import DATABASE, mark
from app.backups.pool import pool_of
from app.config import Settings
from app.errors import Unavailable
from app.opening import open_office
from app.queries.backups import last_backed_up
from app.ui.backup_desk import BackupDesk
from app.ui.backup_words import status_words
from app.ui.forms.restore_form import RestoreWindow
from app.ui.main_window import MainWindow
from app.ui.messages import Kind, Message
from app.ui.pages.office import BACKUPS
from app.ui.pages.office_backups import BackupsTab
from app.ui.program import Program
from app.ui.seat import Seat
from app.vault import Cost
from tests.backups import OTHERS, PASSWORD, Desk, flip, open_desk
from tests.factories import AT, make_case
from tests.ui.find import child
from tests.ui.seat import end_program, make_seat, put_up, put_up_window, settle


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def on(self, **given: float) -> None:
        """Turn it on."""
        self.now += timedelta(**given)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.opened.close()


@pytest.fixture
def seat(qtbot, office: Desk, tmp_path: Path, clock: Clock) -> Iterator[Seat]:
    made = make_seat(office.opened.store, tmp_path)
    made.opened, made.clock = office.opened, clock
    made.backups = BackupDesk(made, office.opened, made)
    yield made
    made.backups.stop()
    settle(qtbot, made)
    made.jobs.close()
    made.deleteLater()


def made_now(qtbot, seat: Seat) -> BackupDesk:
    """A desk that has looked and made one by hand."""
    desk: BackupDesk = seat.backups
    desk.look()
    settle(qtbot, seat)
    desk.back_up(by_hand=True)
    assert desk.running
    settle(qtbot, seat)
    return desk


def grow_quiet(qtbot, seat: Seat) -> None:
    seat.backups._grow_quiet()
    settle(qtbot, seat)


# -- when --------------------------------------------------------------------------------------------------------


def test_that_the_first_quiet_minute_makes_the_days_backup(qtbot, seat: Seat, clock: Clock) -> None:
    desk = seat.backups
    desk.look()
    settle(qtbot, seat)
    assert desk.standing.backups == (), "nobody was quiet yet"
    grow_quiet(qtbot, seat)
    assert len(desk.standing.backups) == 1 and desk.standing.last == AT
    clock.on(hours=2)
    grow_quiet(qtbot, seat)
    assert len(desk.standing.backups) == 1, "one a day is enough"
    clock.on(hours=12)
    grow_quiet(qtbot, seat)
    assert len(desk.standing.backups) == 2, "a new day has begun"


def test_that_an_overdue_one_waits_half_an_hour_and_not_longer(qtbot, seat: Seat, clock: Clock) -> None:
    seat.backups.look()
    settle(qtbot, seat)
    clock.on(minutes=31)
    seat.backups.look()
    settle(qtbot, seat)
    assert len(seat.backups.standing.backups) == 1


def test_that_while_it_is_open_every_24_hours_bring_one(qtbot, seat: Seat, clock: Clock) -> None:
    made_now(qtbot, seat)
    for hours, many in ((23, 1), (1, 2)):
        clock.on(hours=hours)
        seat.backups.look()
        settle(qtbot, seat)
        assert len(seat.backups.standing.backups) == many


def test_that_a_clock_set_back_does_not_stop_new_ones(qtbot, seat: Seat, clock: Clock) -> None:
    made_now(qtbot, seat)
    clock.on(days=-100)
    grow_quiet(qtbot, seat)
    assert len(seat.backups.standing.backups) == 2
    assert seat.backups.standing.last == clock.now


def test_that_a_failed_one_is_tried_again_later(qtbot, seat: Seat, clock: Clock, monkeypatch) -> None:
    tries: list[int] = []

    def fail(*_: object, **__: object) -> None:
        tries.append(1)
        raise Unavailable("The disk is full. Make room.")

    monkeypatch.setattr("app.ui.backup_desk.make_backup", fail)
    grow_quiet(qtbot, seat)
    grow_quiet(qtbot, seat)
    assert len(tries) == 1 and "full" in seat.backups.trouble
    clock.on(minutes=31)
    monkeypatch.undo()
    grow_quiet(qtbot, seat)
    assert seat.backups.trouble == "" and len(seat.backups.standing.backups) == 1


def test_that_two_windows_make_one_together(qtbot, seat: Seat, office: Desk) -> None:
    with backup_lock(office.paths):
        grow_quiet(qtbot, seat)
        assert seat.backups.trouble == "" and seat.backups.standing.backups == ()
    office.back_up(AT + timedelta(seconds=1))
    seat.backups.look()
    settle(qtbot, seat)
    assert len(seat.backups.standing.backups) == 1 and not seat.backups.is_late


def test_that_history_tells_of_the_daily_one_without_a_name(qtbot, seat: Seat, office: Desk) -> None:
    grow_quiet(qtbot, seat)
    line = office.opened.store.read(
        lambda s: (
            s.connection()
            .exec_driver_sql(
                "SELECT verb, actor_id, json_extract(detail, '$.cases') FROM event ORDER BY id DESC LIMIT 1"
            )
            .one()
        )
    )
    assert tuple(line) == ("backed up", None, 1)
    assert office.opened.store.read(partial(last_backed_up, until=AT)) == AT
    assert office.opened.store.read(partial(last_backed_up, until=AT - timedelta(minutes=1))) is None


def test_that_a_lock_ends_it_cleanly(qtbot, seat: Seat, office: Desk) -> None:
    desk = seat.backups
    desk.look()
    settle(qtbot, seat)
    desk.progressed.connect(lambda *_: seat.locking.emit())
    desk.back_up()
    settle(qtbot, seat)
    assert not desk.running and not list(office.folder.glob(".*.part"))
    assert not any(backup.is_verified for backup in list_backups(office.folder))


# -- what is told ------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot, seat: Seat) -> MainWindow:
    return put_up_window(qtbot, seat, (1280, 800))


def test_that_the_status_line_tells_the_last_one_and_warns_after_three_days(
    qtbot, seat: Seat, window: MainWindow, clock: Clock
) -> None:
    made_now(qtbot, seat)
    button = child(window, QPushButton, "status_backup")
    assert button.text() == "Backup verified today 10:24 AM"
    late = window.page("today").late
    assert late.isHidden()
    clock.on(days=1)
    window.status._tell_backup()
    assert button.text() == "Backup verified yesterday 10:24 AM"
    clock.on(days=2)
    window.status._tell_backup()
    window.page("today")._show_late()
    assert button.text() == "Warning: Last verified backup Wed Nov 18, 10:24 AM"
    assert not late.isHidden() and "3 days" in late.accessibleName()
    button.click()
    assert window.current_key == "office" and window.page("office").help_topic == "backups"
    settle(qtbot, seat)


def test_that_todays_notice_makes_one(qtbot, seat: Seat, window: MainWindow, clock: Clock) -> None:
    today = window.page("today")
    seat.backups.look()
    settle(qtbot, seat)
    assert today.late.isHidden() and status_words(seat.backups) == "No verified backup yet"
    seat.backups._tried_at = clock.now = AT + timedelta(days=3)
    seat.backups.look()
    settle(qtbot, seat)
    assert not today.late.isHidden() and "no verified backup" in today.late.accessibleName()
    today.late.acted.emit()
    settle(qtbot, seat)
    assert today.late.isHidden()


def test_that_a_folder_that_vanished_is_told_with_the_last_one_known(
    qtbot, seat: Seat, clock: Clock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    tab = BackupsTab(seat)
    qtbot.addWidget(tab)
    settle(qtbot, seat)
    tab.take_folder(stick)
    settle(qtbot, seat)
    made_now(qtbot, seat)
    assert tab.folder.text().endswith("stick")
    stick.rename(tmp_path / "unplugged")
    clock.on(hours=30)
    seat.backups.look()
    settle(qtbot, seat)
    assert status_words(seat.backups).startswith("Backup folder not reached; last verified yesterday")
    assert "is not there" in tab.problem.accessibleName() and not stick.exists()


# -- the tab -----------------------------------------------------------------------------------------------------


def test_that_the_tab_lists_makes_and_reads(qtbot, seat: Seat) -> None:
    tab = put_up(qtbot, seat, BackupsTab(seat), (1000, 600))
    assert not tab.empty.isHidden() and not tab.verify.isEnabled()
    assert "same disk" in tab.same_disk.accessibleName()
    tab.empty.acted.emit()
    settle(qtbot, seat)
    assert tab.table.rowCount() == 1 and tab.empty.isHidden()
    assert cell(tab.table, 0, 1).startswith("Verified today")
    assert tab.chosen is not None
    folder = tab.chosen.folder
    flip(folder / DATABASE)
    tab.table.cellActivated.emit(0, 0)
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: "Damaged" in cell(tab.table, 0, 1), timeout=10_000)
    assert look_at(folder).is_damaged
    assert "damaged" in tab.problem.accessibleName()


def test_that_a_folder_that_cannot_serve_is_refused(qtbot, seat: Seat) -> None:
    tab = BackupsTab(seat)
    qtbot.addWidget(tab)
    settle(qtbot, seat)
    tab.take_folder(seat.paths.attachments)
    assert "folder of the office itself" in tab.problem.accessibleName()


def test_that_the_office_page_has_it_where_the_status_line_leads(qtbot, seat: Seat, window: MainWindow) -> None:
    seat.page_wanted.emit("office", {"part": "backups"})
    page = window.page("office")
    assert isinstance(page._made[BACKUPS], BackupsTab)
    settle(qtbot, seat)


# -- restoring ---------------------------------------------------------------------------------------------------


@pytest.fixture
def program(qtbot, office: Desk, clock: Clock) -> Iterator[Program]:
    office.back_up()
    office.opened.store.write(make_case)
    office.opened.close()
    made = Program(office.paths, settings=Settings(logins=("mmulcahy|Margaret Mulcahy",)), cost=Cost.cheap())
    made.start()
    qtbot.waitUntil(lambda: made.entry is not None, timeout=20_000)
    made.entry.clock = clock
    yield made
    end_program(made)


def cell(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    return item.text() if item is not None else ""


def restore_window(qtbot, program: Program) -> RestoreWindow:
    qtbot.waitUntil(lambda: program.window.findChild(RestoreWindow) is not None, timeout=10_000)
    found = child(program.window, RestoreWindow, "restore_window")
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    return found


def cases(office: Desk, password: str = PASSWORD) -> int:
    opened = open_office(office.paths, "mmulcahy", password, AT, cost=Cost.cheap())
    try:
        return int(
            opened.store.read(lambda s: s.connection().exec_driver_sql("SELECT count(*) FROM case_record").scalar_one())
        )
    finally:
        opened.close()


def test_that_a_backup_is_restored_from_the_sign_in(qtbot, program: Program, office: Desk) -> None:
    program.page.restore.click()
    window = restore_window(qtbot, program)
    assert window.chosen is not None and window.login.text() == "mmulcahy"
    window.go_on()
    assert window.fields["password"].problem
    window.password.setText("not these words")
    window.go_on()
    qtbot.waitUntil(lambda: not window.is_busy, timeout=10_000)
    assert "do not go together" in window.problem.accessibleName()
    window.password.setText(PASSWORD)
    with qtbot.waitSignal(window.staged, timeout=20_000):
        window.go_on()
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    words = [label.text() for label in program.page.findChildren(type(program.page.working))]
    assert any("The office is as it was on November 18, 2026." in text for text in words)
    assert cases(office) == 1
    assert list(office.paths.data_dir.glob("before-restore-*"))


def test_that_a_backup_is_restored_without_what_is_lost_when_that_is_chosen(
    qtbot, program: Program, office: Desk
) -> None:
    for kept in pool_of(office.folder).glob("??/*"):
        kept.unlink()
    program.page.restore.click()
    window = restore_window(qtbot, program)
    window.password.setText(PASSWORD)
    assert not window.without_lost.isVisible()
    window.go_on()
    qtbot.waitUntil(lambda: not window.is_busy, timeout=20_000)
    assert "missing or damaged" in window.problem.accessibleName() and window.without_lost.isVisible()
    window.without_lost.setChecked(True)
    with qtbot.waitSignal(window.staged, timeout=20_000) as told:
        window.go_on()
    assert told.args[0].lost == 1
    qtbot.waitUntil(lambda: program.entry.jobs.idle, timeout=10_000)
    assert cases(office) == 1


def test_that_a_backup_is_restored_from_the_office_page_after_a_lock(qtbot, program: Program, office: Desk) -> None:
    program.page.password.setText(PASSWORD)
    program.page.submit()
    qtbot.waitUntil(lambda: isinstance(program.page, MainWindow), timeout=20_000)
    seat = program.entry.seat
    qtbot.waitUntil(lambda: seat.backups.standing is not None and seat.jobs.idle, timeout=20_000)
    seat.restore_wanted.emit(seat.backups.standing.backups[0].folder)
    window = restore_window(qtbot, program)
    window.recovery.setText(office.recovery)
    with qtbot.waitSignal(window.staged, timeout=20_000):
        window.go_on()
    qtbot.waitUntil(lambda: program.entry.jobs.idle and program.entry.opened is None, timeout=10_000)
    assert cases(office) == 1


def test_that_a_backup_is_restored_to_a_new_folder_and_shown(qtbot, program: Program, tmp_path: Path) -> None:
    program.show_restore()
    window = restore_window(qtbot, program)
    window.there.setChecked(True)
    window.choose = lambda *_: str(tmp_path / "new")
    window.password.setText(PASSWORD)
    with qtbot.waitSignal(window.restored, timeout=20_000):
        window.go_on()
    assert program.paths.data_dir == tmp_path / "new" and program.paths.database.exists()


def test_that_a_damaged_office_shows_the_way_to_its_backup(qtbot, program: Program, office: Desk) -> None:
    flip(office.paths.database, 5000)
    program.page.password.setText(PASSWORD)
    program.page.submit()
    qtbot.waitUntil(lambda: bool(program.page.password_field.problem), timeout=20_000)
    assert "Restore from a backup…" in program.page.password_field.problem
    assert program.page.restore.isVisible()


def test_that_an_intern_is_told_that_a_director_restores(qtbot, program: Program) -> None:
    program.show_restore()
    window = restore_window(qtbot, program)
    window.login.setText("sortiz")
    window.password.setText(OTHERS)
    window.go_on()
    qtbot.waitUntil(lambda: not window.is_busy, timeout=20_000)
    assert "may not change the office" in window.problem.accessibleName()


def test_that_a_restore_that_was_cut_off_is_ended_and_told_at_the_start(
    qtbot, program: Program, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.unlock(list_backups(office.folder)[0]) as unlocked:
        staged = swapping.restore_here(unlocked, office.paths, at=AT)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "_finish", cut_off)
        with pytest.raises(KeyboardInterrupt):
            swapping.swap_in(office.paths, staged, at=AT)
    program.show_front()
    words = [label.text() for label in program.page.findChildren(type(program.page.working))]
    assert any("cut off has been completed" in text for text in words)
    assert cases(office) == 1


def test_that_backups_in_another_folder_are_found_also_from_inside_one(
    qtbot, program: Program, office: Desk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    office.folder.rename(stick)
    program.show_restore()
    window = restore_window(qtbot, program)
    assert window.chosen is None and "is not there" in window.problem.accessibleName()
    window.choose = lambda *_: str(next(stick.glob("liaison-*")))
    window.other.click()
    qtbot.waitUntil(lambda: window.chosen is not None, timeout=10_000)
    assert window.problem.isHidden()
    assert window._rows
    mark(window._rows[0].folder, damage="A part is damaged.")
    window.look()
    qtbot.waitUntil(lambda: "Damaged" in cell(window.table, 0, 1), timeout=10_000)


def test_that_a_problem_by_hand_is_told_at_once(qtbot, seat: Seat, monkeypatch) -> None:
    told: list[Message] = []
    seat.messages.attach(told.append)

    def fail(*_: object, **__: object) -> None:
        raise Unavailable("The disk is full. Make room.")

    monkeypatch.setattr("app.ui.backup_desk.make_backup", fail)
    made_now(qtbot, seat)
    assert [each.kind for each in told] == [Kind.PROBLEM]
