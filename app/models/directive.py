"""The directives that the office answers to, what counts to them, and the account given of a month (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import Fields, enum_type, version_column


class TieKind(StrEnum):
    """What counts to a directive; each may be narrowed to a category."""

    CONTACTS = "contacts"
    CASES = "cases"
    CATEGORY = "category"
    REFERRALS = "referrals"
    RECOMMENDATIONS = "recommendations"
    SUBSTANCE = "substance"
    LANGUAGE_HELP = "language_help"
    FOR_MAYOR = "for_mayor"
    ORGANIZATIONS = "organizations"
    OUTGOING = "outgoing"
    WEB = "web"
    CALL_CENTER = "call_center"


class Counted(StrEnum):
    """The records that can count to a directive; a mark names one by the column of this name with `_id`."""

    CONTACT = "contact"
    CASE = "case"
    REFERRAL = "referral"
    RECOMMENDATION = "recommendation"


class DirectiveFields(Fields):
    """What the form of a directive asks for; `source` is the ordinance, `words` what it says."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "code": "Give it a short sign of its own, such as CE-2.",
        "title": "Say in a line what the office is directed to do.",
    }
    WORDS: ClassVar[frozenset[str]] = frozenset({"code", "title"})
    code: str = Field(min_length=1, max_length=24, unique=True)
    section: str = Field(default="", max_length=80)
    source: str = Field(default="", max_length=200)
    title: str = Field(min_length=1, max_length=200)
    words: str = Field(default="", max_length=4000)
    position: int = Field(default=0, ge=0, le=10_000)


class Directive(DirectiveFields, table=True):
    """One directive; one that no longer binds is kept inactive."""

    id: int | None = Field(default=None, primary_key=True)
    active: bool = True


class DirectiveTie(Fields, table=True):
    """Records of a kind count to a directive, of one category or of all."""

    __tablename__ = "directive_tie"
    __table_args__ = (UniqueConstraint("directive_id", "kind", "category_id"),)
    id: int | None = Field(default=None, primary_key=True)
    directive_id: int = Field(foreign_key="directive.id")
    kind: TieKind = Field(sa_type=enum_type(TieKind))
    category_id: int | None = Field(default=None, foreign_key="category.id")


class DirectiveMark(Fields, table=True):
    """A correction by hand: one record, of which the id is set, counts to the directive or does not, whatever the
    ties say."""

    __tablename__ = "directive_mark"
    __table_args__ = tuple(UniqueConstraint("directive_id", f"{each}_id") for each in Counted) + tuple(
        Index(None, f"{each}_id") for each in Counted
    )
    id: int | None = Field(default=None, primary_key=True)
    directive_id: int = Field(foreign_key="directive.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    case_id: int | None = Field(default=None, foreign_key="case_record.id")
    referral_id: int | None = Field(default=None, foreign_key="referral.id")
    recommendation_id: int | None = Field(default=None, foreign_key="recommendation.id")
    counts: bool
    by_id: int = Field(foreign_key="staff.id")
    at: datetime


_version = version_column()


class DirectiveAccount(Fields, table=True):
    """What was done for a directive in a month: `highlights` are {"case_id": id or null, "words": …}, in their order;
    where nothing was done `no_activity` says why. `month` is its first day."""

    __tablename__ = "directive_account"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    __table_args__ = (UniqueConstraint("month", "directive_id"),)
    id: int | None = Field(default=None, primary_key=True)
    month: date
    directive_id: int = Field(foreign_key="directive.id")
    highlights: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    no_activity: str = Field(default="", max_length=1000)
    by_id: int = Field(foreign_key="staff.id")
    at: datetime
    version: int = Field(default=None, sa_column=_version)
