"""Somebody leaves: nothing of theirs is lost, and nothing of the office stays with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.authority import ACTING, Actor, LeftOffice, Refusal, Right, actor
from app.errors import Invalid, NotAllowed, NotFound
from app.models import (
    Absence,
    AbsenceKind,
    Appointment,
    Case,
    Designation,
    Draft,
    Ended,
    Event,
    Made,
    Role,
    Staff,
    Status,
    Telling,
)
from app.queries.promises import promises_due
from app.queries.tasks import follow_ups_due
from app.queries.timeline import timeline
from app.queries.troubles import tellings_waiting
from app.services.drafts import save_draft
from app.services.follow_ups import plan_follow_up
from app.services.handing import Handed, To, hand_over_all
from app.services.leaving import OpenWork, end_mandates, let_go, open_work
from app.services.office import add_staff, change_staff, give_password
from app.services.promises import promise
from app.services.tasks import add_task
from app.store import Store
from tests.factories import AT, director, make_case, make_person, make_staff

LEAVER = 2


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """The Director is 1, the associate who leaves 2, another associate 3."""
    with Session(store.engine) as made:
        make_staff(made, login="ltran")
        make_staff(made, name="Diane Rocha", login="drocha")
        yield made


def acting(session: Session, staff_id: int, *kept: Right, until_days: int = 10) -> Actor:
    """The Director is away, and this associate acts."""
    away = Absence(
        staff_id=1, kind=AbsenceKind.ILLNESS, from_at=AT, until_at=AT + timedelta(days=until_days), made_at=AT, by_id=1
    )
    session.add(away)
    session.flush()
    session.add(
        Designation(
            staff_id=staff_id,
            absence_id=away.id or 0,
            for_id=1,
            instrument="Memo 14",
            instrument_on=AT.date(),
            reason="Illness",
            from_at=AT,
            until_at=AT + timedelta(days=until_days),
            kept_back=[each.value for each in kept],
            made=Made.RECORDED,
            made_at=AT,
            by_id=1,
        )
    )
    session.flush()
    return actor(session, staff_id, AT)


def slip(session: Session, staff_id: int, key: str = "new-1", **values: Any) -> None:
    who = actor(session, staff_id, AT)
    save_draft(session, who, kind="slip", key=key, payload={"line": "Hole"} | values, parked=False, at=AT)


def owner_of(session: Session, case: Case) -> int | None:
    return session.get_one(Case, case.id).owner_id


def events(session: Session, verb: str) -> list[Event]:
    return list(session.exec(select(Event).where(Event.verb == verb).order_by(col(Event.id))))


def test_that_open_cases_and_slips_go_to_the_successor_and_closed_ones_stay(session: Session) -> None:
    mine, closed = make_case(session, owner_id=LEAVER), make_case(session, owner_id=LEAVER)
    closed.status = closed.status.CLOSED
    session.add(closed)
    slip(session, LEAVER)
    slip(session, 3)
    assert let_go(session, director(session), LEAVER, to=3, at=AT) == Handed(cases=1, queued=0, slips=1)
    assert owner_of(session, mine) == 3 and owner_of(session, closed) == LEAVER
    held = session.exec(select(Draft).where(Draft.staff_id == 3).order_by(col(Draft.id))).all()
    assert [(each.parked, each.payload["line"]) for each in held] == [(True, "Hole"), (False, "Hole")]


def test_that_the_queue_takes_what_nobody_is_named_for(session: Session) -> None:
    mine = make_case(session, owner_id=LEAVER)
    slip(session, LEAVER)
    assert let_go(session, director(session), LEAVER, at=AT) == Handed(cases=0, queued=1, slips=1)
    assert owner_of(session, mine) is None
    assert session.exec(select(Draft.staff_id)).all() == [1]


def test_that_each_case_goes_where_it_is_suggested_and_else_to_the_queue(session: Session) -> None:
    first, hidden = make_case(session, owner_id=LEAVER), make_case(session, owner_id=LEAVER)
    hidden.confidential = True
    session.add(hidden)
    who = acting(session, 3, Right.SEE_CONFIDENTIAL)
    handed = let_go(session, who, LEAVER, to=To.SUGGESTED, at=AT)
    assert handed == Handed(cases=1, queued=1, slips=0)
    assert (owner_of(session, first), owner_of(session, hidden)) == (3, None)


def test_that_nobody_is_suggested_their_own_work(session: Session) -> None:
    make_case(session, owner_id=LEAVER)
    handed = hand_over_all(session, director(session), LEAVER, to=To.SUGGESTED, at=AT)
    assert handed.cases == 1 and session.exec(select(Case.owner_id)).one() == 3


def test_that_access_ends_in_the_same_moment(session: Session) -> None:
    let_go(session, director(session), LEAVER, at=AT)
    with pytest.raises(LeftOffice, match="no longer on the staff list"):
        actor(session, LEAVER, AT)
    (appointment,) = session.exec(select(Appointment).where(Appointment.staff_id == LEAVER)).all()
    assert appointment.ended_at == AT
    assert [each.subject_id for each in events(session, "ended appointment")] == [LEAVER]
    assert [each.detail for each in events(session, "left")] == [
        {"cases": 0, "queued": 0, "slips": 0, "tasks": 0, "after": 0}
    ]


def test_that_an_acting_director_who_leaves_acts_no_more(session: Session) -> None:
    acting(session, LEAVER)
    let_go(session, director_again(session), LEAVER, at=AT)
    (deed,) = session.exec(select(Designation)).all()
    assert deed.ended_at == AT and deed.ended_why is Ended.LAPSED
    assert len(events(session, "designation ended")) == 1
    assert director(session).directs


def director_again(session: Session) -> Actor:
    """A Director whom no designation relieves."""
    return replace(director(session), held=None)


def person(name: str, login: str, role: Role) -> dict[str, Any]:
    return {"name": name, "login": login, "role": role}


def test_that_a_clock_set_back_moves_no_end_that_stands(session: Session) -> None:
    later = AT + timedelta(hours=3)
    end_mandates(session, director(session), LEAVER, why="changed role", at=later)
    let_go(session, director(session), LEAVER, at=AT)
    ends = session.exec(select(Appointment.ended_at).where(Appointment.staff_id == LEAVER)).all()
    assert list(ends) == [later]


def test_that_nobody_is_stood_in_for_by_one_who_has_left(session: Session) -> None:
    session.add(Absence(staff_id=3, from_at=AT, made_at=AT, by_id=1, deputy_id=LEAVER))
    session.flush()
    let_go(session, director(session), LEAVER, at=AT)
    assert session.exec(select(Absence.deputy_id)).one() is None
    assert events(session, "changed")[-1].detail == {"deputy_id": [LEAVER, None]}


def test_that_drafts_of_forms_stay_kept_with_nobody(session: Session) -> None:
    who = actor(session, LEAVER, AT)
    save_draft(session, who, kind="case_note", key="1", payload={"words": "Called"}, parked=False, at=AT)
    let_go(session, director(session), LEAVER, to=3, at=AT)
    assert session.exec(select(Draft.staff_id)).all() == [LEAVER]


def test_that_what_is_in_hand_is_counted_before(session: Session) -> None:
    make_case(session, owner_id=LEAVER)
    slip(session, LEAVER)
    found = open_work(session, director(session), LEAVER, at=AT)
    assert found == OpenWork(cases=1, slips=1, drafts=0, reviews=0, deputy_for=0, appointed=True, acting=False)


def test_that_what_was_said_for_later_is_counted_and_goes_to_the_successor_in_the_same_act(session: Session) -> None:
    mine, closed = make_case(session, owner_id=LEAVER), make_case(session, owner_id=LEAVER)
    who, theirs = director(session), actor(session, LEAVER, AT)
    due = AT + timedelta(days=1)
    promise(session, theirs, mine.id or 0, fields={"words": "A crew", "due_at": due}, at=AT)
    add_task(session, theirs, fields={"words": "Call the school"}, at=AT)
    closed.status, closed.closed_at = Status.CLOSED, AT
    plan_follow_up(session, theirs, closed.id or 0, due_on=AT.date(), at=AT)
    session.add(Telling(case_id=closed.id or 0, made_at=AT))
    session.flush()
    found = open_work(session, who, LEAVER, at=AT)
    assert (found.promises, found.tasks, found.after) == (1, 1, 2)
    assert let_go(session, who, LEAVER, to=3, at=AT) == Handed(cases=1, queued=0, slips=0, tasks=1, after=2)
    heir = actor(session, 3, AT)
    assert len(promises_due(session, heir, until=due + timedelta(days=1), at=AT)) == 1
    assert [row.id for row in follow_ups_due(session, heir, until_on=AT.date(), at=AT)] == [1]
    assert [row.id for row in tellings_waiting(session, heir, at=AT)] == [1]
    assert owner_of(session, closed) == LEAVER and open_work(session, who, 3, at=AT).after == 2
    told = [entry for entry in timeline(session, heir, closed.id or 0) if entry.verb == "handed follow-up"]
    assert [entry.to for entry in told] == [heir.name]


def test_that_only_who_directs_hands_over_and_only_who_manages_lets_go(session: Session) -> None:
    for number in (LEAVER, 3):
        who = actor(session, number, AT)
        with pytest.raises(Refusal):
            hand_over_all(session, who, 1, to=number, at=AT)
        with pytest.raises(Refusal):
            let_go(session, who, 1, at=AT)
        with pytest.raises(Refusal):
            open_work(session, who, 1, at=AT)


def test_that_hand_over_without_leaving_keeps_them_here(session: Session) -> None:
    mine = make_case(session, owner_id=LEAVER)
    assert hand_over_all(session, director(session), LEAVER, to=3, at=AT).cases == 1
    assert owner_of(session, mine) == 3
    assert actor(session, LEAVER, AT).may(Right.WORK_CASE)


@pytest.mark.parametrize("role", [Role.MAYOR, Role.CLERK])
def test_that_who_works_on_no_cases_takes_none(session: Session, role: Role) -> None:
    other = make_staff(session, role)
    with pytest.raises(Invalid, match="does not work on cases"):
        let_go(session, director(session), LEAVER, to=other.id, at=AT)
    assert actor(session, LEAVER, AT).may(Right.WORK_CASE)


@pytest.mark.parametrize("to", [LEAVER, 99])
def test_that_the_successor_is_somebody_else_on_the_list(session: Session, to: int) -> None:
    with pytest.raises(Invalid) as refused:
        hand_over_all(session, director(session), LEAVER, to=to, at=AT)
    assert set(refused.value.problems) == {"to"}


def test_that_nobody_removes_themselves_or_one_who_has_left(session: Session) -> None:
    with pytest.raises(Invalid, match="cannot remove yourself"):
        let_go(session, director(session), 1, at=AT)
    let_go(session, director(session), LEAVER, at=AT)
    with pytest.raises(NotFound):
        let_go(session, director(session), LEAVER, at=AT)


def test_that_the_only_director_is_let_go_only_by_who_acts_for_them(session: Session) -> None:
    who = acting(session, LEAVER)
    manager = Actor(3, "Diane Rocha", Role.DIRECTOR)
    with pytest.raises(Invalid, match="the only Director"):
        let_go(session, manager, 1, at=AT)
    with pytest.raises(Refusal, match="As Acting Director you may not add, remove"):
        let_go(session, who, 1, at=AT)
    end_mandates(session, manager, 1, why="left", at=AT)  # the Mayor ended the appointment
    let_go(session, who, 1, at=AT)
    assert session.get_one(Staff, 1).left_at == AT


@pytest.mark.parametrize("role", [Role.MAYOR, Role.DIRECTOR, Role.CLERK], ids=str)
def test_that_an_acting_director_lets_nobody_in_or_out_who_makes_mandates(session: Session, role: Role) -> None:
    made = add_staff(session, director(session), fields=person("Ana Silva", "asilva", role), at=AT)
    who = acting(session, LEAVER)
    refused = partial(pytest.raises, Refusal, match="As Acting Director you may not add, remove")
    with refused():
        add_staff(session, who, fields=person("Jo Reed", "jreed", role), at=AT)
    with refused():
        let_go(session, who, made.id or 0, at=AT)
    with refused():
        change_staff(session, who, made.id or 0, version=made.version, changes={"role": Role.INTERN}, at=AT)
    other = session.get_one(Staff, 3)
    with refused():
        change_staff(session, who, 3, version=other.version, changes={"role": role}, at=AT)
    with pytest.raises(NotAllowed, match="gives no password"):
        give_password(session, who, made.id or 0, at=AT)
    change_staff(session, who, made.id or 0, version=made.version, changes={"languages": "Portuguese"}, at=AT)
    assert made.role is role and made.left_at is None and other.role is Role.ASSOCIATE


def test_that_a_director_is_added_while_nobody_holds_the_place(session: Session) -> None:
    who = acting(session, LEAVER)
    end_mandates(session, director(session), 1, why="left", at=AT)
    made = add_staff(session, who, fields=person("Ana Silva", "asilva", Role.DIRECTOR), at=AT)
    assert actor(session, made.id or 0, AT).lapsed


def test_that_the_only_director_keeps_the_role(session: Session) -> None:
    second = add_staff(session, director(session), fields=person("Ana Silva", "asilva", Role.DIRECTOR), at=AT)
    change_staff(session, director(session), second.id or 0, version=1, changes={"role": Role.CLERK}, at=AT)
    first = session.get_one(Staff, 1)
    with pytest.raises(Invalid, match="the only Director"):
        change_staff(
            session, Actor(9, "X", Role.DIRECTOR), 1, version=first.version, changes={"role": Role.CLERK}, at=AT
        )


def test_that_another_role_ends_the_appointment_and_begins_one(session: Session) -> None:
    member = session.get_one(Staff, LEAVER)
    changes = {"role": Role.DIRECTOR}
    change_staff(
        session, director(session), LEAVER, version=member.version, changes=changes, instrument="Order 7", at=AT
    )
    found = session.exec(select(Appointment).where(Appointment.staff_id == LEAVER).order_by(col(Appointment.id))).all()
    assert [(each.role, each.ended_at, each.instrument) for each in found] == [
        (Role.ASSOCIATE, AT, ""),
        (Role.DIRECTOR, None, "Order 7"),
    ]


def test_that_an_acting_director_adds_people_but_makes_no_mandate(session: Session) -> None:
    who = acting(session, LEAVER)
    made = add_staff(session, who, fields=person("Ana Silva", "asilva", Role.ASSOCIATE), instrument="Order 8", at=AT)
    assert session.exec(select(Appointment).where(Appointment.staff_id == made.id)).all() == []
    assert actor(session, made.id or 0, AT).lapsed


def test_that_cases_the_acting_director_may_not_see_go_to_the_queue_unseen(session: Session) -> None:
    hidden = make_case(session, owner_id=3, fields={"confidential": True})
    who = acting(session, LEAVER, Right.SEE_CONFIDENTIAL)
    assert open_work(session, who, 3, at=AT).cases == 0
    assert let_go(session, who, 3, to=LEAVER, at=AT) == Handed(cases=0, queued=1, slips=0)
    assert owner_of(session, hidden) is None


def test_that_a_slip_on_a_hidden_case_is_not_given_to_who_may_not_see_it(session: Session) -> None:
    hidden = make_case(session, owner_id=1, fields={"confidential": True})
    kept = make_person(session)
    kept.confidential = True
    session.add(kept)
    slip(session, LEAVER, "one", home=[hidden.id, hidden.number])
    slip(session, LEAVER, "two", person={"id": kept.id, "kind": "person", "name": kept.name})
    let_go(session, director(session), LEAVER, to=3, at=AT)
    assert set(session.exec(select(Draft.staff_id)).all()) == {1}


def test_that_what_is_kept_back_hands_out_nothing(session: Session) -> None:
    who = acting(session, LEAVER, Right.ASSIGN_CASE)
    assert Right.MANAGE_STAFF in ACTING and not who.may(Right.ASSIGN_CASE)
    with pytest.raises(Refusal, match="kept this back"):
        let_go(session, who, 3, to=LEAVER, at=AT)
    assert let_go(session, who, 3, at=AT) == Handed(0, 0, 0)
