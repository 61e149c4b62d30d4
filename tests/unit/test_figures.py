"""Figures of a period: counted from dated moves, right at the edges, reconciled, and equal to what is behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Case, Channel, Move, NoteKind, Outcome, Role, Status, Told, table_of
from app.queries.figures import (
    Period,
    Spread,
    behind,
    closings,
    contact_figures,
    days,
    fell_due,
    flow,
    ids_behind,
    last_full_month,
    month,
    openings,
    responses,
    spread,
    standing,
    twelve_months,
)
from app.services.cases import add_note, close_case, move_case, reopen_case
from app.services.contacts import undo_contact
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

ZONE = "America/New_York"
OCTOBER = month(ZONE, 2026, 10)
YES = Told(told=False, why_not="No number")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = make_store(tmp_path)
    with Session(store.engine) as found:
        yield found
    store.close()


def on(day: int, hour: int = 15, month_number: int = 10) -> datetime:
    """An instant of 2026 in UTC; 15:00 UTC is 11:00 in Halbrook while it is summer there."""
    return datetime(2026, month_number, day, hour, tzinfo=UTC)


def close(session: Session, case: Case, at: datetime, outcome: Outcome = Outcome.RESOLVED, told: Told = YES) -> None:
    close_case(session, director(session), case.id or 0, outcome=outcome, told=told, at=at)


def reopen(session: Session, case: Case, at: datetime) -> None:
    reopen_case(session, director(session), case.id or 0, reason="It came back", at=at)


def small_office(session: Session) -> list[Case]:
    """One carried through, one carried in and closed, one opened and closed and opened again, one after the month."""
    through = make_case(session, "Carried through", at=on(20, month_number=9))
    done = make_case(session, "Carried in and closed", at=on(21, month_number=9), fields={"category_id": 1})
    back = make_case(session, "Opened, closed, reopened", at=on(5), fields={"category_id": 2})
    close(session, done, on(8))
    close(session, back, on(9), Outcome.ANSWERED)
    reopen(session, back, on(20))
    later = make_case(session, "In November", at=on(3, month_number=11))
    close(session, through, on(4, month_number=11))
    session.commit()
    return [through, done, back, later]


def test_that_a_small_office_counts_as_by_hand(session: Session) -> None:
    small_office(session)
    found = flow(session, director(session), OCTOBER)
    assert found == (2, 1, 1, 2, 2)
    assert found.reconciles


def test_that_a_past_month_stays_what_it_was_whatever_happens_later(session: Session) -> None:
    through, _done, back, _later = small_office(session)
    who = director(session)
    before = flow(session, who, OCTOBER), [row[:3] for row in standing(session, who, OCTOBER, at=AT)]
    close(session, back, on(10, month_number=11))
    reopen(session, through, on(10, month_number=11))
    assert (flow(session, who, OCTOBER), [row[:3] for row in standing(session, who, OCTOBER, at=AT)]) == before


def test_that_open_cases_have_the_status_they_had_then(session: Session) -> None:
    case = make_case(session, at=on(5))
    move_case(session, director(session), case.id or 0, Status.OPEN, at=on(6))
    move_case(session, director(session), case.id or 0, Status.ANSWERED, at=on(6, month_number=11))
    session.flush()
    assert [row.status for row in standing(session, director(session), OCTOBER, at=AT)] == [Status.OPEN]


def test_that_a_case_closed_twice_in_the_month_counts_twice_and_still_reconciles(session: Session) -> None:
    case = make_case(session, at=on(5))
    close(session, case, on(6))
    reopen(session, case, on(7))
    close(session, case, on(8))
    session.flush()
    who = director(session)
    assert flow(session, who, OCTOBER) == (0, 1, 1, 2, 0)
    assert ids_behind(session, who, "closed", OCTOBER, at=AT) == [case.id, case.id]


def test_that_moves_of_one_instant_do_not_confuse_the_count(session: Session) -> None:
    case = make_case(session, at=on(5))
    close(session, case, on(6))
    reopen(session, case, on(6))
    close(session, case, on(6))
    session.flush()
    assert flow(session, director(session), OCTOBER) == (0, 1, 1, 2, 0)


def test_that_days_begin_at_midnight_in_the_office(session: Session) -> None:
    midnight = datetime(2026, 10, 1, 4, tzinfo=UTC)
    make_case(session, "Last second of September", at=midnight - timedelta(seconds=1))
    make_case(session, "First of October", at=midnight)
    session.flush()
    who = director(session)
    assert flow(session, who, OCTOBER)[:2] == (1, 1)
    assert [flow(session, who, month(ZONE, 2026, n)).opened for n in (9, 10, 11)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("year", "number", "hours"), [(2026, 3, 743), (2026, 11, 721), (2024, 2, 696), (2026, 12, 744)]
)
def test_that_months_are_as_long_as_they_are_with_summer_time(year: int, number: int, hours: int) -> None:
    period = month(ZONE, year, number)
    assert (period.end - period.start) == timedelta(hours=hours)
    assert period.end == period.back(-1).start


def test_that_periods_are_called_by_their_names() -> None:
    assert OCTOBER.name == "October 2026"
    assert days(ZONE, date(2026, 10, 5), date(2026, 10, 5)).name == "October 5, 2026"
    assert days(ZONE, date(2026, 10, 5), date(2026, 10, 11)).name == "October 5 to 11, 2026"
    assert days(ZONE, date(2026, 9, 28), date(2026, 10, 4)).name == "September 28, 2026 to October 4, 2026"
    assert last_full_month(ZONE, datetime(2026, 11, 1, 3, tzinfo=UTC)) == month(ZONE, 2026, 9)


def test_that_a_median_and_p90_are_as_by_hand() -> None:
    assert spread([]) == Spread(None, None, 0)
    assert spread([4]) == Spread(4, 4, 1)
    assert spread([1, 9]) == Spread(5, 9, 2)
    assert spread(range(1, 11)) == Spread(5.5, 9, 10)
    assert spread(range(1, 12)) == Spread(6, 10, 11)


def test_that_our_clock_stands_still_while_the_case_waits_on_the_resident(session: Session) -> None:
    case = make_case(session, at=on(5, 13), fields={"category_id": 1})  # Monday
    move_case(session, director(session), case.id or 0, Status.WAITING_RESIDENT, at=on(6, 13), reason="A photograph")
    move_case(session, director(session), case.id or 0, Status.OPEN, at=on(8, 13))
    close(session, case, on(9, 13))
    session.flush()
    found = closings(session, director(session), OCTOBER)[0]
    assert found.gross == pytest.approx(4)
    assert found.net == pytest.approx(2)
    assert found.in_target is True


def test_that_waiting_on_a_department_does_not_stop_our_clock(session: Session) -> None:
    case = make_case(session, at=on(5, 13))
    move_case(session, director(session), case.id or 0, Status.WAITING_DEPARTMENT, at=on(6, 13), reason="Public Works")
    close(session, case, on(9, 13))
    session.flush()
    assert closings(session, director(session), OCTOBER)[0].net == pytest.approx(4)


def test_that_late_is_past_the_due_date_when_nothing_waited(session: Session) -> None:
    cases = [make_case(session, at=on(1), fields={"category_id": 1}) for _ in range(2)]
    due = cases[0].due_at
    assert due is not None
    close(session, cases[0], due)
    close(session, cases[1], due + timedelta(hours=20))
    session.flush()
    assert [row.in_target for row in closings(session, director(session), OCTOBER)] == [True, False]
    assert [row.in_target for row in fell_due(session, director(session), OCTOBER, at=AT)] == [True, False]


def test_that_what_is_due_later_in_this_month_has_not_fallen_due(session: Session) -> None:
    late, ahead = (
        make_case(session, at=on(day, month_number=m), fields={"category_id": 1}) for day, m in ((5, 10), (16, 11))
    )
    late.due_at, ahead.due_at = AT - timedelta(hours=1), AT + timedelta(hours=1)
    session.add_all([late, ahead])
    session.flush()
    november, who = month(ZONE, 2026, 11), director(session)
    assert [row.case_id for row in fell_due(session, who, november, at=AT)] == [late.id]
    assert ids_behind(session, who, "due", november, at=AT) == [late.id]
    assert len(fell_due(session, who, november, at=AT + timedelta(days=30))) == 2


def test_that_a_case_without_category_has_no_target(session: Session) -> None:
    case = make_case(session, at=on(5))
    close(session, case, on(6))
    session.flush()
    assert closings(session, director(session), OCTOBER)[0].in_target is None
    assert fell_due(session, director(session), OCTOBER, at=AT) == []


def test_that_told_is_what_was_recorded_at_each_closing(session: Session) -> None:
    case = make_case(session, at=on(5))
    close(session, case, on(6))
    reopen(session, case, on(7))
    close(session, case, on(8), told=Told(told=True, told_at=on(8), told_how=Channel.PHONE))
    session.flush()
    assert [row.told for row in closings(session, director(session), OCTOBER)] == [False, True]


def test_that_a_first_response_is_measured_in_open_time(session: Session) -> None:
    case = make_case(session, at=on(2, 19), fields={"category_id": 1})  # Friday 15:00, the office closes at 16:30
    add_note(
        session,
        director(session),
        case.id or 0,
        kind=NoteKind.REPLY,
        words="A crew comes",
        channel=Channel.PHONE,
        at=on(5, 13),
    )
    session.flush()
    found = responses(session, director(session), OCTOBER)[0]
    assert found.hours == pytest.approx(2.0)
    assert found.in_target is True


def test_that_contacts_are_told_apart_and_undone_ones_left_out(session: Session) -> None:
    who = director(session)
    make_contact(session, at=on(5), fields={"language": "Spanish", "language_help": "bilingual_staff"})
    make_contact(session, at=on(6), fields={"channel": "email", "for_mayor": True, "language": "English"})
    make_contact(session, at=on(6, month_number=11))
    gone = make_contact(session, at=on(7))
    undo_contact(session, who, gone.contact_id, at=on(7))
    session.flush()
    found = contact_figures(session, who, OCTOBER)
    assert (found.total, found.for_mayor) == (2, 1)
    assert found.by_channel == {Channel.PHONE: 1, Channel.EMAIL: 1}
    assert found.with_help == {"Spanish": 1}


def test_that_each_figure_has_as_many_records_behind_it(session: Session) -> None:
    small_office(session)
    make_contact(session, at=on(5))
    session.flush()
    who = director(session)
    counts = flow(session, who, OCTOBER)._asdict()
    assert {key: len(ids_behind(session, who, key, OCTOBER, at=AT)) for key in counts} == counts
    assert len(ids_behind(session, who, "closed.category.1", OCTOBER, at=AT)) == 1
    assert len(ids_behind(session, who, "closed.outcome.answered", OCTOBER, at=AT)) == 1
    assert len(ids_behind(session, who, "opened.owner.0", OCTOBER, at=AT)) == 1
    bands = [len(ids_behind(session, who, f"open.band.{n}", OCTOBER, at=AT)) for n in range(5)]
    assert bands == [0, 0, 2, 0, 0]
    assert behind(session, who, "contacts.channel.phone", OCTOBER, at=AT).kind == "contact"
    with pytest.raises(NotFound):
        ids_behind(session, who, "weather", OCTOBER, at=AT)


def test_that_who_may_not_see_confidential_cases_cannot_count_them(session: Session) -> None:
    case = make_case(session, "Secret", at=on(5), fields={"confidential": True, "category_id": 1})
    make_contact(session, at=on(5), case_id=case.id)
    make_case(session, "Plain", at=on(5))
    close(session, case, on(9))
    session.flush()
    clerk = make_staff(session, Role.CLERK)
    assert flow(session, director(session), OCTOBER) == (0, 2, 0, 1, 1)
    assert flow(session, clerk, OCTOBER) == (0, 1, 0, 0, 1)
    assert [row.subject for row in standing(session, clerk, OCTOBER, at=AT)] == ["Plain"]
    assert closings(session, clerk, OCTOBER) == [] == responses(session, clerk, OCTOBER)
    assert len(openings(session, clerk, OCTOBER)) == 1 == twelve_months(session, clerk, OCTOBER)[-1].opened
    assert contact_figures(session, clerk, OCTOBER).total == 0


def test_that_the_owner_of_a_confidential_case_counts_it(session: Session) -> None:
    worker = make_staff(session, Role.ASSOCIATE)
    make_case(session, at=on(5), fields={"confidential": True}, owner_id=worker.id)
    session.flush()
    assert flow(session, worker, OCTOBER).opened == 1


def test_that_no_figure_reads_all_cases_or_all_contacts(session: Session) -> None:
    asked: list[tuple[str, Any]] = []
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", lambda _c, _cur, said, values, *_: asked.append((said, values)))
    clerk = make_staff(session, Role.CLERK)
    asked.clear()
    for question in (flow, openings, closings, responses, contact_figures, twelve_months):
        question(session, clerk, OCTOBER)
    fell_due(session, clerk, OCTOBER, at=AT)
    standing(session, clerk, OCTOBER, at=AT)
    plans = [
        session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values).all() for said, values in list(asked)
    ]
    steps = [str(row[-1]) for plan in plans for row in plan]
    assert len(steps) > 20
    assert [step for step in steps if re.match(r"SCAN (case_record|contact)\w*$", step)] == []
    assert any("ix_move_first" in step for step in steps)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Actor, int]]:
    """An office with one case, whose moves each example writes anew and takes back."""
    store = make_store(tmp_path_factory.mktemp("random"))
    store.write(lambda s: [make_case(s, f"No. {n}") for n in range(6)])
    yield store, store.read(director), 6
    store.close()


DAYS = st.integers(0, 130)
LIVES = st.lists(st.lists(DAYS, max_size=7).map(sorted), min_size=6, max_size=6)


@given(lives=LIVES, first=st.integers(0, 120), length=st.integers(0, 40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_that_it_reconciles_whatever_happened(
    office: tuple[Store, Actor, int], lives: list[list[int]], first: int, length: int
) -> None:
    store, who, _ = office
    begin = date(2026, 2, 1)
    period = Period(begin + timedelta(days=first), begin + timedelta(days=first + length), ZONE)
    with Session(store.engine) as session:
        session.execute(delete(table_of(Move)))
        for case_id, life in enumerate(lives, start=1):
            if life:
                session.execute(insert(table_of(Move)), moves_of(case_id, life))
        found = flow(session, who, period)
        assert found.reconciles
        assert found.carried_out == sum(open_after(life, (period.end - START) / timedelta(days=1)) for life in lives)
        assert found.closed == len(closings(session, who, period))
        assert found.carried_out == len(standing(session, who, period, at=AT))
        session.rollback()


START = datetime(2026, 2, 1, 12, tzinfo=UTC)
TURNS = (Status.NEW, Status.CLOSED, Status.REOPENED, Status.CLOSED, Status.REOPENED, Status.CLOSED, Status.REOPENED)


def moves_of(case_id: int, life: list[int]) -> list[dict[str, object]]:
    """Opened, closed, reopened, closed … on these days."""
    was = (None, *TURNS)
    return [
        {
            "case_id": case_id,
            "at": START + timedelta(days=day),
            "was": was[n],
            "became": TURNS[n],
            "reason": "",
            "by_id": 1,
        }
        for n, day in enumerate(life)
    ]


def open_after(life: list[int], end: float) -> bool:
    """Whether an odd number of turns came before the end."""
    return sum(day < end for day in life) % 2 == 1
