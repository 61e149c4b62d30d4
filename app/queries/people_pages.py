"""Everything about one person or organization, on one page."""

from __future__ import annotations

from array import array
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.errors import NotFound
from app.keys import phone_shown
from app.models import (
    Address,
    Case,
    CasePerson,
    Channel,
    Organization,
    OrganizationKind,
    Person,
    Place,
    Position,
    Reach,
    ReachKind,
    Staff,
    Status,
    table_of,
)
from app.queries.contacts import ContactFilter, ContactRow, contact_ids, contact_rows
from app.queries.people import person_seen_by

CONTACTS_SHOWN = 50


class ReachLine(NamedTuple):
    """A phone or e-mail: as `typed`, and a phone as `shown` when it was recognized."""

    kind: ReachKind
    typed: str
    shown: str
    extension: str
    label: str
    preferred: bool
    valid_from: date | None
    valid_until: date | None


class AddressLine(NamedTuple):
    """An address with its ward."""

    place_id: int
    typed: str
    ward: str
    label: str
    preferred: bool
    valid_from: date | None
    valid_until: date | None


class PositionLine(NamedTuple):
    """The other side of a position: the organization of a person, or the person of an organization."""

    id: int
    name: str
    title: str


class CaseLine(NamedTuple):
    """A case of theirs, or one they are affected by (`part`)."""

    id: int
    number: str
    subject: str
    status: Status
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    owner: str
    part: str = ""


class Held(NamedTuple):
    """What hangs on a person or organization alike; contacts newest first, of `contacts_total`."""

    reaches: tuple[ReachLine, ...]
    addresses: tuple[AddressLine, ...]
    positions: tuple[PositionLine, ...]
    open_cases: tuple[CaseLine, ...]
    closed_cases: tuple[CaseLine, ...]
    contacts: tuple[ContactRow, ...]
    contacts_total: int


class PersonPage(NamedTuple):
    """Everything of a person; `languages` are all that were spoken in the contacts shown, the own first."""

    id: int
    name: str
    language: str
    interpreter: bool
    preferred_channel: Channel | None
    do_not_contact: bool
    deceased: bool
    safety_notice: str
    address_confidential: bool
    confidential: bool
    remarks: str
    made_at: datetime
    version: int
    held: Held
    affected: tuple[CaseLine, ...]
    languages: tuple[str, ...]


class OrganizationPage(NamedTuple):
    """Everything of an organization."""

    id: int
    name: str
    kind: OrganizationKind
    language: str
    website: str
    do_not_contact: bool
    remarks: str
    made_at: datetime
    version: int
    held: Held


def person_page(session: Session, who: Actor, person_id: int) -> PersonPage:
    """The page of a person; cases and contacts only as far as the actor may see them. Raises NotFound."""
    p = table_of(Person).c
    names = "id name language interpreter preferred_channel do_not_contact deceased safety_notice address_confidential"
    columns = [p[name] for name in f"{names} confidential remarks made_at version".split()]
    facts = session.execute(select(*columns).where(p.id == person_id, person_seen_by(who))).mappings().first()
    if facts is None:
        raise NotFound("This person is not in the office file.")
    held = _held(session, who, "person_id", person_id)
    spoken = [facts["language"], *(row.language for row in held.contacts)]
    languages = tuple(dict.fromkeys(each for each in spoken if each))
    return PersonPage(**facts, held=held, affected=_affected(session, who, person_id), languages=languages)


def organization_page(session: Session, who: Actor, organization_id: int) -> OrganizationPage:
    """The page of an organization, as `person_page`."""
    o = table_of(Organization).c
    columns = [
        o[name]
        for name in ["id", "name", "kind", "language", "website", "do_not_contact", "remarks", "made_at", "version"]
    ]
    facts = session.execute(select(*columns).where(o.id == organization_id)).mappings().first()
    if facts is None:
        raise NotFound("This organization is not in the office file.")
    return OrganizationPage(**facts, held=_held(session, who, "organization_id", organization_id))


def _held(session: Session, who: Actor, whose: str, number: int) -> Held:
    cases = _cases(session, who, whose, number)
    ids: array[int] = contact_ids(session, who, ContactFilter.from_dict({whose: number}))
    return Held(
        reaches=_reaches(session, whose, number),
        addresses=_addresses(session, whose, number),
        positions=_positions(session, who, whose, number),
        open_cases=tuple(each for each in cases if each.status is not Status.CLOSED),
        closed_cases=tuple(each for each in cases if each.status is Status.CLOSED),
        contacts=tuple(contact_rows(session, who, ids[:CONTACTS_SHOWN])),
        contacts_total=len(ids),
    )


def _reaches(session: Session, whose: str, number: int) -> tuple[ReachLine, ...]:
    r = table_of(Reach).c
    query = select(r.kind, r.typed, r.key, r.extension, r.label, r.preferred, r.valid_from, r.valid_until)
    rows = session.execute(query.where(r[whose] == number).order_by(r.preferred.desc(), r.kind.desc(), r.id))
    return tuple(ReachLine(row[0], row[1], _shown(row[0], row[1], row[2]), *row[3:]) for row in rows)


def _shown(kind: ReachKind, typed: str, key: str) -> str:
    return phone_shown(key) if kind is ReachKind.PHONE and key.startswith("+") else typed


def _addresses(session: Session, whose: str, number: int) -> tuple[AddressLine, ...]:
    a, p = table_of(Address), table_of(Place)
    columns = (p.c.id, p.c.typed, p.c.ward, a.c.label, a.c.preferred, a.c.valid_from, a.c.valid_until)
    query = select(*columns).select_from(a.join(p, p.c.id == a.c.place_id)).where(a.c[whose] == number)
    return tuple(AddressLine(*row) for row in session.execute(query.order_by(a.c.preferred.desc(), a.c.id)))


def _positions(session: Session, who: Actor, whose: str, number: int) -> tuple[PositionLine, ...]:
    at = table_of(Position)
    other, key = (Organization, "organization_id") if whose == "person_id" else (Person, "person_id")
    o = table_of(other)
    query = select(o.c.id, o.c.name, at.c.title).select_from(at.join(o, o.c.id == at.c[key]))
    query = query.where(at.c[whose] == number)
    if other is Person:
        query = query.where(person_seen_by(who))
    return tuple(PositionLine(*row) for row in session.execute(query.order_by(o.c.name, o.c.id)))


def _case_columns() -> tuple[Any, Any]:
    c, s = table_of(Case), table_of(Staff)
    names = ("id", "number", "subject", "status", "received_at", "due_at", "closed_at")
    return [c.c[name] for name in names] + [s.c.name], c.outerjoin(s, s.c.id == c.c.owner_id)


def _cases(session: Session, who: Actor, whose: str, number: int) -> list[CaseLine]:
    c = table_of(Case).c
    columns, source = _case_columns()
    query = select(*columns).select_from(source).where(c[whose] == number, visible_to(who))
    rows = session.execute(query.order_by(c.year.desc(), c.seq.desc()))
    return [_line(*row) for row in rows]


def _affected(session: Session, who: Actor, person_id: int) -> tuple[CaseLine, ...]:
    c, a = table_of(Case).c, table_of(CasePerson)
    columns, source = _case_columns()
    query = select(*columns, a.c.part).select_from(source.join(a, a.c.case_id == c.id))
    query = query.where(a.c.person_id == person_id, visible_to(who)).order_by(c.year.desc(), c.seq.desc())
    return tuple(_line(*row) for row in session.execute(query))


def _line(*values: Any) -> CaseLine:
    names = (*CaseLine._fields[:7], "owner", "part")
    given: dict[str, Any] = dict(zip(names, values, strict=False))
    return CaseLine(**given | {"owner": given["owner"] or ""})
