"""Appointments: the year of appointments, renewal, and that a lapsed one directs nothing (Q1, Q2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session

from app.authority import ACTING, LAPSED, Actor, Right, actor
from app.errors import AppError, NotAllowed, NotFound
from app.models import Absence, AbsenceKind, Appointment, Event, Role, Staff, table_of
from app.queries.register import appointment_of, appointments, ending_soon, lapsed, missing_instruments, year
from app.queries.register_rows import State
from app.services.absences import record_absence
from app.services.appointments import appoint, end_appointment, renew_all, set_instrument
from app.services.office import add_staff, change_staff
from app.store import Store
from app.workdays import day_in_words, end_of, first_monday, last_day, start_of, term_of
from tests.factories import AT, director, make_staff, make_store

ZONE = "America/New_York"
FIRST = date(2027, 2, 1)  # a Monday
ORDER = "Order 2027-004"
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
zones = st.sampled_from(["America/New_York", "America/Sao_Paulo", "Europe/London", "Asia/Kolkata", "Pacific/Apia"])


@pytest.fixture(scope="module")
def lapsing(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """An office that nothing is written to: its appointments end with January 31, 2027."""
    store = make_store(tmp_path_factory.mktemp("lapsing"))
    store.write(make_staff)
    return store


def on(day: date, hour: int = 12) -> datetime:
    """An hour of the office on a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def problem(call: Callable[[], object]) -> str:
    with pytest.raises(AppError) as found:
        call()
    return found.value.sentence


@given(days)
def test_that_a_term_runs_from_a_first_monday_of_february_to_the_day_before_the_next(day: date) -> None:
    term = term_of(day)
    assert term.first <= day <= term.last
    assert term.first == first_monday(term.first.year)
    assert term.last + timedelta(days=1) == first_monday(term.first.year + 1)
    assert (term.first.month, term.first.weekday()) == (2, 0) and term.first.day <= 7
    assert (term.last - term.first).days + 1 in (364, 371)


@given(days, zones)
def test_that_an_appointment_ends_at_the_midnight_after_its_last_day_also_when_clocks_change(
    day: date, zone: str
) -> None:
    last = term_of(day).last
    until = end_of(last, zone)
    local = until.astimezone(ZoneInfo(zone))
    assert local.date() == last + timedelta(days=1) and local.weekday() == 0
    assert last_day(until, zone) == last
    assert (until - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() == last


@given(days, days)
def test_that_two_days_are_in_one_term_or_their_terms_do_not_touch(one: date, other: date) -> None:
    a, b = sorted((term_of(one), term_of(other)))
    assert a == b or a.last < b.first


def test_that_leap_days_lie_in_the_term_that_began_before_them() -> None:
    assert term_of(date(2028, 2, 29)) == (date(2028, 2, 7), date(2029, 2, 4))
    assert day_in_words(term_of(AT.date()).last) == "Sunday, January 31, 2027"


def test_that_an_appointment_runs_to_the_end_of_the_term_with_its_line_of_history(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        end_appointment(session, director(session), _held(session, linh.id), at=AT)
        later = AT + timedelta(days=2)
        made = appoint(
            session, director(session), staff_id=linh.id, instrument=" Order 12 ", from_on=later.date(), at=AT
        )
        assert (made.role, made.instrument) == (Role.ASSOCIATE, "Order 12")
        assert made.from_at == start_of(later.date(), ZONE)
        assert made.until_at == datetime(2027, 2, 1, 5, tzinfo=UTC)
        told = _history(session, "appointed")[-1]
        assert told["instrument"] == "Order 12" and told["until"] == "2027-02-01T05:00:00+00:00"

    store.write(run)


def test_that_what_is_recorded_after_its_day_begins_when_it_is_recorded(store: Store) -> None:
    def run(session: Session) -> None:
        patrick = make_staff(session, name="Patrick Feeney", login="pfeeney")
        session.get_one(Staff, patrick.id).joined_at = on(date(2026, 6, 1))
        end_appointment(session, director(session), _held(session, patrick.id), at=AT)
        at = AT + timedelta(hours=1)
        made = appoint(
            session, director(session), staff_id=patrick.id, instrument="O", from_on=date(2026, 10, 5), at=at
        )
        assert made.from_at == at

    store.write(run)


def test_that_an_appointment_that_cannot_be_is_refused_in_a_sentence(store: Store) -> None:
    def run(session: Session) -> None:
        who, linh = director(session), make_staff(session)
        cleo = make_staff(session, Role.COORDINATOR, name="Cleo Santos")
        today = date(2026, 11, 18)

        def told(staff_id: int = linh.id, instrument: str = "O 1", from_on: date = today) -> str:
            return problem(
                lambda: appoint(session, who, staff_id=staff_id, instrument=instrument, from_on=from_on, at=AT)
            )

        assert told(cleo.id).startswith("Cleo Santos is a coordinator and needs no appointment")
        assert told(99) == "This person is not on the staff list."
        assert told(instrument="  ") == "Give the number of the Mayor's order."
        assert "under 120" in told(instrument="x" * 121)
        assert told(from_on=date(2026, 11, 2)).startswith("Linh Tran joined on Wednesday, November 18, 2026.")
        assert told().startswith("Linh Tran is appointed until Sunday, January 31, 2027 already.")
        assert told(from_on=date(2027, 2, 1)) == (
            "It is too early for the year of appointments that begins Monday, February 1, 2027: "
            "it can be recorded from Thursday, December 3, 2026 on."
        )
        session.get_one(Staff, linh.id).joined_at = on(date(2025, 3, 3))
        assert "ended Sunday, February 1, 2026" in told(from_on=date(2026, 1, 5))

    store.write(run)


def test_that_only_who_has_the_right_appoints(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        held = _held(session, linh.id)
        clerk = make_staff(session, Role.CLERK, name="Carla Santos")
        for act in (
            lambda who: appoint(session, who, staff_id=linh.id, instrument="O", from_on=AT.date(), at=AT),
            lambda who: renew_all(session, who, instrument="O", at=AT),
            lambda who: end_appointment(session, who, held, at=AT),
            lambda who: set_instrument(session, who, held, instrument="O", at=AT),
        ):
            with pytest.raises(NotAllowed):
                act(linh)
        assert set_instrument(session, clerk, held, instrument="Order 2026-004", at=AT).instrument == "Order 2026-004"
        assert _history(session, "corrected appointment")[-1]["instrument"] == ["", "Order 2026-004"]
        with pytest.raises(NotFound):
            set_instrument(session, clerk, 99, instrument="O", at=AT)

    store.write(run)


def test_that_all_are_renewed_in_one_act_from_the_first_monday_on(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        make_staff(session, Role.INTERN, name="Owen Sullivan")
        who, early = director(session), on(date(2026, 12, 2))
        assert "from Thursday, December 3, 2026 on" in problem(
            lambda: renew_all(session, who, instrument=ORDER, at=early)
        )
        made = renew_all(session, who, instrument=ORDER, at=on(date(2026, 12, 3)))
        assert [(each.staff_id, each.from_at, each.until_at) for each in made] == [
            (linh.id, start_of(FIRST, ZONE), end_of(date(2028, 2, 6), ZONE)),
            (1, start_of(FIRST, ZONE), end_of(date(2028, 2, 6), ZONE)),
        ]
        again = problem(lambda: renew_all(session, who, instrument=ORDER, at=on(date(2026, 12, 4))))
        assert again == "The appointments from Monday, February 1, 2027 on are recorded already."
        for moment in (start_of(FIRST, ZONE) - timedelta(seconds=1), start_of(FIRST, ZONE)):
            assert actor(session, linh.id, moment).lapsed is False

    store.write(run)


def test_that_a_late_renewal_begins_when_it_is_recorded_and_the_days_between_direct_nothing(store: Store) -> None:
    def run(session: Session) -> None:
        linh, late = make_staff(session), on(date(2027, 2, 10), 9)
        lapsed_director = actor(session, 1, on(date(2027, 2, 4)))
        assert lapsed_director.lapsed and not lapsed_director.directs
        assert [row.name for row in lapsed(session, at=on(date(2027, 2, 4)))] == ["Linh Tran", "Margaret Mulcahy"]
        made = renew_all(session, actor(session, 1, late), instrument=ORDER, at=late)
        assert {each.from_at for each in made} == {late} and len(made) == 2
        assert actor(session, 1, late).directs and not actor(session, linh.id, late).lapsed
        assert not lapsed(session, at=late)

    store.write(run)


def test_that_one_whose_appointment_was_ended_is_not_renewed_with_the_others(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick = make_staff(session), make_staff(session, name="Patrick Feeney", login="pfeeney")
        end_appointment(session, director(session), _held(session, patrick.id), at=AT)
        assert problem(lambda: end_appointment(session, director(session), 3, at=AT + timedelta(hours=1))).startswith(
            "This appointment is over already: it ended Wednesday, November 18, 2026, 10:24 AM."
        )
        made = renew_all(session, director(session), instrument=ORDER, at=on(date(2026, 12, 20)), on=FIRST)
        assert {each.staff_id for each in made} == {1, linh.id}
        far = problem(lambda: renew_all(session, director(session), instrument=ORDER, at=AT, on=date(2029, 3, 1)))
        assert far.startswith("It is too early")
        past = problem(lambda: renew_all(session, director(session), instrument=ORDER, at=AT, on=date(2025, 3, 1)))
        assert "ended Sunday, February 1, 2026" in past

    store.write(run)


def test_that_another_role_ends_what_was_held_in_the_role_before(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        at = AT + timedelta(hours=2)
        change_staff(session, director(session), linh.id, version=1, changes={"role": Role.COORDINATOR}, at=at)
        assert appointment_of(session, linh.id, at) is None
        assert [row.ended_at for row in appointments(session, director(session), at=at) if row.name == linh.name] == [
            at
        ]

    store.write(run)


def test_that_the_appointment_of_a_director_fills_the_vacancy(store: Store) -> None:
    def run(session: Session) -> None:
        mayor = make_staff(session, Role.MAYOR, name="Eileen Keohane")
        end_appointment(session, mayor, _held(session, 1), at=AT)
        at = AT + timedelta(hours=1)
        vacancy = record_absence(
            session, mayor, fields={"staff_id": None, "kind": AbsenceKind.VACANCY, "from_at": AT}, at=at
        )
        made = appoint(session, mayor, staff_id=1, instrument="O 9", from_on=date(2026, 11, 20), at=at)
        assert session.get_one(Absence, vacancy.id).ended_at == made.from_at
        assert _history(session, "vacancy filled")[-1]["appointment_id"] == made.id
        fields = {"name": "Ana Silva", "login": "asilva", "role": Role.DIRECTOR}
        add_staff(session, Actor(1, "Margaret Mulcahy", Role.DIRECTOR), fields=fields, at=at)
        assert session.get_one(Absence, vacancy.id).ended_at == at < made.from_at

    store.write(run)


@pytest.mark.parametrize(
    ("day", "left", "urgent"),
    [
        (date(2026, 12, 2), None, False),
        (date(2026, 12, 3), 59, False),
        (date(2027, 1, 17), 14, False),
        (date(2027, 1, 18), 13, True),
        (date(2027, 1, 31), 0, True),
        (date(2027, 2, 1), None, False),
    ],
)
def test_that_the_end_is_warned_of_60_and_14_days_ahead(
    store: Store, day: date, left: int | None, urgent: bool
) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        own = ending_soon(session, linh, at=on(day))
        every = ending_soon(session, director(session), at=on(day))
        if left is None:
            assert own == every == []
            return
        assert [(e.row.name, e.days, e.urgent, e.last) for e in own] == [(linh.name, left, urgent, date(2027, 1, 31))]
        assert [e.row.name for e in every] == ["Linh Tran", "Margaret Mulcahy"]
        renew_all(session, director(session), instrument=ORDER, at=on(day))
        assert ending_soon(session, linh, at=on(day, 13)) == []

    store.write(run)


def test_that_appointments_without_an_order_are_named_to_who_records_them(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        assert len(missing_instruments(session, director(session), at=AT)) == 2
        assert missing_instruments(session, linh, at=AT) == []
        set_instrument(session, director(session), _held(session, linh.id), instrument="O", at=AT)
        assert [row.staff_id for row in missing_instruments(session, director(session), at=AT)] == [1]

    store.write(run)


def test_that_the_year_holds_what_touches_it_and_no_more(store: Store) -> None:
    def run(session: Session) -> None:
        who = director(session)
        record_absence(session, who, fields={"staff_id": 1, "from_at": AT, "until_at": AT + timedelta(days=9)}, at=AT)
        this, following = term_of(AT.date()), term_of(date(2027, 3, 1))
        found = year(session, who, term=this, at=AT)
        assert (len(found.appointments), len(found.director_away), found.others_away) == (1, 1, ())
        assert found.appointments[0].state is State.IN_FORCE
        later = year(session, who, term=following, at=AT)
        assert (later.appointments, later.director_away, later.designations) == ((), (), ())
        intern = make_staff(session, Role.INTERN, name="Owen Sullivan")
        with pytest.raises(NotAllowed):
            year(session, intern, term=this, at=AT)

    store.write(run)


@given(st.integers(min_value=-400, max_value=800), st.sampled_from([Role.DIRECTOR, Role.ASSOCIATE]))
def test_that_outside_an_appointment_nobody_directs(lapsing: Store, hours: int, role: Role) -> None:
    session_at = end_of(date(2027, 1, 31), ZONE) + timedelta(hours=hours)
    who = lapsing.read(lambda session: actor(session, 1 if role is Role.DIRECTOR else 2, session_at))
    assert who.lapsed is (hours >= 0)
    if who.lapsed:
        assert _rights(who) == LAPSED[role] and not who.directs
        assert not _rights(who) & (ACTING - LAPSED[Role.DIRECTOR])


def _rights(who: Actor) -> frozenset[Right]:
    return frozenset(right for right in Right if who.may(right))


def _held(session: Session, staff_id: int) -> int:
    p = table_of(Appointment).c
    query = select(p.id).where(p.staff_id == staff_id, p.ended_at.is_(None))
    return int(session.execute(query).scalar_one())


def _history(session: Session, verb: str) -> list[dict[str, object]]:
    e = table_of(Event).c
    return list(session.execute(select(e.detail).where(e.verb == verb).order_by(e.id)).scalars())
