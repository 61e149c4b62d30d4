"""What the office owns beside its cases: settings, departments, the taxonomy, counters, saved views."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.base import Fields
from app.models.target import TargetFields


class Setting(SQLModel, table=True):
    """One office-wide setting: letterhead, calendar, language list …"""

    key: str = Field(primary_key=True, max_length=60)
    value: Any = Field(default=None, sa_type=JSON)


class DepartmentFields(Fields):
    """A part of the city that answers (Q5); `answer_days` is its target for referrals, in office days."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "name": "Give the department's name.",
        "answer_days": "Give the office days for an answer, 1 to 250.",
    }
    name: str = Field(min_length=1, max_length=120, unique=True)
    head: str = Field(default="", max_length=120)
    liaison: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=60)
    email: str = Field(default="", max_length=200)
    answer_days: int = Field(default=5, ge=1, le=250)


class Department(DepartmentFields, table=True):
    """A department; one that is no longer used is kept inactive."""

    id: int | None = Field(default=None, primary_key=True)
    active: bool = True


class CategoryFields(Fields):
    """A kind of matter; few and fixed (LESSONS.md row 40), each with its targets in business time."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"name": "Give the category a name.", **TargetFields.SENTENCES}
    name: str = Field(min_length=1, max_length=80, unique=True)
    grouping: str = Field(default="", max_length=80)
    department_id: int | None = Field(default=None, foreign_key="department.id")
    keywords: str = Field(default="", max_length=4000)
    acknowledge_hours: int = Field(default=8, ge=1, le=400)
    first_response_days: int = Field(default=2, ge=1, le=250)
    resolution_days: int = Field(default=10, ge=1, le=750)


class Category(CategoryFields, table=True):
    """A category of the office's taxonomy; `key` links it to the preset it came from."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default="", max_length=60)
    position: int = 0
    active: bool = True


class Counter(SQLModel, table=True):
    """The last case number of a year; it only grows, so that no number is used twice."""

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int


class SavedView(SQLModel, table=True):
    """Filters, columns and order of a list, kept by a staff member."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff_id", "page", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    page: str = Field(max_length=40)
    name: str = Field(max_length=60)
    definition: Any = Field(default=None, sa_type=JSON)


class Draft(SQLModel, table=True):
    """A slip or form not yet done: every field, kept within 3 s (LESSONS.md rows 7 to 9)."""

    __table_args__ = (UniqueConstraint("staff_id", "kind", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    kind: str = Field(max_length=40)
    key: str = Field(max_length=80)
    payload: Any = Field(default=None, sa_type=JSON)
    parked: bool = False
    updated_at: datetime


class ImportBatch(SQLModel, table=True):
    """One table brought in: what, by whom, how it was mapped.

    `rows` holds, for each table, the first and the last id made, so that the whole can be taken out again.
    """

    __tablename__ = "import_batch"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by_id: int = Field(foreign_key="staff.id")
    file_name: str = Field(max_length=260)
    sha256: str = Field(max_length=64)
    made: int
    rejected: int
    mapping: Any = Field(default=None, sa_type=JSON)
    kind: str = Field(default="cases", max_length=20)
    rows: Any = Field(default_factory=dict, sa_type=JSON)
    undone_at: datetime | None = None
    undone_by_id: int | None = None
