"""The targets of a case on its page: acknowledge, first answer, resolution, the city's own date."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.models import Case, Channel
from app.store import Store
from app.ui.forms.acknowledge_form import AcknowledgeForm
from app.ui.pages.case import CasePage
from app.ui.pages.case_days import DaysCounted
from app.ui.seat import Seat
from app.ui.widgets.pills import Pill
from app.workdays import OfficeCalendar
from tests.factories import AT, make_case
from tests.ui.seat import put_up, put_up_case, settle

DAY = timedelta(days=1)
FRIDAY_EVENING = datetime(2026, 4, 17, 22, 0, tzinfo=UTC)


@pytest.fixture
def store(store: Store) -> Store:
    """Case 1, received a day ago, that the city had given a date of its own."""

    def fill(session) -> None:
        make_case(session, fields={"category_id": 1}, at=AT - DAY).city_due_at = AT - DAY / 2

    store.write(fill)
    return store


@pytest.fixture
def page(seat: Seat, qtbot) -> CasePage:
    return put_up_case(qtbot, seat)


def words(page: CasePage, name: str) -> list[str]:
    return [each.text() for each in page.facts.findChildren(QLabel, name)]


def test_that_three_targets_stand_with_what_is_left_of_them(page: CasePage) -> None:
    assert words(page, "target_title") == ["Acknowledge", "First answer", "Resolution"]
    pills = [each.word for each in page.facts.targets.findChildren(Pill)]
    assert pills == ["0.0 h left", "1.8 d left", "9.8 d left"]
    assert page.facts.targets.findChildren(Pill)[2].toolTip() == "9 % of its time is gone"


def test_that_the_city_s_own_date_is_told_with_whether_it_was_kept(page: CasePage) -> None:
    (said,) = words(page, "city_due")
    assert said.startswith("The city’s own date: ") and said.endswith("late by it")


def test_that_long_lateness_is_told_in_office_days(page: CasePage, seat: Seat, qtbot) -> None:
    seat.clock = lambda: AT + 56 * DAY
    page.show_case(1)
    settle(qtbot, seat)
    pill = page.facts.targets.findChildren(Pill)[0]
    assert pill.word.endswith(" d late") and 35 < float(pill.word.split()[0]) < 41


def test_that_the_day_of_receipt_is_told_of_what_came_in_after_hours(seat: Seat, qtbot) -> None:
    days = put_up(qtbot, seat, DaysCounted())
    days.show_days(OfficeCalendar().explain_days(FRIDAY_EVENING, 1), FRIDAY_EVENING.date())
    told = [line.partition(": ")[2] for line in days.lines()]
    assert told == ["came in after hours", "counts as the day of receipt", "day 1, due at closing time"]


def test_that_g_records_that_the_resident_was_told(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    assert page.facts.targets.acknowledge.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_G)
    sheet = page.facts.targets.sheet
    assert sheet is not None and sheet.isVisible()
    form = sheet.form
    assert isinstance(form, AcknowledgeForm)
    form.how.setCurrentIndex(form.how.findData(Channel.LETTER))
    form.save()
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: not page.facts.targets.acknowledge.isVisible())
    assert store.read(lambda s: s.get_one(Case, 1).acknowledged_at) == AT
    assert page.facts.targets.findChildren(Pill)[0].status == "met"
