"""What the office recommends to a department, with the cases that show it and what came of it (Q7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import Fields, enum_type


class RecommendationStatus(StrEnum):
    """Where a recommendation stands."""

    DRAFT = "draft"
    SENT = "sent"
    ADOPTED = "adopted"
    PARTLY = "partly"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ANSWERS = frozenset({RecommendationStatus.ADOPTED, RecommendationStatus.PARTLY, RecommendationStatus.DECLINED})
"""What a department may say."""
TAKEN_UP = frozenset({RecommendationStatus.ADOPTED, RecommendationStatus.PARTLY})
"""Answers that have a date of effect."""


class RecommendationFields(Fields):
    """What the form of a recommendation asks for; the effect is measured in the category."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "title": "Say in a line what is recommended.",
        "words": "Say what should change, and why.",
        "department_id": "Choose the department.",
    }
    department_id: int = Field(foreign_key="department.id")
    category_id: int | None = Field(default=None, foreign_key="category.id")
    title: str = Field(min_length=1, max_length=200)
    words: str = Field(min_length=1, max_length=20_000)


class Recommendation(RecommendationFields, table=True):
    """One recommendation; its number, as 2026-03, is never used again.

    `evidence` is {"query": what was asked of the list of cases, "case_ids": those it found on the day it was frozen}.
    `effective_on` is the local day from which what was recommended is done.
    """

    __table_args__ = (UniqueConstraint("year", "seq"), Index(None, "department_id", "status"))
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=12, unique=True)
    year: int
    seq: int
    status: RecommendationStatus = Field(default=RecommendationStatus.DRAFT, sa_type=enum_type(RecommendationStatus))
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = Field(default="", max_length=20_000)
    effective_on: date | None = None
    reason: str = Field(default="", max_length=1000)
