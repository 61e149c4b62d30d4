"""People and organizations: residents, businesses, and how to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Column, Index, Integer, text
from sqlmodel import Field, SQLModel

from app.models.base import Fields, enum_type, version_column


class Channel(StrEnum):
    """How the office and the public exchange words."""

    PHONE = "phone"
    WALK_IN = "walk_in"
    EMAIL = "email"
    LETTER = "letter"
    TEXT = "text"
    SOCIAL_MEDIA = "social_media"
    WEB = "web"
    MEETING = "meeting"


class OrganizationKind(StrEnum):
    """What kind of organization it is."""

    BUSINESS = "business"
    CIVIC = "civic"
    COMMUNITY = "community"
    NEIGHBORHOOD = "neighborhood"
    MEDIA = "media"
    AGENCY = "agency"


class ReachKind(StrEnum):
    """A way to reach somebody besides an address."""

    PHONE = "phone"
    EMAIL = "email"


class PersonFields(Fields):
    """What is known of a resident, business owner or other member of the public."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"name": "Give a name, or log the contact as anonymous."}
    name: str = Field(min_length=1, max_length=200)
    language: str = Field(default="", max_length=60)
    interpreter: bool = False
    preferred_channel: Channel | None = Field(default=None, sa_type=enum_type(Channel))
    do_not_contact: bool = False
    deceased: bool = False
    safety_notice: str = Field(default="", max_length=500)
    address_confidential: bool = False
    remarks: str = Field(default="", max_length=4000)


_person_version = version_column()


class Person(PersonFields, table=True):
    """A person of the public; never staff, never an official (LESSONS.md row 17)."""

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _person_version}
    __table_args__ = (
        *(
            Index(
                name,
                *columns,
                "id",
                "confidential",
                "merged_into_id",
                sqlite_where=text("merged_into_id IS NULL"),
                postgresql_where=text("merged_into_id IS NULL"),
            )
            for name, columns in (("ix_person_order", ["name_key"]), ("ix_person_languages", ["language", "name_key"]))
        ),
        Index(
            "ix_person_confidential",
            "id",
            sqlite_where=text("confidential = 1"),
            postgresql_where=text("confidential"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    name_key: str = Field(default="", max_length=200, index=True)
    confidential: bool = False
    merged_into_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime
    version: int = Field(default=None, sa_column=_person_version)


class OrganizationFields(Fields):
    """What is known of a business, civic group, neighborhood association, media outlet or agency."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"name": "Give the organization's name."}
    name: str = Field(min_length=1, max_length=200)
    kind: OrganizationKind = Field(default=OrganizationKind.BUSINESS, sa_type=enum_type(OrganizationKind))
    language: str = Field(default="", max_length=60)
    website: str = Field(default="", max_length=300)
    do_not_contact: bool = False
    remarks: str = Field(default="", max_length=4000)


_organization_version = version_column()


class Organization(OrganizationFields, table=True):
    """An organization; a business can be the one who asks (Q4)."""

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _organization_version}
    id: int | None = Field(default=None, primary_key=True)
    name_key: str = Field(default="", max_length=200, index=True)
    made_at: datetime
    version: int = Field(default=None, sa_column=_organization_version)


class Position(SQLModel, table=True):
    """What a person is in an organization."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organization_id: int = Field(foreign_key="organization.id", index=True)
    title: str = Field(default="", max_length=120)


class Reach(SQLModel, table=True):
    """A phone or e-mail of a person or organization: as typed, and a key to find it by."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    organization_id: int | None = Field(default=None, foreign_key="organization.id", index=True)
    kind: ReachKind = Field(sa_type=enum_type(ReachKind))
    typed: str = Field(max_length=200)
    key: str = Field(max_length=200, index=True)
    extension: str = Field(default="", max_length=20)
    label: str = Field(default="", max_length=40)
    preferred: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


class Place(SQLModel, table=True):
    """An address as typed and its key (USPS Publication 28); never changed, a correction is a new place."""

    id: int | None = Field(default=None, primary_key=True)
    typed: str = Field(max_length=300)
    key: str = Field(max_length=300, index=True)
    street_key: str = Field(default="", max_length=160, index=True)
    house_number: int | None = Field(default=None, sa_column=Column("house_number", Integer))
    unit: str = Field(default="", max_length=40)
    city: str = Field(default="", max_length=80)
    zip: str = Field(default="", max_length=10)
    ward: str = Field(default="", max_length=40)
    precinct: str = Field(default="", max_length=40)
    neighborhood: str = Field(default="", max_length=80)
    latitude: float | None = None
    longitude: float | None = None


class Address(SQLModel, table=True):
    """Where a person or organization is, or was."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    organization_id: int | None = Field(default=None, foreign_key="organization.id", index=True)
    place_id: int = Field(foreign_key="place.id", index=True)
    label: str = Field(default="", max_length=40)
    preferred: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
