"""What an actor may see: the one filter for confidential cases and people (G6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, func, or_, select
from sqlmodel import Session

from app.authority.rights import Right
from app.authority.standing import Actor
from app.models import Case, CaseReader, Contact, Person, PersonReader, table_of

HIDDEN_PERSON = "Confidential person"
"""What stands for the name of somebody confidential on a case that everybody sees."""


def visible_to(who: Actor, of: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential cases, to stand in every WHERE over the case table (or an alias of it)."""
    c = (table_of(Case) if of is None else of).c
    if who.may(Right.SEE_CONFIDENTIAL):
        return c.id.is_not(None)
    own = and_(c.owner_id.is_not(None), c.owner_id == who.id)  # never NULL, so that its opposite hides unowned ones
    named = table_of(CaseReader).alias()
    reads = select(named.c.id).where(named.c.case_id == c.id, named.c.staff_id == who.id).exists()
    return or_(c.confidential == false(), own, reads)


def linked_visible_to(who: Actor, case_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same filter for a row that belongs to a case, or to none (contacts, notes, attachments)."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return or_(case_id.is_(None), case_id.is_not(None))
    c = table_of(Case).alias()
    hidden = select(c.c.id).where(and_(c.c.id == case_id, c.c.confidential, ~visible_to(who, c)))
    return ~hidden.exists()


def person_visible_to(who: Actor, person: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential people, to stand in every WHERE over the person table (or an alias of it).

    Seen by the Director, by those named, and by who owns or may read a case that the person asks about.
    """
    p = (table_of(Person) if person is None else person).c
    if who.may(Right.SEE_CONFIDENTIAL):
        return p.id.is_not(None)
    named, asked = table_of(PersonReader).alias(), table_of(Case).alias()
    reader = table_of(CaseReader).alias()
    reads = select(named.c.id).where(named.c.person_id == p.id, named.c.staff_id == who.id).exists()
    owns = select(asked.c.id).where(asked.c.person_id == p.id, asked.c.owner_id == who.id).exists()
    told = asked.join(reader, reader.c.case_id == asked.c.id)
    helps = select(asked.c.id).select_from(told).where(asked.c.person_id == p.id, reader.c.staff_id == who.id).exists()
    return or_(p.confidential == false(), reads, owns, helps)


def linked_person_visible_to(who: Actor, person_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same filter for a row that names a person, or nobody (contacts, positions, addresses, reaches)."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return or_(person_id.is_(None), person_id.is_not(None))
    person = table_of(Person).alias()
    hidden = select(person.c.id).where(person.c.id == person_id, person.c.confidential, ~person_visible_to(who, person))
    return ~hidden.exists()


def contact_visible_to(who: Actor, contact: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for contacts: neither of a hidden case nor with a hidden person."""
    c = (table_of(Contact) if contact is None else contact).c
    return and_(linked_visible_to(who, c.case_id), linked_person_visible_to(who, c.person_id))


def asker_named(who: Actor, person: FromClause, organization: FromClause) -> ColumnElement[str]:
    """The name of who asks in a row that joins both (outer): HIDDEN_PERSON for somebody hidden, "" for nobody."""
    shown: ColumnElement[Any] = person.c.name
    if not who.may(Right.SEE_CONFIDENTIAL):
        shown = case((person_visible_to(who, person), person.c.name), else_=HIDDEN_PERSON)
        shown = case((person.c.id.is_(None), None), else_=shown)
    return func.coalesce(shown, organization.c.name, "")


def hidden_cases(who: Actor) -> Select[tuple[int]]:
    """The few ids that `visible_to` hides: for tables of many rows, which then look each up in a list made once."""
    c = table_of(Case).alias()
    return select(c.c.id).where(c.c.confidential, ~visible_to(who, c))


def hidden_people(who: Actor) -> Select[tuple[int]]:
    """The few ids that `person_visible_to` hides, as `hidden_cases`."""
    p = table_of(Person).alias()
    return select(p.c.id).where(p.c.confidential, ~person_visible_to(who, p))


def sees_case(session: Session, who: Actor, case_id: int) -> bool:
    """Whether there is such a case and the actor may see it: the filter of the lists, for services."""
    c = table_of(Case).c
    return session.execute(select(c.id).where(c.id == case_id, visible_to(who))).first() is not None


def sees_person(session: Session, who: Actor, person_id: int) -> bool:
    """Whether there is such a person and the actor may see them."""
    p = table_of(Person).c
    return session.execute(select(p.id).where(p.id == person_id, person_visible_to(who))).first() is not None
