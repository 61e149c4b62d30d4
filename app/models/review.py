"""What waits for the Director's look: closings to approve, cases opened again, complaints."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from app.models.base import enum_type


class ReviewKind(StrEnum):
    """Why a case is to be looked at."""

    APPROVAL = "approval"
    REOPENED = "reopened"
    COMPLAINT = "complaint"


class Decision(StrEnum):
    """What came of the look; withdrawn: the case moved on before."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Review(SQLModel, table=True):
    """One case to be looked at; `closing` holds the outcome and the telling that wait for approval."""

    __table_args__ = (
        Index(None, "case_id"),
        Index(
            "ix_review_open",
            "asked_at",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    kind: ReviewKind = Field(sa_type=enum_type(ReviewKind))
    asked_at: datetime
    asked_by_id: int = Field(foreign_key="staff.id")
    closing: Any = Field(default=None, sa_type=JSON)
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")
    decision: Decision | None = Field(default=None, sa_type=enum_type(Decision))
    words: str = Field(default="", max_length=2000)
