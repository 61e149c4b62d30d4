"""How good an answer was: the drawn sample of a month, and the marks that a reader gives (Q6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.models.base import Fields, enum_type

FULL = 2
"""The mark for a criterion that is met in full; 1 is in part, 0 is not."""


class Criterion(StrEnum):
    """What an answer is read for (DOMAIN.md, Substance review)."""

    ANSWERED = "answered"
    CORRECT = "correct"
    PLAIN = "plain"
    COURTEOUS = "courteous"
    NEXT_STEP = "next_step"
    LANGUAGE = "language"


class ReadFor(StrEnum):
    """Why a case is read: drawn, or because it was opened again or is a complaint."""

    SAMPLED = "sampled"
    REOPENED = "reopened"
    COMPLAINT = "complaint"


class Sample(SQLModel, table=True):
    """The draw of one month: `month` is its first day, `drawn_from` how many cases it was drawn from.

    `fingerprint` is the SHA-256 of their numbers, so that who repeats the draw knows whether it is from the same cases.
    After `closed_at` no mark of the month is changed.
    """

    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(unique=True)
    seed: str = Field(max_length=60)
    size: int
    drawn_from: int
    fingerprint: str = Field(max_length=64)
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    closed_at: datetime | None = None
    closed_by_id: int | None = Field(default=None, foreign_key="staff.id")


class ReadingFields(Fields):
    """What a reader writes beside the marks; `source` is by what the answer was checked."""

    source: str = Field(default="", max_length=500)
    words: str = Field(default="", max_length=4000)
    learned: str = Field(default="", max_length=4000)


class SubstanceReview(ReadingFields, table=True):
    """One reading of a case: the first, or a blind `second` one. `marks` is empty until it is done.

    `blind_marks` are those given before the reader could see the other reading: agreement is counted from them.
    """

    __tablename__ = "substance_review"
    __table_args__ = (
        UniqueConstraint("case_id", "month", "second"),
        Index(None, "month", "case_id"),
        Index(
            "ix_substance_review_open",
            "reviewer_id",
            sqlite_where=text("reviewed_at IS NULL"),
            postgresql_where=text("reviewed_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    month: date
    why: ReadFor = Field(sa_type=enum_type(ReadFor))
    reviewer_id: int | None = Field(default=None, foreign_key="staff.id")
    second: bool = False
    marks: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    blind_marks: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    reviewed_at: datetime | None = None


class Marks(Fields):
    """Six marks, each 0, 1 or 2; all are asked for."""

    SENTENCES: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (each.value for each in Criterion), "Give 0, 1 or 2: not, in part, in full."
    )
    answered: int = Field(ge=0, le=FULL)
    correct: int = Field(ge=0, le=FULL)
    plain: int = Field(ge=0, le=FULL)
    courteous: int = Field(ge=0, le=FULL)
    next_step: int = Field(ge=0, le=FULL)
    language: int = Field(ge=0, le=FULL)

    @property
    def kept(self) -> dict[str, Any]:
        """As the review keeps them."""
        return {each.value: getattr(self, each.value) for each in Criterion}
