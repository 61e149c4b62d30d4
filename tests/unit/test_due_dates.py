"""One rule of lateness: due dates move by waits, and lists, clocks, Today and figures say the same of every case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from app.models import CLOCK_STOPS, NEXT, Case, Channel, Direction, NoteKind, Outcome, Status, Told
from app.queries.case_clocks import days_of
from app.queries.cases import CaseFilter, case_count, case_ids, case_rows
from app.queries.figures import Period, closings, fell_due, month, responses, standing
from app.queries.targets import is_overdue
from app.queries.today import Day, due_next_ids, filters, today
from app.services.cases import add_note, close_case, move_case, reopen_case, update_case
from app.services.contacts import attach_to_case
from app.services.import_rows import ImportPlan, OldCase
from app.services.imports import import_cases
from app.store import open_engine
from app.upgrade import HEAD, migrate, upgrade, version_of
from app.workdays import OfficeCalendar, moved
from tests.factories import AT, KEY, director, make_case, make_contact, make_store

CALENDAR = OfficeCalendar(closures={date(2026, 11, 11): "Veterans Day", date(2026, 11, 26): "Thanksgiving"})
NOT_TOLD = Told(told=False, why_not="No number")
RECEIVED = datetime(2026, 10, 5, 14, tzinfo=UTC)  # Monday, 10:00 in Halbrook; ten days: due Monday the 19th at 16:30
DUE = datetime(2026, 10, 19, 20, 30, tzinfo=UTC)
OCTOBER = month("America/New_York", 2026, 10)
MINUTES = st.integers(1, 40 * 24 * 60)


def on(day: int, hour: int = 14, minute: int = 0) -> datetime:
    """An instant of October 2026 in UTC; 14:00 is 10:00 in Halbrook."""
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An office whose examples are rolled back, each by itself."""
    store = make_store(tmp_path_factory.mktemp("office"))
    with Session(store.engine) as session:
        yield session
    store.close()


@pytest.fixture
def session(office: Session) -> Iterator[Session]:
    yield office
    office.rollback()


def dated(session: Session) -> Case:
    return make_case(session, at=RECEIVED, fields={"category_id": 1})


def to(session: Session, case: Case, status: Status, at: datetime) -> None:
    """Any move, also closing and opening again."""
    who, number = director(session), case.id or 0
    if status is Status.CLOSED:
        close_case(session, who, number, outcome=Outcome.RESOLVED, told=NOT_TOLD, at=at)
    elif status is Status.REOPENED:
        reopen_case(session, who, number, reason="It came back", at=at)
    else:
        move_case(session, who, number, status, at=at, reason="A photograph")
    session.flush()


def waited(session: Session, start: datetime, end: datetime, status: Status = Status.WAITING_RESIDENT) -> Case:
    case = dated(session)
    to(session, case, status, start)
    to(session, case, Status.OPEN, end)
    return case


# -- the rule alone --------------------------------------------------------------------------------------------------


@given(start=MINUTES, first=MINUTES, second=MINUTES)
@settings(max_examples=60, deadline=None)
def test_that_waits_add_up_and_leave_as_many_days_as_there_were(start: int, first: int, second: int) -> None:
    due = CALENDAR.add_days(RECEIVED, 25)
    a = RECEIVED + timedelta(minutes=start)
    b, c = a + timedelta(minutes=first), a + timedelta(minutes=first + second)
    one, two = moved(CALENDAR, due, [(a, c)]), moved(CALENDAR, due, [(a, b), (b, c)])
    assert one == two >= moved(CALENDAR, due, [(a, b)]) >= due
    assert one == CALENDAR.add_days(one, 0) or one == CALENDAR.add_days(one - timedelta(minutes=1), 0)
    if a < due:
        assert CALENDAR.days_passed(a, due) == CALENDAR.days_passed(c, one) and c < one
    else:
        assert one == due
    if CALENDAR.seconds_between(a, c) == 0:
        assert one == due


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        (on(6), on(9), on(22, 20, 30)),  # Tuesday to Friday, the same hour: three days
        (on(9, 19), on(12, 14), on(20, 20, 30)),  # Friday afternoon to Monday morning: one day
        (on(9, 21), on(12, 12), DUE),  # a weekend, from closing to opening
        (on(6, 13), on(6, 20), DUE),  # within a day
        (on(20), on(27), DUE),  # when it was late already
    ],
)
def test_that_a_wait_moves_the_due_date_by_its_office_days(
    session: Session, start: datetime, end: datetime, due: datetime
) -> None:
    assert waited(session, start, end).due_at == due


def test_that_a_wait_on_a_department_moves_nothing(session: Session) -> None:
    assert waited(session, on(6), on(9), Status.WAITING_DEPARTMENT).due_at == DUE


def test_that_going_from_the_resident_to_a_third_party_is_one_wait(session: Session) -> None:
    case = dated(session)
    to(session, case, Status.WAITING_RESIDENT, on(6))
    to(session, case, Status.WAITING_THIRD_PARTY, on(7, 19))
    to(session, case, Status.OPEN, on(9))
    assert case.due_at == on(22, 20, 30)


def test_that_a_due_date_from_an_old_table_moves_to_the_close_of_a_day(session: Session) -> None:
    midnight = on(16, 4)  # the old table told Friday the 16th without a time
    assert moved(CALENDAR, midnight, [(on(6), on(6, 19))]) == midnight
    assert moved(CALENDAR, midnight, [(on(6), on(8))]) == on(19, 20, 30)  # Thursday the 15th and two days


# -- the same everywhere ---------------------------------------------------------------------------------------------

STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9 * 24 * 60), st.integers(0, 100)), max_size=9)


@given(steps=STEPS)
@example(steps=[(4, 1, 0), (0, 389, 0), (3, 1, 0), (0, 3535, 0)])  # asked as a second wait begins
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_list_clock_and_figures_agree_at_any_time(office: Session, steps: list[tuple[int, int, int]]) -> None:
    """Whatever moves a case makes: asked at any time between, and of the past when all is over."""
    office.rollback()
    case, at = dated(office), RECEIVED
    told: list[tuple[datetime, Status, bool]] = []
    ended: list[tuple[datetime, bool]] = []
    for choice, minutes, share in steps:
        told.append(
            (between := at + timedelta(minutes=minutes * share // 101), case.status, late(office, case, between))
        )
        at += timedelta(minutes=minutes)
        statuses = sorted(NEXT[case.status])
        to(office, case, statuses[choice % len(statuses)], at)
        assert between <= at
        if case.status is Status.CLOSED:
            assert case.due_at is not None
            ended.append((at, at <= case.due_at))
    always = Period(date(2026, 10, 1), date(2028, 1, 1), "America/New_York")
    found = closings(office, director(office), always)
    assert [(each.at, each.in_target) for each in found] == ended
    for moment, status, was in told:  # what was said then is what is said of then
        assert is_overdue(status, case.due_at, moment) is was


def late(session: Session, case: Case, at: datetime) -> bool:
    """What list, count and clock say of a case, all of one mind."""
    who, number = director(session), case.id or 0
    listed = list(case_ids(session, who, CaseFilter(overdue=at, ids=(number,)))) == [number]
    row = case_rows(session, who, [number], at=at)[0]
    clocks = row.clocks
    assert case_count(session, who, CaseFilter(overdue=at, ids=(number,))) == listed
    assert is_overdue(row.status, row.due_at, at) is listed
    if row.status is Status.CLOSED:
        assert row.due_at is not None and row.closed_at is not None
        assert clocks.is_over is (row.closed_at > row.due_at)
    else:
        assert clocks.is_over is listed
    days = days_of(OfficeCalendar(), clocks)
    assert clocks.target_days == 10 == sum(day.kind in ("counted", "due") for day in days)
    assert clocks.due_at is not None and days[-1].date == clocks.due_at.date()
    if not clocks.paused and abs(at - clocks.due_at) > timedelta(days=4):
        assert clocks.is_over is (clocks.our_days > 10)
    return listed


def test_that_a_case_that_waits_is_paused_and_late_only_if_it_was(session: Session) -> None:
    who, late_one, one = director(session), dated(session), dated(session)
    to(session, one, Status.WAITING_RESIDENT, on(16))
    to(session, late_one, Status.WAITING_RESIDENT, on(20))
    now = on(23)
    both = (one.id or 0, late_one.id or 0)
    clocks = [row.clocks for row in case_rows(session, who, both, at=now)]
    assert [each.is_over for each in clocks] == [False, False] and all(each.paused for each in clocks)
    assert [each.due_at for each in clocks] == [on(26, 20, 30), DUE]
    assert clocks[0].our_days == pytest.approx(10 - CALENDAR.days_between(on(16), DUE))
    assert case_count(session, who, CaseFilter(overdue=now, ids=both)) == 0
    assert case_count(session, who, CaseFilter(statuses=(Status.WAITING_RESIDENT,), overdue=now, ids=both)) == 0
    assert case_count(session, who, CaseFilter(only_open=True, due_until=now, ids=both)) == 0
    for each in (one, late_one):
        to(session, each, Status.OPEN, now)
    assert list(case_ids(session, who, CaseFilter(overdue=now, ids=both))) == [late_one.id]
    assert (one.due_at, late_one.due_at) == (on(26, 20, 30), DUE)


def test_that_today_counts_what_its_lists_show_and_puts_paused_cases_last(session: Session) -> None:
    who, waiting, running, soon = director(session), dated(session), dated(session), dated(session)
    to(session, waiting, Status.WAITING_THIRD_PARTY, on(6))
    to(session, soon, Status.WAITING_RESIDENT, on(7))
    to(session, soon, Status.OPEN, on(8))
    now = DUE + timedelta(minutes=1)
    day = Day(on(19, 4), on(20, 4), on(26, 4), on(1, 4))
    found = today(session, who, day=day, now=now)
    assert (found.open, found.overdue, found.due_today, found.due_week) == (3, 1, 0, 1)
    for name, wanted in filters(who, day, now).items():
        assert case_count(session, who, wanted) == getattr(found, name)
    assert due_next_ids(session, who) == [running.id, soon.id, waiting.id]
    assert list(case_ids(session, who, CaseFilter(only_open=True))) == [running.id, soon.id, waiting.id]


def test_that_a_month_tells_the_same_later(session: Session) -> None:
    """A case paused over its date did not fall due in the month, then and later; one that was late stays so."""
    who, paused, late_one = director(session), dated(session), dated(session)
    to(session, paused, Status.WAITING_RESIDENT, on(16))
    before = [(row.case_id, row.in_target) for row in fell_due(session, who, OCTOBER, at=AT)]
    stood = [(row.id, row.overdue) for row in standing(session, who, OCTOBER, at=AT)]
    assert before == [(late_one.id, False)] and stood == [(paused.id, False), (late_one.id, True)]
    to(session, paused, Status.OPEN, AT)
    to(session, late_one, Status.WAITING_RESIDENT, AT)
    to(session, late_one, Status.OPEN, AT + timedelta(days=9))
    assert [(row.case_id, row.in_target) for row in fell_due(session, who, OCTOBER, at=AT)] == before
    assert [(row.id, row.overdue) for row in standing(session, who, OCTOBER, at=AT)] == stood


def test_that_closing_out_of_a_wait_is_in_time_if_the_wait_began_in_time(session: Session) -> None:
    in_time, late_one = dated(session), dated(session)
    to(session, in_time, Status.WAITING_RESIDENT, on(19, 20))
    to(session, late_one, Status.WAITING_RESIDENT, on(19, 21))
    for case in (in_time, late_one):
        to(session, case, Status.CLOSED, on(28))
    assert [row.in_target for row in closings(session, director(session), OCTOBER)] == [True, False]
    assert in_time.due_at == on(28, 20, 30)


def test_that_another_category_keeps_the_waits_that_are_over(session: Session) -> None:
    case = waited(session, on(6), on(9))
    to(session, case, Status.WAITING_RESIDENT, on(12))
    who = director(session)
    case = update_case(session, who, case.id or 0, version=case.version, changes={"category_id": 2}, at=on(14))
    assert case.due_at == on(22, 20, 30)
    to(session, case, Status.OPEN, on(14))
    assert case.due_at == on(26, 20, 30)  # three days and two
    case = update_case(session, who, case.id or 0, version=case.version, changes={"category_id": None}, at=on(15))
    assert case.due_at is None and case_rows(session, who, [case.id or 0], at=on(30))[0].clocks.is_over is False


def test_that_the_days_of_a_due_date_tell_on_whom_we_waited(session: Session) -> None:
    case = waited(session, on(6), on(8))
    clocks = case_rows(session, director(session), [case.id or 0], at=on(9))[0].clocks
    days = {day.date.day: (day.kind, day.name) for day in days_of(OfficeCalendar(), clocks)}
    assert days[6] == ("counted", "") and days[9] == ("counted", "") and days[21] == ("due", "")
    assert days[7] == days[8] == ("stood", "waiting_resident")


# -- first responses -------------------------------------------------------------------------------------------------


def reply(session: Session, case: Case, at: datetime) -> None:
    add_note(session, director(session), case.id or 0, kind=NoteKind.REPLY, words="Soon", channel=Channel.PHONE, at=at)
    session.flush()


def test_that_the_first_response_is_due_later_for_a_wait_before_it(session: Session) -> None:
    waits, answered, never = dated(session), dated(session), waited(session, on(6), on(8))
    due = on(7, 20, 30)
    assert never.first_response_due_at == on(9, 20, 30)
    reply(session, answered, on(6))
    for case in (waits, answered):
        to(session, case, Status.WAITING_THIRD_PARTY, on(6, 15))
    reply(session, waits, on(9))
    assert [row.in_target for row in responses(session, director(session), OCTOBER)] == [True, True]
    for case in (waits, answered):
        to(session, case, Status.OPEN, on(13))
    assert (answered.first_response_due_at, waits.first_response_due_at) == (due, on(14, 20, 30))
    assert [row.in_target for row in responses(session, director(session), OCTOBER)] == [True, True]


def test_that_our_call_put_to_a_case_is_its_first_response(session: Session) -> None:
    one, other = dated(session), dated(session)
    outward = {"direction": Direction.OUT}
    early, late_call = (make_contact(session, at=on(day), fields=outward).contact_id for day in (6, 7))
    who = director(session)
    attach_to_case(session, who, late_call, one.id or 0, at=on(8))
    assert one.first_response_at == on(7)
    attach_to_case(session, who, early, one.id or 0, at=on(8))
    assert one.first_response_at == on(6)
    attach_to_case(session, who, early, other.id or 0, at=on(8))
    assert (one.first_response_at, other.first_response_at) == (on(7), on(6))


def test_that_no_call_of_theirs_and_none_before_receipt_answers_a_case(session: Session) -> None:
    case, who = dated(session), director(session)
    calls = [make_contact(session, at=on(6)), make_contact(session, at=on(1), fields={"direction": Direction.OUT})]
    for call in calls:
        attach_to_case(session, who, call.contact_id, case.id or 0, at=on(8))
    assert case.first_response_at is None


def test_that_cases_of_an_old_table_follow_the_rule(tmp_path: Path) -> None:
    """A closed row is judged by its due date; a waiting one waited since receipt, which is all the table tells."""
    store = make_store(tmp_path)
    rows = [
        OldCase(2, RECEIVED, "closed", "In time", closed_at=DUE, reference="A-1", categories=("Streets",)),
        OldCase(3, RECEIVED, "closed", "Late", closed_at=on(20), reference="A-2", categories=("Streets",)),
        OldCase(4, RECEIVED, "waiting_resident", "Waits", reference="A-3", categories=("Streets",)),
    ]
    given: dict[str, Any] = {"plan": ImportPlan("old"), "file_name": "old.csv", "sha256": "0" * 64, "mapping": {}}
    store.write(lambda s: import_cases(s, director(s), rows, at=AT, **given))
    with Session(store.engine) as session:
        who, found = director(session), [session.get_one(Case, number) for number in (1, 2, 3)]
        assert [case.due_at for case in found] == [DUE, DUE, DUE]
        assert [each.in_target for each in closings(session, who, OCTOBER)] == [True, False]
        assert case_count(session, who, CaseFilter(overdue=AT)) == 0
        to(session, found[2], Status.OPEN, AT)
        assert found[2].due_at == OfficeCalendar().add_days(AT, 10)
    store.close()


# -- files made before -----------------------------------------------------------------------------------------------


def test_that_cases_of_a_file_made_before_get_the_dates_of_the_rule(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "old.liaison", KEY)
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection, "0001")
        connection.execute(
            text("INSERT INTO staff (id, name, login, role, email, languages, joined_at, version) " + STAFF)
        )
        for number, moves in enumerate(OLD_MOVES, 1):
            connection.execute(text(OLD_CASE), {"id": number, "number": f"2026-0000{number}"})
            for at, became in moves:
                values = {"case": number, "at": f"2026-10-{at}:00.000000", "became": became}
                connection.execute(text(OLD_MOVE), values)
    upgrade(engine, KEY, backups=tmp_path / "backups", at=AT)
    assert version_of(engine) == HEAD
    with Session(engine) as session:
        cases = [session.get_one(Case, number) for number in range(1, len(OLD_MOVES) + 1)]
        assert [case.due_at for case in cases] == [on(22, 20, 30), DUE, DUE, DUE, on(22, 20, 30)]
        assert [case.first_response_due_at for case in cases][:2] == [on(12, 20, 30), on(7, 20, 30)]
        assert cases[3].status in CLOCK_STOPS


STAFF = "VALUES (1, 'Margaret Mulcahy', 'mmulcahy', 'director', '', '', '2026-01-05 14:00:00.000000', 1)"
NEW = ("05 14:00", "new")
OLD_MOVES = (
    (NEW, ("06 14:00", "waiting_resident"), ("09 14:00", "open")),
    (NEW, ("06 14:00", "waiting_department"), ("09 14:00", "open")),
    (NEW, ("20 14:00", "waiting_resident"), ("23 14:00", "open")),
    (NEW, ("06 14:00", "waiting_resident")),
    (NEW, ("06 14:00", "waiting_third_party"), ("07 14:00", "waiting_resident"), ("09 14:00", "closed")),
)
OLD_CASE = """INSERT INTO case_record (id, number, year, seq, subject, account, priority, confidential, status,
    anonymous, ward, received_at, opened_at, first_response_due_at, due_at, wait_reason, outcome_words,
    why_not_told, version)
    VALUES (:id, :number, 2026, :id, 'Pothole', '', 'normal', 0,
    CASE :id WHEN 4 THEN 'waiting_resident' ELSE 'open' END, 1, '', '2026-10-05 14:00:00.000000',
    '2026-10-05 14:00:00.000000', '2026-10-07 20:30:00.000000', '2026-10-19 20:30:00.000000', '', '', '', 1)"""
OLD_MOVE = "INSERT INTO move (case_id, at, became, reason, by_id) VALUES (:case, :at, :became, '', 1)"
