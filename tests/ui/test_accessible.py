"""Every screen as a screen reader meets it: each control says its name and what it is, each label leads somewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
)
from sqlmodel import Session

from app.authority import actor
from app.config import OfficePaths
from app.models import Channel, Outcome, Role, Told
from app.services.cases import close_case
from app.services.follow_ups import plan_follow_up
from app.services.people import add_organization
from app.services.promises import promise
from app.services.tasks import add_task
from app.services.troubles import link_trouble
from app.store import Store
from app.ui.entry import Entry
from app.ui.forms.import_form import ImportWindow
from app.ui.forms.restore_form import RestoreWindow
from app.ui.main_window import MainWindow
from app.ui.messages import Messages
from app.ui.seat import Seat
from app.ui.set_up import SetUpPage
from app.ui.welcome import WelcomePage
from app.vault import Cost
from tests.acting import make_designation
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff
from tests.ui.find import child
from tests.ui.seat import fill_drain, settle
from tests.ui.told import dialog, faults

PAGES = (
    "today",
    "cases",
    "people",
    "organizations",
    "departments",
    "contacts",
    "reports",
    "office",
    "direct",
    "delegation",
    "substance",
    "recommendations",
    "custom",
)
RECORDS = {
    "case": ("cases", {"case_id": 1}),
    "person": ("people", {"person_id": 1}),
    "organization": ("organizations", {"organization_id": 1}),
    "contact": ("contacts", {"contact_id": 1}),
}


@pytest.fixture
def store(store: Store) -> Store:
    fill_drain(store)
    store.write(lambda s: add_organization(s, director(s), fields={"name": "Elm Street Neighbors"}, at=AT))
    store.write(lambda s: make_staff(s, Role.ASSOCIATE))
    return store


@pytest.fixture
def room() -> tuple[int, int]:
    return (1280, 720)


@pytest.mark.parametrize("key", PAGES)
def test_that_every_control_of_a_page_is_told(window: MainWindow, seat: Seat, qtbot, key: str) -> None:
    window.show_page(key)
    settle(qtbot, seat)
    assert faults(window) == []


@pytest.mark.parametrize("kind", RECORDS)
def test_that_every_control_of_a_record_is_told(window: MainWindow, seat: Seat, qtbot, kind: str) -> None:
    window.show_page(*RECORDS[kind])
    settle(qtbot, seat)
    assert faults(window) == []


def test_that_every_control_of_the_office_is_told(window: MainWindow, seat: Seat, qtbot) -> None:
    window.show_page("office")
    office = window.page("office")
    found = []
    for at in range(office.tabs.count()):
        office.tab(at)
        settle(qtbot, seat)
        found += faults(office)
    assert found == []


@pytest.mark.parametrize("act", ["assign", "promise", "task", "wait", "close", "edit"])
def test_that_every_control_of_a_sheet_is_told(window: MainWindow, seat: Seat, qtbot, act: str) -> None:
    window.show_page("cases", {"case_id": 1})
    settle(qtbot, seat)
    window.page("cases").case.head.buttons[act].click()
    settle(qtbot, seat)
    assert faults(dialog()) == []
    dialog().reject()


def said_for_later(s: Session) -> None:
    """A promise, a task, a case nearby with somebody who called, and a closed trouble with its follow-up."""
    who = director(s)
    promise(s, who, 1, fields={"words": "A crew comes", "due_at": AT + timedelta(hours=3)}, at=AT)
    add_task(s, who, fields={"words": "Call the school"}, case_id=1, at=AT)
    caller = make_person(s, "Agnes Donovan").id
    make_contact(s, "The basin again", person_id=caller, address="46 Elm Street", category_id=1)
    make_case(s, "Cellar under water", fields={"category_id": 1}, address="46 Elm Street")
    link_trouble(s, who, 2, case_ids=[make_case(s, "Pothole too").id or 0], at=AT)
    told = Told(told=True, told_at=AT, told_how=Channel.PHONE)
    close_case(s, who, 2, outcome=Outcome.RESOLVED, told=told, at=AT)
    plan_follow_up(s, who, 2, due_on=AT.date(), at=AT)


@pytest.mark.parametrize(
    ("case_id", "name"),
    [
        (1, "promise_1_moved"),
        (1, "promise_1_broken"),
        (1, "link_trouble"),
        (2, "follow_up_1_ask"),
        (2, "telling_1_tell"),
        (2, "telling_1_not_told"),
    ],
)
def test_that_every_control_of_what_was_said_for_later_is_told(
    window: MainWindow, store: Store, seat: Seat, qtbot, case_id: int, name: str
) -> None:
    store.write(said_for_later)
    window.show_page("cases", {"case_id": case_id})
    settle(qtbot, seat)
    settle(qtbot, seat)
    page = window.page("cases").case
    assert faults(page) == []
    child(page, QAbstractButton, name).click()
    settle(qtbot, seat)
    assert faults(dialog()) == []
    dialog().reject()


def test_that_every_promise_of_today_is_told(window: MainWindow, store: Store, seat: Seat, qtbot) -> None:
    store.write(said_for_later)
    window.show_page("direct")
    settle(qtbot, seat)
    assert faults(window) == []
    window.show_page("today")
    settle(qtbot, seat)
    settle(qtbot, seat)
    assert window.page("today").later.isVisible() and faults(window) == []


@pytest.mark.parametrize("act", ["away", "renew", "appoint", "order", "end", "change", "back", "revoke"])
def test_that_every_control_of_a_form_of_the_register_is_told(
    window: MainWindow, store: Store, seat: Seat, qtbot, act: str
) -> None:
    store.write(lambda s: make_designation(s, make_staff(s, Role.MAYOR, name="Eileen Keohane"), actor(s, 2, AT)))
    window.show_page("delegation")
    settle(qtbot, seat)
    page = window.page("delegation")
    assert faults(page) == []
    parts = (page, page.card, page.appointments, page.absences)
    next(getattr(part, act) for part in parts if hasattr(part, act)).click()
    settle(qtbot, seat)
    assert faults(dialog()) == []
    dialog().reject()


@pytest.mark.parametrize("key", ["people", "organizations"])
def test_that_every_control_of_a_new_record_is_told(window: MainWindow, seat: Seat, qtbot, key: str) -> None:
    window.show_page(key, {"new": True})
    settle(qtbot, seat)
    assert faults(dialog()) == []
    dialog().reject()


@pytest.mark.parametrize("kind", ["call", "email"])
def test_that_every_control_of_a_slip_is_told(window: MainWindow, seat: Seat, qtbot, kind: str) -> None:
    seat.slip_wanted.emit({"kind": kind})
    settle(qtbot, seat)
    slip = next(iter(window.slips.slips.values()))
    assert faults(slip) == []
    slip.close()
    settle(qtbot, seat)


def test_that_every_control_of_the_windows_for_files_is_told(seat: Seat, qtbot) -> None:
    for made in (ImportWindow(seat), RestoreWindow(seat.paths, seat.jobs, clock=seat.now)):
        made.show()
        settle(qtbot, seat)
        assert faults(made) == []
        made.close()


def test_that_every_control_of_setting_up_is_told(tmp_path: Path, qtbot) -> None:
    paths = OfficePaths(tmp_path / "none")
    welcome = WelcomePage(tmp_path / "none")
    qtbot.addWidget(welcome)
    welcome.show()
    assert faults(welcome) == []
    entry = Entry(Messages(log_folder=tmp_path), cost=Cost.cheap())
    page = SetUpPage(entry, paths)
    qtbot.addWidget(page)
    page.show()
    page.people.add_person("Linh Tran", "ltran")
    found = []
    for at in range(len(page.steps)):
        page._go(at)
        found += faults(page)
    assert found == []
    entry.close()
    entry.deleteLater()
