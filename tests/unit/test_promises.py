"""Promises: a date told to a resident is kept, broken, or moved with the telling; nothing else ends it (Q5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.authority import Refusal
from app.errors import Invalid, NotFound
from app.models import Case, Channel, Event, Promise, PromiseState, Role, Status
from app.services.contacts import undo_contact
from app.services.promises import (
    break_promise,
    find_promise,
    keep,
    move_promise,
    promise,
    unsettle_promise,
    withdraw_promise,
)
from tests.factories import AT, director, make_case, make_contact, make_staff

DAY = timedelta(days=1)
CREW: dict[str, Any] = {"words": "A crew opens the basin", "due_at": AT + DAY}


def given(s: Session, **more: Any) -> Promise:
    case = make_case(s, owner_id=1)
    return promise(s, director(s), case.id or 0, fields=CREW, at=AT, **more)


def lines(s: Session, case_id: int) -> dict[str, Any]:
    found = s.exec(select(Event).where(Event.subject == "case_record", Event.subject_id == case_id)).all()
    return {each.verb: each.detail for each in found}


def test_that_a_promise_says_what_when_and_how_it_was_told(session: Session) -> None:
    made = given(session)
    assert (made.state, made.told_at, made.how) == (PromiseState.OPEN, AT, Channel.PHONE)
    assert lines(session, made.case_id)["promised"]["words"] == CREW["words"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": " "}, "words"),
        ({"due_at": AT - timedelta(minutes=1)}, "due_at"),
        ({"due_at": None}, "due_at"),
        ({"how": "pigeon"}, "how"),
    ],
)
def test_that_a_promise_without_sense_is_refused_beside_its_field(
    session: Session, fields: dict[str, Any], field: str
) -> None:
    case = make_case(session)
    with pytest.raises(Invalid) as refused:
        promise(session, director(session), case.id or 0, fields=CREW | fields, at=AT)
    assert set(refused.value.problems) == {field}


@pytest.mark.parametrize("days", [-9, 1])
def test_that_nobody_is_told_in_the_future_or_before_the_case_came(session: Session, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        given(session, told_at=AT + days * DAY)
    assert set(refused.value.problems) == {"told_at"}


def test_that_nothing_is_promised_on_a_closed_case(session: Session) -> None:
    case = make_case(session)
    case.status = Status.CLOSED
    with pytest.raises(Invalid, match="Open it again"):
        promise(session, director(session), case.id or 0, fields=CREW, at=AT)


def test_that_what_is_kept_is_settled_once(session: Session) -> None:
    made, who = given(session), director(session)
    keep(session, who, made.id or 0, at=AT + DAY)
    assert (made.state, made.settled_at, made.settled_by_id) == (PromiseState.KEPT, AT + DAY, 1)
    assert lines(session, made.case_id)["kept promise"]["state"] == ["open", "kept"]
    with pytest.raises(Invalid, match="kept already"):
        break_promise(session, who, made.id or 0, words="No crew", at=AT)


def test_that_a_broken_promise_says_why(session: Session) -> None:
    made, who = given(session), director(session)
    with pytest.raises(Invalid) as refused:
        break_promise(session, who, made.id or 0, words=" ", at=AT)
    assert set(refused.value.problems) == {"words"} and made.state is PromiseState.OPEN
    break_promise(session, who, made.id or 0, words="No crew", at=AT)
    assert (made.state, made.settled_words) == (PromiseState.BROKEN, "No crew")


def test_that_no_promise_is_moved_without_telling(session: Session) -> None:
    made = given(session)
    with pytest.raises(Invalid, match="Untold, the promise is broken") as refused:
        move_promise(session, director(session), made.id or 0, due_at=AT + 3 * DAY, at=AT)
    assert set(refused.value.problems) == {"how"} and made.state is PromiseState.OPEN


def test_that_a_moved_promise_leads_to_the_new_one(session: Session) -> None:
    made = given(session)
    new = move_promise(session, director(session), made.id or 0, due_at=AT + 3 * DAY, how=Channel.EMAIL, at=AT)
    assert made.state is PromiseState.MOVED and made.moved_to_id == new.id
    assert (new.words, new.state, new.how, new.told_at) == (made.words, PromiseState.OPEN, Channel.EMAIL, AT)
    told = lines(session, made.case_id)["moved promise"]
    assert told["due_at"] == [made.due_at.isoformat(), new.due_at.isoformat()]


@pytest.mark.parametrize("days", [-1, 1])
def test_that_a_promise_moves_to_another_day_to_come(session: Session, days: int) -> None:
    made = given(session)
    with pytest.raises(Invalid) as refused:
        move_promise(session, director(session), made.id or 0, due_at=AT + days * DAY, how=Channel.PHONE, at=AT)
    assert set(refused.value.problems) == {"due_at"}


def test_that_a_promise_whose_date_is_over_is_broken_and_not_moved(session: Session) -> None:
    made, who = given(session), director(session)
    move: dict[str, Any] = {"due_at": AT + 9 * DAY, "how": Channel.PHONE, "at": AT + 3 * DAY}
    with pytest.raises(Invalid, match="was not kept") as refused:
        move_promise(session, who, made.id or 0, **move)
    assert set(refused.value.problems) == {"told_at"} and made.settled_at is None
    move_promise(session, who, made.id or 0, told_at=AT + DAY / 2, **move)  # told in time, noted later
    assert made.state is PromiseState.MOVED


def test_that_no_promise_of_a_closed_case_is_moved(session: Session) -> None:
    made = given(session)
    session.get_one(Case, made.case_id).status = Status.CLOSED
    with pytest.raises(Invalid, match="Open it again"):
        move_promise(session, director(session), made.id or 0, due_at=AT + 3 * DAY, how=Channel.PHONE, at=AT)


def test_that_what_was_settled_by_mistake_is_open_again(session: Session) -> None:
    made, who = given(session), director(session)
    keep(session, who, made.id or 0, at=AT)
    unsettle_promise(session, who, made.id or 0, at=AT)
    assert (made.state, made.settled_at) == (PromiseState.OPEN, None)
    with pytest.raises(Invalid, match="nothing to take back"):
        unsettle_promise(session, who, made.id or 0, at=AT)


def test_that_a_promise_noted_by_mistake_is_withdrawn_with_its_reason(session: Session) -> None:
    made, who = given(session), director(session)
    with pytest.raises(Invalid):
        withdraw_promise(session, who, made.id or 0, words="", at=AT)
    withdraw_promise(session, who, made.id or 0, words="Other case", at=AT)
    assert made.state is PromiseState.WITHDRAWN


# -- with a slip


def test_that_a_slip_keeps_its_promise_with_the_case_it_opens(session: Session) -> None:
    logged = make_contact(session, new_case={"subject": "Drain"}, promise=CREW)
    made = session.exec(select(Promise)).one()
    assert (made.case_id, made.contact_id, made.words) == (logged.case_id, logged.contact_id, CREW["words"])


def test_that_a_slip_without_a_case_promises_nothing(session: Session) -> None:
    with pytest.raises(Invalid, match="kept with a case") as refused:
        make_contact(session, promise=CREW)
    assert set(refused.value.problems) == {"promise"}


def test_that_a_promise_is_taken_back_with_its_slip(session: Session) -> None:
    logged = make_contact(session, new_case={"subject": "Drain"}, promise=CREW)
    undo_contact(session, director(session), logged.contact_id, at=AT)
    assert session.exec(select(Promise)).one().state is PromiseState.WITHDRAWN
    assert session.get_one(Case, logged.case_id).status is Status.CLOSED


def test_that_a_case_with_another_promise_is_not_taken_back(session: Session) -> None:
    logged = make_contact(session, new_case={"subject": "Drain"}, promise=CREW)
    promise(session, director(session), logged.case_id or 0, fields=CREW, at=AT)
    undo_contact(session, director(session), logged.contact_id, at=AT)
    assert session.get_one(Case, logged.case_id).status is not Status.CLOSED
    assert session.exec(select(Promise.state).order_by(col(Promise.id))).all() == ["withdrawn", "open"]


# -- who may


def test_that_an_intern_promises_on_own_cases_only(session: Session) -> None:
    intern = make_staff(session, Role.INTERN)
    case, own = make_case(session, owner_id=1), make_case(session, owner_id=intern.id)
    with pytest.raises(Invalid, match="not yours"):
        promise(session, intern, case.id or 0, fields=CREW, at=AT)
    made = promise(session, intern, own.id or 0, fields=CREW, at=AT)
    assert keep(session, intern, made.id or 0, at=AT).state is PromiseState.KEPT


def test_that_who_may_not_see_the_case_knows_of_no_promise(session: Session) -> None:
    case = make_case(session, owner_id=1, fields={"confidential": True})
    made = promise(session, director(session), case.id or 0, fields=CREW, at=AT)
    for deed in (find_promise, lambda s, who, n: keep(s, who, n, at=AT)):
        with pytest.raises(NotFound):
            deed(session, make_staff(session, login=f"x{deed.__name__[:4].strip('<')}"), made.id or 0)


def test_that_a_clerk_promises_nothing(session: Session) -> None:
    case = make_case(session)
    with pytest.raises(Refusal, match="work on cases"):
        promise(session, make_staff(session, Role.CLERK), case.id or 0, fields=CREW, at=AT)
