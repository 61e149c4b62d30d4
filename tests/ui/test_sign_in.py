"""Signing in: names, wrong passwords, waits, recovery."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.attempts import TooSoon
from app.config import OfficePaths
from app.ui.known import Known
from app.ui.sign_in import SignInPage
from app.vault import WrongPassword

KNOWN = [Known("ltran", "Linh Tran"), Known("drocha", "Denise Rocha")]


@pytest.fixture
def page(qtbot, tmp_path: Path) -> SignInPage:
    made = SignInPage(OfficePaths(tmp_path), KNOWN)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.start()
    return made


def test_that_enter_opens_for_the_name_chosen(qtbot, page: SignInPage) -> None:
    qtbot.keyClicks(page.password, "four words of mine")
    with qtbot.waitSignal(page.open_wanted) as asked:
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert asked.args == ["ltran", "four words of mine"]


def test_that_somebody_else_types_a_name(qtbot, page: SignInPage) -> None:
    assert page.names is not None and page.login_field.isHidden()
    page.names.setCurrentIndex(page.names.model().index(2, 0))
    assert not page.login_field.isHidden()
    page.password.setText("four words of mine")
    page.submit()
    assert page.login_field.problem
    page.login.setText("pfeeney")
    with qtbot.waitSignal(page.open_wanted) as asked:
        page.submit()
    assert asked.args[0] == "pfeeney"


def test_that_a_wrong_password_is_told_beside_the_field_and_kept(page: SignInPage) -> None:
    page.password.setText("wrong words here")
    page.busy("Unlocking…")
    assert not page.way_in.isEnabled()
    page.refuse(WrongPassword())
    assert page.way_in.isEnabled()
    assert "do not go together" in (page.password_field.problem or "")
    assert page.password.text() == "wrong words here"


def test_that_a_wait_is_counted_down_and_then_over(page: SignInPage) -> None:
    page.refuse(TooSoon(2))
    assert not page.button.isEnabled()
    page._count_down()
    assert "1 s" in (page.password_field.problem or "")
    page._count_down()
    assert page.button.isEnabled() and page.password_field.problem is None


def test_that_the_password_can_be_shown(page: SignInPage) -> None:
    assert page.password.echoMode() is QLineEdit.EchoMode.Password
    page.password.eye.trigger()
    assert page.password.echoMode() is QLineEdit.EchoMode.Normal


def test_that_recovery_asks_for_a_new_password_twice(qtbot, page: SignInPage) -> None:
    page._show_recovery()
    form = page.recovery
    form._key.setText("ABCD")
    form._new.setText("a new long one")
    form._again.setText("another long one")
    form.submit()
    assert form._fields["again"].problem
    form._again.setText("a new long one")
    with qtbot.waitSignal(page.recovery_wanted) as asked:
        form.submit()
    assert asked.args[0] == {"recovery": "ABCD", "login": "ltran", "password": "a new long one"}


def test_that_nothing_of_the_office_is_shown_before_unlocking(page: SignInPage) -> None:
    words = " ".join(label.text() for label in page.findChildren(QLineEdit))
    assert "Halbrook" not in words
    assert page.names is not None and page.names.model().rowCount() == 3


def test_that_tab_goes_from_the_name_to_the_password_and_on_to_the_button(qtbot, tmp_path: Path) -> None:
    made = SignInPage(OfficePaths(tmp_path), [])
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.login.setFocus()
    qtbot.waitUntil(made.login.hasFocus, timeout=5_000)
    for after in (made.password, made.button):
        assert made.focusNextChild()
        qtbot.waitUntil(after.hasFocus, timeout=5_000)
