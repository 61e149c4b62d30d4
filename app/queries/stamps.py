"""How an act is signed that somebody did as acting director, wherever it is shown (Q3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session

from app.models import Contact, Designation, Event, Staff, table_of

MANY = 500


def signed(by: str, *, acting: bool, acting_for: str = "") -> str:
    """Who did it: "N. N.", or "N. N., Acting Director, for M. M."; in a vacancy for nobody by name."""
    if not acting and not acting_for:
        return by
    return f"{by}, Acting Director" + (f", for {acting_for}" if acting_for else "")


def is_acting(detail: Mapping[str, Any] | None) -> bool:
    """Whether a line of history was an act under a designation."""
    return (detail or {}).get("acting") is not None


def acted(session: Session, case_id: int) -> dict[int, str]:
    """The notes and replies of a case that an acting director wrote, by id, each with for whom ("" in a vacancy)."""
    found = _acts(session, "case_record", [case_id], ("noted", "replied"))
    return {int(row.detail.get("note_id", 0)): row.acting_for for row in found}


def taken(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Those of these contacts that an acting director took and logged, each with for whom ("" in a vacancy)."""
    c = table_of(Contact).c
    own = select(c.id).where(c.id == table_of(Event).c.subject_id, c.taken_by_id == table_of(Event).c.actor_id).exists()
    return {row.subject_id: row.acting_for for row in _acts(session, "contact", list(ids), ("logged",), own)}


def _acts(
    session: Session, subject: str, ids: Sequence[int], verbs: Sequence[str], more: ColumnElement[bool] | None = None
) -> list[Row[Any]]:
    """Lines of acting directors about these records. An office that never had one is asked for no history at all."""
    e, d, absent = table_of(Event), table_of(Designation).c, table_of(Staff)
    stood_in = list(session.execute(select(d.staff_id).distinct()).scalars())
    found: list[Row[Any]] = []
    for first in range(0, len(ids) if stood_in else 0, MANY):
        query = select(e.c.subject_id, e.c.detail, func.coalesce(absent.c.name, "").label("acting_for"))
        query = query.select_from(e.outerjoin(absent, absent.c.id == e.c.acting_for_id))
        query = query.where(e.c.subject == subject, e.c.subject_id.in_(ids[first : first + MANY]))
        query = query.where(e.c.verb.in_(verbs), e.c.actor_id.in_(stood_in), *([] if more is None else [more]))
        found += [row for row in session.execute(query) if is_acting(row.detail)]
    return found
