"""What an actor may see: the one filter for confidential cases and people (G6)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, and_, false, or_, select

from app.authority.rights import Right
from app.authority.standing import Actor
from app.models import Case, CaseReader, Person, PersonReader, table_of


def visible_to(who: Actor, case: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential cases, to stand in every WHERE over the case table (or an alias of it)."""
    c = (table_of(Case) if case is None else case).c
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
    case = table_of(Case).alias()
    hidden = select(case.c.id).where(and_(case.c.id == case_id, case.c.confidential, ~visible_to(who, case)))
    return ~hidden.exists()


def person_visible_to(who: Actor, person: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential people, to stand in every WHERE over the person table (or an alias of it).

    Seen by the Director, by those named, and by who owns or may read a case that the person asks about.
    """
    p = (table_of(Person) if person is None else person).c
    if who.may(Right.SEE_CONFIDENTIAL):
        return p.id.is_not(None)
    named, case = table_of(PersonReader).alias(), table_of(Case).alias()
    reader = table_of(CaseReader).alias()
    reads = select(named.c.id).where(named.c.person_id == p.id, named.c.staff_id == who.id).exists()
    owns = select(case.c.id).where(case.c.person_id == p.id, case.c.owner_id == who.id).exists()
    told = case.join(reader, reader.c.case_id == case.c.id)
    helps = select(case.c.id).select_from(told).where(case.c.person_id == p.id, reader.c.staff_id == who.id).exists()
    return or_(p.confidential == false(), reads, owns, helps)


def linked_person_visible_to(who: Actor, person_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same filter for a row that names a person, or nobody (contacts, positions, addresses, reaches)."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return or_(person_id.is_(None), person_id.is_not(None))
    person = table_of(Person).alias()
    hidden = select(person.c.id).where(person.c.id == person_id, person.c.confidential, ~person_visible_to(who, person))
    return ~hidden.exists()
