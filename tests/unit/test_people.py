"""People and organizations: kept as typed, corrected with history, never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Event, Person, Reach, Role
from app.queries.people_pages import organization_page, person_page
from app.services.people import (
    add_organization,
    add_person,
    end_position,
    set_position,
    update_organization,
    update_person,
)
from app.store import Store
from tests.factories import AT, director, make_person, make_staff


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def person(store: Store, **given: Any) -> int:
    return int(done(store, lambda s: make_person(s, **given).id))


def phones(store: Store, number: int) -> list[tuple[str, str, str]]:
    query = select(Reach).where(Reach.person_id == number).order_by(col(Reach.id))
    return store.read(lambda s: [(each.typed, each.key, each.extension) for each in s.exec(query)])


def correct(store: Store, number: int, *, version: int = 1, **given: Any) -> None:
    changes, details = given.pop("changes", {}), given.pop("details", None)
    done(
        store,
        lambda s: update_person(s, director(s), number, version=version, changes=changes, details=details, at=AT),
    )


@pytest.mark.parametrize(
    ("typed", "key", "extension"),
    [("617.555.0142 x 12", "+16175550142", "12"), ("(617) 555-0142", "+16175550142", ""), ("555-0142", "5550142", "")],
)
def test_that_a_phone_is_kept_as_typed_with_a_key_to_find_it(
    store: Store, typed: str, key: str, extension: str
) -> None:
    assert phones(store, person(store, phone=typed)) == [(typed, key, extension)]


def test_that_new_details_replace_the_old_and_history_keeps_both(store: Store) -> None:
    number = person(store, phone="617-555-0142")
    reaches = [{"kind": "phone", "typed": "617-555-0199"}, {"kind": "email", "typed": "M@Example.org"}]
    correct(store, number, details={"reaches": reaches})
    assert [each[1] for each in phones(store, number)] == ["+16175550199", "m@example.org"]
    last = store.read(lambda s: s.exec(select(Event.detail).where(Event.verb == "changed")).one())
    assert last["reaches"] == [["phone 617-555-0142"], ["phone 617-555-0199", "email M@Example.org"]]


def test_that_details_not_given_stay(store: Store) -> None:
    number = person(store, phone="617-555-0142", address="52 Elm Street")
    correct(store, number, changes={"language": "Portuguese"})
    page = store.read(lambda s: person_page(s, director(s), number))
    assert page.language == "Portuguese" and page.version == 2
    assert [each.typed for each in page.held.reaches] == ["617-555-0142"]
    assert [each.typed for each in page.held.addresses] == ["52 Elm Street"]


def test_that_a_change_of_phones_alone_is_a_new_version(store: Store) -> None:
    number = person(store)
    correct(store, number, details={"reaches": [{"kind": "phone", "typed": "617-555-0199"}]})
    with pytest.raises(Conflict):
        correct(store, number, changes={"name": "Somebody else"})


def test_that_the_second_of_two_editors_is_told(store: Store) -> None:
    number = person(store)
    correct(store, number, changes={"name": "Manuel F. Tavares"})
    with pytest.raises(Conflict):
        correct(store, number, changes={"name": "Manny Tavares"})
    assert store.read(lambda s: s.get_one(Person, number).name) == "Manuel F. Tavares"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"reaches": [{"kind": "phone", "typed": "call the shop"}]}, "reaches"),
        ({"reaches": [{"kind": "email", "typed": "nobody"}]}, "reaches"),
        ({"addresses": [{"typed": "   "}]}, "addresses"),
    ],
)
def test_that_what_is_no_phone_mail_or_address_is_refused_in_a_sentence(
    store: Store, details: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        done(store, lambda s: add_person(s, director(s), fields={"name": "A"}, details=details, at=AT))
    assert set(refused.value.problems) == {field}


def test_that_an_intern_may_add_who_called_but_not_correct(store: Store) -> None:
    intern = done(store, lambda s: make_staff(s, Role.INTERN))
    number = done(store, lambda s: add_person(s, intern, fields={"name": "Ana Pires"}, at=AT).id)
    with pytest.raises(NotAllowed):
        done(store, lambda s: update_person(s, intern, number, version=1, changes={}, at=AT))


def test_that_a_position_is_set_corrected_and_ended(store: Store) -> None:
    one = person(store)
    bakery = done(store, lambda s: add_organization(s, director(s), fields={"name": "Bakery"}, at=AT).id)
    both = {"person_id": one, "organization_id": bakery}
    done(store, lambda s: set_position(s, director(s), **both, title="Clerk", at=AT))
    done(store, lambda s: set_position(s, director(s), **both, title="Owner", at=AT))
    page = store.read(lambda s: organization_page(s, director(s), bakery))
    assert [(each.name, each.title) for each in page.held.positions] == [("Manuel Tavares", "Owner")]
    done(store, lambda s: end_position(s, director(s), **both, at=AT))
    assert store.read(lambda s: organization_page(s, director(s), bakery)).held.positions == ()


def test_that_an_organization_is_corrected_with_its_version(store: Store) -> None:
    bakery = done(store, lambda s: add_organization(s, director(s), fields={"name": "Bakery"}, at=AT).id)

    def rename(s: Session) -> Any:
        return update_organization(s, director(s), bakery, version=1, changes={"name": "Harbor Light Bakery"}, at=AT)

    done(store, rename)
    with pytest.raises(Conflict):
        done(store, rename)
    with pytest.raises(NotFound):
        done(store, lambda s: update_organization(s, director(s), 99, version=1, changes={}, at=AT))
