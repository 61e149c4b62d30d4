"""When who may act turns next, as an open window asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.models import Role
from app.queries.turns import next_turn
from app.services.absences import end_absence
from app.store import Store
from tests.acting import UNTIL, make_absence, make_designation
from tests.factories import AT, director, make_staff

TERM_ENDS = datetime(2027, 2, 1, 5, tzinfo=UTC)


def test_that_without_absences_the_end_of_the_term_is_next(store: Store) -> None:
    assert store.read(lambda s: next_turn(s, AT)) == TERM_ENDS
    assert store.read(lambda s: next_turn(s, TERM_ENDS)) is None


def test_that_begin_and_end_of_a_designation_are_turns(store: Store) -> None:
    mayor = store.write(lambda s: make_staff(s, Role.MAYOR, name="Eileen Keohane")).result
    linh = store.write(lambda s: make_staff(s)).result
    begin = AT + timedelta(hours=2)
    store.write(lambda s: make_designation(s, mayor, linh, absence=make_absence(s), from_at=begin))
    assert store.read(lambda s: next_turn(s, AT)) == begin
    assert store.read(lambda s: next_turn(s, begin)) == UNTIL


def test_that_a_return_leaves_only_a_look_too_many(store: Store) -> None:
    away = store.write(lambda s: make_absence(s).id).result or 0
    store.write(lambda s: end_absence(s, director(s), away, at=AT + timedelta(hours=1)).id)
    assert store.read(lambda s: next_turn(s, AT + timedelta(hours=1))) == UNTIL, "looking once more does no harm"


def test_that_a_clock_set_back_sees_no_turn_twice(store: Store) -> None:
    store.write(lambda s: make_absence(s, at=AT, from_at=AT + timedelta(hours=1)).id)
    later = AT + timedelta(hours=3)
    store.write(lambda s: make_absence(s, at=later, from_at=UNTIL + timedelta(days=1), until_at=None).id)
    assert store.read(lambda s: next_turn(s, AT)) == UNTIL
