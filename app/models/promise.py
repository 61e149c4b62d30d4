"""What was said for later: promises to residents, tasks of the office, follow-ups, and all who are to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.models.base import Fields, enum_type
from app.models.person import Channel


class PromiseState(StrEnum):
    """What became of a date told to a resident; withdrawn: it was noted by mistake and counts nowhere."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset({PromiseState.KEPT, PromiseState.BROKEN, PromiseState.MOVED})
"""What the rate of kept promises is counted over."""


class PromiseFields(Fields):
    """What the form of a promise asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "words": "Say in a few words what was promised.",
        "due_at": "Give the date that the resident was told.",
    }
    words: str = Field(min_length=1, max_length=500)
    due_at: datetime
    how: Channel = Field(default=Channel.PHONE, sa_type=enum_type(Channel))


class Promise(PromiseFields, table=True):
    """A date told to a resident, when and how it was told, and what became of it.

    `told_at` is when the resident heard of the date, `made_at` when it was entered.
    """

    __table_args__ = (
        Index(None, "case_id", "due_at"),
        Index(None, "settled_at"),
        Index(None, "contact_id"),
        Index(
            "ix_promise_open",
            "due_at",
            "case_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    told_at: datetime
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    state: PromiseState = Field(default=PromiseState.OPEN, sa_type=enum_type(PromiseState))
    settled_at: datetime | None = None
    settled_by_id: int | None = Field(default=None, foreign_key="staff.id")
    settled_words: str = Field(default="", max_length=500)
    moved_to_id: int | None = Field(default=None, foreign_key="promise.id")


class TaskFields(Fields):
    """What the form of a task asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "words": "Say in a few words what is to be done.",
        "due_on": "Give a date, such as 2026-11-20.",
    }
    words: str = Field(min_length=1, max_length=500)
    due_on: date | None = None


class Task(TaskFields, table=True):
    """Something to be done by somebody, with a case or alone."""

    __table_args__ = (
        Index(None, "case_id"),
        Index(
            "ix_task_open",
            "owner_id",
            "due_on",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="case_record.id")
    owner_id: int = Field(foreign_key="staff.id")
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, foreign_key="staff.id")


class Fixed(StrEnum):
    """What the resident answers to "is it fixed?"."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class FollowUpFields(Fields):
    """What is recorded of a follow-up; `satisfaction` is 1 (not at all) to 5 (very), None when it was declined."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"satisfaction": "Give a number from 1 to 5, or say that it was declined."}
    reached: bool
    fixed: Fixed = Field(default=Fixed.UNKNOWN, sa_type=enum_type(Fixed))
    satisfaction: int | None = Field(default=None, ge=1, le=5)
    words: str = Field(default="", max_length=2000)


class FollowUp(SQLModel, table=True):
    """The question "is it fixed?" after a case was closed: planned for a day, then asked, or dropped with a reason.

    `heir_id` asks in place of the case's owner, who left or handed all over; a closed case keeps who answered it.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "asked_at"),
        Index(
            "ix_follow_up_open",
            "due_on",
            "case_id",
            sqlite_where=text("asked_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("asked_at IS NULL AND dropped_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    due_on: date
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")
    heir_id: int | None = Field(default=None, foreign_key="staff.id")
    asked_at: datetime | None = None
    asked_by_id: int | None = Field(default=None, foreign_key="staff.id")
    reached: bool | None = None
    fixed: Fixed | None = Field(default=None, sa_type=enum_type(Fixed))
    satisfaction: int | None = None
    words: str = Field(default="", max_length=2000)
    dropped_at: datetime | None = None


class Telling(SQLModel, table=True):
    """Somebody who is to be told that a shared trouble is closed; `child_id` is their own case, closed as they are.

    `heir_id` tells in place of the case's owner, as in `FollowUp`.
    """

    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "child_id"),
        Index(
            "ix_telling_open",
            "case_id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    child_id: int | None = Field(default=None, foreign_key="case_record.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    made_at: datetime
    settled_at: datetime | None = None
    by_id: int | None = Field(default=None, foreign_key="staff.id")
    heir_id: int | None = Field(default=None, foreign_key="staff.id")
    told_at: datetime | None = None
    how: Channel | None = Field(default=None, sa_type=enum_type(Channel))
    why_not: str = Field(default="", max_length=500)
