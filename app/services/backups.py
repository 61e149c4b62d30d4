"""Backups and restores in history: counts and names of folders, never what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.models import Setting
from app.services.history import record


def record_backup(session: Session, who: Actor | None, *, at: datetime, detail: Mapping[str, Any]) -> None:
    """Note that a backup was made and verified; `who` is None for the daily one."""
    record(session, who, "backed up", subject="office", subject_id=None, at=at, detail=detail)


def record_restore(
    session: Session, who: Actor | None, *, at: datetime, detail: Mapping[str, Any], apart: bool = False
) -> None:
    """Note in a restored office from what it was restored; `who` is None where the recovery key opened it.

    One that stands `apart`, beside the office it was copied from, keeps its backups in its own folder from now on.
    """
    chosen = session.get(Setting, "backups") if apart else None
    if chosen is not None and chosen.value.get("folder"):
        detail = {**detail, "backups_were_in": chosen.value["folder"]}
        chosen.value = {"folder": ""}
    record(session, who, "restored", subject="office", subject_id=None, at=at, detail=detail)
