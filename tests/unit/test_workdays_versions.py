"""Weekly hours by versions: a change holds from its day on and never rewrites what is past."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.workdays import DEFAULT_HOURS, Earlier, OfficeCalendar, WeekHours, first_change, past_problems
from tests.unit.test_workdays import DRAWN, INSTANTS, calendars, weeks

DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
MONDAY = date(2026, 11, 23)
FOUR_LONG_DAYS: WeekHours = (((time(8), time(12)), (time(12, 30), time(19))),) * 4 + ((), (), ())
OFFICE = OfficeCalendar(closures={date(2026, 11, 11): "Veterans Day", date(2026, 11, 26): "Thanksgiving"})
TODAY = date(2026, 11, 18)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


@DRAWN
@given(calendars(), weeks(), DAYS, INSTANTS, INSTANTS)
def test_that_new_hours_leave_all_business_time_before_them_as_it_was(
    office: OfficeCalendar, hours: WeekHours, from_on: date, a: datetime, b: datetime
) -> None:
    changed = office.with_hours(hours, from_on=from_on).validated()
    turn = datetime.combine(from_on, time(0), tzinfo=ZoneInfo(office.zone)).astimezone(UTC)
    a, b = min(a, turn), min(b, turn)
    assert changed.seconds_between(a, b) == office.seconds_between(a, b)
    assert changed.days_between(a, b) == pytest.approx(office.days_between(a, b), abs=1e-8)
    assert past_problems(office, changed, from_on) == {}


@DRAWN
@given(calendars(), weeks(), DAYS)
def test_that_new_hours_hold_from_their_day_on(office: OfficeCalendar, hours: WeekHours, from_on: date) -> None:
    changed = office.with_hours(hours, from_on=from_on)
    for day in (from_on, from_on + timedelta(days=1), from_on + timedelta(days=400)):
        assert changed.week_on(day) == hours
    for day in (from_on - timedelta(days=1), from_on - timedelta(days=90)):
        assert changed.week_on(day) == office.week_on(day) and changed.spans_on(day) == office.spans_on(day)


@DRAWN
@given(calendars(), weeks(), DAYS, INSTANTS, st.integers(0, 30))
def test_that_the_first_day_that_differs_is_found(
    office: OfficeCalendar, hours: WeekHours, from_on: date, received: datetime, n: int
) -> None:
    changed = office.with_hours(hours, from_on=from_on)
    turn = first_change(office, changed, from_on)
    days = (from_on + timedelta(days=i) for i in range(700))
    assert turn == next((day for day in days if office.spans_on(day) != changed.spans_on(day)), None)
    due = office.add_days(received, n)
    if turn is None or due.astimezone(ZoneInfo(office.zone)).date() < turn:
        assert changed.add_days(received, n) == due


@DRAWN
@given(calendars(), weeks(), DAYS, INSTANTS, st.integers(0, 30))
def test_that_what_was_due_before_new_hours_stays_due_then(
    office: OfficeCalendar, hours: WeekHours, from_on: date, received: datetime, n: int
) -> None:
    due = office.add_days(received, n)
    assume(due.astimezone(ZoneInfo(office.zone)).date() < from_on)
    assert office.with_hours(hours, from_on=from_on).add_days(received, n) == due


@settings(max_examples=40, deadline=None)
@given(calendars(), weeks(), DAYS, st.integers(1, 60))
def test_that_hours_cannot_change_on_a_day_that_is_past(
    office: OfficeCalendar, hours: WeekHours, from_on: date, late: int
) -> None:
    changed = office.with_hours(hours, from_on=from_on)
    today = from_on + timedelta(days=late)
    days = (from_on + timedelta(days=i) for i in range(late))
    differ = any(office.week_on(day) != changed.week_on(day) for day in days)
    assert ("hours" in past_problems(office, changed, today)) == differ


def test_that_a_target_counts_each_day_by_the_hours_in_force_then() -> None:
    changed = OFFICE.with_hours(FOUR_LONG_DAYS, from_on=MONDAY)
    assert changed.add_days(at(18, 10), 2) == OFFICE.add_days(at(18, 10), 2) == at(20, 16) + timedelta(minutes=30)
    assert changed.add_days(at(18, 10), 5) == at(25, 19)  # Thursday is a holiday, so Wednesday is the fifth
    assert changed.add_days(at(18, 10), 6) == at(30, 19)  # and Friday is closed from now on
    assert changed.seconds_between(at(23, 0), at(24, 0)) == 10.5 * 3600
    assert changed.explain(at(20, 10), 4) == ("4 business days: Mon 23, Tue 24, Wed 25, [Thu 26 Thanksgiving], Mon 30")


def test_that_new_hours_take_the_place_of_those_planned_for_later() -> None:
    planned = OFFICE.with_hours(FOUR_LONG_DAYS, from_on=date(2027, 1, 4))
    sooner = planned.with_hours((((time(9), time(17)),),) * 5 + ((), ()), from_on=MONDAY)
    assert sooner.earlier == (Earlier(date(2026, 11, 22), DEFAULT_HOURS),)
    assert planned.with_hours(DEFAULT_HOURS, from_on=MONDAY) == OFFICE


def test_that_an_order_of_versions_that_cannot_be_is_refused() -> None:
    twice = (Earlier(MONDAY, DEFAULT_HOURS), Earlier(MONDAY, FOUR_LONG_DAYS))
    with pytest.raises(Exception, match="restore the calendar"):
        OfficeCalendar(earlier=twice).validated()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        (OfficeCalendar(zone="America/Chicago", closures=OFFICE.closures), "zone", "stays as it was"),
        (OfficeCalendar("America/New_York", FOUR_LONG_DAYS, OFFICE.closures), "hours", "today"),
        (OfficeCalendar(closures={date(2026, 11, 26): "Thanksgiving"}), "closures", "Wednesday, November 11, 2026"),
        (OfficeCalendar(closures={**OFFICE.closures, date(2026, 11, 17): "Flood"}), "closures", "November 17"),
        (OfficeCalendar(closures={**OFFICE.closures, date(2026, 11, 11): "Armistice"}), "closures", "changed"),
        (
            OfficeCalendar(closures=OFFICE.closures, special={date(2026, 11, 10): ((time(9), time(12)),)}),
            "special",
            "November 10",
        ),
    ],
)
def test_that_a_change_of_the_past_is_refused_beside_its_field(changed: OfficeCalendar, field: str, said: str) -> None:
    problems = past_problems(OFFICE, changed, TODAY)
    assert list(problems) == [field] and said in problems[field]


def test_that_today_and_later_days_may_change() -> None:
    closed = {**OFFICE.closures, TODAY: "Snow", date(2026, 12, 24): "Christmas Eve"}
    assert past_problems(OFFICE, OfficeCalendar(closures=closed), TODAY) == {}
    del closed[date(2026, 11, 26)]
    assert past_problems(OFFICE, OfficeCalendar(closures=closed), TODAY) == {}
