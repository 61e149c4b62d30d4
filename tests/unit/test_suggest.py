"""Who is this, what is known, and everything found from one box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.authority import Actor
from app.models import NoteKind
from app.queries.search import search, snippet
from app.queries.suggest import card, recogniser_data, same_trouble, twins, who_is
from app.services.case_ties import add_reference
from app.services.cases import add_note
from app.services.people import add_organization
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff, make_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    made.write(lambda s: make_person(s, "Álvaro Nguyễn Pérez", phone="(617) 555-0142", address="52 Elm Street"))
    made.write(lambda s: make_person(s, "Siobhán O'Malley", phone="617.555.0199", address="9 Sea Street, Apt 3"))
    made.write(lambda s: make_person(s, "Đặng Văn Minh"))
    made.write(lambda s: add_organization(s, director(s), fields={"name": "Harbor Light Bakery"}, at=AT))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nguyen alvaro", "Álvaro Nguyễn Pérez"),
        ("ALVARO PER", "Álvaro Nguyễn Pérez"),
        ("Nguyễn", "Álvaro Nguyễn Pérez"),
        ("omalley", "Siobhán O'Malley"),
        ("o'malley", "Siobhán O'Malley"),
        ("siobhan", "Siobhán O'Malley"),
        ("siobahn omaley", "Siobhán O'Malley"),
        ("dang van", "Đặng Văn Minh"),
        ("6175550142", "Álvaro Nguyễn Pérez"),
        ("617-555-0142", "Álvaro Nguyễn Pérez"),
        ("(617) 555-01", "Álvaro Nguyễn Pérez"),
        ("0199", "Siobhán O'Malley"),
        ("55501 99", "Siobhán O'Malley"),
        ("9 sea st", "Siobhán O'Malley"),
        ("52 elm", "Álvaro Nguyễn Pérez"),
        ("harbor light", "Harbor Light Bakery"),
        ("bakery", "Harbor Light Bakery"),
    ],
)
def test_that_somebody_is_found_however_typed(store: Store, me: Actor, typed: str, name: str) -> None:
    assert name in [hit.name for hit in store.read(lambda s: who_is(s, me, typed))]


@pytest.mark.parametrize("typed", ["", " ", "x", '"', "AND OR NOT", "a* OR b*", "NEAR(", "🎉", "--", "'; DROP TABLE"])
def test_that_odd_typing_finds_nothing_and_breaks_nothing(store: Store, me: Actor, typed: str) -> None:
    assert store.read(lambda s: who_is(s, me, typed)) == []
    assert store.read(lambda s: search(s, me, typed)).hits == []


def test_that_the_card_shows_open_cases_and_what_was_spoken_last(store: Store, me: Actor) -> None:
    case = store.write(lambda s: make_case(s, "Recycling missed", person_id=1)).result
    store.write(lambda s: make_contact(s, "Asks how it stands", person_id=1, case_id=case.id))
    known = store.read(lambda s: card(s, me, "person", 1, at=AT))
    assert known is not None and "(617) 555-0142" in known.line and "52 Elm Street" in known.line
    assert [each.number for each in known.open_cases] == [case.number]
    assert known.last[0].words == "Asks how it stands"


def test_that_a_confidential_address_is_on_no_card(store: Store, me: Actor) -> None:
    hidden = store.write(
        lambda s: make_person(s, "Ana Rivera", address="77 Quarry Road", address_confidential=True)
    ).result
    known = store.read(lambda s: card(s, me, "person", hidden.id or 0, at=AT))
    assert known is not None and "Quarry" not in known.line and known.ward == ""
    assert all("Quarry" not in hit.line for hit in store.read(lambda s: who_is(s, me, "Ana Rivera")))


def test_that_nobody_is_found_by_a_confidential_address(store: Store, me: Actor) -> None:
    given: dict[str, Any]
    for name, hides in (("Ana Rivera", True), ("Bo Lind", False)):
        given = {"address": "77 Quarry Road", "address_confidential": hides}
        store.write(partial(make_person, name=name, **given))
    assert [hit.name for hit in store.read(lambda s: who_is(s, me, "77 quarry"))] == ["Bo Lind"]


def test_that_a_number_that_others_gave_is_found_as_it_was_typed(store: Store, me: Actor) -> None:
    case = store.write(lambda s: make_case(s)).result
    store.write(lambda s: add_reference(s, director(s), case.id or 0, system="311", number="sr-2024-x77", at=AT))
    for typed in ("sr-2024-x77", "SR-2024-X", "sr-20"):
        assert [hit.id for hit in store.read(partial(search, who=me, text=typed)).cases] == [case.id], typed


def test_that_a_confidential_case_is_in_no_card_search_or_trouble(store: Store) -> None:
    linh = store.write(make_staff).result
    secret = {"confidential": True, "account": "zebra"}
    case = store.write(
        lambda s: make_case(s, "Zebra crossing", person_id=1, fields=secret, address="52 Elm Street")
    ).result
    store.write(lambda s: make_contact(s, "zebra again", person_id=1, case_id=case.id, address="52 Elm Street"))
    store.write(lambda s: add_note(s, director(s), case.id or 0, kind=NoteKind.NOTE, words="zebra note", at=AT))
    for typed in ("zebra", case.number, "1"):
        found = store.read(partial(search, who=linh, text=typed))
        assert not found.cases and not found.contacts and not found.notes
    known = store.read(lambda s: card(s, linh, "person", 1, at=AT))
    assert known is not None and known.open_cases == () and known.last == ()
    assert store.read(lambda s: same_trouble(s, linh, at=AT, address="52 Elm Street")) == (0, ())
    assert store.read(lambda s: search(s, director(s), "zebra")).cases


def test_that_the_same_trouble_next_door_is_told(store: Store, me: Actor) -> None:
    store.write(lambda s: make_contact(s, "Water in the cellar", address="48 Elm Street", category_id=2))
    store.write(lambda s: make_case(s, "Drain, 46 Elm", address="46 Elm St", fields={"category_id": 2}))
    store.write(lambda s: make_contact(s, "Far away", address="148 Elm Street", category_id=2))
    near = store.read(lambda s: same_trouble(s, me, at=AT, address="50 Elm Street", category_id=2))
    assert near.contacts == 1 and [each.subject for each in near.cases] == ["Drain, 46 Elm"]
    later = AT + timedelta(days=31)
    assert store.read(lambda s: same_trouble(s, me, at=later, address="50 Elm Street", category_id=2)).contacts == 0


def test_that_likely_twins_are_told_before_they_are_made(store: Store, me: Actor) -> None:
    def told(name: str, **more: object) -> list[str]:
        return [hit.name for hit in store.read(lambda s: twins(s, me, name=name, **more))]  # type: ignore[arg-type]  # plain

    assert told("Alvaro Nguyen Perez") == ["Álvaro Nguyễn Pérez"]
    assert told("A. Nguyen", phones=["617 555 0142"]) == ["Álvaro Nguyễn Pérez"]
    assert told("Somebody Else") == []


def test_that_everything_is_found_from_one_box(store: Store, me: Actor) -> None:
    case = store.write(lambda s: make_case(s, "Storm drain backs up", person_id=1)).result
    store.write(lambda s: add_reference(s, director(s), case.id or 0, system="311", number="H-884120", at=AT))
    store.write(lambda s: make_contact(s, "The crew never came to the culvert", person_id=1))
    store.write(lambda s: add_note(s, director(s), case.id or 0, kind=NoteKind.NOTE, words="Ask for a camera", at=AT))
    for typed in (case.number, "2026-1", "storm dra", "H-8841"):
        assert [hit.id for hit in store.read(partial(search, who=me, text=typed)).cases] == [case.id], typed
    assert store.read(lambda s: search(s, me, "culvert")).contacts[0].title.startswith("The crew")
    assert store.read(lambda s: search(s, me, "camera")).notes[0].id == case.id
    assert store.read(lambda s: search(s, me, "alvaro")).people[0].id == 1
    assert "culvert" in snippet("x " * 300 + "the culvert is blocked", "culvert")


def test_that_streets_and_keywords_are_there_to_be_recognised(store: Store) -> None:
    streets, words, ids = store.read(recogniser_data)
    assert "Elm Street" in streets and "Sea Street" in streets and "pothole" in words["streets"] and ids["streets"] == 1
