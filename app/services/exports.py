"""An export leaves the house: it is told to history, with what and how much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.services.history import record


def record_export(
    session: Session, who: Actor, *, table: str, count: int, asked: Mapping[str, Any], kind: str, at: datetime
) -> None:
    """Tell history that `count` rows of `table` were written to a file of this kind ("csv", "xlsx").

    `asked` is the filter as plain JSON. Raises NotAllowed without the right to export.
    """
    require(who, Right.EXPORT)
    detail = {"count": count, "asked": dict(asked), "kind": kind}
    record(session, who, "exported", subject=table, subject_id=None, at=at, detail=detail)
