"""Real input: what a mail answers and whether a machine wrote it; imports that can be undone; a quicker contact log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEX_OF = {
    "case_record": ("case_words",),
    "contact": ("contact_words",),
    "note": ("note_words",),
    "place": ("place_words",),
    "person": ("person_words", "person_grams"),
    "organization": ("organization_words", "organization_grams"),
}


def _contacts() -> None:
    op.add_column("contact", sa.Column("in_reply_to", sa.String(998), nullable=False, server_default=""))
    op.add_column("contact", sa.Column("automatic", sa.String(32), nullable=True))
    op.create_index(
        "ix_contact_days",
        "contact",
        ["happened_at", "case_id"],
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def _imports() -> None:
    op.add_column("import_batch", sa.Column("kind", sa.String(20), nullable=False, server_default="cases"))
    op.add_column("import_batch", sa.Column("rows", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("import_batch", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import_batch", sa.Column("undone_by_id", sa.Integer(), nullable=True))


def _search() -> None:
    """Until now nothing searchable was ever deleted; an import undone takes its words along."""
    for table, indexes in INDEX_OF.items():
        steps = "; ".join(f"DELETE FROM {index} WHERE rowid = OLD.id" for index in indexes)
        op.execute(f"CREATE TRIGGER {indexes[0]}_deleted AFTER DELETE ON {table} BEGIN {steps}; END")


def upgrade() -> None:
    _contacts()
    _imports()
    if op.get_bind().dialect.name == "sqlite":
        _search()
