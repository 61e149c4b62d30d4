"""Lists and pages of people and organizations: found by any part, hidden where they must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import OrganizationKind, Outcome, Told
from app.queries.people import (
    OrganizationFilter,
    PersonFilter,
    organization_ids,
    organization_rows,
    person_ids,
    person_rows,
)
from app.queries.people_pages import organization_page, person_page
from app.services.case_ties import add_affected
from app.services.cases import close_case
from app.services.contacts import undo_contact
from app.services.people import add_organization, set_position, update_person
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def found(store: Store, who: Actor | None = None, **wanted: Any) -> list[int]:
    order = {name: wanted.pop(name) for name in ("sort", "descending") if name in wanted}
    return store.read(lambda s: person_ids(s, who or director(s), PersonFilter(**wanted), **order)).tolist()


def person(store: Store, name: str = "Manuel Tavares", **given: Any) -> int:
    return int(done(store, lambda s: make_person(s, name, **given).id))


def organization(store: Store, name: str = "Harbor Light Bakery", **details: Any) -> int:
    fields = {"name": name, "kind": OrganizationKind.BUSINESS}
    return int(done(store, lambda s: add_organization(s, director(s), fields=fields, details=details, at=AT).id))


@pytest.mark.parametrize("typed", ["nguyen hoa", "Nguyễn", "guye", "hoa thi", "555-0118", "0118", "(617) 555"])
def test_that_any_part_of_a_name_or_number_finds_the_person(store: Store, typed: str) -> None:
    wanted = person(store, "Nguyễn Thị Hoa", phone="617-555-0118")
    person(store, "Manuel Tavares", phone="508-444-7799")
    assert found(store, text=typed) == [wanted]


def test_that_people_are_found_by_their_street_unless_it_is_confidential(store: Store) -> None:
    open_one = person(store, address="52 Elm Street")
    person(store, "Fátima Correia", address="54 Elm Street", address_confidential=True)
    assert found(store, place="elm") == [open_one]


def test_that_the_newest_person_comes_first_unless_sorted_by_name(store: Store) -> None:
    zoe, adam = person(store, "Zoe Pimentel"), person(store, "Adam Baptiste")
    assert found(store) == [adam, zoe]
    assert found(store, sort="name", descending=False) == [adam, zoe]
    assert found(store, sort="name", descending=True) == [zoe, adam]


def test_that_the_filters_keep_only_those_who_fit(store: Store) -> None:
    plain = person(store)
    speaks = person(store, "Phở Quê Hương", language="Vietnamese", interpreter=True)
    warned = person(store, "Carlos Pimentel", safety_notice="Dog in the yard", do_not_contact=True)
    done(store, lambda s: make_case(s, person_id=plain))
    assert found(store, languages=("Vietnamese",)) == [speaks] == found(store, interpreter=True)
    assert found(store, do_not_contact=True) == [warned] == found(store, safety_notice=True)
    assert found(store, with_open_cases=True) == [plain]


def test_that_a_row_tells_reach_place_and_open_cases(store: Store) -> None:
    one = person(store, phone="617-555-0142", address="52 Elm Street")
    done(store, lambda s: make_case(s, person_id=one))
    done(store, lambda s: make_contact(s, person_id=one))
    row = store.read(lambda s: person_rows(s, director(s), [one], at=AT))[0]
    assert (row.reach, row.address, row.open_cases, row.last_contact_at) == ("617-555-0142", "52 Elm Street", 1, AT)


def test_that_a_list_withholds_a_confidential_address(store: Store) -> None:
    one = person(store, address="52 Elm Street", address_confidential=True)
    row = store.read(lambda s: person_rows(s, director(s), [one], at=AT))[0]
    assert row.address_confidential and row.address == ""


def test_that_a_number_no_longer_valid_is_not_the_one_to_use(store: Store) -> None:
    one = person(store, phone="617-555-0142")
    reaches: list[dict[str, Any]] = [
        {"kind": "phone", "typed": "617-555-0142", "preferred": True, "valid_until": (AT - timedelta(days=2)).date()},
        {"kind": "phone", "typed": "617-555-0199"},
    ]
    done(
        store, lambda s: update_person(s, director(s), one, version=1, changes={}, details={"reaches": reaches}, at=AT)
    )
    assert store.read(lambda s: person_rows(s, director(s), [one], at=AT))[0].reach == "617-555-0199"


def test_that_confidential_cases_count_for_nobody_who_may_not_see_them(store: Store) -> None:
    who, one = done(store, make_staff), person(store)
    case = done(store, lambda s: make_case(s, "Complaint", person_id=one, fields={"confidential": True})).id
    done(store, lambda s: make_contact(s, person_id=one, case_id=case))
    done(store, lambda s: add_affected(s, director(s), case, person_id=one, part="neighbor", at=AT))
    row = store.read(lambda s: person_rows(s, who, [one], at=AT))[0]
    page = store.read(lambda s: person_page(s, who, one))
    assert (row.open_cases, row.last_contact_at) == (0, None)
    assert found(store, who, with_open_cases=True) == []
    assert not (page.held.open_cases or page.held.contacts or page.affected or page.held.contacts_total)
    full = store.read(lambda s: person_page(s, director(s), one))
    assert len(full.held.open_cases) == len(full.held.contacts) == len(full.affected) == 1


def test_that_a_page_tells_everything_of_a_person(store: Store) -> None:
    one, bakery = person(store, phone="617 555 0142 x12", address="52 Elm Street", language="Portuguese"), 0
    bakery = organization(store)
    done(store, lambda s: set_position(s, director(s), person_id=one, organization_id=bakery, title="Owner", at=AT))
    first = done(store, lambda s: make_case(s, person_id=one)).id
    told = Told(told=False, why_not="Moved away.")
    done(store, lambda s: close_case(s, director(s), first, outcome=Outcome.RESOLVED, told=told, at=AT))
    second = done(store, lambda s: make_case(s, "Rats", person_id=one)).id
    done(store, lambda s: make_contact(s, person_id=one, fields={"language": "Spanish"}))
    page = store.read(lambda s: person_page(s, director(s), one))
    assert page.held.reaches[0][1:4] == ("617 555 0142 x12", "(617) 555-0142", "12")
    assert page.held.addresses[0].typed == "52 Elm Street"
    assert page.held.positions[0] == (bakery, "Harbor Light Bakery", "Owner")
    assert ([c.id for c in page.held.open_cases], [c.id for c in page.held.closed_cases]) == ([second], [first])
    assert page.languages == ("Portuguese", "Spanish")


def test_that_undone_contacts_are_not_on_the_page(store: Store) -> None:
    one = person(store)
    logged = done(store, lambda s: make_contact(s, person_id=one))
    done(store, lambda s: undo_contact(s, director(s), logged.contact_id, at=AT))
    page = store.read(lambda s: person_page(s, director(s), one))
    row = store.read(lambda s: person_rows(s, director(s), [one], at=AT))[0]
    assert page.held.contacts == () and row.last_contact_at is None


def test_that_an_organization_tells_its_people_cases_and_contacts(store: Store) -> None:
    bakery = organization(store, reaches=[{"kind": "phone", "typed": "617-555-0170"}])
    one = person(store)
    done(store, lambda s: set_position(s, director(s), person_id=one, organization_id=bakery, title="Owner", at=AT))
    done(store, lambda s: make_case(s, organization_id=bakery))
    done(store, lambda s: make_contact(s, organization_id=bakery))
    page = store.read(lambda s: organization_page(s, director(s), bakery))
    row = store.read(lambda s: organization_rows(s, director(s), [bakery], at=AT))[0]
    assert page.held.positions == ((one, "Manuel Tavares", "Owner"),)
    assert (row.people, row.open_cases, row.reach, row.last_contact_at) == (1, 1, "617-555-0170", AT)
    assert page.held.contacts_total == 1


def test_that_organizations_are_found_by_name_number_and_kind(store: Store) -> None:
    bakery = organization(store, reaches=[{"kind": "phone", "typed": "617-555-0170"}])

    def listed(**wanted: Any) -> list[int]:
        return store.read(lambda s: organization_ids(s, director(s), OrganizationFilter(**wanted))).tolist()

    assert listed(text="light bak") == listed(text="0170") == listed(kinds=(OrganizationKind.BUSINESS,)) == [bakery]
    assert listed(kinds=(OrganizationKind.MEDIA,)) == listed(text="nobody") == []


def test_that_a_page_of_nobody_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.read(lambda s: person_page(s, director(s), 99))
    with pytest.raises(NotFound):
        store.read(lambda s: organization_page(s, director(s), 99))


def test_that_a_filter_survives_being_kept_as_json() -> None:
    wanted = OrganizationFilter(text="bakery", kinds=(OrganizationKind.BUSINESS,), with_open_cases=True)
    assert OrganizationFilter.from_dict(wanted.to_dict() | {"unknown": 1}) == wanted
