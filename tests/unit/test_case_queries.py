"""Questions about cases: who sees what, in which order, and what the clocks say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Channel, NoteKind, Outcome, Priority, Role, Status, Told
from app.queries.case_page import case_page
from app.queries.cases import CaseFilter, case_by_number, case_count, case_counts, case_ids, case_rows
from app.queries.timeline import timeline
from app.services.case_ties import add_affected, link_cases
from app.services.cases import add_note, assign_cases, close_case, move_case, update_case
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff

TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def listed(store: Store, who: Actor, **wanted: Any) -> list[int]:
    sort, descending = wanted.pop("sort", "number"), wanted.pop("descending", False)
    return store.read(lambda s: case_ids(s, who, CaseFilter(**wanted), sort=sort, descending=descending)).tolist()


def secret_case(store: Store) -> tuple[Actor, int]:
    """An associate, and a confidential case of somebody else (linked to an open one, the first)."""
    who = done(store, make_staff)
    open_one = done(store, lambda s: make_case(s, "Streetlight out")).id
    case = done(store, lambda s: make_case(s, "Complaint", fields={"confidential": True}))
    done(store, lambda s: link_cases(s, director(s), open_one, case.id, at=AT))
    return who, case.id


@pytest.mark.parametrize(
    "question",
    [
        lambda s, who, n: list(case_ids(s, who, CaseFilter(ids=(n,)))),
        lambda s, who, n: list(case_ids(s, who, CaseFilter(text="complaint"))),
        lambda s, who, n: list(case_ids(s, who, CaseFilter(ids=(n,)), sort="asker")),
        lambda s, who, n: case_count(s, who, CaseFilter(ids=(n,))),
        lambda s, who, n: case_counts(s, who, [CaseFilter(ids=(n,))]) == [1],
        lambda s, who, n: case_rows(s, who, [n], at=AT),
        lambda s, who, n: case_by_number(s, who, (2026, 2)),
        lambda s, who, n: case_page(s, who, 1, at=AT).linked,
        lambda s, who, n: [f for entry in timeline(s, who, 1) for f in entry.fields if f[2] == "2026-00002"],
    ],
)
def test_that_a_confidential_case_shows_itself_nowhere(store: Store, question: Callable[..., Any]) -> None:
    who, number = secret_case(store)
    assert not store.read(lambda s: question(s, who, number))
    assert store.read(lambda s: question(s, director(s), number))


@pytest.mark.parametrize("page", [lambda s, who, n: case_page(s, who, n, at=AT), timeline])
def test_that_the_page_of_a_confidential_case_is_not_there(store: Store, page: Callable[..., Any]) -> None:
    who, number = secret_case(store)
    with pytest.raises(NotFound):
        store.read(lambda s: page(s, who, number))


def test_that_the_owner_sees_an_own_confidential_case(store: Store) -> None:
    who, number = secret_case(store)
    done(store, lambda s: assign_cases(s, director(s), [number], owner_id=who.id, at=AT))
    assert listed(store, who, owner_ids=(who.id,)) == [number]


def test_that_a_filter_survives_a_saved_view() -> None:
    wanted = CaseFilter(
        statuses=(Status.OPEN,),
        channels=(Channel.PHONE,),
        priorities=(Priority.HIGH,),
        overdue=AT,
        text="drain",
        ids=(1, 2),
    )
    kept = wanted.to_dict()
    assert CaseFilter.from_dict(kept) == wanted
    assert CaseFilter.from_dict({"statuses": ["open", "gone"], "unheard_of": 1}) == CaseFilter(statuses=(Status.OPEN,))


def test_that_each_filter_finds_its_cases(store: Store) -> None:
    person = done(store, make_person).id
    one = done(store, lambda s: make_case(s, "Storm drain", person_id=person, address="48 Elm Street", owner_id=1)).id
    two = done(
        store, lambda s: make_case(s, "Tax bill", channel=Channel.LETTER, fields={"category_id": 2, "priority": "high"})
    ).id
    done(store, lambda s: close_case(s, director(s), one, outcome=Outcome.RESOLVED, told=TOLD, at=AT))
    who = store.read(director)
    assert listed(store, who, only_open=True) == [two]
    assert listed(store, who, statuses=(Status.CLOSED,)) == [one]
    assert listed(store, who, owner_ids=(1,)) == [one]
    assert listed(store, who, unowned=True) == [two]
    assert listed(store, who, category_ids=(2,)) == [two]
    assert listed(store, who, channels=(Channel.LETTER,)) == [two]
    assert listed(store, who, priorities=(Priority.HIGH,)) == [two]
    assert listed(store, who, person_id=person) == [one]
    assert listed(store, who, place="elm") == [one]
    assert listed(store, who, text="dra stor") == [one]
    assert listed(store, who, text='"OR tax*') == []
    assert listed(store, who, closed_from=AT, closed_until=AT + timedelta(days=1)) == [one]
    assert listed(store, who, overdue=AT + timedelta(days=60)) == [two]
    assert listed(store, who, received_until=AT) == []
    assert listed(store, who, sort="number", descending=True) == [two, one]


def test_that_every_order_is_total_and_puts_nothing_last(store: Store) -> None:
    for number in range(5):
        done(store, partial(make_case, subject=f"Case {number}", fields={"category_id": 1} if number > 2 else {}))
    who = store.read(director)
    for sort in ("due", "number", "subject", "asker", "category", "ward", "status", "owner", "received", "priority"):
        assert sorted(listed(store, who, sort=sort)) == [1, 2, 3, 4, 5], sort
    assert listed(store, who, sort="due")[:2] == [4, 5]
    assert listed(store, who, sort="category", descending=True)[-1] == 1


def test_that_our_clock_stops_while_waiting_on_the_resident(store: Store) -> None:
    case = done(store, lambda s: make_case(s, fields={"category_id": 1})).id
    day = timedelta(days=1)
    done(store, lambda s: move_case(s, director(s), case, Status.WAITING_RESIDENT, reason="photos", at=AT + day))
    done(store, lambda s: move_case(s, director(s), case, Status.OPEN, at=AT + 5 * day))
    clocks = store.read(lambda s: case_rows(s, director(s), [case], at=AT + 7 * day))[0].clocks
    assert clocks.resident_days == pytest.approx(7)
    # from the close of the day of receipt, less the two office days from Thursday to Monday
    assert clocks.our_days == pytest.approx(2.2375)
    assert clocks.target_days == 10 and clocks.running and not clocks.is_over
    assert clocks.stopped == ((AT + day, AT + 5 * day),)


def test_that_our_clock_runs_while_waiting_on_a_department(store: Store) -> None:
    case = done(store, lambda s: make_case(s)).id
    done(store, lambda s: move_case(s, director(s), case, Status.WAITING_DEPARTMENT, reason="crew", at=AT))
    clocks = store.read(lambda s: case_rows(s, director(s), [case], at=AT + timedelta(days=1)))[0].clocks
    assert clocks.our_days == pytest.approx(1) and clocks.target_days is None


def test_that_both_clocks_end_with_the_case(store: Store) -> None:
    case = done(store, lambda s: make_case(s)).id
    end = AT + timedelta(days=1)
    done(store, lambda s: close_case(s, director(s), case, outcome=Outcome.RESOLVED, told=TOLD, at=end))
    clocks = store.read(lambda s: case_rows(s, director(s), [case], at=AT + timedelta(days=30)))[0].clocks
    assert clocks.resident_days == pytest.approx(1) and not clocks.running


def test_that_a_case_is_found_by_its_number(store: Store) -> None:
    case = done(store, make_case).id
    assert store.read(lambda s: case_by_number(s, director(s), (None, 1))) == case
    assert store.read(lambda s: case_by_number(s, director(s), (2025, 1))) is None


def test_that_the_page_tells_asker_people_and_place(store: Store) -> None:
    asker = done(store, lambda s: make_person(s, "Nguyễn Thị Hoa", phone="617-555-0118")).id
    other = done(store, lambda s: make_person(s, "Marie-Ange Pierre")).id
    case = done(store, lambda s: make_case(s, person_id=asker, address="48 Elm Street")).id
    done(store, lambda s: add_affected(s, director(s), case, other, part="neighbor", at=AT))
    page = store.read(lambda s: case_page(s, director(s), case, at=AT))
    assert page.asker is not None and page.asker.name == "Nguyễn Thị Hoa" and page.asker.reach == "617-555-0118"
    assert page.address == "48 Elm Street" and page.version == 1
    assert [(each.name, each.part) for each in page.affected] == [("Marie-Ange Pierre", "neighbor")]


def test_that_the_timeline_tells_all_in_order_with_names(store: Store) -> None:
    who = done(store, lambda s: make_staff(s, Role.ASSOCIATE))
    case = done(store, make_case).id
    hour = timedelta(hours=1)
    done(store, lambda s: make_contact(s, "Water again", case_id=case, at=AT + hour))
    done(store, lambda s: assign_cases(s, director(s), [case], owner_id=who.id, at=AT + 2 * hour))
    done(store, lambda s: add_note(s, who, case, kind=NoteKind.NOTE, words="Ask Doucette", at=AT + 3 * hour))
    later = AT + 4 * hour
    reply = NoteKind.REPLY
    done(store, lambda s: add_note(s, who, case, kind=reply, words="On its way", channel=Channel.EMAIL, at=later))
    version = store.read(lambda s: case_page(s, who, case, at=AT)).version
    done(store, lambda s: update_case(s, who, case, version=version, changes={"category_id": 2}, at=AT + 5 * hour))
    entries = store.read(lambda s: timeline(s, who, case))
    assert [entry.kind for entry in entries] == ["change", "reply", "note", "change", "contact", "change"]
    assert entries[0].fields == (("category_id", "", "Water"),)
    assert entries[1].channel == "email" and entries[1].by == "Linh Tran"
    assert ("owner_id", "", "Linh Tran") in entries[3].fields
    assert entries[5].verb == "opened"


@pytest.mark.parametrize("typed", ["\0", "pot\0hole", "\ud800", '"', "*", "a:b", "(", "^"])
def test_that_odd_words_of_a_filter_break_nothing(store: Store, typed: str) -> None:
    wanted = CaseFilter(text=typed, place=typed)
    assert store.read(lambda s: list(case_ids(s, director(s), wanted))) == []
