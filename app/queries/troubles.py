"""The same trouble: what belongs to a case, what may belong to it nearby, and who is still to be told (Q5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select
from sqlmodel import Session

from app.authority import (
    Actor,
    asker_named,
    contact_visible_to,
    linked_person_visible_to,
    linked_visible_to,
    person_visible_to,
    visible_to,
)
from app.models import Case, CasePerson, Channel, Contact, Organization, Person, Status, Telling, table_of
from app.queries.case_filter import OPEN
from app.queries.desk import on_desk
from app.queries.suggest import TROUBLE, places_near

MANY, NEARBY = 200, 12


class TroubleCase(NamedTuple):
    """A case of the trouble, or one that may belong to it; `has_children`: it is the main case of others."""

    id: int
    number: str
    subject: str
    asker: str
    status: Status
    received_at: datetime
    parent_id: int | None
    has_children: bool


class Caller(NamedTuple):
    """Somebody who only called about it, and is on no case of it."""

    person_id: int
    name: str
    last: datetime


class Nearby(NamedTuple):
    """What may be the same trouble: contacts of the last 30 days, open cases, and people who only called."""

    contacts: int
    cases: tuple[TroubleCase, ...]
    callers: tuple[Caller, ...]


class TellingRow(NamedTuple):
    """One of those to be told. `child_number` is their own case, "" without one; settled when told or given up."""

    id: int
    case_id: int
    number: str
    subject: str
    child_id: int | None
    child_number: str
    person_id: int | None
    name: str
    settled_at: datetime | None
    told_at: datetime | None
    how: Channel | None
    why_not: str


def parent_of(session: Session, who: Actor, case_id: int) -> TroubleCase | None:
    """The main case of a case, if it has one and the actor may see both."""
    c, child = table_of(Case).c, table_of(Case).alias("child")
    up = select(child.c.parent_id).where(child.c.id == case_id, visible_to(who, child))
    return next(iter(_cases(session, who, c.id.in_(up))), None)


def cases_under(session: Session, who: Actor, case_id: int) -> list[TroubleCase]:
    """The cases put under a main case, as far as the actor may see them."""
    return _cases(session, who, and_(table_of(Case).c.parent_id == case_id, _seen(who, case_id)))


def nearby(session: Session, who: Actor, case_id: int, *, at: datetime) -> Nearby:
    """Contacts and open cases of the last 30 days at the same or next addresses and of the same category as a case.

    Neither the case itself nor what belongs to its trouble already, and nothing confidential: it could not be linked.
    """
    c = table_of(Case).c
    row = session.execute(
        select(c.place_id, c.category_id, c.parent_id, c.confidential).where(c.id == case_id, visible_to(who))
    ).first()
    places = places_near(session, row.place_id) if row and row.place_id and not row.confidential else []
    if row is None or not places:
        return Nearby(0, (), ())
    since, main = at - TROUBLE, row.parent_id or case_id
    ours = or_(c.id.in_((case_id, main)), func.coalesce(c.parent_id, 0) == main)
    alike = and_(c.place_id.in_(places), c.received_at >= since, c.status.in_(OPEN), c.confidential.is_(False), ~ours)
    alike = and_(alike, c.category_id == row.category_id) if row.category_id is not None else alike
    found = _cases(session, who, alike)[:NEARBY]
    called = _about(who, places, row.category_id, since)
    k = table_of(Contact).c
    others = or_(k.case_id.is_(None), k.case_id.not_in((case_id, main)))
    count = select(func.count()).select_from(table_of(Contact)).where(called, others, ~_told_of(main))
    return Nearby(int(session.execute(count).scalar_one()), tuple(found), _callers(session, who, called, main))


def _about(who: Actor, places: list[int], category_id: int | None, since: datetime) -> ColumnElement[bool]:
    k = table_of(Contact).c
    parts = [k.place_id.in_(places), k.happened_at >= since, k.undone_at.is_(None), k.automatic.is_(None)]
    parts += [k.category_id == category_id] if category_id is not None else []
    return and_(*parts, contact_visible_to(who))


def _told_of(main: int) -> ColumnElement[bool]:
    """Contacts of cases that are under the main case already."""
    k, child = table_of(Contact).c, table_of(Case).alias("under")
    return and_(k.case_id.is_not(None), k.case_id.in_(select(child.c.id).where(child.c.parent_id == main)))


def _callers(session: Session, who: Actor, called: ColumnElement[bool], main: int) -> tuple[Caller, ...]:
    """People of contacts that stand alone, who neither ask in the main case nor are affected by it yet."""
    contact, person = table_of(Contact), table_of(Person)
    k, p, c, a = contact.c, person.c, table_of(Case).alias("main").c, table_of(CasePerson).c
    asks = select(c.person_id).where(c.id == main, c.person_id.is_not(None))
    there = select(a.person_id).where(a.case_id == main)
    query = select(p.id, p.name, func.max(k.happened_at)).select_from(contact.join(person, p.id == k.person_id))
    query = query.where(called, k.case_id.is_(None), p.id.not_in(asks), p.id.not_in(there), p.confidential.is_(False))
    query = query.where(person_visible_to(who)).group_by(p.id, p.name).order_by(func.max(k.happened_at).desc(), p.id)
    return tuple(Caller(*row) for row in session.execute(query.limit(NEARBY)))


def _cases(session: Session, who: Actor, wanted: ColumnElement[bool]) -> list[TroubleCase]:
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    c, child = record.c, table_of(Case).alias("of_it")
    source: FromClause = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    under = select(child.c.id).where(child.c.parent_id == c.id, visible_to(who, child)).exists()
    asker = asker_named(who, person, organization)
    query = select(c.id, c.number, c.subject, asker, c.status, c.received_at, c.parent_id, under).select_from(source)
    rows = session.execute(query.where(wanted, visible_to(who)).order_by(c.year, c.seq).limit(MANY))
    return [TroubleCase(*row) for row in rows]


def _seen(who: Actor, case_id: int) -> ColumnElement[bool]:
    of = table_of(Case).alias("asked_of")
    return select(of.c.id).where(of.c.id == case_id, visible_to(who, of)).exists()


def tellings_of(session: Session, who: Actor, case_id: int) -> list[TellingRow]:
    """All on the list of a case, those still to be told first; only those the actor may see."""
    return _tellings(session, who, table_of(Telling).c.case_id == case_id)


def tellings_waiting(session: Session, who: Actor, *, at: datetime) -> list[TellingRow]:
    """Who is still to be told, of the cases on the actor's desk."""
    t = table_of(Telling).c
    desk = on_desk(session, who, func.coalesce(t.heir_id, table_of(Case).c.owner_id), at=at)
    return _tellings(session, who, and_(t.settled_at.is_(None), desk))


def _tellings(session: Session, who: Actor, wanted: ColumnElement[bool]) -> list[TellingRow]:
    telling, record, child = table_of(Telling), table_of(Case), table_of(Case).alias("own")
    person, organization, t = table_of(Person), table_of(Organization), telling.c
    source: FromClause = telling.join(record, record.c.id == t.case_id).outerjoin(child, child.c.id == t.child_id)
    source = source.outerjoin(person, person.c.id == t.person_id)
    source = source.outerjoin(organization, organization.c.id == t.organization_id)
    names: tuple[Any, ...] = (func.coalesce(child.c.number, ""), t.person_id, asker_named(who, person, organization))
    said = (t.settled_at, t.told_at, t.how, t.why_not)
    query = select(t.id, t.case_id, record.c.number, record.c.subject, t.child_id, *names, *said).select_from(source)
    seen = and_(visible_to(who), linked_visible_to(who, t.child_id), linked_person_visible_to(who, t.person_id))
    query = query.where(wanted, seen).order_by(t.settled_at.is_not(None), t.case_id, t.id)
    return [TellingRow(*row) for row in session.execute(query.limit(MANY))]
