"""The directing page's questions: the queue, what everybody has in hand, who should take a case, what to review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import RIGHTS, Actor, Right
from app.errors import NotAllowed
from app.models import Absence, AbsenceKind, Channel, Outcome, ReviewKind, Role, Told
from app.queries.direct import Load, loads, open_of, queue_rows, reviews_of, to_review, unassigned
from app.queries.owner_suggestions import Reason, Suggestion, suggest_owner, suggester
from app.services.cases import close_case
from app.services.reviews import ask_closing
from app.store import Store
from tests.factories import AT, director, make_case, make_person, make_staff

DAY = timedelta(days=1)
TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)
BLIND = RIGHTS[Role.DIRECTOR] - {Right.SEE_CONFIDENTIAL}


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def ask(store: Store, question: Callable[..., Any], who: Actor | None = None, **given: Any) -> Any:
    return store.read(lambda s: question(s, who or director(s), **given))


def add(store: Store, name: str, role: Role = Role.ASSOCIATE, languages: str = "") -> int:
    login = name.split()[-1].lower()
    return int(done(store, lambda s: make_staff(s, role, name=name, login=login, languages=languages).id))


def case(store: Store, subject: str = "Pothole", **given: Any) -> int:
    return int(done(store, lambda s: make_case(s, subject, **given).id))


def asked_by(store: Store, language: str, **given: Any) -> int:
    person = done(store, lambda s: make_person(s, f"Asker {language}", language=language).id)
    return case(store, person_id=person, **given)


def closed(store: Store, owner_id: int, many: int, *, at: datetime = AT - DAY, **given: Any) -> None:
    def act(s: Session) -> None:
        for _ in range(many):
            made = make_case(s, "Old one", at=at, owner_id=owner_id, **given)
            told = Told(told=False, why_not="No phone.")
            close_case(s, director(s), made.id or 0, outcome=Outcome.RESOLVED, told=told, at=at)

    done(store, act)


def load_of(store: Store, staff_id: int, who: Actor | None = None) -> Load:
    found: Load = next(each for each in ask(store, loads, who, at=AT) if each.staff_id == staff_id)
    return found


def suggested(store: Store, case_id: int, **given: Any) -> Suggestion | None:
    found: dict[int, Suggestion] = ask(store, suggest_owner, case_ids=[case_id], at=AT, **given)
    return found.get(case_id)


def away(store: Store, staff_id: int, until: datetime | None = None) -> None:
    fields: dict[str, Any] = {"kind": AbsenceKind.VACATION, "staff_id": staff_id, "made_at": AT, "by_id": 1}
    done(store, lambda s: s.add(Absence(**fields, from_at=AT - DAY, until_at=until)))


def test_that_the_queue_begins_with_what_waits_longest(store: Store) -> None:
    new = case(store, "New one")
    old = case(store, "Old one", at=AT - DAY)
    case(store, "Taken", owner_id=1)
    ids = ask(store, unassigned)
    assert list(ids) == [old, new]
    assert [row.subject for row in ask(store, queue_rows, ids=ids)] == ["Old one", "New one"]


def test_that_the_queue_hides_what_the_actor_may_not_see(store: Store) -> None:
    case(store, "Secret", fields={"confidential": True})
    shown = case(store, "Plain")
    blind = replace(store.read(director), held=BLIND)
    assert list(ask(store, unassigned, blind)) == [shown]
    assert len(ask(store, unassigned)) == 2


def test_that_loads_count_what_is_due_and_what_is_late(store: Store) -> None:
    linh = add(store, "Linh Tran", languages="English, Vietnamese")
    case(store, owner_id=linh)
    case(store, owner_id=linh, fields={"category_id": 1}, at=AT - 60 * DAY)
    case(store, owner_id=linh, fields={"category_id": 1, "confidential": True}, at=AT - 60 * DAY)
    load = load_of(store, linh)
    assert (load.open, load.overdue, load.due_week, load.other) == (3, 2, 0, 1)
    assert load_of(store, linh, replace(store.read(director), held=BLIND)).overdue == 1


def test_that_who_cannot_own_cases_has_no_place(store: Store) -> None:
    for role in (Role.CLERK, Role.MAYOR, Role.INTERN):
        add(store, f"N. {role.value}", role)
    assert [each.role for each in ask(store, loads, at=AT)] == [Role.INTERN, Role.DIRECTOR]


def test_that_only_who_directs_asks(store: Store) -> None:
    linh = done(store, lambda s: make_staff(s))
    for question, given in ((unassigned, {}), (loads, {"at": AT}), (open_of, {"owner_id": None}), (to_review, {})):
        with pytest.raises(NotAllowed):
            ask(store, question, linh, **given)


def test_that_the_language_comes_first(store: Store) -> None:
    add(store, "Patrick Feeney")
    linh = add(store, "Linh Tran", languages="English, Vietnamese")
    closed(store, 2, 5, fields={"category_id": 1})
    found = suggested(store, asked_by(store, "Vietnamese", fields={"category_id": 1}))
    assert found is not None and found.owner_id == linh
    assert found.reasons == ((Reason.LANGUAGE, "Vietnamese"),)


def test_that_who_knows_the_category_is_suggested(store: Store) -> None:
    add(store, "Linh Tran")
    patrick = add(store, "Patrick Feeney")
    closed(store, patrick, 3, fields={"category_id": 1})
    case(store, owner_id=patrick)
    found = suggested(store, case(store, fields={"category_id": 1}))
    assert found is not None and found.owner_id == patrick
    assert found.reasons == ((Reason.CATEGORY, "Streets"),)


def test_that_long_ago_is_forgotten(store: Store) -> None:
    linh, patrick = add(store, "Linh Tran"), add(store, "Patrick Feeney")
    closed(store, patrick, 3, fields={"category_id": 1}, at=AT - 400 * DAY)
    found = suggested(store, case(store, fields={"category_id": 1}))
    assert found is not None and found.owner_id == linh
    assert found.reasons == ((Reason.LIGHTEST, ""),)


def test_that_the_lightest_load_decides_and_each_adds_to_it(store: Store) -> None:
    linh, patrick = add(store, "Linh Tran"), add(store, "Patrick Feeney")
    case(store, owner_id=linh)
    ids = [case(store) for _ in range(5)]
    found = ask(store, suggest_owner, case_ids=ids, at=AT)
    assert [found[each].owner_id for each in ids] == [patrick, linh, patrick, linh, patrick]
    assert found == ask(store, suggest_owner, case_ids=ids, at=AT)


def test_that_nobody_away_is_suggested(store: Store) -> None:
    linh, patrick = add(store, "Linh Tran", languages="Vietnamese"), add(store, "Patrick Feeney")
    away(store, linh)
    found = suggested(store, asked_by(store, "Vietnamese"))
    assert found is not None and found.owner_id == patrick
    assert load_of(store, linh).is_away and not load_of(store, linh).takes_cases


def test_that_an_intern_gets_nothing_that_presses(store: Store) -> None:
    owen = add(store, "Owen Sullivan", Role.INTERN)
    plain, urgent = case(store), case(store, fields={"priority": "urgent"})
    found = suggested(store, plain)
    assert found is not None and found.owner_id == owen
    assert suggested(store, urgent) is None


def test_that_a_hand_over_asks_case_by_case_without_who_leaves(store: Store) -> None:
    linh, patrick, owen = add(store, "Linh Tran"), add(store, "Patrick Feeney"), add(store, "Owen Feeney2")
    ids = [case(store, owner_id=linh) for _ in range(4)]
    who_next = suggester(without=[linh])
    chosen = store.read(lambda s: [who_next(s, director(s), each, AT) for each in ids])
    assert chosen == [patrick, owen, patrick, owen]


def test_that_open_cases_are_chosen_by_owner_category_and_ward(store: Store) -> None:
    linh = add(store, "Linh Tran")
    streets = case(store, owner_id=linh, fields={"category_id": 1})
    water = case(store, owner_id=linh, fields={"category_id": 2})
    case(store, fields={"category_id": 1})
    assert sorted(ask(store, open_of, owner_id=linh)) == [streets, water]
    assert list(ask(store, open_of, owner_id=linh, category_id=1)) == [streets]
    assert list(ask(store, open_of, owner_id=linh, ward="3")) == []


def test_that_what_waits_for_approval_is_told_with_its_closing(store: Store) -> None:
    owen = done(store, lambda s: make_staff(s, Role.INTERN, name="Owen Sullivan"))
    mine = case(store, owner_id=owen.id)
    done(store, lambda s: ask_closing(s, owen, mine, outcome=Outcome.RESOLVED, told=TOLD, words="Filled.", at=AT))
    own = case(store, owner_id=1, fields={"complaint": True})
    rows = {row.case_id: row for row in ask(store, to_review)}
    assert (rows[mine].outcome, rows[mine].words, rows[mine].asked_by) == (Outcome.RESOLVED, "Filled.", "Owen Sullivan")
    assert rows[mine].told["told_how"] == "phone" and not rows[mine].own
    assert rows[own].own and rows[own].outcome is None
    assert [row.asked_at for row in ask(store, reviews_of, owen, case_id=mine)] == [AT]
    assert [row.kind for row in ask(store, reviews_of, owen, case_id=own)] == [ReviewKind.COMPLAINT]


def test_that_what_is_hidden_waits_for_nobody_to_see(store: Store) -> None:
    case(store, owner_id=1, fields={"complaint": True, "confidential": True})
    blind = replace(store.read(director), id=99, held=BLIND)
    assert ask(store, to_review, blind) == []
