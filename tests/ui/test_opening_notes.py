"""The office's clock on Today and at opening time: told once, by day, never at night."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLabel

from app.store import Store
from app.ui.opening_notes import OpeningNotes
from app.ui.pages.today import TodayPage
from app.ui.seat import Seat
from app.workdays import OfficeCalendar
from tests.factories import AT, make_case
from tests.ui.seat import settle

DAY = timedelta(days=1)
NIGHT = datetime(2026, 11, 19, 4, tzinfo=UTC)


@pytest.fixture
def store(store: Store) -> Store:
    """A case of the Director's that is due on Thursday, so that most of its time is gone."""
    store.write(lambda s: make_case(s, at=AT - 13 * DAY, fields={"category_id": 1}, owner_id=1))
    return store


def told(seat: Seat, qtbot, at: datetime, notes: OpeningNotes | None = None) -> list[str]:
    heard: list[str] = []
    seat.clock = lambda: at
    seat.messages.attach(lambda message: heard.append(message.text))
    (notes or OpeningNotes(seat, seat)).look()
    settle(qtbot, seat)
    return heard


def test_that_it_is_told_when_the_office_is_open_and_once_a_day(seat: Seat, qtbot) -> None:
    notes = OpeningNotes(seat, seat)
    heard = told(seat, qtbot, AT, notes)
    assert heard == ["New among your cases since the office last opened: 1 with 80 % of the time gone."]
    assert told(seat, qtbot, AT + timedelta(hours=1), notes) == []
    assert told(seat, qtbot, AT + DAY, notes) == []  # nothing is new the day after


def test_that_nothing_is_told_at_night_nor_on_a_closed_day(seat: Seat, qtbot) -> None:
    assert told(seat, qtbot, NIGHT) == []
    assert told(seat, qtbot, AT + 3 * DAY) == []


def test_that_today_lists_whose_time_runs_out(seat: Seat, qtbot) -> None:
    page = TodayPage(seat)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, seat)
    (row,) = page.running_out._rows
    assert page.running_out.isVisible()
    assert any("80 % of its time is gone" in each.text() for each in row.findChildren(QLabel))


def test_that_next_year_s_empty_list_is_told_from_october_on(seat: Seat, qtbot) -> None:
    page = TodayPage(seat)
    qtbot.addWidget(page)
    assert not page.holidays.isHidden()
    full = OfficeCalendar(closures={date(2027, 7, 5): "Independence Day"})
    seat.reference = replace(seat.reference, calendar=full)
    page.holidays.look()
    assert page.holidays.isHidden()
    seat.reference = replace(seat.reference, calendar=OfficeCalendar())
    seat.clock = lambda: AT - 60 * DAY
    page.holidays.look()
    assert page.holidays.isHidden()
