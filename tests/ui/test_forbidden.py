"""What a role may not do: its button is not there, and the act done anyway is refused with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from sqlmodel import Session, func, select

from app.authority import RIGHTS, Actor, Right
from app.models import Event, Outcome, Role, Told
from app.services.cases import assign_cases, close_case, open_case
from app.services.contacts import log_contact
from app.services.exports import record_export
from app.services.office import add_staff, change_setting, save_category
from app.services.prints import record_print
from app.store import Store
from app.ui.labels import word
from app.ui.main_window import MainWindow
from app.ui.messages import Kind
from app.ui.seat import Seat
from tests.factories import make_case
from tests.ui.seat import settle

ROLES = list(Role)


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_case(s, owner_id=1))
    return store


@pytest.fixture(params=ROLES, ids=str)
def role(request: pytest.FixtureRequest) -> Role:
    return Role(request.param)


def shown(page: Any, name: str) -> bool:
    """Whether there is a button of this name to be pressed."""
    return any(not each.isHidden() and each.isEnabled() for each in page.findChildren(QAbstractButton, name))


def test_that_the_window_offers_each_role_what_it_may(qtbot, window: MainWindow, seat: Seat) -> None:
    held = RIGHTS[seat.me.role]
    assert shown(window.bar, "log_contact") is (Right.LOG_CONTACT in held)
    assert (window.slips is not None) is (Right.LOG_CONTACT in held)
    for key, right in (
        ("reports", Right.PRINT),
        ("direct", Right.ASSIGN_CASE),
        ("delegation", Right.READ_REGISTER),
    ):
        assert window.rail.shows(key) is (right in held)
    assert all(window.rail.shows(key) for key in ("today", "cases", "people", "office"))
    for key, new in (("cases", "new_case"), ("people", "new_record")):
        window.show_page(key)
        settle(qtbot, seat)
        page = window.page(key)
        assert shown(page, "export") is (Right.EXPORT in held)
        assert new == "new_record" or shown(page, new) is (Right.OPEN_CASE in held)
    for key, right in (("reports", Right.PRINT), ("direct", Right.ASSIGN_CASE)):
        window.show_page("today")
        window.show_page(key)
        settle(qtbot, seat)
        assert (window.current_key == key) is (right in held)


def test_that_the_office_page_offers_only_what_may_be_changed(qtbot, window: MainWindow, seat: Seat) -> None:
    held = RIGHTS[seat.me.role]
    window.show_page("office")
    office = window.page("office")
    settle(qtbot, seat)
    for at, right in enumerate(
        (Right.MANAGE_OFFICE, Right.MANAGE_OFFICE, Right.MANAGE_STAFF, Right.KEEP_TAXONOMY, Right.KEEP_TAXONOMY)
    ):
        buttons = [each for each in office.tab(at).findChildren(QAbstractButton) if each.objectName().endswith("_save")]
        assert [each.isEnabled() for each in buttons] == [right in held]
    assert shown(office.tab(2), "staff_leaves") is (Right.MANAGE_STAFF in held)
    assert shown(office.tab(5), "password_form_save")
    assert shown(office.tab(8), "directives_add") is (Right.KEEP_DIRECTIVES in held)
    last = [office.tabs.isTabVisible(at) for at in range(9, 12)]
    assert last == [each in held for each in (Right.MANAGE_OFFICE, Right.IMPORT, Right.READ_HISTORY)]
    assert word("role", seat.me.role) in office.tab(6).you.text()
    if Right.MANAGE_OFFICE not in held:
        seat.do(ACTS[Right.MANAGE_OFFICE], owner=window)
        settle(qtbot, seat)
        said = [each.text() for each in window.problem.findChildren(QLabel)]
        assert not window.problem.isHidden() and "change the office's settings" in " ".join(said)


ACTS: dict[Right, Callable[[Session, Actor, Any], object]] = {
    Right.LOG_CONTACT: lambda s, who, at: log_contact(
        s, who, fields={"words": "Hole", "happened_at": at, "anonymous": True}, at=at
    ),
    Right.OPEN_CASE: lambda s, who, at: open_case(s, who, fields={"subject": "Hole"}, anonymous=True, at=at),
    Right.CLOSE_CASE: lambda s, who, at: close_case(
        s, who, 1, outcome=Outcome.RESOLVED, told=Told(told=False, why_not="No number"), at=at
    ),
    Right.ASSIGN_CASE: lambda s, who, at: assign_cases(s, who, [1], owner_id=None, at=at),
    Right.MANAGE_STAFF: lambda s, who, at: add_staff(
        s, who, fields={"name": "X Y", "login": "x.y", "role": Role.CLERK}, at=at
    ),
    Right.MANAGE_OFFICE: lambda s, who, at: change_setting(s, who, "office", {"city": "Elsewhere"}, at=at),
    Right.KEEP_TAXONOMY: lambda s, who, at: save_category(s, who, fields={"name": "Trees"}, at=at),
    Right.EXPORT: lambda s, who, at: record_export(s, who, table="case_record", count=1, asked={}, kind="csv", at=at),
    Right.PRINT: lambda s, who, at: record_print(s, who, "monthly", how="printed", at=at),
}


def test_that_an_act_done_anyway_is_refused_with_its_sentence_and_changes_nothing(
    qtbot, store: Store, seat: Seat
) -> None:
    said: list[str] = []
    seat.messages.attach(lambda message: said.append(message.text) if message.kind is Kind.PROBLEM else None)
    before, refused = acts_of(store), 0
    for right, act in ACTS.items():
        if seat.may(right):
            continue
        seat.do(act, owner=seat)
        settle(qtbot, seat)
        refused += 1
        expected = (
            "may not work on cases" if right is Right.ASSIGN_CASE and not seat.may(Right.WORK_CASE) else "may not"
        )
        assert len(said) == refused and f"Your role ({seat.me.role.value})" in said[-1] and expected in said[-1]
    assert acts_of(store) == before
    assert refused == sum(right not in RIGHTS[seat.me.role] for right in ACTS)


def acts_of(store: Store) -> int:
    """The lines of history but those that tell of a refusal."""
    acts = select(func.count()).select_from(Event).where(Event.verb != "refused")
    return store.read(lambda s: s.exec(acts).one())


def test_that_a_case_offers_work_only_to_who_may_work_on_it(qtbot, window: MainWindow, seat: Seat) -> None:
    """The Director's case: an intern works on the own ones only."""
    works = seat.may(Right.WORK_CASE) and seat.me.role is not Role.INTERN
    window.show_page("cases", {"case_id": 1})
    settle(qtbot, seat)
    page = window.page("cases")
    for name in ("close_case", "edit_case", "wait_case", "promise_case", "task_case"):
        assert shown(page, name) is works
    assert shown(page, "print_case") is seat.may(Right.PRINT)
    for head in ("affected_head", "linked_head", "references_head", "files_head"):
        (widget,) = page.findChildren(QWidget, head)
        assert any(not each.isHidden() for each in widget.findChildren(QAbstractButton)) is works
