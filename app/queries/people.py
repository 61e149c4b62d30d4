"""Lists of people and organizations: their ids in any order, their rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, Table, and_, case, false, func, select
from sqlmodel import Session

from app.authority import Actor, contact_visible_to, linked_person_visible_to, person_visible_to, visible_to
from app.models import (
    Address,
    Case,
    Contact,
    Organization,
    OrganizationKind,
    Person,
    Place,
    Position,
    Reach,
    table_of,
)
from app.queries.case_filter import OPEN, words_of
from app.queries.ids import ids_of
from app.queries.plain_filter import PlainFilter, found_in, named

MANY = 500


@dataclass(frozen=True)
class PersonFilter(PlainFilter):
    """Which people. `text` is any part of a name, phone or e-mail, `place` beginnings of words of an address."""

    text: str = ""
    place: str = ""
    languages: tuple[str, ...] = ()
    with_open_cases: bool = False
    interpreter: bool = False
    do_not_contact: bool = False
    safety_notice: bool = False
    organization_id: int | None = None
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class OrganizationFilter(PlainFilter):
    """Which organizations; as PersonFilter."""

    ENUMS: ClassVar[Mapping[str, type[StrEnum]]] = {"kinds": OrganizationKind}
    text: str = ""
    place: str = ""
    kinds: tuple[OrganizationKind, ...] = ()
    with_open_cases: bool = False
    do_not_contact: bool = False
    person_id: int | None = None
    ids: tuple[int, ...] | None = None


class PersonRow(NamedTuple):
    """A person in a list; `address` is empty where it is confidential, for lists are copied and exported."""

    id: int
    name: str
    language: str
    interpreter: bool
    do_not_contact: bool
    deceased: bool
    has_safety_notice: bool
    address_confidential: bool
    made_at: datetime
    reach: str
    address: str
    organization: str
    open_cases: int
    last_contact_at: datetime | None


class OrganizationRow(NamedTuple):
    """An organization in a list."""

    id: int
    name: str
    kind: OrganizationKind
    language: str
    do_not_contact: bool
    made_at: datetime
    reach: str
    address: str
    people: int
    open_cases: int
    last_contact_at: datetime | None


def person_seen_by(who: Actor) -> ColumnElement[bool]:
    """The filter of every list of people: not those merged into another, nor the confidential not for their eyes."""
    return and_(table_of(Person).c.merged_into_id.is_(None), person_visible_to(who))


def person_ids(
    session: Session, who: Actor, wanted: PersonFilter, *, sort: str = "added", descending: bool = True
) -> array[int]:
    """The ids of the people wanted in a total order; newest first unless asked otherwise."""
    p = table_of(Person).c
    parts = [person_seen_by(who), *_common(who, table_of(Person), "person", wanted)]
    parts += [p.language.in_(wanted.languages)] if wanted.languages else []
    parts += [p.interpreter] if wanted.interpreter else []
    parts += [p.safety_notice != ""] if wanted.safety_notice else []
    if wanted.organization_id is not None:
        at = table_of(Position).c
        parts.append(p.id.in_(select(at.person_id).where(at.organization_id == wanted.organization_id)))
    return _ids(session, select(p.id).where(*parts), table_of(Person), sort, descending)


def organization_ids(
    session: Session, who: Actor, wanted: OrganizationFilter, *, sort: str = "added", descending: bool = True
) -> array[int]:
    """The ids of the organizations wanted in a total order; newest first unless asked otherwise."""
    o = table_of(Organization).c
    parts = _common(who, table_of(Organization), "organization", wanted)
    parts += [o.kind.in_(wanted.kinds)] if wanted.kinds else []
    if wanted.person_id is not None:
        at = table_of(Position).c
        there = select(at.organization_id).where(at.person_id == wanted.person_id)
        parts.append(o.id.in_(there.where(linked_person_visible_to(who, at.person_id))))
    return _ids(session, select(o.id).where(*parts), table_of(Organization), sort, descending)


def _common(who: Actor, of: Table, kind: str, wanted: PersonFilter | OrganizationFilter) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = named(kind, of.c.id, wanted.text) if wanted.text.strip() else []
    if wanted.place.strip():
        a = table_of(Address).c
        places = found_in("place_words", words_of(wanted.place))
        parts.append(of.c.id.in_(select(a[f"{kind}_id"]).where(a.place_id.in_(places))))
        if kind == "person":
            parts.append(of.c.address_confidential == false())
    if wanted.with_open_cases:
        c = table_of(Case).c
        parts.append(of.c.id.in_(select(c[f"{kind}_id"]).where(c.status.in_(OPEN), visible_to(who))))
    if wanted.do_not_contact:
        parts.append(of.c.do_not_contact)
    return parts if wanted.ids is None else [*parts, of.c.id.in_(wanted.ids)]


def _ids(session: Session, query: Select[Any], of: Table, sort: str, descending: bool) -> array[int]:
    keys: dict[str, list[ColumnElement[Any]]] = {"name": [of.c.name_key], "language": [of.c.language, of.c.name_key]}
    if "kind" in of.c:
        keys["kind"] = [of.c.kind, of.c.name_key]
    order = [*keys.get(sort, []), of.c.id]
    query = query.order_by(*(key.desc() if descending else key for key in order))
    return ids_of(session, query)


def person_rows(session: Session, who: Actor, ids: Sequence[int], *, at: datetime) -> list[PersonRow]:
    """The rows of these people in their order; `at` says which phones and addresses still hold."""
    p = table_of(Person).c
    columns = [p.id, p.name, p.language, p.interpreter, p.do_not_contact, p.deceased, p.safety_notice != ""]
    place = case((p.address_confidential, ""), else_=_address("person_id", p.id, at))
    columns += [p.address_confidential, p.made_at, _reach("person_id", p.id, at), place, _position(p.id)]
    columns += [_open_cases(who, "person_id", p.id), _last_contact(who, "person_id", p.id)]
    query = select(*columns).where(person_seen_by(who))
    return [PersonRow(*row) for row in _in_order(session, query, p.id, ids)]


def organization_rows(session: Session, who: Actor, ids: Sequence[int], *, at: datetime) -> list[OrganizationRow]:
    """The rows of these organizations in their order."""
    o, position = table_of(Organization).c, table_of(Position).c
    key = "organization_id"
    people = select(func.count()).where(position.organization_id == o.id)
    people = people.where(linked_person_visible_to(who, position.person_id))
    columns = [o.id, o.name, o.kind, o.language, o.do_not_contact, o.made_at, _reach(key, o.id, at)]
    columns += [func.coalesce(_address(key, o.id, at), ""), people.scalar_subquery()]
    columns += [_open_cases(who, key, o.id), _last_contact(who, key, o.id)]
    return [OrganizationRow(*row) for row in _in_order(session, select(*columns), o.id, ids)]


def _in_order(session: Session, query: Select[Any], key: ColumnElement[int], ids: Sequence[int]) -> list[Any]:
    found: dict[int, Any] = {}
    for first in range(0, len(ids), MANY):
        for row in session.execute(query.where(key.in_(list(ids[first : first + MANY])))):
            found[row[0]] = row
    return [found[each] for each in ids if each in found]


def _reach(whose: str, owner: ColumnElement[int], at: datetime) -> ColumnElement[str]:
    """The phone or e-mail to use first, as typed."""
    r = table_of(Reach).c
    query = select(r.typed).where(r[whose] == owner, func.coalesce(r.valid_until, at.date()) >= at.date())
    found = query.order_by(r.preferred.desc(), r.kind.desc(), r.id).limit(1).scalar_subquery()
    return func.coalesce(found, "")


def _address(whose: str, owner: ColumnElement[int], at: datetime) -> ColumnElement[str]:
    a, place = table_of(Address), table_of(Place)
    query = select(place.c.typed).select_from(a.join(place, place.c.id == a.c.place_id)).where(a.c[whose] == owner)
    query = query.where(func.coalesce(a.c.valid_until, at.date()) >= at.date())
    return func.coalesce(query.order_by(a.c.preferred.desc(), a.c.id).limit(1).scalar_subquery(), "")


def _position(person: ColumnElement[int]) -> ColumnElement[str]:
    at, o = table_of(Position), table_of(Organization)
    query = select(o.c.name).select_from(at.join(o, o.c.id == at.c.organization_id)).where(at.c.person_id == person)
    return func.coalesce(query.order_by(at.c.id).limit(1).scalar_subquery(), "")


def _open_cases(who: Actor, whose: str, owner: ColumnElement[int]) -> ScalarSelect[int]:
    c = table_of(Case).c
    return select(func.count()).where(c[whose] == owner, c.status.in_(OPEN), visible_to(who)).scalar_subquery()


def _last_contact(who: Actor, whose: str, owner: ColumnElement[int]) -> ScalarSelect[datetime]:
    c = table_of(Contact).c
    query = select(c.happened_at).where(c[whose] == owner, c.undone_at.is_(None), contact_visible_to(who))
    return query.order_by(c.happened_at.desc()).limit(1).scalar_subquery()
