"""People and organizations: added, corrected, reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import field_validator
from sqlmodel import Field, Session, col, select

from app.authority import Actor, Right, require, sees_person
from app.errors import Conflict, Invalid, NotFound
from app.keys import name_key, parse_phone
from app.models import (
    Address,
    Fields,
    Organization,
    OrganizationFields,
    Person,
    PersonFields,
    Position,
    Reach,
    ReachKind,
)
from app.services.history import differences, record, values
from app.services.places import place_for


class ReachFields(Fields):
    """A phone or e-mail as a form gives it."""

    kind: ReachKind
    typed: str = Field(min_length=1, max_length=200)
    label: str = Field(default="", max_length=40)
    preferred: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    @field_validator("typed")
    @classmethod
    def _strip(cls, typed: str) -> str:
        return typed.strip()


class AddressFields(Fields):
    """An address as a form gives it."""

    typed: str = Field(min_length=1, max_length=300)
    label: str = Field(default="", max_length=40)
    preferred: bool = False
    ward: str = Field(default="", max_length=40)
    valid_from: date | None = None
    valid_until: date | None = None


Details = Mapping[str, Sequence[Mapping[str, Any]]]


def add_person(
    session: Session, who: Actor, *, fields: Mapping[str, Any], details: Details | None = None, at: datetime
) -> Person:
    """Add a person; `details` has "reaches" and "addresses" (lists of their fields). Raises Invalid.

    Whoever may log a contact may add who called; correcting takes the right to change people.
    """
    require(who, Right.LOG_CONTACT)
    good = PersonFields.checked(fields)
    person = Person(**good.model_dump(), name_key=name_key(good.name)[:200], made_at=at, version=1)
    session.add(person)
    session.flush()
    assert person.id is not None
    _set_details(session, {"person_id": person.id}, details or {})
    detail = values(good.model_dump() | _details_of(session, "person", person.id))
    record(session, who, "added", subject="person", subject_id=person.id, at=at, detail=detail)
    return person


def add_organization(
    session: Session, who: Actor, *, fields: Mapping[str, Any], details: Details | None = None, at: datetime
) -> Organization:
    """Add an organization; raises Invalid."""
    require(who, Right.LOG_CONTACT)
    good = OrganizationFields.checked(fields)
    organization = Organization(**good.model_dump(), name_key=name_key(good.name)[:200], made_at=at, version=1)
    session.add(organization)
    session.flush()
    assert organization.id is not None
    _set_details(session, {"organization_id": organization.id}, details or {})
    detail = values(good.model_dump() | _details_of(session, "organization", organization.id))
    record(session, who, "added", subject="organization", subject_id=organization.id, at=at, detail=detail)
    return organization


def find_person(session: Session, who: Actor, person_id: int) -> Person:
    """The person if the actor may see them; NotFound otherwise, in the same words."""
    person = session.get(Person, person_id) if sees_person(session, who, person_id) else None
    if person is None:
        raise NotFound("This person is not in the office file.")
    return person


def update_person(
    session: Session,
    who: Actor,
    person_id: int,
    *,
    version: int,
    changes: Mapping[str, Any],
    details: Details | None = None,
    at: datetime,
) -> Person:
    """Correct a person; `details`, where given, replace all phones, e-mails or addresses. Raises Conflict, Invalid."""
    require(who, Right.EDIT_PEOPLE)
    person = find_person(session, who, person_id)
    _correct(session, who, person, PersonFields, "person", version=version, changes=changes, details=details, at=at)
    return person


def update_organization(
    session: Session,
    who: Actor,
    organization_id: int,
    *,
    version: int,
    changes: Mapping[str, Any],
    details: Details | None = None,
    at: datetime,
) -> Organization:
    """Correct an organization, as `update_person` does."""
    require(who, Right.EDIT_PEOPLE)
    found = session.get(Organization, organization_id)
    if found is None:
        raise NotFound("This organization is not in the office file.")
    _correct(
        session,
        who,
        found,
        OrganizationFields,
        "organization",
        version=version,
        changes=changes,
        details=details,
        at=at,
    )
    return found


def _correct(
    session: Session,
    who: Actor,
    record_: Person | Organization,
    kind: type[Fields],
    subject: str,
    *,
    version: int,
    changes: Mapping[str, Any],
    details: Details | None,
    at: datetime,
) -> None:
    if record_.version != version:
        raise Conflict("Somebody else saved this first. Look at both versions, then save again.")
    old = record_.model_dump(include=set(kind.model_fields)) | _details_of(session, subject, record_.id)
    good = kind.checked({**record_.model_dump(include=set(kind.model_fields)), **changes})
    for name in kind.model_fields:
        setattr(record_, name, getattr(good, name))
    record_.name_key = name_key(record_.name)[:200]
    _set_details(session, {f"{subject}_id": record_.id or 0}, details or {})
    session.flush()
    new = record_.model_dump(include=set(kind.model_fields)) | _details_of(session, subject, record_.id)
    changed = differences(old, new)
    if changed:
        if record_.version == version:  # a change of phones alone is a change of the person too
            record_.version = version + 1
            session.add(record_)
        record(session, who, "changed", subject=subject, subject_id=record_.id, at=at, detail=changed)


def _details_of(session: Session, subject: str, record_id: int | None) -> dict[str, Any]:
    reaches = session.exec(
        select(Reach).where(col(getattr(Reach, f"{subject}_id")) == record_id).order_by(col(Reach.id))
    )
    addresses = session.exec(select(Address).where(col(getattr(Address, f"{subject}_id")) == record_id))
    return {
        "reaches": [f"{r.kind.value} {r.typed} {r.label}".strip() for r in reaches],
        "addresses": [f"place {a.place_id} {a.label}".strip() for a in addresses],
    }


def _set_details(session: Session, owner: dict[str, Any], details: Details) -> None:
    name, record_id = next(iter(owner.items()))
    if "reaches" in details:
        for reach in session.exec(select(Reach).where(col(getattr(Reach, name)) == record_id)):
            session.delete(reach)
        session.flush()
        for given in details["reaches"]:
            session.add(_reach(ReachFields.checked(given), owner))
    if "addresses" in details:
        for address in session.exec(select(Address).where(col(getattr(Address, name)) == record_id)):
            session.delete(address)
        session.flush()
        for given in details["addresses"]:
            _add_address(session, AddressFields.checked(given), owner)


def _reach(fields: ReachFields, owner: dict[str, Any]) -> Reach:
    if fields.kind is ReachKind.PHONE:
        phone = parse_phone(fields.typed)
        if not any(c.isdigit() for c in fields.typed):
            raise Invalid({"reaches": f"“{fields.typed}” has no digits; give a phone number."})
        return Reach(**fields.model_dump(), **owner, key=phone.key[:200], extension=phone.extension[:20])
    if "@" not in fields.typed:
        raise Invalid({"reaches": f"“{fields.typed}” is not an e-mail address."})
    return Reach(**fields.model_dump(), **owner, key=fields.typed.casefold()[:200])


def _add_address(session: Session, fields: AddressFields, owner: dict[str, Any]) -> None:
    place = place_for(session, fields.typed, None)
    if place is None:
        raise Invalid({"addresses": "Give the address."})
    if fields.ward and place.ward != fields.ward:
        place.ward = fields.ward
        session.add(place)
    values = fields.model_dump(exclude={"typed", "ward"})
    session.add(Address(**values, **owner, place_id=place.id or 0))


def set_position(
    session: Session, who: Actor, *, person_id: int, organization_id: int, title: str, at: datetime
) -> Position:
    """Say what a person is in an organization; again with another title corrects it."""
    require(who, Right.EDIT_PEOPLE)
    find_person(session, who, person_id)
    if session.get(Organization, organization_id) is None:
        raise NotFound("This organization is not in the office file.")
    same = select(Position).where(Position.person_id == person_id, Position.organization_id == organization_id)
    position = session.exec(same).first() or Position(person_id=person_id, organization_id=organization_id)
    old, position.title = position.title if position.id else None, title.strip()[:120]
    session.add(position)
    detail = {"organization_id": organization_id, "title": [old, position.title]}
    record(session, who, "position", subject="person", subject_id=person_id, at=at, detail=detail)
    return position


def end_position(session: Session, who: Actor, *, person_id: int, organization_id: int, at: datetime) -> None:
    """Take a person's position in an organization away."""
    require(who, Right.EDIT_PEOPLE)
    find_person(session, who, person_id)
    same = select(Position).where(Position.person_id == person_id, Position.organization_id == organization_id)
    position = session.exec(same).first()
    if position is not None:
        session.delete(position)
        detail = {"organization_id": [organization_id, None], "title": [position.title, None]}
        record(session, who, "position ended", subject="person", subject_id=person_id, at=at, detail=detail)
