"""The contact log asked: newest first, undone and confidential ones never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Channel, Role
from app.queries.contacts import ContactFilter, contact_count, contact_ids, contact_page, contact_rows
from app.services.contacts import correct_contact, undo_contact
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def logged(store: Store, words: str = "Hole in the road", **given: Any) -> int:
    return int(done(store, lambda s: make_contact(s, words, **given).contact_id))


def found(store: Store, who: Actor | None = None, **wanted: Any) -> list[int]:
    order = {name: wanted.pop(name) for name in ("sort", "descending") if name in wanted}
    return store.read(lambda s: contact_ids(s, who or director(s), ContactFilter(**wanted), **order)).tolist()


def test_that_the_newest_contact_comes_first(store: Store) -> None:
    old, new = logged(store, at=AT - timedelta(days=1)), logged(store)
    assert found(store) == [new, old]
    assert found(store, sort="when", descending=False) == [old, new]


@pytest.mark.parametrize(
    "wanted",
    [
        {"channels": (Channel.EMAIL,)},
        {"for_mayor": True},
        {"happened_until": AT},
        {"text": "manhole cov"},
        {"languages": ("Haitian Creole",)},
    ],
)
def test_that_each_filter_keeps_only_what_fits(store: Store, wanted: dict[str, Any]) -> None:
    fields = {"channel": "email", "for_mayor": True, "language": "Haitian Creole"}
    one = logged(store, "Manhole cover rattles", at=AT - timedelta(hours=1), fields=fields)
    logged(store)
    assert found(store, **wanted) == [one]
    assert store.read(lambda s: contact_count(s, director(s), ContactFilter(**wanted))) == 1


def test_that_contacts_without_a_case_can_be_listed(store: Store) -> None:
    case = done(store, make_case).id
    alone, put = logged(store), logged(store, case_id=case)
    assert found(store, without_case=True) == [alone]
    assert found(store, case_id=case) == [put]


@pytest.mark.parametrize("sort", ["when", "who", "channel", "taken_by", "case", "language", "for_mayor", "no such"])
def test_that_every_order_is_total_and_loses_nothing(store: Store, sort: str) -> None:
    one = done(store, make_person).id
    ids = [logged(store), logged(store, person_id=one), logged(store)]
    up, down = found(store, sort=sort, descending=False), found(store, sort=sort, descending=True)
    assert sorted(up) == ids and up == down[::-1]


def test_that_an_undone_contact_is_nowhere(store: Store) -> None:
    one = logged(store)
    done(store, lambda s: undo_contact(s, director(s), one, at=AT))
    assert found(store) == [] == found(store, text="hole")
    assert store.read(lambda s: contact_rows(s, director(s), [one])) == []
    with pytest.raises(NotFound):
        store.read(lambda s: contact_page(s, director(s), one))


def test_that_a_contact_of_a_confidential_case_is_seen_by_its_owner_and_the_director_only(store: Store) -> None:
    other = done(store, make_staff)
    owner = done(store, lambda s: make_staff(s, name="Peter Feeney", login="pfeeney"))
    secret = {"fields": {"confidential": True}, "owner_id": owner.id}
    case = done(store, lambda s: make_case(s, "Complaint", **secret)).id
    one = logged(store, "Conduct of an inspector", case_id=case)
    assert found(store, other) == [] == found(store, other, text="inspector")
    assert store.read(lambda s: contact_rows(s, other, [one])) == []
    assert store.read(lambda s: contact_count(s, other, ContactFilter())) == 0
    with pytest.raises(NotFound):
        store.read(lambda s: contact_page(s, other, one))
    assert found(store, owner) == [one] == found(store)


def test_that_a_contact_of_a_confidential_case_that_nobody_owns_is_hidden_too(store: Store) -> None:
    other = done(store, make_staff)
    case = done(store, lambda s: make_case(s, "Complaint", fields={"confidential": True})).id
    one = logged(store, case_id=case)
    assert found(store, other) == [] and found(store) == [one]


def test_that_a_row_names_who_case_and_taker(store: Store) -> None:
    one, case = done(store, make_person).id, done(store, make_case)
    number = logged(store, person_id=one, case_id=case.id)
    row = store.read(lambda s: contact_rows(s, director(s), [number]))[0]
    assert (row.who, row.case_number, row.taken_by) == ("Manuel Tavares", case.number, "Margaret Mulcahy")


def test_that_a_page_gives_all_words_and_who_corrected(store: Store) -> None:
    words = "Hole in the road. " * 40
    number = logged(store, words, fields={"mail_subject": "Hole", "mail_from": "m@example.org"})
    done(store, lambda s: correct_contact(s, director(s), number, version=1, changes={"mail_subject": "Road"}, at=AT))
    page = store.read(lambda s: contact_page(s, director(s), number))
    assert page.words == words.strip() or page.words == words
    assert len(page.row.words) <= 240 and page.mail_subject == "Road"
    assert [each.by for each in page.corrections] == ["Margaret Mulcahy"] and page.version == 2


def test_that_a_filter_survives_being_kept_as_json() -> None:
    wanted = ContactFilter(happened_from=AT, channels=(Channel.PHONE,), without_case=True)
    assert ContactFilter.from_dict(wanted.to_dict()) == wanted


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ASSOCIATE])
def test_that_the_whole_log_is_read_in_order_from_its_index(store: Store, role: Role) -> None:
    who = store.read(director) if role is Role.DIRECTOR else done(store, lambda s: make_staff(s, role))
    asked: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    store.read(lambda s: contact_ids(s, who, ContactFilter()))
    words, values = asked[-1]
    steps = store.read(lambda s: s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all())
    plan = " ".join(row[3] for row in steps)
    assert "ix_contact_days" in plan and "TEMP B-TREE" not in plan
