"""Reports that stand before the Council: directives and what counts to them, issued reports, custom reports."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no record is touched."""
