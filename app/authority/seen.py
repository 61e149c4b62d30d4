"""What an actor may see: the one filter for confidential cases and people (G6).

Each filter is built once for a staff member and kept, since building takes longer than the answer to most questions.
What hides is a list of ids (those named, or the few hidden), which the database reads once a question and only where a
confidential row comes up.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlmodel import Session

from app.authority.rights import Right
from app.authority.standing import Actor
from app.models import Case, Contact, Person, table_of

HIDDEN_PERSON = "Confidential person"
"""What stands for the name of somebody confidential on a case that everybody sees."""
_KEPT = 256


def visible_to(who: Actor, of: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential cases, to stand in every WHERE over the case table (or an alias of it)."""
    table = table_of(Case) if of is None else of
    return table.c.id.is_not(None) if who.may(Right.SEE_CONFIDENTIAL) else _case_seen(who.id, table)


@lru_cache(maxsize=_KEPT)
def _case_seen(staff_id: int, of: FromClause) -> ColumnElement[bool]:
    own = and_(of.c.owner_id.is_not(None), of.c.owner_id == staff_id)  # never NULL: its opposite hides unowned ones
    return or_(of.c.confidential == false(), own, of.c.id.in_(text(f"({_named_cases(staff_id)})")))


def _named_cases(staff_id: int) -> str:
    """In plain SQL: whatever is built of expressions is walked through anew for each question."""
    return f"SELECT case_id FROM case_reader WHERE staff_id = {staff_id:d}"


def linked_visible_to(who: Actor, case_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same filter for a row that belongs to a case, or to none (contacts, notes, attachments)."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return or_(case_id.is_(None), case_id.is_not(None))
    return _linked_case_seen(who.id, case_id)


@lru_cache(maxsize=_KEPT)
def _linked_case_seen(staff_id: int, case_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    c = table_of(Case).alias()
    return ~exists().where(and_(c.c.id == case_id, c.c.confidential, ~_case_seen(staff_id, c)))


def person_visible_to(who: Actor, of: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential people, to stand in every WHERE over the person table (or an alias of it).

    Seen by the Director, by those named, and by who owns or may read a case that the person asks about.
    """
    table = table_of(Person) if of is None else of
    return table.c.id.is_not(None) if who.may(Right.SEE_CONFIDENTIAL) else _person_seen(who.id, table)


@lru_cache(maxsize=_KEPT)
def _person_seen(staff_id: int, of: FromClause) -> ColumnElement[bool]:
    return or_(of.c.confidential == false(), of.c.id.in_(text(f"({_known_people(staff_id)})")))


def _known_people(staff_id: int) -> str:
    """Those named to the staff member, and who asks in their confidential cases: all of a confidential person's are."""
    asked = "SELECT person_id FROM case_record WHERE person_id IS NOT NULL AND"
    parts = (
        f"SELECT person_id FROM person_reader WHERE staff_id = {staff_id:d}",
        f"{asked} confidential = 1 AND owner_id = {staff_id:d}",
        f"{asked} id IN ({_named_cases(staff_id)})",
    )
    return " UNION ALL ".join(parts)


def linked_person_visible_to(who: Actor, person_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same filter for a row that names a person, or nobody (contacts, positions, addresses, reaches)."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return or_(person_id.is_(None), person_id.is_not(None))
    return _linked_person_seen(who.id, person_id)


@lru_cache(maxsize=_KEPT)
def _linked_person_seen(staff_id: int, person_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    p = table_of(Person).alias()
    return ~exists().where(and_(p.c.id == person_id, p.c.confidential, ~_person_seen(staff_id, p)))


def contact_visible_to(who: Actor, of: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for contacts: neither of a hidden case nor with a hidden person."""
    c = (table_of(Contact) if of is None else of).c
    return and_(linked_visible_to(who, c.case_id), linked_person_visible_to(who, c.person_id))


def asker_named(who: Actor, person: FromClause, organization: FromClause) -> ColumnElement[str]:
    """The name of who asks in a row that joins both (outer): HIDDEN_PERSON for somebody hidden, "" for nobody."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return func.coalesce(person.c.name, organization.c.name, "")
    return _named(who.id, person, organization)


@lru_cache(maxsize=_KEPT)
def _named(staff_id: int, person: FromClause, organization: FromClause) -> ColumnElement[str]:
    shown: ColumnElement[Any] = case((_person_seen(staff_id, person), person.c.name), else_=HIDDEN_PERSON)
    return func.coalesce(case((person.c.id.is_(None), None), else_=shown), organization.c.name, "")


def hidden_cases(who: Actor) -> Select[tuple[int]]:
    """The few ids that `visible_to` hides: for tables of many rows, which then look each up in a list made once."""
    return _hidden_cases(None if who.may(Right.SEE_CONFIDENTIAL) else who.id)


@lru_cache(maxsize=_KEPT)
def _hidden_cases(staff_id: int | None) -> Select[tuple[int]]:
    c = table_of(Case).alias()
    return select(c.c.id).where(c.c.confidential, ~_case_seen(staff_id, c) if staff_id is not None else false())


def hidden_people(who: Actor) -> Select[tuple[int]]:
    """The few ids that `person_visible_to` hides, as `hidden_cases`."""
    return _hidden_people(None if who.may(Right.SEE_CONFIDENTIAL) else who.id)


@lru_cache(maxsize=_KEPT)
def _hidden_people(staff_id: int | None) -> Select[tuple[int]]:
    p = table_of(Person).alias()
    return select(p.c.id).where(p.c.confidential, ~_person_seen(staff_id, p) if staff_id is not None else false())


def hidden_contacts(who: Actor) -> CompoundSelect[tuple[int]]:
    """The few ids that `contact_visible_to` hides, as `hidden_cases`."""
    return _hidden_contacts(None if who.may(Right.SEE_CONFIDENTIAL) else who.id)


@lru_cache(maxsize=_KEPT)
def _hidden_contacts(staff_id: int | None) -> CompoundSelect[tuple[int]]:
    one, two = table_of(Contact).alias(), table_of(Contact).alias()
    of_cases = select(one.c.id).where(one.c.case_id.in_(_hidden_cases(staff_id)))
    return union_all(of_cases, select(two.c.id).where(two.c.person_id.in_(_hidden_people(staff_id))))


def sees_case(session: Session, who: Actor, case_id: int) -> bool:
    """Whether there is such a case and the actor may see it: the filter of the lists, for services."""
    c = table_of(Case).c
    return session.execute(select(c.id).where(c.id == case_id, visible_to(who))).first() is not None


def sees_person(session: Session, who: Actor, person_id: int) -> bool:
    """Whether there is such a person and the actor may see them."""
    p = table_of(Person).c
    return session.execute(select(p.id).where(p.id == person_id, person_visible_to(who))).first() is not None
