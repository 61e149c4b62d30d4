"""A case: one matter that needs work, with the moves it can make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.errors import Invalid
from app.models.base import Fields, enum_type, version_column
from app.models.person import Channel


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    OPEN = "open"
    WAITING_DEPARTMENT = "waiting_department"
    WAITING_RESIDENT = "waiting_resident"
    WAITING_THIRD_PARTY = "waiting_third_party"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


WAITING = frozenset({Status.WAITING_DEPARTMENT, Status.WAITING_RESIDENT, Status.WAITING_THIRD_PARTY})
CLOCK_STOPS = frozenset({Status.WAITING_RESIDENT, Status.WAITING_THIRD_PARTY})  # ours; the resident's never stops
WORKED = frozenset({Status.OPEN, Status.ANSWERED, *WAITING})
NEXT: Mapping[Status, frozenset[Status]] = {
    Status.NEW: WORKED | {Status.CLOSED},
    Status.OPEN: WORKED - {Status.OPEN} | {Status.CLOSED},
    Status.WAITING_DEPARTMENT: WORKED - {Status.WAITING_DEPARTMENT} | {Status.CLOSED},
    Status.WAITING_RESIDENT: WORKED - {Status.WAITING_RESIDENT} | {Status.CLOSED},
    Status.WAITING_THIRD_PARTY: WORKED - {Status.WAITING_THIRD_PARTY} | {Status.CLOSED},
    Status.ANSWERED: WORKED - {Status.ANSWERED} | {Status.CLOSED},
    Status.CLOSED: frozenset({Status.REOPENED}),
    Status.REOPENED: WORKED | {Status.CLOSED},
}


class Priority(StrEnum):
    """How much it presses."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Outcome(StrEnum):
    """What came of a case."""

    RESOLVED = "resolved"
    ANSWERED = "answered"
    REFERRED_OUT = "referred_out"
    NOT_POSSIBLE = "not_possible"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    NO_OUTCOME_RECORDED = "no_outcome_recorded"


class CaseFields(Fields):
    """What a case form asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"subject": "Say in a few words what this is about."}
    subject: str = Field(min_length=1, max_length=200)
    account: str = Field(default="", max_length=100_000)
    category_id: int | None = Field(default=None, foreign_key="category.id")
    priority: Priority = Field(default=Priority.NORMAL, sa_type=enum_type(Priority))
    confidential: bool = False
    complaint: bool = False


class Told(Fields):
    """Whether the resident was told of the outcome, when, how and by whom, or why not (LESSONS.md row 27)."""

    told: bool
    told_at: datetime | None = None
    told_how: Channel | None = None
    told_by_id: int | None = None
    why_not: str = Field(default="", max_length=500)

    def check(self, closed_at: datetime, received_at: datetime) -> None:
        """Raise Invalid when something is missing, in the future, or before the minute of receipt."""
        problems = {}
        if self.told and not self.told_at:
            problems["told_at"] = "Say when the resident was told."
        if self.told and not self.told_how:
            problems["told_how"] = "Say how the resident was told."
        if self.told_at and self.told_at > closed_at:
            problems["told_at"] = "The resident cannot have been told in the future."
        if self.told_at and self.told_at < received_at.replace(second=0, microsecond=0):
            problems["told_at"] = "The resident cannot have been told before the case was received."
        if not self.told and not self.why_not.strip():
            problems["why_not"] = "Say why the resident was not told."
        if problems:
            raise Invalid(problems)


_version = version_column()


class Case(CaseFields, table=True):
    """One matter; its number is never used again."""

    __tablename__ = "case_record"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    __table_args__ = (
        Index(None, "status", "due_at"),
        Index(None, "owner_id", "status", "due_at"),
        Index(None, "person_id"),
        Index(None, "organization_id"),
        Index(None, "place_id"),
        Index(None, "category_id", "received_at"),
        Index(None, "received_at"),
        Index(None, "closed_at"),
        Index(None, "first_response_at"),
        Index(None, "acknowledged_at"),
        Index(
            "ix_case_city_due",
            "city_due_at",
            sqlite_where=text("city_due_at IS NOT NULL"),
            postgresql_where=text("city_due_at IS NOT NULL"),
        ),
        Index(None, "import_id"),
        Index(
            "ix_case_parent",
            "parent_id",
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
        Index(None, "ward"),
        Index(None, "priority"),
        Index(None, "channel"),
        Index(
            "ix_case_organization",
            "organization_id",
            "status",
            "person_id",
            sqlite_where=text("organization_id IS NOT NULL"),
            postgresql_where=text("organization_id IS NOT NULL"),
        ),
        Index(
            "ix_case_confidential",
            "owner_id",
            sqlite_where=text("confidential = 1"),
            postgresql_where=text("confidential"),
        ),
        UniqueConstraint("year", "seq"),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=16, unique=True)
    year: int
    seq: int = Field(index=True)
    status: Status = Field(default=Status.NEW, sa_type=enum_type(Status))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    anonymous: bool = False
    place_id: int | None = Field(default=None, foreign_key="place.id")
    ward: str = Field(default="", max_length=40)
    channel: Channel | None = Field(default=None, sa_type=enum_type(Channel))
    owner_id: int | None = Field(default=None, foreign_key="staff.id")
    received_at: datetime
    opened_at: datetime
    acknowledged_at: datetime | None = None
    acknowledge_due_at: datetime | None = None
    first_response_at: datetime | None = None
    first_response_due_at: datetime | None = None
    due_at: datetime | None = None
    city_due_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    wait_reason: str = Field(default="", max_length=500)
    outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome))
    outcome_words: str = Field(default="", max_length=4000)
    told: bool | None = None
    told_at: datetime | None = None
    told_how: Channel | None = Field(default=None, sa_type=enum_type(Channel))
    told_by_id: int | None = Field(default=None, foreign_key="staff.id")
    why_not_told: str = Field(default="", max_length=500)
    merged_into_id: int | None = Field(default=None, foreign_key="case_record.id")
    parent_id: int | None = Field(default=None, foreign_key="case_record.id")
    import_id: int | None = Field(default=None, foreign_key="import_batch.id")
    version: int = Field(default=None, sa_column=_version)

    def move_to(self, status: Status, *, reason: str = "") -> None:
        """Move along NEXT; waiting on somebody needs its reason. Raises Invalid with the sentence."""
        if status not in NEXT[self.status]:
            raise Invalid({"status": f"A case that is {_words(self.status)} cannot become {_words(status)}."})
        if status in WAITING and not reason.strip():
            raise Invalid({"reason": "Say what the case is waiting for."})
        self.status = status
        self.wait_reason = reason if status in WAITING else ""

    def close(self, outcome: Outcome, told: Told, at: datetime, *, words: str = "") -> None:
        """Close with the outcome and how the resident was told; raises Invalid."""
        told.check(at, self.received_at)
        self.move_to(Status.CLOSED)
        self.outcome, self.outcome_words, self.closed_at = outcome, words, at
        self.told, self.told_at, self.told_how = told.told, told.told_at, told.told_how
        self.told_by_id, self.why_not_told = told.told_by_id, told.why_not

    def reopen(self, at: datetime) -> None:
        """Open again; the last closing stays in the moves. Raises Invalid when it is not closed."""
        if self.status is not Status.CLOSED:
            raise Invalid({"status": f"{self.number} is not closed, so it cannot be opened again."})
        self.move_to(Status.REOPENED)
        self.reopened_at, self.closed_at, self.outcome = at, None, None


def _words(status: Status) -> str:
    return status.value.replace("_", " on ", 1).replace("_", " ") if status in WAITING else status.value


class Move(SQLModel, table=True):
    """One change of status, dated: figures of any month are counted from these, never from today's state."""

    __table_args__ = (
        Index("ix_move_case", "case_id", "at", "became", "was"),
        Index("ix_move_became", "became", "at", "case_id", "was"),
        Index(
            "ix_move_first",
            "at",
            "case_id",
            "was",  # what the condition names must be in the index, or each row is looked up
            sqlite_where=text("was IS NULL"),
            postgresql_where=text("was IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    at: datetime
    was: Status | None = Field(default=None, sa_type=enum_type(Status))
    became: Status = Field(sa_type=enum_type(Status))
    reason: str = Field(default="", max_length=500)
    outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome))
    by_id: int = Field(foreign_key="staff.id")


class CasePerson(SQLModel, table=True):
    """Somebody affected by a case besides the asker."""

    __tablename__ = "case_person"
    __table_args__ = (UniqueConstraint("case_id", "person_id"), Index(None, "person_id"))
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    person_id: int = Field(foreign_key="person.id")
    part: str = Field(default="", max_length=120)


class CaseLink(SQLModel, table=True):
    """Two cases that belong together; kept once, the lower id first."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "other_id"), Index(None, "other_id"))
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    other_id: int = Field(foreign_key="case_record.id")
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")


class Reference(SQLModel, table=True):
    """A number that somebody else gave the case: 311, a department, an old table."""

    __table_args__ = (UniqueConstraint("case_id", "system", "number"), Index(None, "number"))
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    system: str = Field(max_length=60)
    number: str = Field(max_length=80)


class NoteKind(StrEnum):
    """A note stays inside, a reply goes to the resident (LESSONS.md row 18)."""

    NOTE = "note"
    REPLY = "reply"


class NoteFields(Fields):
    """What the composer asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"words": "Write something first."}
    kind: NoteKind = Field(sa_type=enum_type(NoteKind))
    words: str = Field(min_length=1, max_length=100_000)
    channel: Channel | None = Field(default=None, sa_type=enum_type(Channel))


class Note(NoteFields, table=True):
    """A note or a reply on a case."""

    __table_args__ = (Index(None, "case_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    at: datetime
    by_id: int = Field(foreign_key="staff.id")


class Attachment(SQLModel, table=True):
    """A file kept with a case or contact; its content lies encrypted beside the office file."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="case_record.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    designation_id: int | None = Field(default=None, foreign_key="designation.id", index=True)
    issue_id: int | None = Field(default=None, foreign_key="report_issue.id", index=True)
    name: str = Field(max_length=260)
    media_type: str = Field(default="", max_length=120)
    size: int
    address: str = Field(max_length=64, index=True)
    at: datetime
    by_id: int = Field(foreign_key="staff.id")
    removed_at: datetime | None = None
