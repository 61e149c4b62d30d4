"""Every control of referrals, their sheets and the page Departments is told to a screen reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QAbstractButton
from sqlmodel import Session

from app.models import Level
from app.services.departments import save_contact, save_official
from app.services.referrals import chase, refer
from app.services.releases import add_release
from app.store import Store
from app.ui.main_window import MainWindow
from app.ui.seat import Seat
from tests.factories import AT, director, make_case
from tests.ui.find import child
from tests.ui.seat import settle
from tests.ui.told import dialog, faults


def referred(s: Session) -> None:
    """A case before a department and a senator, late and chased, with a release; contacts in the directory."""
    who, begun = director(s), AT - timedelta(days=30)
    case = make_case(s, "Storm drain backs up", at=begun, fields={"category_id": 2}).id or 0
    senator = save_official(s, who, fields={"name": "Ana Reis", "body": "Senate", "level": Level.STATE}, at=AT)
    save_contact(s, who, 2, fields={"name": "Jo Park", "title": "Dispatcher"}, at=AT)
    release = {"signer": "Ned Bor", "signed_on": AT.date(), "scope": "The drain"}
    add_release(s, who, case, fields=release, at=AT)
    number = refer(s, who, case, fields={"words": "Look"}, department_id=2, at=begun).id or 0
    refer(s, who, case, fields={"words": "Look"}, official_id=senator.id, at=AT)
    chase(s, who, number, fields={"words": "Again"}, at=AT)


@pytest.fixture
def store(store: Store) -> Store:
    store.write(referred)
    return store


@pytest.fixture
def room() -> tuple[int, int]:
    return (1280, 720)


@pytest.mark.parametrize(
    "name", ["refer_case", "referral_1_chase", "referral_1_answer", "referral_1_received", "referral_1_withdraw"]
)
def test_that_every_control_of_a_referral_is_told(window: MainWindow, seat: Seat, qtbot, name: str) -> None:
    window.show_page("cases", {"case_id": 1})
    settle(qtbot, seat)
    page = window.page("cases").case
    assert faults(page) == []
    child(page, QAbstractButton, name).click()
    settle(qtbot, seat)
    assert faults(dialog()) == []
    dialog().reject()


def test_that_every_control_of_a_release_is_told(window: MainWindow, seat: Seat, qtbot) -> None:
    window.show_page("cases", {"case_id": 1})
    settle(qtbot, seat)
    window.page("cases").case.referring.add_release()
    assert faults(dialog()) == []
    dialog().reject()


def test_that_every_control_of_the_directory_is_told(window: MainWindow, seat: Seat, qtbot) -> None:
    for what in ({"department_id": 2}, {"officials": True}, {"referrals": {"running": True}}):
        window.show_page("departments", what)
        settle(qtbot, seat)
        assert faults(window) == []
    page = window.page("departments")
    for opened in (page.departments.new_record, page.departments.record.add_contact, lambda: page.open_official(1)):
        opened()
        settle(qtbot, seat)
        assert faults(dialog()) == []
        dialog().reject()


def test_that_every_control_of_what_departments_owe_is_told(window: MainWindow, seat: Seat, qtbot) -> None:
    window.show_page("direct")
    settle(qtbot, seat)
    assert window.page("direct").departments.rows
    assert faults(window) == []
