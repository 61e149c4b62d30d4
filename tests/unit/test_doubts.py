"""Somebody new who is perhaps known, and a number that belongs to another name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.authority import Actor
from app.queries.doubts import ALIKE, NAME, NUMBER, is_other_name, likely
from app.store import Store
from tests.factories import make_person, make_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    made.write(lambda s: make_person(s, "Maria Santos", phone="617-555-0177", address="9 Elm Street"))
    made.write(lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142"))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "phone", "reason"),
    [
        ("maria santos", "617-555-9999", NAME),
        ("Santos, Maria", "", NAME),
        ("Maria Santo", "", ALIKE),
        ("Maria Santo", "617-555-0177", NUMBER),
    ],
)
def test_that_somebody_who_may_be_meant_is_told_with_the_reason(
    store: Store, me: Actor, name: str, phone: str, reason: str
) -> None:
    found = store.read(lambda s: likely(s, me, name=name, phone=phone))
    assert [(twin.hit.name, twin.reason) for twin in found] == [("Maria Santos", reason)]


def test_that_nobody_is_told_for_a_name_that_nobody_has(store: Store, me: Actor) -> None:
    assert store.read(lambda s: likely(s, me, name="Agnes Donovan", phone="617-555-9999")) == []


@pytest.mark.parametrize("words", ["maria santos", "santos", "Agnes Donovan", "maria"])
def test_that_the_name_of_somebody_else_is_known_as_one(store: Store, me: Actor, words: str) -> None:
    assert store.read(lambda s: is_other_name(s, me, words.split(), "Manuel Tavares"))


@pytest.mark.parametrize("words", ["", "rats", "Rats", "wrong number", "manuel", "tavares manuel", "manuel santos"])
def test_that_what_it_is_about_and_the_owner_are_no_other_name(store: Store, me: Actor, words: str) -> None:
    assert not store.read(lambda s: is_other_name(s, me, words.split(), "Manuel Tavares"))
