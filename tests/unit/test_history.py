"""History as it is read: what each act leaves there, what filters find, and what nobody else may see in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import CLOCK_FLOOR, Actor, Refusal
from app.errors import Invalid, NotFound
from app.models import Case, Channel, NoteKind, Outcome, Role, Told
from app.queries.history import (
    HistoryFilter,
    HistoryRow,
    history_ids,
    history_line,
    history_rows,
    verbs_used,
    who_looked,
)
from app.services.case_ties import add_affected, link_cases
from app.services.cases import add_note, assign_cases, close_case, update_case
from app.services.contacts import undo_contact
from app.services.exports import record_export
from app.services.history import record
from app.services.office import change_setting
from app.services.people import add_organization, set_position, update_person
from app.services.prints import record_print
from app.services.views import note_view
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def read(store: Store, who: Actor | None = None, **wanted: Any) -> list[HistoryRow]:
    def find(session: Session) -> list[HistoryRow]:
        reader = who or director(session)
        return history_rows(session, reader, history_ids(session, reader, HistoryFilter(**wanted)))

    return store.read(find)


def fields(row: HistoryRow) -> dict[str, tuple[str, str]]:
    return {each.name: (each.old, each.new) for each in row.fields}


def test_that_the_newest_line_stands_first_with_names_in_place_of_ids(store: Store) -> None:
    tran = done(store, lambda s: make_staff(s, Role.ASSOCIATE))
    number = done(store, lambda s: make_case(s)).id
    done(store, lambda s: update_case(s, director(s), number, version=1, changes={"ward": "3"}, at=AT))
    done(store, lambda s: assign_cases(s, director(s), [number], owner_id=tran.id, at=AT))
    newest, before = read(store)[:2]
    assert (newest.verb, newest.by, newest.kind) == ("assigned", "Margaret Mulcahy", "acts")
    assert newest.about.endswith("Pothole at 50 Elm Street")
    assert fields(newest)["owner_id"] == ("", "Linh Tran")
    assert fields(before) == {"ward": ("", "3")}


def test_that_an_acting_directors_line_says_for_whom(store: Store) -> None:
    acting = Actor(1, "Margaret Mulcahy", Role.ASSOCIATE, acting_for_id=1, acting_for="M. M.", designation_id=7)
    alone = Actor(1, "Margaret Mulcahy", Role.ASSOCIATE, designation_id=8)
    for who in (acting, alone):
        done(store, partial(record, who=who, verb="noted", subject="office", subject_id=None, at=AT))
    vacancy, deputy = read(store)[:2]
    assert deputy.by == "Margaret Mulcahy, Acting Director, for Margaret Mulcahy"
    assert vacancy.by == "Margaret Mulcahy, Acting Director"


def test_that_each_kind_is_found_by_itself(store: Store) -> None:
    def lines(session: Session) -> None:
        who = director(session)
        for verb in ("viewed", "printed", "exported", "signed in", "refused", "closed"):
            record(session, who, verb, subject="office", subject_id=None, at=AT)

    done(store, lines)
    kinds = {
        "views": "viewed",
        "prints": "printed",
        "exports": "exported",
        "sign_ins": "signed in",
        "refusals": "refused",
    }
    for kind, verb in kinds.items():
        assert [row.verb for row in read(store, kinds=(kind,))] == [verb]
    acts = read(store, kinds=("acts",))
    assert acts[0].verb == "closed" and not {row.verb for row in acts} & set(kinds.values())
    assert [row.verb for row in read(store, kinds=("views", "exports"))] == ["exported", "viewed"]


def test_that_lines_are_found_by_person_verb_record_and_days(store: Store) -> None:
    tran = done(store, lambda s: make_staff(s, Role.ASSOCIATE))
    first = done(store, lambda s: make_case(s, who=tran)).id
    done(store, lambda s: make_case(s, at=AT + timedelta(days=2)))
    logged = done(store, lambda s: make_contact(s, case_id=first))
    assert {row.actor_id for row in read(store, staff_ids=(tran.id,))} == {tran.id}
    assert [row.subject_id for row in read(store, verbs=("opened",))] == [first + 1, first]
    about = read(store, subjects=("case_record",), subject_id=first)
    assert [(row.subject, row.subject_id) for row in about] == [("contact", logged.contact_id), ("case_record", first)]
    since = AT + timedelta(days=1)
    assert [row.verb for row in read(store, since=since)] == ["opened"]
    assert all(row.at < since for row in read(store, until=since))
    assert len(read(store, since=since)) + len(read(store, until=since)) == len(read(store))


def test_that_refused_sign_ins_are_found_with_the_person_they_were_of(store: Store) -> None:
    done(
        store,
        lambda s: record(s, None, "refused sign-in", subject="staff", subject_id=1, at=AT, detail={"tries": 3}),
    )
    (row,) = read(store, staff_ids=(1,), kinds=("refusals",))
    assert (row.by, row.about, fields(row)) == ("", "Margaret Mulcahy", {"tries": ("", "3")})


@pytest.mark.parametrize("sort", ["when", "who", "verb"])
def test_that_history_is_sorted_both_ways(store: Store, sort: str) -> None:
    done(store, lambda s: make_case(s))

    def both(session: Session) -> list[list[int]]:
        who = director(session)
        return [list(history_ids(session, who, HistoryFilter(), sort=sort, descending=each)) for each in (True, False)]

    down, up = store.read(both)
    assert down == up[::-1] and len(down) == len(set(down)) > 2


def test_that_only_who_may_read_history_reads_it(store: Store) -> None:
    tran = done(store, lambda s: make_staff(s, Role.ASSOCIATE))
    for question in (
        lambda s: history_ids(s, tran, HistoryFilter()),
        lambda s: history_rows(s, tran, [1]),
        lambda s: who_looked(s, tran, "case_record", 1),
    ):
        with pytest.raises(Refusal, match="read the office's history"):
            store.read(question)


def secrets(session: Session) -> tuple[int, int, int]:
    """A confidential case, a confidential person, and an open case linked to the first: their ids."""
    who = director(session)
    hidden = make_case(session, "Secret matter", fields={"confidential": True}).id or 0
    open_ = make_case(session, "Open matter").id or 0
    person = make_person(session, "Hidden Person")
    person.confidential = True
    session.add(person)
    session.flush()
    number = person.id or 0
    make_contact(session, "Secret words", case_id=hidden)
    make_contact(session, "Said in secret", person_id=number)
    link_cases(session, who, open_, hidden, at=AT)
    add_affected(session, who, open_, number, part="neighbor", at=AT)
    for subject, subject_id in (("case_record", hidden), ("person", number)):
        note_view(session, who, subject, subject_id, at=AT)
    return hidden, number, open_


def test_that_lines_about_what_the_mayor_may_not_see_are_left_out(store: Store) -> None:
    hidden, person, open_ = done(store, secrets)
    mayor = done(store, lambda s: make_staff(s, Role.MAYOR))
    everything = read(store)
    seen = read(store, mayor)
    told = " ".join(str(row) for row in seen)
    assert "Secret" not in told and "Hidden" not in told
    left_out = {row.id for row in everything} - {row.id for row in seen}
    verbs = sorted(row.verb for row in everything if row.id in left_out)
    assert verbs == ["added", "affects", "linked", "logged", "logged", "opened", "viewed", "viewed"]
    assert read(store, mayor, verbs=("affects",)) == []
    assert read(store, mayor, subjects=("case_record",), subject_id=hidden) == []
    assert store.read(lambda s: who_looked(s, mayor, "person", person)) == []
    assert len(read(store, mayor, subjects=("case_record",), subject_id=open_)) == 1
    for line in left_out:
        with pytest.raises(NotFound):
            store.read(partial(history_line, who=mayor, line=line))


def test_that_what_was_typed_for_an_export_is_read_by_who_sees_everybody(store: Store) -> None:
    mayor: Actor = done(store, partial(make_staff, role=Role.MAYOR))
    asked = {"text": "Xaviera Quillfeather", "owner_ids": [1]}
    done(store, lambda s: record_export(s, director(s), table="person", count=1, asked=asked, kind="csv", at=AT))
    whole, part = (fields(read(store, who, kinds=("exports",))[0])["asked"][1] for who in (None, mayor))
    assert "Quillfeather" in whole and part == "owner_ids: 1; text: …"


def test_that_who_looked_tells_views_prints_and_exports_of_a_record(store: Store) -> None:
    hidden, person, _ = done(store, secrets)

    def out(session: Session) -> None:
        who = director(session)
        record_print(session, who, "case-file", how="saved", at=AT, case_id=hidden)
        record_export(session, who, table="case_record", count=2, asked={"text": "x"}, kind="csv", at=AT)

    done(store, out)
    looked = store.read(lambda s: who_looked(s, director(s), "case_record", hidden))
    assert [row.verb for row in looked] == ["printed", "viewed"]
    assert [row.verb for row in store.read(lambda s: who_looked(s, director(s), "person", person))] == ["viewed"]


def test_that_the_verbs_in_use_are_known(store: Store) -> None:
    done(store, lambda s: make_case(s))
    assert store.read(verbs_used) == sorted({row.verb for row in read(store)})


def test_that_a_changed_setting_tells_only_what_differs(store: Store) -> None:
    done(store, lambda s: change_setting(s, director(s), "office", {"city": "Halbrook", "phone": "555"}, at=AT))
    row = read(store)[0]
    assert row.verb == "changed setting"
    assert fields(row)["phone"] == ("", "555") and "city" not in fields(row)


# what each act leaves


def test_that_a_new_person_and_a_correction_tell_all_their_values(store: Store) -> None:
    person = done(store, lambda s: make_person(s, phone="(413) 555-0101", address="12 Canal Street"))
    added = fields(read(store)[0])
    assert added["name"] == ("", "Manuel Tavares")
    assert "555-0101" in added["reaches"][1] and "12 Canal Street" in added["addresses"][1]
    details = {"addresses": [{"typed": "14 Canal Street", "label": "work"}]}
    done(
        store,
        lambda s: update_person(
            s, director(s), person.id, version=1, changes={"name": "Manuel P. Tavares"}, details=details, at=AT
        ),
    )
    changed = fields(read(store)[0])
    assert changed["name"] == ("Manuel Tavares", "Manuel P. Tavares")
    assert changed["addresses"] == ("12 Canal Street", "14 Canal Street work")
    done(
        store,
        lambda s: update_person(s, director(s), person.id, version=2, changes={"address_confidential": True}, at=AT),
    )
    assert fields(read(store)[1])["addresses"] == ("12 Canal Street", "an address that is kept confidential work")


def test_that_a_position_tells_the_title_before(store: Store) -> None:
    person = done(store, lambda s: make_person(s)).id
    shop = done(store, lambda s: add_organization(s, director(s), fields={"name": "Elm Bakery"}, at=AT)).id
    for title in ("Baker", "Owner"):
        who = store.read(director)
        done(store, partial(set_position, who=who, person_id=person, organization_id=shop, title=title, at=AT))
    assert fields(read(store)[0]) == {"organization_id": ("", "Elm Bakery"), "title": ("Baker", "Owner")}


def test_that_a_note_a_wait_and_a_closing_tell_their_words(store: Store) -> None:
    number = done(store, lambda s: make_case(s)).id
    done(store, lambda s: add_note(s, director(s), number, kind=NoteKind.NOTE, words="Crew on Friday", at=AT))
    assert fields(read(store)[0])["words"] == ("", "Crew on Friday")
    done(
        store,
        lambda s: add_note(
            s, director(s), number, kind=NoteKind.REPLY, words="It is filled", channel=Channel.PHONE, at=AT
        ),
    )
    assert fields(read(store)[0])["channel"] == ("", "phone")
    told = Told(told=True, told_how=Channel.PHONE, told_at=AT, told_by_id=1)
    done(
        store,
        lambda s: close_case(
            s, director(s), number, outcome=Outcome.RESOLVED, told=told, at=AT, words="Filled on Friday"
        ),
    )
    closed = fields(read(store)[0])
    assert closed["status"] == ("open", "closed") and closed["outcome_words"] == ("", "Filled on Friday")
    assert closed["told_by_id"] == ("", "Margaret Mulcahy")


def test_that_what_a_contact_and_a_case_began_with_is_told(store: Store) -> None:
    person = done(store, lambda s: make_person(s)).id
    logged = done(store, lambda s: make_contact(s, person_id=person, new_case={"subject": "Drain"}))
    contact, opened = read(store)[:2]
    assert fields(contact)["person_id"] == ("", "Manuel Tavares")
    assert fields(contact)["channel"] == ("", "phone")
    assert fields(opened)["subject"] == ("", "Drain")
    assert fields(opened)["person_id"] == ("", "Manuel Tavares")
    assert store.read(lambda s: s.get(Case, logged.case_id)) is not None


def test_that_views_do_not_keep_a_slip_from_being_taken_back(store: Store) -> None:
    given = {"subject": "Drain", "confidential": True}
    logged = done(store, lambda s: make_contact(s, new_case=given))
    assert done(store, lambda s: note_view(s, director(s), "case_record", logged.case_id, at=AT))
    done(store, lambda s: undo_contact(s, director(s), logged.contact_id, at=AT))
    assert "withdrawn" in [row.verb for row in read(store, subjects=("case_record",), subject_id=logged.case_id)]


@pytest.mark.parametrize("key", ["history", "audit", "event", "log", "office"])
def test_that_no_setting_keeps_acts_out_of_history(store: Store, key: str) -> None:
    for value in (False, 0, {"off": True}):
        done(store, partial(change_setting, who=store.read(director), key=key, value=value, at=AT))
    before = len(read(store))
    done(store, lambda s: make_case(s))
    assert len(read(store)) == before + 1


def test_that_the_floor_of_the_clock_is_no_setting_to_be_changed(store: Store) -> None:
    with pytest.raises(Invalid, match="an act of its own"):
        done(store, partial(change_setting, who=store.read(director), key=CLOCK_FLOOR, value=10**9, at=AT))
