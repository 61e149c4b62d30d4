"""Office → Hours and holidays: hours from a day on, closures, late evenings; what is past stays."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QAbstractSlider

from app.models import Case, Setting
from app.queries.office import calendar
from app.store import Store
from app.ui.pages.office_calendar import CalendarForm
from app.ui.seat import Seat
from app.ui.theme import theme
from app.workdays import OfficeCalendar
from tests.factories import make_case
from tests.ui.seat import settle

KEPT = OfficeCalendar(closures={date(2026, 11, 11): "Veterans Day", date(2026, 11, 26): "Thanksgiving"})
MONDAY = QDate(2026, 11, 23)


@pytest.fixture
def store(store: Store) -> Store:
    def fill(session) -> None:
        session.get_one(Setting, "calendar").value = KEPT.to_json()
        make_case(session, fields={"category_id": 1})

    store.write(fill)
    return store


@pytest.fixture
def form(seat: Seat, qtbot) -> CalendarForm:
    made = CalendarForm(seat, "calendar_form")
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


def saved(form: CalendarForm, seat: Seat, qtbot) -> None:
    form.save()
    settle(qtbot, seat)


def closure(form: CalendarForm, day: QDate, name: str) -> None:
    form.hours.closures._date.setDate(day)
    form.hours.closures._name.setText(name)
    form.hours.closures._add_day.click()


def test_that_new_hours_hold_from_the_day_chosen(form: CalendarForm, store: Store, seat: Seat, qtbot) -> None:
    form.hours.dated.date.setDate(MONDAY)
    form.hours._days[0]._edits[0].setTime(QTime(9, 0))
    saved(form, seat, qtbot)
    kept = store.read(calendar)
    assert str(kept.week_on(date(2026, 11, 23))[0][0][0]) == "09:00:00"
    assert kept.week_on(date(2026, 11, 22)) == KEPT.hours and not form.has_problems
    assert "planned from Mon Nov 23 on" in form.hours.dated.words.text()


def test_that_a_closure_moves_due_dates_and_the_message_says_how_many(
    form: CalendarForm, store: Store, seat: Seat, qtbot
) -> None:
    before = store.read(lambda s: s.get_one(Case, 1).due_at)
    closure(form, QDate(2026, 11, 20), "Snow")
    saved(form, seat, qtbot)
    after = store.read(lambda s: s.get_one(Case, 1).due_at)
    assert before and after and after > before
    assert store.read(calendar).closures[date(2026, 11, 20)] == "Snow"
    assert not form.progress.isVisible() and not form.dirty


def test_that_a_late_evening_is_hours_of_one_day(form: CalendarForm, store: Store, seat: Seat, qtbot) -> None:
    days = form.hours.closures
    days._kind.setCurrentIndex(1)
    assert not days._name.isVisible() and days._from.isVisible()
    days._date.setDate(QDate(2026, 12, 3))
    days._add_day.click()
    saved(form, seat, qtbot)
    kept = store.read(calendar)
    assert kept.to_json()["special"] == {"2026-12-03": [["08:30", "19:00"]]}


def test_that_days_that_are_past_cannot_be_unchecked_or_added(form: CalendarForm) -> None:
    days = form.hours.closures
    past, coming = (days.list.item(row) for row in range(2))
    assert "past, stays" in past.text() and not past.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert coming.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert days._date.minimumDate() == QDate(2026, 11, 18) == form.hours.dated.date.minimumDate()


def test_that_holidays_of_a_year_are_added_beside_the_office_s_own(form: CalendarForm) -> None:
    days = form.hours.closures
    closure(form, QDate(2027, 4, 19), "Marathon Monday")
    days.preset.setCurrentIndex(days.preset.findData("MA"))
    days.year.setCurrentIndex(days.year.findData(2027))
    days.add_year.click()
    value = days.value()
    assert value["2027-04-19"] == "Marathon Monday" and value["2027-07-05"].startswith("Independence Day")
    assert value["2026-11-11"] == "Veterans Day" and "2028-07-04" not in value


def test_that_the_holidays_of_the_office_s_own_state_are_offered_first(seat: Seat, qtbot) -> None:
    seat.reference.office["state"] = "MA"
    form = CalendarForm(seat, "calendar_form")
    qtbot.addWidget(form)
    assert form.hours.closures.preset.currentData() == "MA"


def test_that_the_list_begins_at_the_next_day_to_come_at_large_text_too(form: CalendarForm, qtbot) -> None:
    theme().choose("light", text_percent=200)
    try:
        days = form.hours.closures
        past, coming = ({date(year, 1, day): "Closed" for day in range(1, 29)} for year in (2026, 2027))
        days.set_value(past | coming)
        form.resize(700, 900)
        qtbot.waitUntil(lambda: days.list.indexAt(days.list.viewport().rect().topLeft()).row() == len(past))
        days.list.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
        form.resize(760, 800)
        assert days.list.indexAt(days.list.viewport().rect().topLeft()).row() == 0
    finally:
        theme().choose("light", text_percent=100)


def test_that_wrong_hours_are_told_beside_their_day_and_nothing_is_saved(
    form: CalendarForm, store: Store, seat: Seat, qtbot
) -> None:
    form.hours._days[1]._break.setChecked(True)
    form.hours._days[1]._edits[2].setTime(QTime(15, 0))
    saved(form, seat, qtbot)
    assert "overlap" in form.hours._days[1].problem.text() and store.read(calendar) == KEPT
    for day in form.hours._days:
        day.open.setChecked(False)
    saved(form, seat, qtbot)
    assert "at least one day" in form.hours.dated.problem.text() and store.read(calendar) == KEPT


def test_that_a_day_of_three_shifts_comes_back_as_it_was(form: CalendarForm) -> None:
    spans = [["07:00", "10:00"], ["11:00", "14:00"], ["17:00", "20:00"]]
    week = OfficeCalendar.from_json({"zone": "UTC", "hours": {"mon": spans}})
    form.hours.load(week)
    assert form.hours.value()["hours"]["mon"] == spans


def test_that_a_calendar_changed_elsewhere_is_shown_and_not_overwritten(
    form: CalendarForm, store: Store, seat: Seat, qtbot
) -> None:
    other = OfficeCalendar(closures={**KEPT.closures, date(2026, 12, 24): "Christmas Eve"})

    def change(session) -> None:
        session.get_one(Setting, "calendar").value = other.to_json()

    closure(form, QDate(2026, 11, 20), "Snow")
    store.write(change)
    saved(form, seat, qtbot)
    assert store.read(calendar) == other and "Somebody else" in form.notice.words.text()
