"""A change of the calendar moves open due dates from today on, and never what is past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.errors import Conflict, Invalid
from app.models import Case, Channel, Event, Outcome, Status, Told, table_of
from app.queries.figures import closings, fell_due, month
from app.queries.office import calendar
from app.services.acknowledging import acknowledge_case
from app.services.calendar import add_preset, change_calendar, change_hours, close_day, open_day
from app.services.cases import close_case, move_case
from app.services.import_rows import ImportPlan, OldCase
from app.services.imports import import_cases
from app.services.office import change_setting
from app.services.referrals import answer, refer
from app.workdays import OfficeCalendar, WeekHours
from tests.factories import AT, director, make_case, make_store

TODAY = date(2026, 11, 18)  # Wednesday
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
DUE = datetime(2026, 12, 2, 21, 30, tzinfo=UTC)  # ten days after AT, at half past four
DAY = timedelta(days=1)
SHORT: WeekHours = (((time(9), time(13)),),) * 4 + ((), (), ())
NOVEMBER = month("America/New_York", 2026, 11)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    store = make_store(tmp_path_factory.mktemp("office"))
    with Session(store.engine) as session:
        yield session
    store.close()


@pytest.fixture
def session(office: Session) -> Iterator[Session]:
    yield office
    office.rollback()


def dated(session: Session, **given: Any) -> Case:
    return make_case(session, fields={"category_id": 1}, **given)


def closed(session: Session, day: date, name: str = "Snow", at: datetime = AT) -> int:
    return close_day(session, director(session), day, name, at=at).redated


def test_that_a_closure_moves_what_is_due_after_it_and_says_so_in_history(session: Session) -> None:
    case, other = dated(session), make_case(session)
    assert case.due_at == DUE
    assert closed(session, FRIDAY) == 1
    assert case.due_at == DUE + DAY and other.due_at is None
    assert case.first_response_due_at == datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    e = table_of(Event).c
    told = session.execute(select(e.subject_id, e.detail).where(e.verb == "redated")).one()
    assert told.subject_id == case.id and set(told.detail) == {"due_at", "first_response_due_at"}


def test_that_a_closure_taken_back_gives_the_dates_of_before(session: Session) -> None:
    case = dated(session)
    before = (case.acknowledge_due_at, case.first_response_due_at, case.due_at)
    closed(session, TODAY + DAY)
    assert (case.acknowledge_due_at, case.first_response_due_at, case.due_at) != before
    open_day(session, director(session), TODAY + DAY, (), at=AT)
    assert (case.acknowledge_due_at, case.first_response_due_at, case.due_at) == before
    assert calendar(session) == OfficeCalendar()


def test_that_new_hours_move_open_dates_and_leave_the_past(session: Session) -> None:
    case = dated(session)
    change_hours(session, director(session), SHORT, from_on=MONDAY, at=AT)
    hours = calendar(session)
    assert case.due_at == hours.add_days(AT, 10) == datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert hours.spans_on(FRIDAY) == OfficeCalendar().spans_on(FRIDAY) and hours.spans_on(MONDAY) == SHORT[0]


def test_that_a_case_that_waited_keeps_the_days_of_its_waits(session: Session) -> None:
    case, who = dated(session), director(session)
    number = case.id or 0
    move_case(session, who, number, Status.WAITING_RESIDENT, at=AT + DAY, reason="A photograph")
    move_case(session, who, number, Status.OPEN, at=AT + 2 * DAY)
    assert case.due_at == DUE + DAY
    move_case(session, who, number, Status.WAITING_RESIDENT, at=AT + 6 * DAY, reason="Another")
    closed(session, date(2026, 11, 30), at=AT + 6 * DAY)
    assert case.due_at == DUE + 2 * DAY


def test_that_what_is_closed_late_or_done_stays_as_it_was(session: Session) -> None:
    who, told = director(session), Told(told=False, why_not="No number")
    done, late, answered = dated(session), dated(session, at=AT - 30 * DAY), dated(session)
    close_case(session, who, done.id or 0, outcome=Outcome.RESOLVED, told=told, at=AT)
    acknowledge_case(session, who, answered.id or 0, how=Channel.PHONE, at=AT)
    kept = [(each.due_at, each.acknowledge_due_at) for each in (done, late)]
    before, figures = (
        answered.acknowledge_due_at,
        (closings(session, who, NOVEMBER), fell_due(session, who, NOVEMBER, at=AT)),
    )
    assert closed(session, TODAY + DAY) == 1
    assert [(each.due_at, each.acknowledge_due_at) for each in (done, late)] == kept
    assert answered.acknowledge_due_at == before
    assert (closings(session, who, NOVEMBER), fell_due(session, who, NOVEMBER, at=AT)) == figures


def test_that_no_change_makes_late_what_was_not(session: Session) -> None:
    evening = datetime(2026, 11, 18, 20, tzinfo=UTC)  # three in the afternoon
    case = dated(session, at=AT - 14 * DAY)
    assert case.due_at == datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
    open_day(session, director(session), TODAY, [(time(8, 30), time(12))], at=evening)
    assert case.due_at == datetime(2026, 11, 18, 21, 30, tzinfo=UTC)


def test_that_a_date_of_the_city_s_own_is_not_moved(session: Session) -> None:
    old = OldCase(2, AT - DAY, "open", "Drain", due_at=DUE, reference="A-1", categories=("Water",))
    given: dict[str, Any] = {"plan": ImportPlan("311"), "file_name": "a.csv", "sha256": "0" * 64, "mapping": {}}
    import_cases(session, director(session), [old], **given, at=AT)
    c = table_of(Case).c
    query = select(c.due_at, c.city_due_at).where(c.subject == "Drain")
    assert closed(session, FRIDAY) == 0
    assert tuple(session.execute(query).one()) == (DUE, DUE)


def test_that_holidays_of_a_preset_are_copied_from_today_on_and_then_the_office_s_own(session: Session) -> None:
    who = director(session)
    closed(session, date(2027, 4, 19), "Marathon Monday")
    add_preset(session, who, "MA", [2026, 2027], at=AT)
    closures = calendar(session).closures
    assert min(closures) == date(2026, 11, 26) and closures[date(2027, 4, 19)] == "Marathon Monday"
    open_day(session, who, date(2027, 4, 19), [(time(9), time(12))], at=AT)
    add_preset(session, who, "MA", [2027], at=AT)
    assert calendar(session).spans_on(date(2027, 4, 19)) == ((time(9), time(12)),)


@pytest.mark.parametrize("years", [[], [2025], [2026, 2040]])
def test_that_holidays_of_years_that_are_past_or_far_away_are_refused(session: Session, years: list[int]) -> None:
    with pytest.raises(Invalid, match="Choose years from 2026"):
        add_preset(session, director(session), "MA", years, at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closures": {"2026-11-17": "Flood"}}, "closures"),
        ({"special": {"2026-11-17": [["09:00", "12:00"]]}}, "special"),
        ({"hours": {"mon": [["09:00", "12:00"]]}}, "hours"),
        ({"hours": {}}, "hours"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"hours": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "mon"),
    ],
)
def test_that_a_wrong_calendar_is_refused_beside_its_field(
    session: Session, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_setting(session, director(session), "calendar", OfficeCalendar().to_json() | change, at=AT)
    assert field in refused.value.problems and calendar(session) == OfficeCalendar()


def test_that_the_time_zone_can_be_put_right_until_a_case_is_dated_by_it(session: Session) -> None:
    value = OfficeCalendar(zone="America/Chicago").to_json()
    change_calendar(session, director(session), value, at=AT)
    assert calendar(session).zone == "America/Chicago"
    dated(session)
    with pytest.raises(Invalid, match="time zone dates"):
        change_calendar(session, director(session), OfficeCalendar().to_json(), at=AT)


def test_that_a_closure_needs_a_name_and_hours_a_day_that_is_not_past(session: Session) -> None:
    with pytest.raises(Invalid, match="why the office is closed"):
        closed(session, FRIDAY, " ")
    with pytest.raises(Invalid) as refused:
        change_hours(session, director(session), SHORT, from_on=TODAY - DAY, at=AT)
    assert "from_on" in refused.value.problems


def test_that_a_calendar_somebody_else_changed_is_not_overwritten(session: Session) -> None:
    shown = calendar(session).to_json()
    closed(session, FRIDAY)
    with pytest.raises(Conflict):
        change_calendar(session, director(session), shown, base=shown, at=AT)


def test_that_a_change_that_is_stopped_changes_nothing(session: Session) -> None:
    class Enough(Exception):
        """Somebody pressed Cancel."""

    def stop(done: int, total: int, words: str) -> None:
        raise Enough(words)

    case, wanted = dated(session), OfficeCalendar(closures={FRIDAY: "Snow"}).to_json()
    session.commit()
    with pytest.raises(Enough):
        change_calendar(session, director(session), wanted, at=AT, progress=stop)
    session.rollback()
    assert case.due_at == DUE and calendar(session) == OfficeCalendar()


def test_that_a_closure_moves_what_a_department_owes_and_leaves_what_it_answered(session: Session) -> None:
    who, fields = director(session), {"words": "Please mend it."}
    running, done = (
        refer(session, who, make_case(session).id or 0, department_id=1, fields=fields, at=AT) for _ in range(2)
    )
    answer(session, who, done.id or 0, words="Done.", adequate=True, at=AT)
    was = running.due_at
    closed(session, FRIDAY)
    assert (running.due_at - was, done.due_at) == (DAY, was)
    told = session.execute(select(table_of(Event).c.detail).where(table_of(Event).c.subject == "referral")).scalars()
    assert {"due_at": [was.isoformat(), running.due_at.isoformat()]} in list(told)
