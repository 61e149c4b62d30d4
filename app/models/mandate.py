"""Who may act for the office: appointments, absences, designations. An end (`until_at`) is never included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from app.models.base import Fields, enum_type
from app.models.staff import Role

APPOINTED = frozenset({Role.DIRECTOR, Role.ASSOCIATE})
"""Roles that the Mayor fills by an appointment of a year (Q1, Q2)."""


class Appointment(SQLModel, table=True):
    """One staff member in one role from an instant until another, by an instrument of the Mayor (Q1, Q2)."""

    __table_args__ = (Index(None, "staff_id", "until_at"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    role: Role = Field(sa_type=enum_type(Role))
    instrument: str = Field(default="", max_length=120)
    from_at: datetime
    until_at: datetime
    ended_at: datetime | None = None
    made_at: datetime
    by_id: int | None = Field(default=None, foreign_key="staff.id")


class AbsenceKind(StrEnum):
    """Why somebody is away."""

    VACATION = "vacation"
    ILLNESS = "illness"
    LEAVE = "leave"
    BUSINESS = "business"
    VACANCY = "vacancy"
    OTHER = "other"


class AbsenceFields(Fields):
    """What the form for an absence asks. Without `until_at` it is open; a vacancy has nobody (`staff_id` None)."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "kind": "Choose why they are away.",
        "from_at": "Say from when they are away.",
    }
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    kind: AbsenceKind = Field(default=AbsenceKind.VACATION, sa_type=enum_type(AbsenceKind))
    words: str = Field(default="", max_length=200)
    from_at: datetime
    until_at: datetime | None = None
    deputy_id: int | None = Field(default=None, foreign_key="staff.id")


class Absence(AbsenceFields, table=True):
    """Somebody is away, or the Director's place is vacant. `ended_at`: back early, or it never came to it."""

    __table_args__ = (Index(None, "staff_id", "from_at"),)
    id: int | None = Field(default=None, primary_key=True)
    ended_at: datetime | None = None
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")


class Made(StrEnum):
    """Whether the Mayor made a designation in the program, or somebody recorded it from the Mayor's memo."""

    BY_MAYOR = "by_mayor"
    RECORDED = "recorded"


class Ended(StrEnum):
    """Why a designation ended before its day; lapsed: no appointment or no absence carried it any more."""

    EARLY_RETURN = "early_return"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class DesignationFields(Fields):
    """What the form for a designation asks."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "staff_id": "Choose the associate who is to act.",
        "absence_id": "Choose the absence or vacancy for which they act.",
        "instrument": "Give the number of the Mayor's memo or letter.",
        "instrument_on": "Give the date of the Mayor's memo or letter.",
        "reason": "Say in a few words why somebody must act.",
        "from_at": "Say from when they act.",
        "until_at": "Say until when they act.",
    }
    WORDS: ClassVar[frozenset[str]] = frozenset({"instrument", "reason"})
    staff_id: int = Field(foreign_key="staff.id")
    absence_id: int = Field(foreign_key="absence.id")
    instrument: str = Field(min_length=1, max_length=120)
    instrument_on: date
    reason: str = Field(min_length=1, max_length=400)
    from_at: datetime
    until_at: datetime
    kept_back: Any = Field(default_factory=list, sa_type=JSON)
    director_directs: bool = False


class Designation(DesignationFields, table=True):
    """An associate acts for the Director; `for_id` is None in a vacancy (Q3)."""

    __table_args__ = (Index(None, "from_at"),)
    id: int | None = Field(default=None, primary_key=True)
    for_id: int | None = Field(default=None, foreign_key="staff.id")
    made: Made = Field(sa_type=enum_type(Made))
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    ended_at: datetime | None = None
    ended_why: Ended | None = Field(default=None, sa_type=enum_type(Ended))
    ended_by_id: int | None = Field(default=None, foreign_key="staff.id")
    ended_words: str = Field(default="", max_length=400)
