"""What the paper of one case tells besides its page: how to reach those who ask, without confidential addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session

from app.models import Address, Case, CasePerson, Person, Place, Reach, ReachKind, table_of


class ReachLine(NamedTuple):
    """A phone or e-mail as typed."""

    kind: ReachKind
    typed: str
    label: str


class Contactable(NamedTuple):
    """How to reach the asker; `addresses` is empty and `hidden` true where the address is confidential.

    `hides_place` is true where the place of the case is such an address of theirs, or of somebody affected.
    """

    reaches: tuple[ReachLine, ...]
    addresses: tuple[str, ...]
    hidden: bool
    hides_place: bool


def contactable(
    session: Session, case_id: int, *, person_id: int | None, organization_id: int | None, today: date
) -> Contactable:
    """How to reach who asks in a case, as valid today."""
    if person_id is None and organization_id is None:
        return Contactable((), (), False, hides_place(session, case_id))
    whose, number = ("person_id", person_id) if person_id is not None else ("organization_id", organization_id)
    r = table_of(Reach).c
    query = select(r.kind, r.typed, r.label).where(r[whose] == number, _valid(r.valid_until, today))
    reaches = tuple(ReachLine(*row) for row in session.execute(query.order_by(r.preferred.desc(), r.id)))
    if person_id is not None and _confidential(session, person_id):
        return Contactable(reaches, (), True, hides_place(session, case_id))
    a, place = table_of(Address), table_of(Place)
    lines = select(place.c.typed).select_from(a.join(place, place.c.id == a.c.place_id))
    lines = lines.where(a.c[whose] == number, _valid(a.c.valid_until, today)).order_by(a.c.preferred.desc(), a.c.id)
    return Contactable(reaches, tuple(session.execute(lines).scalars()), False, hides_place(session, case_id))


def _valid(until: ColumnElement[date | None], today: date) -> ColumnElement[bool]:
    return or_(until.is_(None), until >= today)


def _confidential(session: Session, person_id: int) -> bool:
    p = table_of(Person).c
    return bool(session.execute(select(p.address_confidential).where(p.id == person_id)).scalar())


def hides_place(session: Session, case_id: int) -> bool:
    """Whether the case's place is one where somebody lives or lived who asks or is affected and whose address is never
    printed; as the same place, or by the same key."""
    return bool(places_hidden(session, [case_id]))


def places_hidden(session: Session, case_ids: Sequence[int]) -> frozenset[int]:
    """Those of these cases whose place is hidden so, asked at once for a list (at most some hundreds)."""
    record, there, place = table_of(Case), table_of(Place), table_of(Place).alias("theirs")
    a, p, affected = table_of(Address), table_of(Person), table_of(CasePerson).c
    beside = select(affected.person_id).where(affected.case_id == record.c.id)
    source = record.join(there, there.c.id == record.c.place_id).join(place, place.c.key == there.c.key)
    source = source.join(a, a.c.place_id == place.c.id).join(p, p.c.id == a.c.person_id)
    query = select(record.c.id).select_from(source).where(record.c.id.in_(case_ids), p.c.address_confidential)
    theirs = or_(p.c.id == record.c.person_id, p.c.id.in_(beside))
    return frozenset(session.execute(query.where(theirs)).scalars())
