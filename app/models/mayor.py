"""What became of a message that was meant for the Mayor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from app.models.base import Fields, enum_type, version_column


class Disposition(StrEnum):
    """What was done with it."""

    READ = "read"
    ANSWERED = "answered"
    HANDED = "handed"
    CALL_BACK = "call_back"
    NOTED = "noted"


WAITS = frozenset({Disposition.CALL_BACK})
"""What keeps a message in the queue until another is given."""
SAYS = frozenset({Disposition.ANSWERED, Disposition.HANDED})
"""What is nothing without words: what was answered, what the office is to do."""


class MayorMessageFields(Fields):
    """What the form asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"disposition": "Choose what was done with it."}
    disposition: Disposition = Field(sa_type=enum_type(Disposition))
    words: str = Field(default="", max_length=2000)


_version = version_column()


class MayorMessage(MayorMessageFields, table=True):
    """The disposition of one contact that was meant for the Mayor; a later one takes its place, with history.

    `settled_at` is when it left the queue for the first time; None while it is to be called back.
    """

    __tablename__ = "mayor_message"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    __table_args__ = (Index(None, "settled_at"),)
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", unique=True)
    by_id: int = Field(foreign_key="staff.id")
    at: datetime
    settled_at: datetime | None = None
    version: int = Field(default=None, sa_column=_version)
