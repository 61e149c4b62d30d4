"""Timely and good answers: targets by day, departments and officials, referrals, promises, reviews of substance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


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


def upgrade() -> None:
    """Each subject's tables are made by a function of its own above."""
    _targets()
