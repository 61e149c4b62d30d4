"""Reports that stand before the Council: directives and what counts to them, issued reports, custom reports."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no record is touched."""
    _heirs()


def _heirs() -> None:
    """Who asks and tells after closed cases whose owner has left."""
    for name in ("follow_up", "telling"):
        reference = f"CONSTRAINT fk_{name}_heir_id_staff REFERENCES staff (id)"
        op.execute(f"ALTER TABLE {name} ADD COLUMN heir_id INTEGER {reference}")
