"""Whether this computer's clock stands behind what history has seen already."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from app.authority import present

TOLERATED = timedelta(hours=1)
"""Clocks of two computers differ a little, and one that was set by hand a little more."""


def seen_ahead(session: Session, at: datetime) -> datetime | None:
    """The newest moment that history has seen, when it lies more than an hour after `at` (UTC); else None.

    Either this clock is behind now, or one ran ahead before. Meanwhile mandates are judged by the later of the two
    (authority.present), so nothing that has lapsed comes back to life. It needs no right: it tells of clocks alone.
    """
    seen = present(session, at)
    return seen if seen - at > TOLERATED else None
