"""What left the office on paper or as a file, kept in history (G6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.services.history import record


def record_print(
    session: Session,
    who: Actor,
    report: str,
    *,
    how: str,
    at: datetime,
    case_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note that a report was printed or saved; raises NotAllowed.

    `report` is its key, `how` "printed" or "saved"; `case_id` the case it is about; `detail` its answers and
    fingerprint, never names. Of another record its detail has `of`, the table and the id.
    """
    require(who, Right.PRINT)
    told = {"report": report, "how": how, **(detail or {})}
    subject, subject_id = told.pop("of", None) or ("case_record" if case_id is not None else "report", case_id)
    record(session, who, "printed", subject=subject, subject_id=subject_id, at=at, detail=told)
