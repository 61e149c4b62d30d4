"""Who answers for the city, and who governs: contacts at departments, officials at three levels (Q2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Fields, enum_type


class Level(StrEnum):
    """The level of government of an official."""

    MUNICIPAL = "municipal"
    STATE = "state"
    FEDERAL = "federal"


OUTSIDE = frozenset({Level.STATE, Level.FEDERAL})
"""Bodies that are told of somebody's matter only with a privacy release, or a recorded reason."""


class DepartmentContactFields(Fields):
    """Somebody at a department who takes our calls; never a resident (Q2)."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"name": "Give the name of the contact."}
    name: str = Field(min_length=1, max_length=120)
    title: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=60)
    email: str = Field(default="", max_length=200)


class DepartmentContact(DepartmentContactFields, table=True):
    """A contact at a department; one who left is kept inactive."""

    __tablename__ = "department_contact"
    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id", index=True)
    active: bool = True


class OfficialFields(Fields):
    """An elected or appointed person and their staff; `answer_days` is what we count with, in office days."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "name": "Give the name of the official.",
        "body": "Give the body: City Council, Senate, Social Security Administration …",
        "answer_days": "Give the office days for an answer, 1 to 250.",
    }
    name: str = Field(min_length=1, max_length=120)
    title: str = Field(default="", max_length=120)
    body: str = Field(min_length=1, max_length=160)
    level: Level = Field(default=Level.MUNICIPAL, sa_type=enum_type(Level))
    district: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=60)
    email: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=300)
    term_until: date | None = None
    staff: list[str] = Field(default_factory=list, sa_type=JSON)
    answer_days: int = Field(default=20, ge=1, le=250)


class Official(OfficialFields, table=True):
    """An official; one who is no longer in office is kept inactive."""

    id: int | None = Field(default=None, primary_key=True)
    active: bool = True
