"""What staff may do to a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    FIRST,
    NEXT,
    Attachment,
    Case,
    Channel,
    Contact,
    Event,
    NoteKind,
    Outcome,
    Role,
    Status,
    Told,
    chained,
    table_of,
)
from app.services.attachments import add_attachment, remove_attachment
from app.services.case_ties import link_cases, unlink_cases
from app.services.cases import (
    add_note,
    assign_cases,
    close_case,
    find_case,
    move_case,
    reopen_case,
    update_case,
)
from app.services.contacts import attach_to_case, correct_contact, undo_contact
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff

TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)
LATER = AT + timedelta(hours=1)


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def test_that_a_case_gets_its_number_and_due_dates(store: Store) -> None:
    case = done(store, lambda s: make_case(s, fields={"category_id": 1}))
    assert case.number == "2026-00001"
    assert case.due_at is not None and case.due_at > case.received_at
    assert done(store, lambda s: make_case(s)).number == "2026-00002"


def test_that_a_case_without_subject_or_asker_is_refused_field_by_field(store: Store) -> None:
    with pytest.raises(Invalid) as told:
        done(store, lambda s: make_case(s, subject=""))
    assert told.value.problems == {"subject": "Say in a few words what this is about."}
    with pytest.raises(Invalid) as told:
        done(store, lambda s: make_case(s, person_id=None))
    assert "person_id" in told.value.problems


@pytest.mark.parametrize("status", list(Status))
def test_that_only_moves_of_the_table_are_made(status: Status) -> None:
    for target in Status:
        case = Case(subject="x", number="1", year=1, seq=1, received_at=AT, opened_at=AT, status=status)
        if target in NEXT[status]:
            case.move_to(target, reason="because")
            assert case.status is target
        else:
            with pytest.raises(Invalid):
                case.move_to(target, reason="because")


def test_that_waiting_needs_its_reason(store: Store) -> None:
    case = done(store, make_case)
    with pytest.raises(Invalid, match="waiting for"):
        done(store, lambda s: move_case(s, director(s), case.id, Status.WAITING_RESIDENT, at=AT))


def test_that_closing_asks_whether_the_resident_was_told(store: Store) -> None:
    case = done(store, make_case)
    with pytest.raises(Invalid) as told:
        done(
            store, lambda s: close_case(s, director(s), case.id, outcome=Outcome.RESOLVED, told=Told(told=False), at=AT)
        )
    assert "why_not" in told.value.problems
    closed = done(store, lambda s: close_case(s, director(s), case.id, outcome=Outcome.RESOLVED, told=TOLD, at=LATER))
    assert closed.status is Status.CLOSED and closed.first_response_at == AT
    reopened = done(store, lambda s: reopen_case(s, director(s), case.id, reason="It came back", at=LATER))
    assert reopened.status is Status.REOPENED and reopened.closed_at is None


def test_that_the_second_of_two_editors_is_told(store: Store) -> None:
    case = done(store, make_case)
    done(store, lambda s: update_case(s, director(s), case.id, version=1, changes={"subject": "Mine"}, at=AT))
    with pytest.raises(Conflict):
        done(store, lambda s: update_case(s, director(s), case.id, version=1, changes={"subject": "Theirs"}, at=AT))


def test_that_a_reply_needs_its_way_and_is_the_first_response(store: Store) -> None:
    case = done(store, make_case)
    with pytest.raises(Invalid, match="how the reply went"):
        done(store, lambda s: add_note(s, director(s), case.id, kind=NoteKind.REPLY, words="Thursday", at=AT))
    done(
        store,
        lambda s: add_note(
            s, director(s), case.id, kind=NoteKind.REPLY, words="Thursday", channel=Channel.PHONE, at=LATER
        ),
    )
    assert store.read(lambda s: s.get(Case, case.id).first_response_at) == LATER  # type: ignore[union-attr]  # it is there


def test_that_a_confidential_case_is_not_there_for_others(store: Store) -> None:
    case = done(store, lambda s: make_case(s, fields={"confidential": True}))
    linh = done(store, make_staff)
    with pytest.raises(NotFound):
        store.read(lambda s: find_case(s, linh, case.id))
    done(store, lambda s: assign_cases(s, director(s), [case.id], owner_id=linh.id, at=AT))
    assert store.read(lambda s: find_case(s, linh, case.id).number) == case.number


def test_that_a_clerk_may_not_work_on_cases(store: Store) -> None:
    clerk = done(store, lambda s: make_staff(s, Role.CLERK))
    with pytest.raises(NotAllowed, match="clerk"):
        done(store, lambda s: make_case(s, who=clerk))


def test_that_a_contact_may_open_a_case_and_be_undone(store: Store) -> None:
    person = done(store, lambda s: make_person(s, phone="617-555-0142", address="52 Elm Street"))
    logged = done(store, lambda s: make_contact(s, person_id=person.id, new_case={"subject": "Pothole"}))
    assert logged.number == "2026-00001"
    done(store, lambda s: undo_contact(s, director(s), logged.contact_id, at=LATER - timedelta(minutes=50)))
    assert store.read(lambda s: s.get(Case, logged.case_id).outcome) is Outcome.WITHDRAWN  # type: ignore[union-attr]  # there


def test_that_links_are_kept_once(store: Store) -> None:
    one, two = done(store, make_case), done(store, make_case)
    done(store, lambda s: link_cases(s, director(s), two.id, one.id, at=AT))
    changes = store.write(lambda s: link_cases(s, director(s), one.id, two.id, at=AT)).changes
    assert not changes.touches("case_link")


def test_that_history_is_one_unbroken_chain(store: Store) -> None:
    done(store, make_case)
    done(store, make_contact)
    rows = store.read(lambda s: s.execute(select(table_of(Event)).order_by("id")).mappings().all())
    previous = FIRST
    for row in rows:
        assert row["previous"] == previous and row["hash"] == chained(previous, dict(row))
        previous = row["hash"]
    assert len(rows) >= 3


def undone(store: Store, contact_id: int) -> None:
    done(store, lambda s: undo_contact(s, director(s), contact_id, at=AT + timedelta(minutes=2)))


def test_that_an_undone_slip_leaves_a_case_that_was_worked_on(store: Store) -> None:
    noted = done(store, lambda s: make_contact(s, new_case={"subject": "Broken lamp"}))
    done(store, lambda s: add_note(s, director(s), noted.case_id, kind=NoteKind.NOTE, words="Seen", at=AT))
    called = done(store, lambda s: make_contact(s, new_case={"subject": "Broken bench"}))
    done(store, lambda s: make_contact(s, "The same bench", case_id=called.case_id))
    for logged in (noted, called):
        undone(store, logged.contact_id)
        assert store.read(partial(Session.get_one, entity=Case, ident=logged.case_id)).status is not Status.CLOSED


def test_that_an_undone_call_is_no_first_response(store: Store) -> None:
    case = done(store, make_case).id
    ours = {"direction": "out"}
    first = done(store, lambda s: make_contact(s, "Called back", case_id=case, fields=ours))
    later = AT + timedelta(minutes=1)
    done(store, lambda s: make_contact(s, "Called again", case_id=case, fields=ours, at=later))
    undone(store, first.contact_id)
    assert store.read(lambda s: s.get_one(Case, case).first_response_at) == later


def test_that_a_corrected_call_answers_its_case_as_it_says_now(store: Store) -> None:
    case = done(store, make_case).id
    call = done(store, lambda s: make_contact(s, "Called back", case_id=case, at=LATER, fields={"direction": "out"}))

    def answered_after(**changes: Any) -> datetime | None:
        def act(s: Session) -> None:
            version = s.get_one(Contact, call.contact_id).version
            correct_contact(s, director(s), call.contact_id, version=version, changes=changes, at=LATER)

        done(store, act)
        return store.read(lambda s: s.get_one(Case, case).first_response_at)

    assert answered_after(direction="in") is None
    assert answered_after(direction="out") == LATER
    assert answered_after(happened_at=AT + timedelta(minutes=3)) == AT + timedelta(minutes=3)
    assert answered_after(happened_at=AT - timedelta(days=1)) is None
    assert answered_after(happened_at=LATER, automatic="reply") is None


def test_that_a_machine_undone_takes_no_answer_from_a_case(store: Store) -> None:
    case = done(store, make_case).id
    made = done(store, lambda s: make_contact(s, case_id=case, fields={"direction": "out", "automatic": "reply"}))
    told = Told(told=True, told_at=AT, told_how=Channel.PHONE)
    done(store, lambda s: close_case(s, director(s), case, outcome=Outcome.RESOLVED, told=told, at=LATER))
    done(store, lambda s: reopen_case(s, director(s), case, reason="Again", at=LATER))
    undone(store, made.contact_id)
    assert store.read(lambda s: s.get_one(Case, case).first_response_at) == AT


def test_that_an_intern_takes_no_contact_from_the_case_of_another(store: Store) -> None:
    theirs, intern = done(store, make_case).id, done(store, lambda s: make_staff(s, Role.INTERN))
    own = done(store, lambda s: make_case(s, owner_id=intern.id)).id
    kept = done(store, lambda s: make_contact(s, case_id=theirs)).contact_id
    with pytest.raises(Invalid, match="not yours"):
        store.write(lambda s: attach_to_case(s, intern, kept, own, at=LATER))
    assert store.read(lambda s: s.get_one(Contact, kept).case_id) == theirs


def test_that_a_file_is_taken_off_only_by_who_may_work_on_the_case(store: Store) -> None:
    case, intern = done(store, make_case).id, done(store, lambda s: make_staff(s, Role.INTERN))
    given: dict[str, Any] = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "address": "0" * 64, "at": AT}
    kept = done(store, lambda s: add_attachment(s, director(s), case_id=case, **given)).id
    with pytest.raises(Invalid):
        store.write(lambda s: remove_attachment(s, intern, kept, at=AT))
    assert store.read(lambda s: s.get_one(Attachment, kept).removed_at) is None


def test_that_a_link_to_a_hidden_case_is_not_untied(store: Store) -> None:
    mine, hidden = done(store, make_case).id, done(store, lambda s: make_case(s, fields={"confidential": True})).id
    done(store, lambda s: link_cases(s, director(s), mine, hidden, at=AT))
    other = done(store, make_staff)
    with pytest.raises(NotFound):
        store.write(lambda s: unlink_cases(s, other, mine, hidden, at=AT))


def test_that_nothing_before_its_receipt_answers_a_case(store: Store) -> None:
    case, ours = done(store, make_case).id, {"direction": "out", "happened_at": AT - timedelta(days=3)}
    done(store, lambda s: make_contact(s, "An older call", case_id=case, fields=ours))
    assert store.read(lambda s: s.get_one(Case, case).first_response_at) is None
    told = Told(told=True, told_at=AT - timedelta(days=300), told_how=Channel.PHONE)
    with pytest.raises(Invalid, match="before the case was received") as refused:
        store.write(lambda s: close_case(s, director(s), case, outcome=Outcome.RESOLVED, told=told, at=LATER))
    assert set(refused.value.problems) == {"told_at"}


def test_that_a_contact_with_somebody_not_on_file_is_refused_with_a_sentence(store: Store) -> None:
    absent: tuple[dict[str, Any], ...] = ({"person_id": 999}, {"organization_id": 999})
    for asker in absent:
        with pytest.raises(NotFound, match="not in the office file"):
            store.write(partial(make_contact, **asker))


def test_that_a_contact_of_a_category_or_place_not_on_file_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(Invalid) as told:
        done(store, lambda s: make_contact(s, category_id=999))
    assert "category_id" in told.value.problems
    with pytest.raises(NotFound, match="not in the office file"):
        done(store, lambda s: make_contact(s, place_id=999))


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"person_id": 999}, NotFound),
        ({"organization_id": 999}, NotFound),
        ({"category_id": 999}, Invalid),
        ({"taken_by_id": 999}, Invalid),
        ({"taken_by_id": None}, Invalid),
    ],
)
def test_that_a_correction_names_only_what_is_on_file(
    store: Store, wrong: dict[str, Any], refusal: type[Exception]
) -> None:
    number = done(store, make_contact).contact_id
    before = store.read(lambda s: s.get_one(Contact, number).model_dump())
    with pytest.raises(refusal):
        done(store, lambda s: correct_contact(s, director(s), number, version=1, changes=wrong, at=LATER))
    assert store.read(lambda s: s.get_one(Contact, number).model_dump()) == before


def test_that_a_category_or_owner_not_on_the_list_is_told_beside_its_field(store: Store) -> None:
    with pytest.raises(Invalid) as told:
        done(store, lambda s: make_case(s, fields={"category_id": 999}))
    assert "category_id" in told.value.problems
    with pytest.raises(Invalid) as told:
        done(store, lambda s: make_case(s, owner_id=999))
    assert "owner_id" in told.value.problems
