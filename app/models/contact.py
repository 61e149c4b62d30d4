"""The contact log: one exchange with the public is one contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from app.models.base import Fields, enum_type, version_column
from app.models.person import Channel


class Direction(StrEnum):
    """Who began the exchange."""

    IN = "in"
    OUT = "out"


class LanguageHelp(StrEnum):
    """How help with the language was given (K5)."""

    NONE_NEEDED = "none_needed"
    BILINGUAL_STAFF = "bilingual_staff"
    PHONE_INTERPRETER = "phone_interpreter"
    IN_PERSON_INTERPRETER = "in_person_interpreter"
    TRANSLATED_LETTER = "translated_letter"
    FAMILY_OR_FRIEND = "family_or_friend"
    OFFERED_DECLINED = "offered_declined"
    NOT_AVAILABLE = "not_available"


class Automatic(StrEnum):
    """A mail that a machine wrote; it is no answer of a person (RFC 3834, RFC 3464)."""

    REPLY = "reply"
    BOUNCE = "bounce"


class ContactFields(Fields):
    """What a slip asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "words": "Write in a few words what was said.",
        "minutes": "Give the length in minutes, from 0 to 1,440.",
    }
    channel: Channel = Field(default=Channel.PHONE, sa_type=enum_type(Channel))
    direction: Direction = Field(default=Direction.IN, sa_type=enum_type(Direction))
    happened_at: datetime
    words: str = Field(min_length=1, max_length=100_000)
    minutes: int | None = Field(default=None, ge=0, le=1440)
    language: str = Field(default="", max_length=60)
    language_help: LanguageHelp = Field(default=LanguageHelp.NONE_NEEDED, sa_type=enum_type(LanguageHelp))
    answered_at_once: bool = False
    for_mayor: bool = False
    anonymous: bool = False
    mail_subject: str = Field(default="", max_length=998)
    mail_from: str = Field(default="", max_length=998)
    mail_to: str = Field(default="", max_length=4000)
    message_id: str = Field(default="", max_length=998)
    in_reply_to: str = Field(default="", max_length=998)
    automatic: Automatic | None = Field(default=None, sa_type=enum_type(Automatic))


_version = version_column()


_COUNTED = ["happened_at", "channel", "category_id", "language", "ward", "case_id", "language_help", "direction"]
_COUNTED += ["for_mayor", "answered_at_once", "undone_at", "taken_by_id", "automatic"]
"""All that figures and filters of the log ask, so that they read an index alone."""
_FOR_MAYOR = ["happened_at", "id", "direction", "undone_at", "automatic", "answered_at_once", "case_id", "person_id"]
"""The same for the queue of messages meant for the Mayor."""


class Contact(ContactFields, table=True):
    """One exchange; it stands alone, belongs to a case, or opened one."""

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    __table_args__ = (
        Index(None, "happened_at"),
        Index(None, "person_id", "happened_at"),
        Index(None, "organization_id", "happened_at"),
        Index(None, "case_id", "happened_at"),
        Index(None, "place_id"),
        Index(None, "message_id"),
        Index(
            "ix_contact_days",
            "happened_at",
            "id",
            "case_id",
            "undone_at",
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_contact_figures", *_COUNTED),
        Index(
            "ix_contact_for_mayor",
            *_FOR_MAYOR,
            sqlite_where=text("for_mayor = 1"),
            postgresql_where=text("for_mayor"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    case_id: int | None = Field(default=None, foreign_key="case_record.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")
    category_id: int | None = Field(default=None, foreign_key="category.id")
    ward: str = Field(default="", max_length=40)
    entered_at: datetime
    taken_by_id: int = Field(foreign_key="staff.id")
    entered_by_id: int = Field(foreign_key="staff.id")
    undone_at: datetime | None = None
    version: int = Field(default=None, sa_column=_version)
