"""Targets in business time, by category and priority, each from a day on (DOMAIN.md, Time; Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from app.models.base import Fields, enum_type
from app.models.case import Priority


class TargetFields(Fields):
    """What a target asks: business hours to acknowledge, business days to the first answer and to the end."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "acknowledge_hours": "To acknowledge, give 1 to 400 business hours; nought could never be kept.",
        "first_response_days": "For the first answer, give 1 to 250 business days; nought could never be kept.",
        "resolution_days": "For the end, give 1 to 750 business days; nought could never be kept.",
    }
    acknowledge_hours: int = Field(ge=1, le=400)
    first_response_days: int = Field(ge=1, le=250)
    resolution_days: int = Field(ge=1, le=750)


class Target(TargetFields, table=True):
    """A version of a target, in force for what is received from `from_on` (local day) until the next one.

    Without a category it holds for all, without a priority for all of them. Rows are never changed.
    """

    __table_args__ = (Index(None, "category_id", "priority", "from_on"),)
    id: int | None = Field(default=None, primary_key=True)
    category_id: int | None = Field(default=None, foreign_key="category.id")
    priority: Priority | None = Field(default=None, sa_type=enum_type(Priority))
    from_on: date
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
