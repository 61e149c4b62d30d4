"""The window that changes the files' key: what it says before, the lock around it, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.config import Settings
from app.errors import Unavailable
from app.keyfile import read_keys
from app.opening import open_office
from app.rekey import change_key
from app.ui.forms import rekey_form
from app.ui.forms.rekey_form import RekeyWindow
from app.ui.main_window import MainWindow
from app.ui.pages.office_passwords import PasswordsPanel
from app.ui.program import Program
from app.vault import Cost, Vault
from tests.backups import OTHERS, PASSWORD, Desk, open_desk
from tests.factories import AT
from tests.ui.find import child
from tests.ui.seat import end_program
from tests.ui.told import faults
from tests.unit.test_rekey import as_version_1


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    made = open_desk(tmp_path)
    made.back_up()
    made.opened.close()
    return made


@pytest.fixture
def program(qtbot, office: Desk) -> Iterator[Program]:
    made = Program(office.paths, settings=Settings(logins=("mmulcahy|Margaret Mulcahy",)), cost=Cost.cheap())
    made.start()
    qtbot.waitUntil(lambda: made.entry is not None, timeout=30_000)
    made.entry.clock = lambda: AT
    yield made
    end_program(made)


def sign_in(qtbot, program: Program) -> None:
    program.page.password.setText(PASSWORD)
    program.page.submit()
    qtbot.waitUntil(lambda: isinstance(program.page, MainWindow), timeout=20_000)


def rekey_window(qtbot, program: Program) -> RekeyWindow:
    """From the Office page's button, once it has looked who can follow."""
    program.entry.seat.page_wanted.emit("office", None)
    page = program.page.page("office")
    button = child(page.tab(tab_of(page)), QPushButton, "rekey_open")
    assert button.isEnabled()
    button.click()
    window = next(w for w in program.window.findChildren(RekeyWindow))
    qtbot.waitUntil(lambda: "Can follow" in window.about.text(), timeout=10_000)
    return window


def tab_of(page) -> int:
    """The Office page's tab with the keys."""
    return next(at for at in range(page.tabs.count()) if "Recovery" in page.tabs.tabText(at))


def ended(qtbot, program: Program, window: RekeyWindow) -> None:
    window.go_on()
    assert program.entry.opened is None and not isinstance(program.page, MainWindow), "the office's window is locked"
    qtbot.waitUntil(lambda: not window.is_busy and program.entry.jobs.idle, timeout=30_000)


def told(program: Program) -> str:
    return " ".join(label.text() for label in program.page.findChildren(type(program.page.working)))


def test_that_the_key_is_changed_and_everybody_signs_in_as_before(qtbot, program: Program, office: Desk) -> None:
    sign_in(qtbot, program)
    window = rekey_window(qtbot, program)
    assert (
        "2 of 2" in window.about.text()
        and faults(window) == []
        and not window.without.isVisible()
        and window.sheet.isEnabled()
    )
    ended(qtbot, program, window)
    assert window.isVisible() and "2 people sign in as ever" in window.about.text() and not window.panel.isVisible()
    assert read_keys(office.paths.keys).epoch == 1 and "new one" in told(program)
    window.go_back()
    sign_in(qtbot, program)
    desk = program.entry.seat.backups
    qtbot.waitUntil(lambda: desk.standing is not None, timeout=10_000)
    assert desk.standing.moments == () and desk.standing.last is not None, "one under the new key is due"
    open_office(office.paths, "sortiz", OTHERS, AT, cost=Cost.cheap()).close()


def test_that_those_who_could_not_follow_are_named_and_left_out_only_if_chosen(
    qtbot, program: Program, office: Desk
) -> None:
    as_version_1(office.paths.keys, {"sortiz": OTHERS}, office.recovery)
    sign_in(qtbot, program)
    window = rekey_window(qtbot, program)
    assert "sortiz" in window.about.text() and not window.begin.isEnabled()
    assert window.sheet.isChecked() and not window.sheet.isEnabled(), "a sheet of before there were pairs"
    window.without.setChecked(True)
    ended(qtbot, program, window)
    assert window.panel.isVisible() and "new password is needed by: sortiz" in window.about.text()
    key = window.panel.key.text().replace(" – ", "-")
    assert Vault(office.paths.keys).fits(Vault(office.paths.keys).open_with_recovery(key, at=AT))
    window.close()
    assert window.panel._key == ""
    give_password(qtbot, program, office)


def give_password(qtbot, program: Program, office: Desk) -> None:
    """Who was left out gets a first password from the same tab, and signs in."""
    sign_in(qtbot, program)
    page = program.page.page("office")
    panel = child(page.tab(tab_of(page)), PasswordsPanel, "passwords_panel")
    qtbot.waitUntil(lambda: panel.who.count() == 1, timeout=10_000)
    assert panel.who.currentText() == "Sam Ortiz" and not panel.isHidden()
    first = panel.password.text()
    panel.password.setText("short")
    panel.give.click()
    qtbot.waitUntil(lambda: bool(panel.fields["password"].problem), timeout=10_000)
    panel.password.setText(first)
    panel.give.click()
    qtbot.waitUntil(lambda: panel.isHidden(), timeout=10_000)
    open_office(office.paths, "sortiz", first, AT, cost=Cost.cheap()).close()


def test_that_a_failure_is_told_and_leaves_the_office_as_it_was(
    qtbot, program: Program, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Unavailable("The disk is full. Make room.")

    sign_in(qtbot, program)
    window = rekey_window(qtbot, program)
    monkeypatch.setattr(rekey_form, "change_key", fail)
    ended(qtbot, program, window)
    assert "disk is full" in window.problem.accessibleName() and "not changed" in window.about.text()
    assert "disk is full" in told(program) and read_keys(office.paths.keys).epoch == 0
    window.close()
    sign_in(qtbot, program)


def test_that_it_can_be_stopped(qtbot, program: Program, office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = change_key
    seen: list[RekeyWindow] = []

    def stopped(*args, **given):
        seen[0].cancel()
        return real(*args, **given)

    sign_in(qtbot, program)
    window = rekey_window(qtbot, program)
    seen.append(window)
    monkeypatch.setattr(rekey_form, "change_key", stopped)
    ended(qtbot, program, window)
    qtbot.waitUntil(lambda: "Stopped" in window.about.text(), timeout=10_000)
    assert read_keys(office.paths.keys).epoch == 0 and not list(office.paths.data_dir.glob(".rekeyed-*"))
    sign_in(qtbot, program)


def test_that_somebody_elses_open_window_is_told_by_name(qtbot, program: Program, office: Desk) -> None:
    there = open_office(office.paths, "sortiz", OTHERS, AT, cost=Cost.cheap())
    sign_in(qtbot, program)
    window = rekey_window(qtbot, program)
    ended(qtbot, program, window)
    assert "Not signed out: Sam Ortiz" in window.problem.accessibleName()
    there.close()
