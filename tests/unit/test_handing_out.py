"""Cases handed out and taken back: to whom, from whom, and what happens when another seat was quicker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from app.authority import Actor
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Absence, AbsenceKind, Appointment, Case, Event, Role, Status
from app.services.cases import assign_cases
from app.services.handing_out import Back, Handed, hand_back, hand_out
from app.services.leaving import let_go
from app.store import Store
from tests.factories import AT, director, make_case, make_staff

DAY = timedelta(days=1)


@pytest.fixture
def linh(store: Store) -> Actor:
    made: Actor = done(store, make_staff)
    return made


@pytest.fixture
def cases(store: Store) -> list[int]:
    return [done(store, partial(make_case, subject=f"Case {n}")).id for n in range(3)]


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def owners(store: Store, ids: list[int]) -> list[int | None]:
    return store.read(lambda s: [s.get_one(Case, each).owner_id for each in ids])


def handed(store: Store, hands: dict[int, int | None], was: int | None = None) -> tuple[Handed, ...]:
    made: tuple[Handed, ...] = done(
        store, lambda s: hand_out(s, director(s), hands, at=AT, was=dict.fromkeys(hands, was))
    )
    return made


def test_that_many_cases_go_to_their_owners_in_one_act(store: Store, linh: Actor, cases: list[int]) -> None:
    assert len(handed(store, {cases[0]: linh.id, cases[1]: linh.id, cases[2]: 1})) == 3
    assert owners(store, cases) == [linh.id, linh.id, 1]


def test_that_a_hand_out_is_taken_back(store: Store, linh: Actor, cases: list[int]) -> None:
    acts = handed(store, dict.fromkeys(cases, linh.id))
    assert done(store, lambda s: hand_back(s, director(s), acts, at=AT)) == Back(3, ())
    assert owners(store, cases) == [None, None, None]
    assert store.read(lambda s: s.get_one(Case, cases[0]).status) is Status.OPEN
    told = store.read(lambda s: [e.detail["owner_id"] for e in s.exec(select(Event).where(Event.verb == "assigned"))])
    assert told[-3:] == [[linh.id, None]] * 3


def test_that_what_moved_on_stays_where_it_is(store: Store, linh: Actor, cases: list[int]) -> None:
    acts = handed(store, dict.fromkeys(cases, linh.id))
    done(store, lambda s: assign_cases(s, director(s), [cases[0]], owner_id=1, at=AT))
    number = store.read(lambda s: s.get_one(Case, cases[0]).number)
    assert done(store, lambda s: hand_back(s, director(s), acts, at=AT)) == Back(2, (number,))
    assert owners(store, cases) == [1, None, None]


def test_that_the_second_of_two_seats_changes_nothing(store: Store, linh: Actor, cases: list[int]) -> None:
    handed(store, {cases[1]: linh.id})
    with pytest.raises(Conflict, match="was handed to Linh Tran meanwhile"):
        handed(store, dict.fromkeys(cases, 1))
    assert owners(store, cases) == [None, linh.id, None]


def test_that_a_case_goes_back_to_the_queue(store: Store, linh: Actor, cases: list[int]) -> None:
    handed(store, {cases[0]: linh.id})
    handed(store, {cases[0]: None}, was=linh.id)
    assert owners(store, cases[:1]) == [None]


def test_that_only_who_directs_hands_out(store: Store, linh: Actor, cases: list[int]) -> None:
    for act in (
        lambda s: hand_out(s, linh, {cases[0]: linh.id}, at=AT, was={}),
        lambda s: hand_back(s, linh, [Handed(cases[0], None, linh.id)], at=AT),
    ):
        with pytest.raises(NotAllowed):
            done(store, act)


def test_that_nobody_who_is_away_is_given_a_case(store: Store, linh: Actor, cases: list[int]) -> None:
    fields: dict[str, Any] = {"kind": AbsenceKind.VACATION, "staff_id": linh.id, "made_at": AT, "by_id": 1}
    done(store, lambda s: s.add(Absence(**fields, from_at=AT - DAY, until_at=AT + DAY)))
    with pytest.raises(Invalid, match=r"Linh Tran is away until Thu, Nov 19. Choose somebody else."):
        handed(store, {cases[0]: linh.id})
    assert owners(store, cases[:1]) == [None]


def test_that_nobody_without_an_appointment_is_given_a_case(store: Store, linh: Actor, cases: list[int]) -> None:
    def lapse(s: Session) -> None:
        for each in s.exec(select(Appointment).where(Appointment.staff_id == linh.id)):
            each.ended_at = AT - DAY

    done(store, lapse)
    with pytest.raises(Invalid, match="no appointment in force"):
        handed(store, {cases[0]: linh.id})


def test_that_a_clerk_is_given_no_case(store: Store, cases: list[int]) -> None:
    clerk = done(store, lambda s: make_staff(s, Role.CLERK, name="Carla Santos"))
    with pytest.raises(Invalid, match="Carla Santos does not work on cases"):
        handed(store, {cases[0]: clerk.id})


def test_that_a_case_is_opened_for_nobody_who_could_not_be_given_it(store: Store, linh: Actor) -> None:
    clerk = done(store, lambda s: make_staff(s, Role.CLERK, name="Carla Santos"))
    done(store, lambda s: let_go(s, director(s), linh.id, at=AT))
    for owner, words in ((clerk.id, "does not work on cases"), (linh.id, "on the staff list")):
        with pytest.raises(Invalid, match=words):
            done(store, partial(make_case, owner_id=owner))


def test_that_an_undo_gives_nothing_to_who_has_left(store: Store, linh: Actor, cases: list[int]) -> None:
    given = handed(store, {cases[0]: linh.id})
    taken = handed(store, {cases[0]: 1}, was=linh.id)
    done(store, lambda s: let_go(s, director(s), linh.id, at=AT))
    back: Back = done(store, lambda s: hand_back(s, director(s), taken, at=AT))
    assert back.restored == 0 and len(back.stayed) == len(given) and owners(store, cases[:1]) == [1]
