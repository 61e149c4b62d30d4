"""A custom report: a question about the office's records that somebody put together and keeps (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field

from app.models.base import Fields, version_column


class CustomReportFields(Fields):
    """What its form asks for beside the question itself."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "title": "Give the report a title of up to 200 letters.",
        "words": "Keep what it is for under 2,000 letters.",
    }
    WORDS: ClassVar[frozenset[str]] = frozenset({"title"})
    title: str = Field(min_length=1, max_length=200)
    words: str = Field(default="", max_length=2000)


_version = version_column()


class CustomReport(CustomReportFields, table=True):
    """A saved question; `spec` is what `queries.custom.Spec` reads. A withdrawn one is kept with `gone_at`."""

    __tablename__ = "custom_report"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    __table_args__ = (Index(None, "owner_id"),)
    id: int | None = Field(default=None, primary_key=True)
    spec: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    owner_id: int = Field(foreign_key="staff.id")
    shared: bool = False
    made_at: datetime
    changed_at: datetime
    gone_at: datetime | None = None
    version: int = Field(default=None, sa_column=_version)
