"""Places found while an address is typed, and who may not learn of which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.authority import Actor
from app.models import Person, Role
from app.queries.places import places
from app.store import Store
from tests.factories import make_case, make_contact, make_person, make_staff, make_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    made.write(lambda s: make_person(s, "Ana Silva", address="52 Elm Street"))
    made.write(lambda s: make_person(s, "Rui Silva", address="52 Elm St"))
    made.write(lambda s: make_person(s, "Joe Sea", address="9 Sea Street, Apt 3"))
    yield made
    made.close()


@pytest.mark.parametrize("typed", ["52 el", "elm", "52 elm st", "elm street 52"])
def test_that_a_place_is_found_by_the_beginnings_of_its_words_and_once(store: Store, me: Actor, typed: str) -> None:
    found = store.read(lambda s: places(s, me, typed))
    assert [hit.key for hit in found] == ["52 ELM ST"]


def test_that_nothing_typed_finds_no_place(store: Store, me: Actor) -> None:
    assert store.read(lambda s: places(s, me, "  ")) == [] and store.read(lambda s: places(s, me, "-*")) == []


def hide(store: Store, name: str, **values: bool) -> None:
    def act(session: Session) -> None:
        person = session.exec(select(Person).where(Person.name == name)).one()
        for field, value in values.items():
            setattr(person, field, value)
        session.add(person)

    store.write(act)


def test_that_a_place_where_something_happened_is_found(store: Store, me: Actor) -> None:
    store.write(lambda s: make_contact(s, "Rats", address="12 Cottage Street"))
    store.write(lambda s: make_case(s, "Hole", address="14 Cottage Street"))
    assert {hit.typed for hit in store.read(lambda s: places(s, me, "cottage"))} == {
        "12 Cottage Street",
        "14 Cottage Street",
    }


def test_that_the_place_of_a_confidential_case_is_told_only_to_who_may_see_it(store: Store, me: Actor) -> None:
    store.write(lambda s: make_case(s, "Threat", address="14 Cottage Street", fields={"confidential": True}))
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    assert len(store.read(lambda s: places(s, me, "cottage"))) == 1
    assert store.read(lambda s: places(s, clerk, "cottage")) == []


def test_that_a_confidential_address_is_told_to_nobody(store: Store, me: Actor) -> None:
    hide(store, "Joe Sea", address_confidential=True)
    assert store.read(lambda s: places(s, me, "9 sea")) == []


def test_that_the_home_of_a_confidential_person_is_told_only_to_who_may_see_them(store: Store, me: Actor) -> None:
    hide(store, "Joe Sea", confidential=True)
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    assert len(store.read(lambda s: places(s, me, "9 sea"))) == 1
    assert store.read(lambda s: places(s, clerk, "9 sea")) == []
