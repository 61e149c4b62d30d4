"""Timely and good answers: targets by day, departments and officials, referrals, promises, reviews of substance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def _targets() -> None:
    """Targets from a day on; what was received before this step keeps its dates and is asked for no acknowledgement."""
    op.create_table(
        "target",
        sa.Column("acknowledge_hours", sa.Integer(), nullable=False),
        sa.Column("first_response_days", sa.Integer(), nullable=False),
        sa.Column("resolution_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.String(32), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_target_category_id_category")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_target_by_id_staff")),
    )
    op.create_index("ix_target_category_id_priority_from_on", "target", ["category_id", "priority", "from_on"])
    for name in ("acknowledged_at", "acknowledge_due_at", "city_due_at"):
        op.add_column("case_record", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_case_record_acknowledged_at", "case_record", ["acknowledged_at"])
    some = sa.text("city_due_at IS NOT NULL")
    op.create_index("ix_case_city_due", "case_record", ["city_due_at"], sqlite_where=some, postgresql_where=some)


def _key(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _departments() -> None:
    op.add_column("department", sa.Column("answer_days", sa.Integer(), nullable=False, server_default="5"))
    op.create_table(
        "department_contact",
        *_key("department_contact"),
        _number("department_id"),
        _text("name", 120),
        _text("title", 120),
        _text("phone", 60),
        _text("email", 200),
        sa.Column("active", sa.Boolean(), nullable=False),
        _points("department_contact", "department_id", "department"),
    )
    op.create_index("ix_department_contact_department_id", "department_contact", ["department_id"])
    op.create_table(
        "official",
        *_key("official"),
        _text("name", 120),
        _text("title", 120),
        _text("body", 160),
        _text("level", 32),
        _text("district", 120),
        _text("phone", 60),
        _text("email", 200),
        _text("address", 300),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("staff", sa.JSON(), nullable=False),
        _number("answer_days"),
        sa.Column("active", sa.Boolean(), nullable=False),
    )


def _referrals() -> None:
    op.create_table(
        "privacy_release",
        *_key("privacy_release"),
        _number("case_id"),
        _text("kind", 32),
        _text("signer", 160),
        sa.Column("signed_on", sa.Date(), nullable=True),
        _text("scope", 500),
        sa.Column("expires_on", sa.Date(), nullable=True),
        _text("reason", 1000),
        _number("attachment_id", nullable=True),
        sa.Column("at", _AT, nullable=False),
        _number("by_id"),
        _points("privacy_release", "case_id", "case_record"),
        _points("privacy_release", "attachment_id", "attachment"),
        _points("privacy_release", "by_id", "staff"),
    )
    op.create_index("ix_privacy_release_case_id", "privacy_release", ["case_id"])
    op.create_table(
        "referral",
        *_key("referral"),
        _number("case_id"),
        _number("number"),
        _number("department_id", nullable=True),
        _number("official_id", nullable=True),
        _number("release_id", nullable=True),
        _text("words", 20_000),
        _text("how", 32),
        _text("reference", 80),
        sa.Column("sent_at", _AT, nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("acknowledged_at", _AT, nullable=True),
        sa.Column("answered_at", _AT, nullable=True),
        _text("answer", 20_000),
        _text("state", 32),
        _text("reason", 1000),
        sa.Column("closed_at", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        _number("by_id"),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_referral_case_id_number")),
        _points("referral", "case_id", "case_record"),
        _points("referral", "department_id", "department"),
        _points("referral", "official_id", "official"),
        _points("referral", "release_id", "privacy_release"),
        _points("referral", "by_id", "staff"),
    )
    _referral_orders()
    op.create_table(
        "chase",
        *_key("chase"),
        _number("referral_id"),
        _number("number"),
        sa.Column("at", _AT, nullable=False),
        _text("words", 20_000),
        _text("how", 32),
        sa.Column("made_at", _AT, nullable=False),
        _number("by_id"),
        sa.UniqueConstraint("referral_id", "number", name=op.f("uq_chase_referral_id_number")),
        _points("chase", "referral_id", "referral"),
        _points("chase", "by_id", "staff"),
    )


def _referral_orders() -> None:
    op.create_index("ix_referral_department_id_sent_at", "referral", ["department_id", "sent_at"])
    op.create_index("ix_referral_official_id", "referral", ["official_id"])
    running, given = sa.text("closed_at IS NULL"), sa.text("reference <> ''")
    order = ["due_at", "department_id"]
    op.create_index("ix_referral_running", "referral", order, sqlite_where=running, postgresql_where=running)
    op.create_index("ix_referral_reference", "referral", ["reference"], sqlite_where=given, postgresql_where=given)


def _substance() -> None:
    op.create_table(
        "sample",
        *_key("sample"),
        sa.Column("month", sa.Date(), nullable=False),
        _text("seed", 60),
        _number("size"),
        _number("drawn_from"),
        _text("fingerprint", 64),
        sa.Column("made_at", _AT, nullable=False),
        _number("by_id"),
        sa.Column("closed_at", _AT, nullable=True),
        _number("closed_by_id", nullable=True),
        sa.UniqueConstraint("month", name=op.f("uq_sample_month")),
        _points("sample", "by_id", "staff"),
        _points("sample", "closed_by_id", "staff"),
    )
    op.create_table(
        "substance_review",
        *_key("substance_review"),
        _text("source", 500),
        _text("words", 4000),
        _text("learned", 4000),
        _number("case_id"),
        sa.Column("month", sa.Date(), nullable=False),
        _text("why", 32),
        _number("reviewer_id", nullable=True),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("blind_marks", sa.JSON(), nullable=False),
        sa.Column("reviewed_at", _AT, nullable=True),
        sa.UniqueConstraint("case_id", "month", "second", name=op.f("uq_substance_review_case_id_month_second")),
        _points("substance_review", "case_id", "case_record"),
        _points("substance_review", "reviewer_id", "staff"),
    )
    op.create_index("ix_substance_review_month_case_id", "substance_review", ["month", "case_id"])
    waits = sa.text("reviewed_at IS NULL")
    order = ["reviewer_id"]
    op.create_index("ix_substance_review_open", "substance_review", order, sqlite_where=waits, postgresql_where=waits)


def _recommendations() -> None:
    op.create_table(
        "recommendation",
        *_key("recommendation"),
        _number("department_id"),
        _number("category_id", nullable=True),
        _text("title", 200),
        _text("words", 20_000),
        _text("number", 12),
        _number("year"),
        _number("seq"),
        _text("status", 32),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        _number("by_id"),
        sa.Column("sent_at", _AT, nullable=True),
        sa.Column("answered_at", _AT, nullable=True),
        _text("answer", 20_000),
        sa.Column("effective_on", sa.Date(), nullable=True),
        _text("reason", 1000),
        sa.UniqueConstraint("number", name=op.f("uq_recommendation_number")),
        sa.UniqueConstraint("year", "seq", name=op.f("uq_recommendation_year_seq")),
        _points("recommendation", "department_id", "department"),
        _points("recommendation", "category_id", "category"),
        _points("recommendation", "by_id", "staff"),
    )
    op.create_index("ix_recommendation_department_id_status", "recommendation", ["department_id", "status"])


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, _AT, nullable=nullable)


def _some(name: str, table: str, columns: list[str], which: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))


def _promises() -> None:
    op.create_table(
        "promise",
        *_key("promise"),
        _text("words", 500),
        _at("due_at"),
        _text("how", 32),
        _number("case_id"),
        _number("contact_id", nullable=True),
        _at("told_at"),
        _at("made_at"),
        _number("by_id"),
        _text("state", 32),
        _at("settled_at", nullable=True),
        _number("settled_by_id", nullable=True),
        _text("settled_words", 500),
        _number("moved_to_id", nullable=True),
        _points("promise", "case_id", "case_record"),
        _points("promise", "contact_id", "contact"),
        _points("promise", "by_id", "staff"),
        _points("promise", "settled_by_id", "staff"),
        _points("promise", "moved_to_id", "promise"),
    )
    op.create_index("ix_promise_case_id_due_at", "promise", ["case_id", "due_at"])
    op.create_index("ix_promise_settled_at", "promise", ["settled_at"])
    op.create_index("ix_promise_contact_id", "promise", ["contact_id"])
    _some("ix_promise_open", "promise", ["due_at", "case_id"], "state = 'open'")


def _tasks() -> None:
    op.create_table(
        "task",
        *_key("task"),
        _text("words", 500),
        sa.Column("due_on", sa.Date(), nullable=True),
        _number("case_id", nullable=True),
        _number("owner_id"),
        _at("made_at"),
        _number("by_id"),
        _at("done_at", nullable=True),
        _number("done_by_id", nullable=True),
        _points("task", "case_id", "case_record"),
        _points("task", "owner_id", "staff"),
        _points("task", "by_id", "staff"),
        _points("task", "done_by_id", "staff"),
    )
    op.create_index("ix_task_case_id", "task", ["case_id"])
    _some("ix_task_open", "task", ["owner_id", "due_on"], "done_at IS NULL")


def _follow_ups() -> None:
    op.create_table(
        "follow_up",
        *_key("follow_up"),
        _number("case_id"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _at("made_at"),
        _number("by_id"),
        _at("asked_at", nullable=True),
        _number("asked_by_id", nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=True),
        sa.Column("fixed", sa.String(32), nullable=True),
        _number("satisfaction", nullable=True),
        _text("words", 2000),
        _at("dropped_at", nullable=True),
        _points("follow_up", "case_id", "case_record"),
        _points("follow_up", "by_id", "staff"),
        _points("follow_up", "asked_by_id", "staff"),
    )
    op.create_index("ix_follow_up_case_id", "follow_up", ["case_id"])
    op.create_index("ix_follow_up_asked_at", "follow_up", ["asked_at"])
    _some("ix_follow_up_open", "follow_up", ["due_on", "case_id"], "asked_at IS NULL AND dropped_at IS NULL")


def _troubles() -> None:
    """One trouble, many who ask: cases under one parent, and the list of all who are to be told."""
    reference = "CONSTRAINT fk_case_record_parent_id_case_record REFERENCES case_record (id)"
    op.execute(f"ALTER TABLE case_record ADD COLUMN parent_id INTEGER {reference}")
    _some("ix_case_parent", "case_record", ["parent_id"], "parent_id IS NOT NULL")
    op.create_table(
        "telling",
        *_key("telling"),
        _number("case_id"),
        _number("child_id", nullable=True),
        _number("person_id", nullable=True),
        _number("organization_id", nullable=True),
        _at("made_at"),
        _at("settled_at", nullable=True),
        _number("by_id", nullable=True),
        _at("told_at", nullable=True),
        sa.Column("how", sa.String(32), nullable=True),
        _text("why_not", 500),
        _points("telling", "case_id", "case_record"),
        _points("telling", "child_id", "case_record"),
        _points("telling", "person_id", "person"),
        _points("telling", "organization_id", "organization"),
        _points("telling", "by_id", "staff"),
    )
    op.create_index("ix_telling_case_id", "telling", ["case_id"])
    op.create_index("ix_telling_child_id", "telling", ["child_id"])
    _some("ix_telling_open", "telling", ["case_id"], "settled_at IS NULL")


def upgrade() -> None:
    """Each subject's tables are made by a function of its own above."""
    _targets()
    _departments()
    _referrals()
    _substance()
    _recommendations()
    _promises()
    _tasks()
    _follow_ups()
    _troubles()
