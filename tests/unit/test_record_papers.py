"""A person's record and the history of a record on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.errors import AppError, Invalid, NotAllowed, NotFound
from app.models import Event, Role, table_of
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.services.people import add_organization, set_position
from app.services.prints import record_print
from app.services.readers import mark_person_confidential
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff, make_store

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = make_store(tmp_path_factory.mktemp("records"))
    found.write(fill)
    return found


def fill(s: Session) -> None:
    me, begun = director(s), AT - 5 * DAY
    ana = make_person(s, "Ana Ruiz", phone="617 555 0142", address="77 Harbor Lane", language="Spanish")
    shy = make_person(s, "Bea Lim", phone="617 555 0143", address="9 Elm Street", address_confidential=True)
    club = add_organization(s, me, fields={"name": "Garden Club"}, at=begun)
    set_position(s, me, person_id=ana.id or 0, organization_id=club.id or 0, title="Chair", at=begun)
    case = make_case(s, "Lamp", person_id=ana.id, at=begun)
    make_case(s, "Bin at 9 elm st", person_id=shy.id, at=begun)
    make_contact(s, "The lamp " * 60, person_id=ana.id, case_id=case.id, at=begun + DAY)
    make_contact(s, "She lives at 9 Elm St.", person_id=shy.id, at=begun + DAY)
    hidden = make_person(s, "Cleo Hide")
    mark_person_confidential(s, me, hidden.id or 0, confidential=True, at=begun)


def said(store: Store, key: str, who: Actor | None = None, **answers: Any) -> str:
    return str(as_data(prepared(store, key, who, **answers)))


def prepared(store: Store, key: str, who: Actor | None = None, **answers: Any) -> Prepared:
    return store.read(lambda s: prepare_report(s, who or director(s), key, answers, at=AT))


def test_that_all_of_a_person_stands_in_their_record(store: Store) -> None:
    words = said(store, "person-record", person="Ana")
    for wanted in ("Spanish", "(617) 555-0142", "77 Harbor Lane", "Garden Club, Chair", "2026-00001", "The lamp " * 59):
        assert wanted in words
    assert prepared(store, "person-record", person="1").reconciles


def test_that_a_confidential_address_is_on_no_part_of_it(store: Store) -> None:
    words = said(store, "person-record", person="2")
    assert "Confidential: not printed" in words and "elm" not in words.lower().replace("element", "")
    assert "an address that is kept confidential" in words


def test_that_a_person_not_to_be_seen_is_not_there_and_several_are_named(store: Store) -> None:
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    with pytest.raises(NotFound):
        said(store, "person-record", clerk, person="3")
    with pytest.raises(Invalid, match="Nobody is found"):
        said(store, "person-record", clerk, person="Cleo")
    with pytest.raises(Invalid, match="1 Ana Ruiz; 2 Bea Lim"):
        said(store, "person-record", person="617 555")
    with pytest.raises(Invalid):
        said(store, "person-record", person="")


def test_that_a_print_of_a_record_stands_in_its_history(store: Store) -> None:
    detail = prepared(store, "person-record", person="1").collected.detail
    store.write(lambda s: record_print(s, director(s), "person-record", how="saved", at=AT, detail=detail))
    e = table_of(Event).c
    query = select(e.subject, e.subject_id, e.detail).where(e.verb == "printed")
    assert tuple(store.read(lambda s: s.execute(query).one())) == (
        "person",
        1,
        {"report": "person-record", "how": "saved"},
    )
    rows = as_data(prepared(store, "record-history", record="person", which="1"))["tables"][-1]["rows"]
    assert rows[-1][3] == "Printed" and rows[0][3] == "Added"


def test_that_a_history_tells_each_line_with_the_hashes_of_the_first_and_last(store: Store) -> None:
    data = as_data(prepared(store, "record-history", record="case_record", which="2026-00001"))
    proof, lines = data["tables"][0]["rows"], data["tables"][1]["rows"]
    e = table_of(Event).c
    query = select(e.hash).where(e.id.in_([lines[0][0], lines[-1][0]])).order_by(e.id)
    hashes = store.read(lambda s: s.execute(query).scalars().all())
    assert [row[3].replace(" ", "") for row in proof[:2]] == hashes
    assert data["reconciles"] and lines[0][3].startswith("Opened") and all(row[2] for row in lines)


@pytest.mark.parametrize(
    ("record", "which"),
    [("case_record", "2026-00099"), ("person", "99"), ("person", "x"), ("referral", "1/1"), ("y", "1")],
)
def test_that_a_record_that_is_not_there_is_told(store: Store, record: str, which: str) -> None:
    with pytest.raises(AppError) as refused:
        said(store, "record-history", record=record, which=which)
    assert isinstance(refused.value, Invalid)


def test_that_only_who_may_read_history_gets_it(store: Store) -> None:
    other = store.write(lambda s: make_staff(s, Role.ASSOCIATE)).result
    with pytest.raises(NotAllowed):
        said(store, "record-history", other, which="1")
