"""Timely and good answers: targets by day, departments and officials, referrals, promises, reviews of substance."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each subject's tables are made by a function of its own above."""
