"""Questions about tables brought in: the map kept for a set of headings, and what was brought in before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import ImportBatch, Person, Staff, table_of
from app.queries.office import setting
from app.queries.people import person_seen_by

MOST_SHOWN = 5_000


class BatchRow(NamedTuple):
    """One table brought in; `kind` is "cases" or "people", `undone_at` and `undone_by` tell of its undoing."""

    id: int
    at: datetime
    by: str
    file_name: str
    made: int
    rejected: int
    kind: str = "cases"
    undone_at: datetime | None = None
    undone_by: str = ""
    can_undo: bool = False


def map_key(headings: Sequence[str]) -> str:
    """The name of the setting that keeps the map for these headings, whatever their order."""
    said = "\n".join(sorted(headings)).encode()
    return f"import_map.{hashlib.sha256(said).hexdigest()[:32]}"


def kept_map(session: Session, headings: Sequence[str]) -> str:
    """The map (TOML) used the last time for a table with these headings, or ""."""
    return str(setting(session, map_key(headings), ""))


def batches(session: Session) -> list[BatchRow]:
    """The tables brought in, newest first."""
    b, s, u = table_of(ImportBatch), table_of(Staff), table_of(Staff).alias("undoer")
    source = b.join(s, s.c.id == b.c.by_id).outerjoin(u, u.c.id == b.c.undone_by_id)
    names = (b.c.id, b.c.at, s.c.name, b.c.file_name, b.c.made, b.c.rejected, b.c.kind, b.c.undone_at)
    query = select(*names, func.coalesce(u.c.name, ""), b.c.rows).select_from(source).order_by(b.c.id.desc())
    return [_row(*row) for row in session.execute(query)]


def people_of(session: Session, who: Actor, batch_id: int) -> list[int]:
    """The people that an import made and that `who` may see, newest first; the first 5,000 of them."""
    made = session.execute(select(table_of(ImportBatch).c.rows).where(table_of(ImportBatch).c.id == batch_id)).scalar()
    if not made or "person" not in made:
        return []
    p = table_of(Person).c
    query = select(p.id).where(p.id.between(*made["person"]), person_seen_by(who)).order_by(p.id.desc())
    return list(session.execute(query.limit(MOST_SHOWN)).scalars())


def undone(session: Session) -> frozenset[int]:
    """The imports that were taken out again: what history says of their cases is of cases that are no more."""
    b = table_of(ImportBatch).c
    return frozenset(session.execute(select(b.id).where(b.undone_at.is_not(None))).scalars())


def _row(*values: Any) -> BatchRow:
    *told, rows = values
    return BatchRow._make((*told, bool(rows) and told[7] is None))
