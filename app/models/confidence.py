"""Who is named to see what is confidential, besides its owner and the Director (G6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class CaseReader(SQLModel, table=True):
    """A staff member named to see one confidential case."""

    __tablename__ = "case_reader"
    __table_args__ = (UniqueConstraint("case_id", "staff_id"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    staff_id: int = Field(foreign_key="staff.id", index=True)
    at: datetime
    by_id: int = Field(foreign_key="staff.id")


class PersonReader(SQLModel, table=True):
    """A staff member named to see one confidential person."""

    __tablename__ = "person_reader"
    __table_args__ = (UniqueConstraint("person_id", "staff_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    staff_id: int = Field(foreign_key="staff.id", index=True)
    at: datetime
    by_id: int = Field(foreign_key="staff.id")
