"""How an act is signed that somebody did as acting director, wherever it is shown (Q3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.models import Designation, Event, Staff, table_of

MANY = 500


def signed(by: str, *, acting: bool, acting_for: str = "") -> str:
    """Who did it: "N. N.", or "N. N., Acting Director, for M. M."; in a vacancy for nobody by name."""
    if not acting and not acting_for:
        return by
    return f"{by}, Acting Director" + (f", for {acting_for}" if acting_for else "")


def is_acting(detail: Mapping[str, Any] | None) -> bool:
    """Whether a line of history was an act under a designation."""
    return (detail or {}).get("acting") is not None


def acted(
    session: Session, subject: str, ids: Iterable[int], verbs: Sequence[str], *, told: str = ""
) -> dict[int, str]:
    """Those of these records on which the act was done by an acting director, each with for whom ("" in a vacancy).

    `told` names the detail that holds the id wanted, where it is not the record's own (a note of a case). Asks nothing
    of the large table of history in an office that never had an acting director.
    """
    e, d, absent = table_of(Event), table_of(Designation).c, table_of(Staff)
    stood_in = list(session.execute(select(d.staff_id).distinct()).scalars())
    wanted, found = list(ids), dict[int, str]()
    for first in range(0, len(wanted) if stood_in else 0, MANY):
        query = select(e.c.subject_id, e.c.detail, absent.c.name)
        query = query.select_from(e.outerjoin(absent, absent.c.id == e.c.acting_for_id))
        query = query.where(e.c.subject == subject, e.c.subject_id.in_(wanted[first : first + MANY]))
        for row in session.execute(query.where(e.c.verb.in_(verbs), e.c.actor_id.in_(stood_in))):
            if is_acting(row.detail):
                found[int(row.detail.get(told, 0)) if told else row.subject_id] = row.name or ""
    return found
