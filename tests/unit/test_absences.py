"""Absences: whose they are, who stands in, the vacancy, and the return that ends a designation (Q2, Q3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, actor
from app.errors import AppError, Invalid, NotAllowed, NotFound
from app.models import Absence, AbsenceKind, Appointment, Designation, Ended, Event, Role, table_of
from app.queries.register import (
    absences,
    away,
    designations,
    director_now,
    standing,
    stood_in_for,
    vacancy,
    year,
)
from app.queries.register_rows import State
from app.services.absences import change_absence, end_absence, record_absence
from app.services.appointments import end_appointment
from app.services.cases import assign_cases
from app.services.designations import designate
from app.store import Store
from app.workdays import term_of
from tests.factories import AT, director, make_case, make_staff

DAY = timedelta(days=1)
MULCAHY = 1


def problem(call: Callable[[], object]) -> str:
    with pytest.raises(AppError) as found:
        call()
    return found.value.sentence


def colleague(session: Session, role: Role = Role.ASSOCIATE, name: str = "Patrick Feeney") -> Actor:
    return make_staff(session, role, name=name, login=name.split()[-1].lower())


def absent(session: Session, staff_id: int | None = MULCAHY, *, who: Actor | None = None, **given: Any) -> Absence:
    """Away from yesterday to in nine days."""
    fields = {"staff_id": staff_id, "from_at": AT - DAY, "until_at": AT + 9 * DAY} | given
    return record_absence(session, who or director(session), fields=fields, at=AT)


def acting(session: Session, absence: Absence, staff_id: int) -> Designation:
    """The associate acts from now to the end of the absence, by the Mayor's own act."""
    mayor = colleague(session, Role.MAYOR, "Eileen Keohane")
    fields = {"staff_id": staff_id, "absence_id": absence.id, "instrument": "Memo 31", "instrument_on": AT.date()}
    fields |= {"reason": "medical leave", "from_at": AT, "until_at": AT + 8 * DAY}
    return designate(session, mayor, fields=fields, at=AT)


def told(session: Session, verb: str) -> list[Any]:
    e = table_of(Event).c
    return list(session.execute(select(e.detail).where(e.verb == verb).order_by(e.id)).scalars())


def test_that_an_absence_stands_in_the_register_and_its_reason_is_for_few(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        made = absent(session, kind=AbsenceKind.ILLNESS, words="surgery", deputy_id=linh.id)
        row = absences(session, director(session), at=AT)[0]
        assert (row.id, row.name, row.kind, row.state, row.deputy) == (
            made.id,
            "Margaret Mulcahy",
            AbsenceKind.ILLNESS,
            State.IN_FORCE,
            "Linh Tran",
        )
        for other in (linh, colleague(session, Role.COORDINATOR, "Nina Keo")):
            assert absences(session, other, at=AT)[0] == row._replace(kind=None, words="")
            assert year(session, other, term=term_of(AT.date()), at=AT).director_away[0].kind is None
        intern = colleague(session, Role.INTERN, "Owen Sullivan")
        with pytest.raises(NotAllowed):
            absences(session, intern, at=AT)
        known = away(session, AT)[MULCAHY]
        assert known.until_at == AT + 9 * DAY and "kind" not in known._fields and "words" not in known._fields
        assert [each.staff_id for each in stood_in_for(session, linh.id, AT)] == [MULCAHY]
        assert away(session, AT + 9 * DAY) == {}
        assert told(session, "recorded absence")[-1]["kind"] == [None, "illness"]

    store.write(run)


def test_that_whom_it_concerns_and_who_records_mandates_know_why_somebody_is_away(store: Store) -> None:
    def run(session: Session) -> None:
        linh, clerk = make_staff(session), colleague(session, Role.CLERK, "Carla Santos")
        mayor = colleague(session, Role.MAYOR, "Thomas Grady")
        absent(session, linh.id, kind=AbsenceKind.ILLNESS, words="surgery")
        for reader in (linh, clerk, mayor, director(session)):
            row = absences(session, reader, at=AT)[0]
            assert (row.kind, row.words) == (AbsenceKind.ILLNESS, "surgery")

    store.write(run)


def test_that_a_vacancy_is_told_to_every_reader_of_the_register(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        session.add(Absence(kind=AbsenceKind.VACANCY, from_at=AT, by_id=MULCAHY, made_at=AT))
        session.flush()
        assert absences(session, linh, at=AT)[0].kind is AbsenceKind.VACANCY

    store.write(run)


def test_that_everybody_records_their_own_absence_and_only_some_that_of_others(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick = make_staff(session), colleague(session)
        made = absent(session, linh.id, who=linh, deputy_id=patrick.id)
        assert made.by_id == linh.id
        with pytest.raises(NotAllowed):
            absent(session, patrick.id, who=linh)
        with pytest.raises(NotAllowed):
            end_absence(session, patrick, made.id or 0, at=AT)
        assert end_absence(session, linh, made.id or 0, at=AT).ended_at == AT
        clerk = colleague(session, Role.CLERK, "Carla Santos")
        assert absent(session, patrick.id, who=clerk).staff_id == patrick.id
        with pytest.raises(NotFound):
            end_absence(session, clerk, 99, at=AT)

    store.write(run)


def test_that_an_absence_that_cannot_be_is_refused_in_a_sentence(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick = make_staff(session), colleague(session)
        intern, cleo = (
            colleague(session, Role.INTERN, "Owen Sullivan"),
            colleague(session, Role.COORDINATOR, "Cleo Ruiz"),
        )
        absent(session, patrick.id)

        def refused(**given: Any) -> str:
            return problem(lambda: absent(session, linh.id, **given))

        assert refused(until_at=AT - 2 * DAY) == "The end must come after the beginning."
        assert refused(from_at=datetime(2026, 12, 1)) == "Give the day and the time in the office's time zone."
        assert refused(from_at="yesterday") == "Say from when they are away."
        assert refused(kind="tired") == "Choose why they are away."
        assert refused(kind=AbsenceKind.VACANCY).startswith("A vacancy has nobody.")
        assert refused(deputy_id=linh.id).startswith("Nobody stands in for themselves.")
        assert refused(deputy_id=intern.id).startswith("Owen Sullivan cannot stand in")
        assert refused(deputy_id=99) == "Choose a deputy who is on the staff list."
        assert refused(deputy_id=patrick.id) == (
            "Patrick Feeney is away too from Tuesday, November 17, 2026, 10:24 AM until Friday, November 27, 2026, "
            "10:24 AM. Choose somebody who is there."
        )
        assert problem(lambda: absent(session, 99)) == "Choose somebody who is on the staff list."
        assert problem(lambda: absent(session, patrick.id)).startswith("Patrick Feeney is away already from Tuesday")
        assert absent(session, linh.id, deputy_id=cleo.id).deputy_id == cleo.id

    store.write(run)


def test_that_a_deputy_without_an_appointment_is_refused(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick = make_staff(session), colleague(session)
        next_year: dict[str, Any] = {"from_at": AT + 100 * DAY, "until_at": AT + 110 * DAY}
        assert absent(session, linh.id, deputy_id=patrick.id, **next_year).deputy_id == patrick.id
        p = table_of(Appointment).c
        held = session.execute(select(p.id).where(p.staff_id == patrick.id)).scalar_one()
        end_appointment(session, director(session), held, at=AT)
        words = problem(lambda: absent(session, linh.id, deputy_id=patrick.id))
        assert words.startswith("Patrick Feeney has no appointment in force in these days.")

    store.write(run)


def test_that_days_that_only_touch_are_no_overlap(store: Store) -> None:
    def run(session: Session) -> None:
        first = absent(session)
        after = absent(session, from_at=AT + 9 * DAY, until_at=AT + 10 * DAY)
        past = absent(session, from_at=AT - 9 * DAY, until_at=AT - DAY)
        assert len({first.id, after.id, past.id}) == 3
        called_off = end_absence(session, director(session), after.id or 0, at=AT)
        assert told(session, "called off absence") and called_off.ended_at == AT
        assert absent(session, from_at=AT + 9 * DAY, until_at=None).until_at is None

    store.write(run)


def test_that_a_vacancy_needs_an_empty_place(store: Store) -> None:
    def run(session: Session) -> None:
        mayor, linh = colleague(session, Role.MAYOR, "Eileen Keohane"), make_staff(session)

        def vacant(**given: Any) -> Absence:
            return absent(session, None, who=mayor, kind=AbsenceKind.VACANCY, **given)

        held = problem(lambda: vacant(from_at=AT))
        assert held.startswith("Margaret Mulcahy is appointed Director until Sunday, January 31, 2027")
        assert problem(lambda: absent(session, None, who=mayor)).startswith("Choose who is away.")
        assert problem(lambda: vacant(deputy_id=linh.id)).startswith("A vacancy has no deputy")
        end_appointment(session, mayor, 1, at=AT)
        assert director_now(session, AT) is None
        made = vacant(from_at=AT, until_at=None)
        assert vacancy(session, AT) is not None and away(session, AT) == {}
        again = problem(lambda: vacant(from_at=AT + DAY))
        assert again.startswith("The Director's place is vacant already from Wednesday, November 18, 2026, 10:24 AM on")
        assert end_absence(session, mayor, made.id or 0, at=AT + DAY).ended_at == AT + DAY
        assert vacancy(session, AT + DAY) is None

    store.write(run)


def test_that_the_early_return_ends_the_designation_that_rests_on_it(store: Store) -> None:
    def run(session: Session) -> None:
        linh, made = make_staff(session), absent(session)
        made_for = acting(session, made, linh.id)
        now = AT + 2 * DAY
        relieved = actor(session, MULCAHY, now)
        assert not relieved.directs and standing(session, now) is not None
        end_absence(session, relieved, made.id or 0, at=now, words="well again")
        assert (made_for.ended_at, made_for.ended_why, made_for.ended_by_id) == (now, Ended.EARLY_RETURN, MULCAHY)
        assert actor(session, MULCAHY, now).directs and not actor(session, linh.id, now).acts
        assert standing(session, now) is None and away(session, now) == {}
        row = designations(session, director(session), at=now)[0]
        assert (row.state, row.ended_by, row.ended_words) == (State.OVER, "Margaret Mulcahy", "well again")
        assert told(session, "returned")[-1]["ended_at"] == [None, now.isoformat()]
        assert told(session, "designation ended")[-1]["why"] == "early_return"
        assert problem(lambda: end_absence(session, linh, made.id or 0, at=now)).startswith("You")

    store.write(run)


def test_that_an_absence_is_over_once_and_stays_so(store: Store) -> None:
    def run(session: Session) -> None:
        made, now = absent(session), AT + 2 * DAY
        end_absence(session, director(session), made.id or 0, at=now)
        again = problem(lambda: end_absence(session, director(session), made.id or 0, at=now + DAY))
        assert again == "This absence is over already: it ended Friday, November 20, 2026, 10:24 AM."
        words = problem(
            lambda: change_absence(session, director(session), made.id or 0, changes={"until_at": None}, at=now)
        )
        assert words.startswith("The return was recorded Friday, November 20, 2026, 10:24 AM")
        kind = {"kind": AbsenceKind.LEAVE, "staff_id": 99}
        changed = change_absence(session, director(session), made.id or 0, changes=kind, at=now)
        assert (changed.kind, changed.staff_id) == (AbsenceKind.LEAVE, MULCAHY)
        assert told(session, "changed absence")[-1] == {"kind": ["vacation", "leave"]}

    store.write(run)


def test_that_a_designation_never_stands_outside_of_its_absence(store: Store) -> None:
    def run(session: Session) -> None:
        linh, made = make_staff(session), absent(session)
        acting(session, made, linh.id)
        who = director(session)
        shorter = problem(lambda: change_absence(session, who, made.id or 0, changes={"until_at": AT + 3 * DAY}, at=AT))
        assert shorter.startswith("Somebody acts until Thursday, November 26, 2026, 10:24 AM because of this absence.")
        later = problem(lambda: change_absence(session, who, made.id or 0, changes={"from_at": AT + DAY}, at=AT))
        assert later.startswith("Somebody acts from Wednesday, November 18, 2026, 10:24 AM")
        days = [{"from_at": AT + n * DAY, "until_at": AT + (n + 4) * DAY} for n in (12, -12)]
        for moved in days:
            refused = partial(change_absence, session, who, made.id or 0, changes=moved, at=AT)
            assert problem(refused).startswith("Somebody acts ")
        longer = change_absence(session, who, made.id or 0, changes={"until_at": AT + 20 * DAY}, at=AT)
        assert longer.until_at == AT + 20 * DAY
        assert standing(session, AT + 9 * DAY) is None

    store.write(run)


def test_that_the_banner_tells_no_reason_and_the_register_only_whom_it_concerns(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick = make_staff(session), colleague(session)
        acting(session, absent(session, kind=AbsenceKind.ILLNESS), linh.id)
        found = standing(session, AT)
        assert found is not None and (found.name, found.for_name) == ("Linh Tran", "Margaret Mulcahy")
        assert (found.reason, found.ended_words) == ("", "")
        for knows in (linh, director(session)):
            assert designations(session, knows, at=AT)[0].reason == "medical leave"
        assert designations(session, patrick, at=AT)[0].reason == ""

    store.write(run)


def test_that_a_clock_set_back_makes_nobody_absent_again(store: Store) -> None:
    def run(session: Session) -> None:
        made = absent(session)
        end_absence(session, director(session), made.id or 0, at=AT + DAY)
        assert away(session, AT) == {}
        with pytest.raises(Invalid):
            end_absence(session, director(session), made.id or 0, at=AT)

    store.write(run)


def test_that_no_case_goes_to_who_is_away_unless_they_take_it(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        absent(session, kind=AbsenceKind.BUSINESS)
        case = make_case(session, who=linh, owner_id=linh.id)
        handed = problem(lambda: assign_cases(session, linh, [case.id or 0], owner_id=MULCAHY, at=AT))
        hands_out = replace(linh, role=Role.DIRECTOR)
        opened = problem(lambda: make_case(session, who=hands_out, owner_id=MULCAHY))
        assert handed == opened == "Margaret Mulcahy is away until Fri, Nov 27. Choose somebody else."
        assert make_case(session, who=director(session), owner_id=MULCAHY).owner_id == MULCAHY

    store.write(run)
