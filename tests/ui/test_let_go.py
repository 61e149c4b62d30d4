"""A window stands open while somebody is let go: it locks at the next thing asked, with the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.config import OfficePaths, Settings
from app.models import Role
from app.opening import Member, make_office, open_office, remove_member
from app.ui.program import Program
from app.ui.sign_in import SignInPage
from app.vault import Cost
from app.workdays import OfficeCalendar
from tests.ui.seat import end_program

PASSWORD = "four words of mine"


@pytest.fixture
def program(qtbot, tmp_path: Path) -> Iterator[Program]:
    """The window of an associate who is signed in; the Director is 1."""
    paths = OfficePaths(tmp_path / "office")
    make_office(
        paths,
        office={"city": "Halbrook"},
        calendar=OfficeCalendar().to_json(),
        first=Member("Margaret Mulcahy", "mmulcahy", Role.DIRECTOR, password=PASSWORD),
        others=[Member("Linh Tran", "ltran", Role.ASSOCIATE, password=PASSWORD)],
        at=datetime.now(UTC),
        cost=Cost.cheap(),
    )
    made = Program(paths, settings=Settings(logins=("ltran|Linh Tran",)), cost=Cost.cheap())
    made.start()
    made.page.password.setText(PASSWORD)
    made.page.submit()
    qtbot.waitUntil(lambda: made.entry is not None and made.entry.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: made.entry.jobs.idle, timeout=10_000)
    yield made
    end_program(made)


def let_go(program: Program) -> None:
    """The Director, at another seat, lets the associate go."""
    at = datetime.now(UTC)
    opened = open_office(program.paths, "mmulcahy", PASSWORD, at, cost=Cost.cheap())
    remove_member(lambda act: opened.store.write(act).result, opened, 2, "ltran", at, by=1)
    opened.close()


def test_that_a_window_of_one_who_was_let_go_locks_and_says_why(qtbot, program: Program) -> None:
    let_go(program)
    program.entry.jobs.poll()
    qtbot.waitUntil(lambda: isinstance(program.page, SignInPage), timeout=10_000)
    assert program.entry.opened is None and program.entry.window is None
    said = program.page.findChild(QLabel, "sign_in_hint")
    assert said is not None and "no longer on the staff list" in said.text()


def test_that_an_act_of_one_who_was_let_go_locks_too(qtbot, program: Program) -> None:
    let_go(program)
    program.entry.seat.do(lambda session, who, at: None, owner=program)
    qtbot.waitUntil(lambda: isinstance(program.page, SignInPage), timeout=10_000)
    assert not program.entry.jobs.has_store
