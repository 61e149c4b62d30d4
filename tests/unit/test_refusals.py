"""A right that was missing is told to history, by whatever way it was asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select, update

from app.authority import Right
from app.models import Event, Role, Staff, table_of
from app.services.refusals import note_refusal
from app.store import Store
from tests.factories import AT, make_staff


def refused(store: Store) -> list[tuple[int | None, int | None, str]]:
    e = table_of(Event).c
    query = select(e.actor_id, e.subject_id, e.detail).where(e.verb == "refused").order_by(e.id)
    return [(row[0], row[1], row[2]["right"]) for row in store.read(lambda s: s.execute(query).all())]


def test_that_a_refusal_stands_in_history_with_who_and_which_right(store: Store) -> None:
    intern = store.write(lambda s: make_staff(s, Role.INTERN)).result
    assert store.write(lambda s: note_refusal(s, intern.id, Right.EXPORT, AT)).result
    assert refused(store) == [(intern.id, intern.id, "export")]


def test_that_the_same_refusal_within_a_minute_stands_there_once(store: Store) -> None:
    intern = store.write(lambda s: make_staff(s, Role.INTERN)).result
    other = store.write(lambda s: make_staff(s, Role.CLERK)).result
    for seconds, who, right in (
        (0, intern, Right.EXPORT),
        (30, intern, Right.EXPORT),
        (30, intern, Right.PRINT),
        (40, other, Right.EXPORT),
        (59, intern, Right.EXPORT),
        (60, intern, Right.EXPORT),
    ):
        at = AT + timedelta(seconds=seconds)
        store.write(partial(note_refusal, staff_id=who.id, right=right, at=at))
    assert [(who, right) for who, _, right in refused(store)] == [
        (intern.id, "export"),
        (intern.id, "print"),
        (other.id, "export"),
        (intern.id, "export"),
    ]


def test_that_somebody_who_left_is_told_of_without_acting(store: Store) -> None:
    intern = store.write(lambda s: make_staff(s, Role.INTERN)).result
    store.write(
        lambda s: s.execute(update(table_of(Staff)).where(table_of(Staff).c.id == intern.id).values(left_at=AT))
    )
    store.write(lambda s: note_refusal(s, intern.id, Right.EXPORT, AT))
    assert refused(store) == [(None, intern.id, "export")]
