"""Each role tries each act that is not theirs: it is refused with its sentence, and nothing changes."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import ACTING, KEEPABLE, LAPSED, RIGHTS, WORDS, Actor, Refusal, Right
from app.errors import AppError, Invalid, NotAllowed, NotFound
from app.models import Absence, Channel, Event, NoteKind, Outcome, Role, Status, Told, table_of
from app.queries.checks import check_office
from app.reports.run import make_report
from app.services.absences import change_absence, end_absence
from app.services.attachments import add_attachment, remove_attachment
from app.services.cases import add_note, assign_cases, close_case, find_case, move_case, reopen_case, update_case
from app.services.contacts import attach_to_case, correct_contact, log_contact
from app.services.designations import designate
from app.services.office import change_staff
from app.services.referrals import refer
from app.services.reviews import ask_closing
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store
from tests.unit.test_rights import APP, acts, asking, called, first_line

NOBODY = object()
"""Stands for every argument: a refused act touches none of them."""
SPECIAL: dict[str, tuple[Right, dict[str, Any]]] = {
    "designate": (Right.RECORD_DESIGNATION, {}),
    "revoke": (Right.RECORD_DESIGNATION, {}),
    "keep_memo": (Right.RECORD_DESIGNATION, {}),
    "record_absence": (Right.RECORD_ABSENCE, {"fields": {"staff_id": 99}}),
    "name_reader": (Right.EDIT_PEOPLE, {"subject": "person"}),
    "drop_reader": (Right.EDIT_PEOPLE, {"subject": "person"}),
}
"""Acts whose right hangs on who asks or for what: the right, and what they look at before."""

BY_ROLE = {"forgive_clock": {Role.MAYOR, Role.DIRECTOR}}
"""Acts that a role may do whatever rights it has at the moment."""


def everybody() -> list[Actor]:
    """Each role, and each state in which somebody has fewer rights than their role."""
    roles = [Actor(9, "Sam Ortiz", role) for role in Role]
    lapsed = [
        Actor(9, "Sam Ortiz", role, held=held, bar="No appointment.", lapsed=True) for role, held in LAPSED.items()
    ]
    relieved = Actor(9, "Sam Ortiz", Role.DIRECTOR, held=RIGHTS[Role.ASSOCIATE], bar="Somebody acts for you.")
    acting = Actor(9, "Sam Ortiz", Role.ASSOCIATE, held=ACTING, designation_id=1, acting_for="Margaret Mulcahy")
    return [*roles, *lapsed, relieved, acting, replace(acting, held=ACTING - KEEPABLE, bar="Kept back.")]


@cache
def public_acts() -> dict[str, Right]:
    """Every act of the services that asks for a right in its first line, and which."""
    return {name: right_of(name) for name in sorted(asking()) if name in acts() and "." not in name}


def right_of(name: str) -> Right:
    """The right that an act asks for, itself or by the function that it begins with."""
    if name in SPECIAL:
        return SPECIAL[name][0]
    first = first_line(acts()[name])
    if "require" in called(first):
        asked = [each for each in ast.walk(first) if isinstance(each, ast.Attribute)]
        return next(
            getattr(Right, each.attr) for each in asked if isinstance(each.value, ast.Name) and each.value.id == "Right"
        )
    return right_of(sorted(called(first) & asking())[0])


@cache
def function(name: str) -> Callable[..., Any]:
    """The act itself."""
    for path in sorted((APP / "services").glob("*.py")):
        if f"\ndef {name}(" in path.read_text(encoding="utf-8"):
            found: Callable[..., Any] = getattr(import_module(f"app.services.{path.stem}"), name)
            return found
    raise AssertionError(name)


def attempt(name: str, session: Session, who: Actor) -> None:
    """Call the act with nothing but who asks."""
    given: dict[str, Any] = {"session": session, "who": who} | SPECIAL.get(name, (None, {}))[1]
    asked = inspect.signature(function(name)).parameters.values()
    wanted = [each.name for each in asked if each.default is inspect.Parameter.empty]
    result = function(name)(**{each: given.get(each, NOBODY) for each in wanted})
    if inspect.isgenerator(result):
        next(result)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An office with one of each role: the Director 1, then the others."""
    made = make_store(tmp_path_factory.mktemp("office"))
    made.write(lambda s: [make_staff(s, role, name=role.value.title()) for role in Role if role is not Role.DIRECTOR])
    yield made
    made.close()


@pytest.fixture
def session(office: Store) -> Iterator[Session]:
    """Nothing done in it is kept."""
    with Session(office.engine) as made:
        yield made


def lines(session: Session) -> int:
    """How many lines history has."""
    return int(session.execute(select(func.count()).select_from(table_of(Event))).scalar_one())


def test_that_there_is_somebody_to_refuse_each_act_to() -> None:
    assert len(public_acts()) > 40
    assert all(any(not who.may(right) for who in everybody()) for right in public_acts().values())


@pytest.mark.parametrize("name", public_acts())
def test_that_an_act_is_refused_to_each_role_that_has_no_right_to_it(session: Session, name: str) -> None:
    before, right = lines(session), public_acts()[name]
    for who in everybody():
        if who.may(right) or who.role in BY_ROLE.get(name, ()):
            continue
        if right is Right.RECORD_DESIGNATION and who.may(Right.DESIGNATE):
            continue
        with pytest.raises(Refusal) as refused:
            attempt(name, session, who)
        assert WORDS[right] in refused.value.sentence and refused.value.right is right
        assert not session.new and not session.dirty and not session.deleted
    assert lines(session) == before


# -- questions that ask for a right


@pytest.mark.parametrize(
    ("right", "ask"),
    [
        (Right.MANAGE_OFFICE, lambda s, who: check_office(s, who)),
        (Right.PRINT, lambda s, who: make_report(s, who, "monthly", {}, path=Path("never.pdf"), at=AT)),
    ],
    ids=["check", "report"],
)
def test_that_a_question_is_refused_like_an_act(
    session: Session, right: Right, ask: Callable[[Session, Actor], object]
) -> None:
    for who in everybody():
        if not who.may(right):
            with pytest.raises(Refusal, match=WORDS[right]):
                ask(session, who)
    assert not Path("never.pdf").exists()


# -- rules that are finer than a right


def staff(session: Session, role: Role) -> Actor:
    """The member of a role, as of now."""
    from app.authority import actor
    from app.queries.office import staff as rows

    return actor(session, next(row.id for row in rows(session) if row.role is role), AT)


TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)
WORK: dict[str, Callable[[Session, Actor, int], object]] = {
    "note": lambda s, who, n: add_note(s, who, n, kind=NoteKind.NOTE, words="Called", at=AT),
    "move": lambda s, who, n: move_case(s, who, n, Status.OPEN, at=AT),
    "change": lambda s, who, n: update_case(s, who, n, version=1, changes={"subject": "Other"}, at=AT),
    "ask to close": lambda s, who, n: ask_closing(s, who, n, outcome=Outcome.RESOLVED, told=TOLD, at=AT),
    "refer": lambda s, who, n: refer(s, who, n, fields={"words": "Look"}, department_id=1, at=AT),
    "reopen": lambda s, who, n: reopen_case(s, who, n, reason="Again", at=AT),
}


@pytest.mark.parametrize("deed", WORK)
def test_that_an_intern_works_on_no_case_of_others(session: Session, deed: str) -> None:
    case = make_case(session, owner_id=1)
    before = lines(session)
    with pytest.raises((Invalid, NotAllowed), match=r"This case is not yours\. Ask its owner or the Director"):
        WORK[deed](session, staff(session, Role.INTERN), case.id or 0)
    assert lines(session) == before


def test_that_an_intern_closes_nothing_by_themselves(session: Session) -> None:
    intern = staff(session, Role.INTERN)
    case = make_case(session, who=intern, owner_id=intern.id)
    with pytest.raises(Refusal, match=r"Your role \(intern\) may not close cases"):
        close_case(session, intern, case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
    assert find_case(session, intern, case.id or 0).status is Status.NEW


def test_that_an_interns_closing_of_an_own_case_waits_for_approval(session: Session) -> None:
    intern = staff(session, Role.INTERN)
    case = make_case(session, who=intern, owner_id=intern.id)
    review = ask_closing(session, intern, case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
    assert review.decided_at is None and find_case(session, intern, case.id or 0).status is Status.ANSWERED


def test_that_an_interns_slip_may_open_a_case_which_is_theirs(session: Session) -> None:
    intern = staff(session, Role.INTERN)
    logged = make_contact(session, who=intern, new_case={"subject": "Hole in the road"})
    case = find_case(session, intern, logged.case_id or 0)
    assert case.owner_id == intern.id
    assert add_note(session, intern, case.id or 0, kind=NoteKind.NOTE, words="Called", at=AT).id


def test_that_an_intern_opens_no_case_for_others(session: Session) -> None:
    with pytest.raises(Invalid, match="yours until the Director hands it on"):
        make_case(session, who=staff(session, Role.INTERN), owner_id=1)


def test_that_an_intern_corrects_no_contact_of_others(session: Session) -> None:
    logged = make_contact(session)
    with pytest.raises(AppError) as refused:
        correct_contact(
            session, staff(session, Role.INTERN), logged.contact_id, version=1, changes={"words": "X"}, at=AT
        )
    assert "Ask" in refused.value.sentence


def test_that_an_intern_touches_no_slip_of_others(session: Session) -> None:
    who, theirs, mine = staff(session, Role.INTERN), make_contact(session).contact_id, make_case(session)
    kept: dict[str, Any] = {"name": "letter.pdf", "media_type": "application/pdf", "size": 9, "address": "ab" * 32}
    file = add_attachment(session, director(session), **kept, at=AT, contact_id=theirs).id or 0
    mine.owner_id = who.id
    for attempted in (
        lambda: remove_attachment(session, who, file, at=AT),
        lambda: add_attachment(session, who, **kept, at=AT, contact_id=theirs),
        lambda: attach_to_case(session, who, theirs, mine.id or 0, at=AT),
    ):
        with pytest.raises(Invalid, match="not your slip"):
            attempted()
    own = make_contact(session, who=who).contact_id
    remove_attachment(session, who, add_attachment(session, who, **kept, at=AT, contact_id=own).id or 0, at=AT)


@pytest.mark.parametrize("role", [Role.ASSOCIATE, Role.COORDINATOR])
def test_that_only_who_directs_gives_others_cases(session: Session, role: Role) -> None:
    who, case = staff(session, role), make_case(session, owner_id=1)
    for owner_id in (who.id, None):
        with pytest.raises(Refusal, match="hand out cases"):
            assign_cases(session, who, [case.id or 0], owner_id=owner_id, at=AT)
    assert find_case(session, who, case.id or 0).owner_id == 1


def test_that_an_intern_hands_nothing_over(session: Session) -> None:
    intern = staff(session, Role.INTERN)
    case = make_case(session, who=intern, owner_id=intern.id)
    with pytest.raises(Refusal, match="hand over own cases"):
        assign_cases(session, intern, [case.id or 0], owner_id=1, at=AT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_that_who_may_not_see_a_case_is_told_that_it_is_not_there(session: Session, role: Role) -> None:
    case = make_case(session, owner_id=1, fields={"confidential": True})
    who = staff(session, role)
    for deed in WORK.values():
        with pytest.raises((NotFound, Refusal)):
            deed(session, who, case.id or 0)
    with pytest.raises(NotFound):
        find_case(session, who, case.id or 0)


@pytest.mark.parametrize("role", [Role.ASSOCIATE, Role.COORDINATOR, Role.INTERN])
def test_that_nobody_else_records_the_return_of_somebody(session: Session, role: Role) -> None:
    away = Absence(staff_id=1, from_at=AT, until_at=AT + timedelta(days=3), made_at=AT, by_id=1)
    session.add(away)
    session.flush()
    for deed in (
        lambda who: end_absence(session, who, away.id or 0, at=AT),
        lambda who: change_absence(session, who, away.id or 0, changes={"words": "X"}, at=AT),
    ):
        with pytest.raises(Refusal, match="record absences"):
            deed(staff(session, role))
    assert away.ended_at is None


def test_that_nobody_changes_the_own_role(session: Session) -> None:
    with pytest.raises(Invalid, match="your own role"):
        change_staff(session, director(session), 1, version=1, changes={"role": Role.MAYOR}, at=AT)


def test_that_the_director_designates_only_from_a_memo(session: Session) -> None:
    with pytest.raises(Invalid):
        designate(session, director(session), fields={"staff_id": 3, "absence_id": 1, "from_at": AT}, at=AT)


def test_that_a_clerk_logs_but_opens_nothing(session: Session) -> None:
    clerk = staff(session, Role.CLERK)
    assert make_contact(session, who=clerk).contact_id
    fields = {"words": "Hole", "happened_at": AT, "anonymous": True}
    with pytest.raises(Refusal, match="open cases"):
        log_contact(session, clerk, fields=fields, new_case={"subject": "Hole"}, at=AT)


def test_that_an_intern_is_given_cases_and_takes_none(session: Session) -> None:
    intern, case = staff(session, Role.INTERN), make_case(session)
    with pytest.raises(Refusal, match="may not hand out cases"):
        assign_cases(session, intern, [case.id or 0], owner_id=intern.id, at=AT)
    assign_cases(session, director(session), [case.id or 0], owner_id=intern.id, at=AT)
    assert find_case(session, intern, case.id or 0).owner_id == intern.id
