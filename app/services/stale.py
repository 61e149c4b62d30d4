"""The sweep of stale cases: closed honestly, handed back, or asked about; never back-dated (LESSONS.md row 26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Conflict, Invalid
from app.models import Outcome, Setting, Told
from app.queries.stale import SETTING, StaleRow, checked_days, stale_cases
from app.services.cases import assign_cases, close_case
from app.services.history import record
from app.services.tasks import add_task


def close_stale(session: Session, who: Actor, case_ids: Sequence[int], *, days: int, at: datetime) -> list[str]:
    """Close these as "no outcome recorded", dated `at`: their numbers.

    One's own by the right to close, others' by that to hand out. Nothing is closed when one of them was touched
    meanwhile. Raises NotAllowed, Conflict, Invalid (days, none).
    """
    require(who, Right.CLOSE_CASE)
    rows = _still(session, who, case_ids, days=days, at=at)
    for row in rows:
        why = f"Nobody had touched the case for {row.days} office days; it was closed in a sweep and nobody was told."
        told = Told(told=False, why_not=why)
        close_case(session, who, row.id, outcome=Outcome.NO_OUTCOME_RECORDED, told=told, at=at)
    return [row.number for row in rows]


def hand_back_stale(session: Session, who: Actor, case_ids: Sequence[int], *, days: int, at: datetime) -> list[str]:
    """Give these back to the queue, for somebody else to take: the numbers of those that somebody had.

    Raises NotAllowed, Conflict, Invalid (days, none).
    """
    require(who, Right.ASSIGN_CASE)
    rows = [row for row in _still(session, who, case_ids, days=days, at=at) if row.owner_id is not None]
    assign_cases(session, who, [row.id for row in rows], owner_id=None, at=at)
    return [row.number for row in rows]


def ask_owners(
    session: Session, who: Actor, case_ids: Sequence[int], *, days: int, due_on: date, at: datetime
) -> list[str]:
    """Note a task for the owner of each: what is the matter? The numbers; who was asked already is not asked again.

    Raises NotAllowed, Conflict, Invalid (days, none, due_on).
    """
    require(who, Right.ASSIGN_CASE)
    rows = _still(session, who, case_ids, days=days, at=at)
    asked = [row for row in rows if row.owner_id is not None and row.asked_at is None]
    for row in asked:
        words = f"Say how {row.number} stands: nobody has touched it for {row.days} office days."
        fields: dict[str, Any] = {"words": words, "due_on": due_on}
        add_task(session, who, fields=fields, case_id=row.id, owner_id=row.owner_id, at=at)
    return [row.number for row in asked]


def keep_stale_days(session: Session, who: Actor, days: int, *, at: datetime) -> None:
    """Settle after how many office days the office calls a case stale. Raises NotAllowed, Invalid (days)."""
    require(who, Right.MANAGE_OFFICE)
    setting = session.get(Setting, SETTING) or Setting(key=SETTING)
    old, setting.value = setting.value, checked_days(days)
    session.add(setting)
    detail = {"key": SETTING, "value": [old, days]}
    record(session, who, "changed setting", subject="office", subject_id=None, at=at, detail=detail)


def _still(session: Session, who: Actor, case_ids: Sequence[int], *, days: int, at: datetime) -> list[StaleRow]:
    """The rows, all of which are still stale."""
    if not case_ids:
        raise Invalid("Mark the cases first.")
    rows = {row.id: row for row in stale_cases(session, who, at=at, days=days, ids=case_ids)}
    if missing := [each for each in dict.fromkeys(case_ids) if each not in rows]:
        raise Conflict(
            f"{len(missing):,} of the cases were touched, closed or handed on meanwhile. "
            "Nothing was changed; look at the list again."
        )
    return list(rows.values())
