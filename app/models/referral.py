"""A matter put before a department or another body: the referral, its chases, and the release it needs (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import Fields, enum_type
from app.models.person import Channel


class ReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    INADEQUATE = "inadequate"
    WITHDRAWN = "withdrawn"


RUNNING = frozenset({ReferralState.SENT, ReferralState.ACKNOWLEDGED})
"""The department owes an answer. An inadequate one ends the referral too: the next step is ours again."""


class ReleaseKind(StrEnum):
    """By what somebody's matter may be told to a state or federal body (5 USC 552a; LESSONS.md section 5)."""

    PRIVACY_ACT = "privacy_act"
    AGENCY_FORM = "agency_form"
    CITY_FORM = "city_form"
    ELECTRONIC = "electronic"
    REASON = "reason"


class ReferralFields(Fields):
    """What the form of a referral asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"words": "Say what the department is asked to do."}
    words: str = Field(min_length=1, max_length=20_000)
    how: Channel = Field(default=Channel.EMAIL, sa_type=enum_type(Channel))
    reference: str = Field(default="", max_length=80)


class Referral(ReferralFields, table=True):
    """One referral, numbered within its case, to a department or to an official with their body."""

    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_referral_speed", "department_id", "sent_at", "answered_at", "state", "case_id"),
        Index("ix_referral_due", "due_at", "case_id"),
        Index(
            "ix_referral_answered",
            "answered_at",
            sqlite_where=text("answered_at IS NOT NULL"),
            postgresql_where=text("answered_at IS NOT NULL"),
        ),
        Index(None, "official_id"),
        Index(
            "ix_referral_running",
            "due_at",
            "department_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_referral_reference",
            "reference",
            sqlite_where=text("reference <> ''"),
            postgresql_where=text("reference <> ''"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id")
    number: int
    department_id: int | None = Field(default=None, foreign_key="department.id")
    official_id: int | None = Field(default=None, foreign_key="official.id")
    release_id: int | None = Field(default=None, foreign_key="privacy_release.id")
    sent_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = Field(default="", max_length=20_000)
    state: ReferralState = Field(default=ReferralState.SENT, sa_type=enum_type(ReferralState))
    reason: str = Field(default="", max_length=1000)
    closed_at: datetime | None = None
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")


class ChaseFields(Fields):
    """What the form of a chase asks for."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"words": "Write what is sent, or said."}
    words: str = Field(min_length=1, max_length=20_000)
    how: Channel = Field(default=Channel.EMAIL, sa_type=enum_type(Channel))


class Chase(ChaseFields, table=True):
    """One reminder of a referral, numbered and dated, with its text."""

    __table_args__ = (UniqueConstraint("referral_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    number: int
    at: datetime
    made_at: datetime
    by_id: int = Field(foreign_key="staff.id")


class ReleaseFields(Fields):
    """What a privacy release says; of the kind "reason" only why there is none."""

    kind: ReleaseKind = Field(default=ReleaseKind.PRIVACY_ACT, sa_type=enum_type(ReleaseKind))
    signer: str = Field(default="", max_length=160)
    signed_on: date | None = None
    scope: str = Field(default="", max_length=500)
    expires_on: date | None = None
    reason: str = Field(default="", max_length=1000)


def covers(kind: ReleaseKind, signed_on: date | None, expires_on: date | None, day: date) -> bool:
    """Whether a signed release is in force on a local day; the day of expiry is its last. A reason covers nothing."""
    if kind is ReleaseKind.REASON or signed_on is None or signed_on > day:
        return False
    return expires_on is None or expires_on >= day


class Release(ReleaseFields, table=True):
    """A privacy release on file with its scan, or the recorded reason why a body is told without one."""

    __tablename__ = "privacy_release"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_record.id", index=True)
    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")
    at: datetime
    by_id: int = Field(foreign_key="staff.id")
