"""A clock that ran ahead: told, never silently believed, and set right by an act that stands in history."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from app.authority import LeftOffice, Refusal, Right, actor, present
from app.errors import Invalid
from app.models import Appointment, Role
from app.queries.clock import seen_ahead
from app.queries.history import HistoryFilter, history_ids, history_rows
from app.services.appointments import end_appointment
from app.services.clock import forgive_clock
from app.services.designations import revoke
from app.services.history import record
from app.services.leaving import let_go
from app.store import Store
from tests.acting import make_designation
from tests.factories import AT, director, make_staff

HOUR = timedelta(hours=1)
AHEAD = AT + timedelta(days=3_650)


def run_ahead(store: Store, by: timedelta) -> None:
    store.write(lambda s: record(s, None, "backed up", subject="office", subject_id=None, at=AT + by))


def test_that_a_clock_is_told_only_when_history_is_more_than_an_hour_ahead(store: Store) -> None:
    run_ahead(store, timedelta(minutes=60))
    assert store.read(lambda s: seen_ahead(s, AT)) is None
    run_ahead(store, timedelta(minutes=61))
    assert store.read(lambda s: seen_ahead(s, AT)) == AT + timedelta(minutes=61)


def test_that_a_director_lapsed_by_a_clock_that_ran_ahead_sets_it_right(store: Store) -> None:
    run_ahead(store, AHEAD - AT)
    lapsed = store.read(lambda s: actor(s, 1, AT))
    assert lapsed.lapsed and not lapsed.may(Right.MANAGE_OFFICE)
    assert store.write(lambda s: forgive_clock(s, lapsed, at=AT)).result == AHEAD
    again = store.read(lambda s: actor(s, 1, AT))
    assert not again.lapsed and again.may(Right.MANAGE_OFFICE)
    assert store.read(lambda s: present(s, AT)) == AT
    assert store.read(lambda s: seen_ahead(s, AT)) is None


def test_that_it_stands_in_history_with_both_times(store: Store) -> None:
    run_ahead(store, AHEAD - AT)
    store.write(lambda s: forgive_clock(s, actor(s, 1, AT), at=AT))
    row = store.read(
        lambda s: history_rows(s, director(s), history_ids(s, director(s), HistoryFilter(kinds=("acts",)))[:1])
    )[0]
    told = {each.name: (each.old, each.new) for each in row.fields}
    assert row.verb == "set the clock right" and row.by == "Margaret Mulcahy"
    assert told["clock"] == (AHEAD.isoformat(), AT.isoformat())


def test_that_the_mayor_may_and_an_associate_may_not(store: Store) -> None:
    mayor = store.write(lambda s: make_staff(s, Role.MAYOR)).result
    tran = store.write(lambda s: make_staff(s, Role.ASSOCIATE)).result
    run_ahead(store, AHEAD - AT)
    with pytest.raises(Refusal):
        store.write(lambda s: forgive_clock(s, actor(s, tran.id, AT), at=AT))
    store.write(lambda s: forgive_clock(s, actor(s, mayor.id, AT), at=AT))
    assert store.read(lambda s: seen_ahead(s, AT)) is None


def test_that_there_must_be_something_to_set_right(store: Store) -> None:
    with pytest.raises(Invalid, match="nothing to set right"):
        store.write(lambda s: forgive_clock(s, director(s), at=AT))


def test_that_a_clock_that_runs_ahead_again_is_told_again(store: Store) -> None:
    run_ahead(store, AHEAD - AT)
    store.write(lambda s: forgive_clock(s, actor(s, 1, AT), at=AT))
    run_ahead(store, timedelta(days=2))
    assert store.read(lambda s: seen_ahead(s, AT)) == AT + timedelta(days=2)


def test_that_a_clock_set_back_and_gone_by_brings_back_nothing_that_was_ended(store: Store) -> None:
    def ended(s: Session) -> int:
        mayor, tran = make_staff(s, Role.MAYOR, login="mayor"), make_staff(s, Role.ASSOCIATE)
        made = make_designation(s, mayor, tran)
        revoke(s, mayor, made.id or 0, at=AT + 4 * HOUR)
        for each in s.exec(select(Appointment)).all():
            end_appointment(s, mayor, each.id or 0, at=AT + 4 * HOUR)
        forgive_clock(s, mayor, at=AT + HOUR)
        return tran.id

    tran = store.write(ended).result
    assert store.read(lambda s: present(s, AT + HOUR)) == AT + HOUR
    for staff_id in (1, tran):
        who = store.read(partial(actor, staff_id=staff_id, at=AT + HOUR))
        assert who.lapsed and not who.acts and not who.directs


def test_that_who_left_by_a_clock_that_ran_ahead_has_left(store: Store) -> None:
    tran = store.write(lambda s: make_staff(s, Role.COORDINATOR)).result
    store.write(lambda s: let_go(s, director(s), tran.id, at=AT + 2 * HOUR))
    store.write(lambda s: forgive_clock(s, actor(s, 1, AT), at=AT))
    with pytest.raises(LeftOffice):
        store.read(lambda s: actor(s, tran.id, AT))


def test_that_a_director_whom_the_mayor_ended_goes_by_no_clock(store: Store) -> None:
    def ended(s: Session) -> None:
        mayor = make_staff(s, Role.MAYOR)
        end_appointment(s, mayor, s.exec(select(Appointment.id)).one() or 0, at=AT + 4 * HOUR)

    store.write(ended)
    with pytest.raises(Refusal, match="change the office's settings now"):
        store.write(lambda s: forgive_clock(s, actor(s, 1, AT), at=AT))
