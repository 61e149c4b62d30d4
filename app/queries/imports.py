"""Questions about tables brought in: the map kept for a set of headings, and what was brought in before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.models import ImportBatch, Staff, table_of
from app.queries.office import setting


class BatchRow(NamedTuple):
    """One table brought in."""

    id: int
    at: datetime
    by: str
    file_name: str
    made: int
    rejected: int


def map_key(headings: Sequence[str]) -> str:
    """The name of the setting that keeps the map for these headings, whatever their order."""
    said = "\n".join(sorted(headings)).encode()
    return f"import_map.{hashlib.sha256(said).hexdigest()[:32]}"


def kept_map(session: Session, headings: Sequence[str]) -> str:
    """The map (TOML) used the last time for a table with these headings, or ""."""
    return str(setting(session, map_key(headings), ""))


def batches(session: Session) -> list[BatchRow]:
    """The tables brought in, newest first."""
    b, s = table_of(ImportBatch).c, table_of(Staff).c
    query = select(b.id, b.at, s.name.label("by"), b.file_name, b.made, b.rejected).where(s.id == b.by_id)
    return [BatchRow(*row) for row in session.execute(query.order_by(b.id.desc()))]
