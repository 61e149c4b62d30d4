"""An issued report: numbered, signed, kept to the byte; a correction is a new issue that names the old one (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import Fields, enum_type, version_column


class IssueState(StrEnum):
    """Where a report stands on its way out."""

    DRAFT = "draft"
    REVIEW = "review"
    ISSUED = "issued"
    DISCARDED = "discarded"


class IssueFields(Fields):
    """What a draft says; `answers` are those of the report's questions."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"key": "Choose the report.", "title": "Give the report a title."}
    key: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=200)
    words: str = Field(default="", max_length=2000)


_version = version_column()


class Issue(IssueFields, table=True):
    """One report on its way out, or out. Number, year and seq come with the issue and are never used again.

    `figures_hash` is the SHA-256 of its figures as data; `signature` who issued it, and for whom they acted.
    """

    __tablename__ = "report_issue"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    __table_args__ = (UniqueConstraint("year", "seq"), Index(None, "key", "state"))
    id: int | None = Field(default=None, primary_key=True)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: IssueState = Field(default=IssueState.DRAFT, sa_type=enum_type(IssueState))
    number: str | None = Field(default=None, max_length=16, unique=True)
    year: int | None = None
    seq: int | None = None
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    asked_at: datetime | None = None
    issued_at: datetime | None = None
    issued_by_id: int | None = Field(default=None, foreign_key="staff.id")
    signature: str = Field(default="", max_length=300)
    period_first: date | None = None
    period_last: date | None = None
    public: bool = False
    figures_hash: str = Field(default="", max_length=64)
    corrects_id: int | None = Field(default=None, foreign_key="report_issue.id")
    why: str = Field(default="", max_length=1000)
    version: int = Field(default=None, sa_column=_version)
