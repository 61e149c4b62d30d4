"""History: append-only and hash-chained; it is the timeline, the audit and the proof."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

FIRST = "0" * 64
Chain = Callable[[str, int, str], str]
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode  # made once: a check walks a million lines


class Event(SQLModel, table=True):
    """One line of history: who, for whom, what, on which record, when."""

    __table_args__ = (
        Index("ix_event_subject", "subject", "subject_id", "id"),
        Index("ix_event_actor", "actor_id", "id"),
        Index("ix_event_verb", "verb", "id"),
        Index(None, "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="staff.id")
    acting_for_id: int | None = Field(default=None, foreign_key="staff.id")
    verb: str = Field(max_length=40)
    subject: str = Field(max_length=40)
    subject_id: int | None = None
    detail: Any = Field(default=None, sa_type=JSON)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


def written(detail: Any) -> str:
    """A detail as it is hashed: JSON with its keys in order and without blanks."""
    return _written(detail)


def chain(at: datetime, actor_id: int | None, acting_for_id: int | None, verb: str, subject: str) -> Chain:
    """`chained` for many lines that differ only in the record and the detail: (hash before, id, its JSON) → hash."""
    same = _written([_stamp(at), actor_id, acting_for_id, verb, subject])[1:-1]

    def hashed(previous: str, subject_id: int, detail: str) -> str:
        said = f'["{previous}",{same},{subject_id},{detail}]'
        return hashlib.sha256(said.encode()).hexdigest()

    return hashed


def _stamp(at: datetime) -> str:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")


def chained(previous: str, line: Mapping[str, Any]) -> str:
    """The hash (SHA-256, hex) of a line of history together with the hash before it."""
    said = [
        previous,
        _stamp(line["at"]),
        line.get("actor_id"),
        line.get("acting_for_id"),
        line["verb"],
        line["subject"],
        line.get("subject_id"),
        line.get("detail"),
    ]
    return hashlib.sha256(_written(said).encode()).hexdigest()
