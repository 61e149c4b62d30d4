"""Reports that stand before the Council: directives and what counts to them, issued reports, custom reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no record is touched."""
    _heirs()
    _directives()
    _issues()
    _counted()
    _answers()
    _mayor()
    _custom_reports()


def _heirs() -> None:
    """Who asks and tells after closed cases whose owner has left."""
    for name in ("follow_up", "telling"):
        reference = f"CONSTRAINT fk_{name}_heir_id_staff REFERENCES staff (id)"
        op.execute(f"ALTER TABLE {name} ADD COLUMN heir_id INTEGER {reference}")


def _issues() -> None:
    """Issued reports; their files are kept as attachments are."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "report_issue",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("made_at", at, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", at, nullable=True),
        sa.Column("issued_at", at, nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("signature", sa.String(300), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=True),
        sa.Column("period_last", sa.Date(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("figures_hash", sa.String(64), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_issue")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_report_issue_by_id_staff")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["staff.id"], name=op.f("fk_report_issue_issued_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["report_issue.id"], name=op.f("fk_report_issue_corrects_id_report_issue")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_report_issue_number")),
        sa.UniqueConstraint("year", "seq", name=op.f("uq_report_issue_year_seq")),
    )
    op.create_index("ix_report_issue_key_state", "report_issue", ["key", "state"])
    op.execute(
        "ALTER TABLE attachment ADD COLUMN issue_id INTEGER "
        "CONSTRAINT fk_attachment_issue_id_report_issue REFERENCES report_issue (id)"
    )
    op.create_index("ix_attachment_issue_id", "attachment", ["issue_id"])


def _directives() -> None:
    """What the office is directed to do, what counts to it, corrections by hand, and the account given of a month."""
    op.create_table(
        "directive",
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("section", sa.String(80), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive")),
        sa.UniqueConstraint("code", name=op.f("uq_directive_code")),
    )
    op.create_table(
        "directive_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive_tie")),
        sa.UniqueConstraint(
            "directive_id", "kind", "category_id", name=op.f("uq_directive_tie_directive_id_kind_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_directive_tie_directive_id_directive")
        ),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_directive_tie_category_id_category")),
    )
    _directive_marks()
    op.create_table(
        "directive_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("highlights", sa.JSON(), nullable=False),
        sa.Column("no_activity", sa.String(1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive_account")),
        sa.UniqueConstraint("month", "directive_id", name=op.f("uq_directive_account_month_directive_id")),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_directive_account_directive_id_directive")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_directive_account_by_id_staff")),
    )


def _directive_marks() -> None:
    marked = {"contact": "contact", "case": "case_record", "referral": "referral", "recommendation": "recommendation"}
    pointing = {"directive_id": "directive", "by_id": "staff"} | {f"{name}_id": to for name, to in marked.items()}
    op.create_table(
        "directive_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in marked),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive_mark")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_directive_mark_{column}_{table}"))
            for column, table in pointing.items()
        ),
        *(
            sa.UniqueConstraint("directive_id", f"{name}_id", name=op.f(f"uq_directive_mark_directive_id_{name}_id"))
            for name in marked
        ),
    )
    for name in marked:
        op.create_index(f"ix_directive_mark_{name}_id", "directive_mark", [f"{name}_id"])


def _answers() -> None:
    """How quickly departments answer, what they answered lately, and all referrals in order, from an index alone."""
    op.drop_index("ix_referral_department_id_sent_at", "referral")
    op.create_index("ix_referral_speed", "referral", ["department_id", "sent_at", "answered_at", "state", "case_id"])
    op.create_index("ix_referral_due", "referral", ["due_at", "case_id"])
    some = sa.text("answered_at IS NOT NULL")
    op.create_index("ix_referral_answered", "referral", ["answered_at"], sqlite_where=some, postgresql_where=some)


def _mayor() -> None:
    """What became of messages that were meant for the Mayor, and their queue from an index."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "mayor_message",
        sa.Column("disposition", sa.String(32), nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", at, nullable=False),
        sa.Column("settled_at", at, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mayor_message")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_mayor_message_contact_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_mayor_message_contact_id_contact")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_mayor_message_by_id_staff")),
    )
    op.create_index("ix_mayor_message_settled_at", "mayor_message", ["settled_at"])
    names = ["happened_at", "id", "direction", "undone_at", "automatic", "answered_at_once", "case_id", "person_id"]
    one, true = sa.text("for_mayor = 1"), sa.text("for_mayor")
    op.create_index("ix_contact_for_mayor", "contact", names, sqlite_where=one, postgresql_where=true)


def _counted() -> None:
    """Machines' mails are left out of every figure: the index that figures read alone must know them."""
    op.drop_index("ix_contact_figures", "contact")
    counted = ["happened_at", "channel", "category_id", "language", "ward", "case_id", "language_help", "direction"]
    counted += ["for_mayor", "answered_at_once", "undone_at", "taken_by_id", "automatic"]
    op.create_index("ix_contact_figures", "contact", counted)


def _custom_reports() -> None:
    """Questions that somebody put together and keeps."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "custom_report",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", at, nullable=False),
        sa.Column("changed_at", at, nullable=False),
        sa.Column("gone_at", at, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_report")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_custom_report_owner_id_staff")),
    )
    op.create_index("ix_custom_report_owner_id", "custom_report", ["owner_id"])
