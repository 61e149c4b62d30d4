"""A case whose clock stands still: paused in lists and on its page, with the days on which we waited."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from app.models import Status
from app.queries.cases import CaseRow, case_rows
from app.services.cases import move_case
from app.store import Store
from app.ui.case_words import Clock, due_cell, due_words
from app.ui.pages.case import CasePage
from app.ui.pages.case_export import cells
from app.ui.seat import Seat
from app.ui.widgets.cells import DueCell
from app.ui.widgets.pills import Pill
from tests.factories import AT, director, make_case
from tests.ui.seat import put_up_case

DAY = timedelta(days=1)


@pytest.fixture
def store(store: Store) -> Store:
    """Case 1: received on Thursday, October 29, due on Thursday, November 12, waiting since Monday, November 9."""
    store.write(lambda s: make_case(s, "Storm drain backs up", fields={"category_id": 1}, at=AT - 20 * DAY))
    move(store, Status.WAITING_RESIDENT, -9)
    return store


@pytest.fixture
def page(seat: Seat, qtbot) -> CasePage:
    return put_up_case(qtbot, seat)


def move(store: Store, status: Status, days: int) -> None:
    at = AT + days * DAY
    store.write(lambda s: move_case(s, director(s), 1, status, at=at, reason="A photograph"))


def row(store: Store) -> CaseRow:
    return store.read(lambda s: case_rows(s, director(s), [1], at=AT))[0]


def test_that_a_list_tells_a_waiting_case_paused_and_when_it_would_be_due(store: Store, seat: Seat) -> None:
    clock = Clock(AT, seat.zone)
    assert due_cell(row(store), clock) == DueCell("Paused, Nov 23", "waiting")
    assert due_words(row(store), clock) == "Paused, Nov 23 if the wait ends now"
    due = cells(row(store), clock.local)[10]
    assert (due.month, due.day) == (11, 23)
    move(store, Status.OPEN, 0)
    assert due_cell(row(store), clock) == DueCell("Mon Nov 23", "")


def test_that_the_page_tells_what_was_left_and_on_whom_we_waited(page: CasePage) -> None:
    pills = [each for each in page.facts.findChildren(Pill) if "Paused" in each.word]
    assert [each.word for each in pills] == ["Paused, 4.2 d late", "Paused, 3.8 d left"]
    assert {each.status for each in pills} == {"waiting"}  # the first answer was late before it waited
    assert [each.text() for each in page.facts.findChildren(QLabel, "target_when")][-1] == "Mon Nov 23"
    lines = page.facts.days.lines()
    assert "Tue Nov 10: our clock stood still, waiting on resident" in lines
    assert "Mon Nov 9: day 7" in lines and "Mon Nov 23: day 10, due at closing time" in lines
    head = page.facts.findChild(QLabel, "days_head")
    assert head is not None and head.text() == "How Nov 23 was counted"
