"""One line of history for each act, chained to the line before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.changes import note_change
from app.models import Event, chain, chained, written
from app.queries.chain import head_of_history
from app.services.bulk import insert_rows, last_id

CHUNK = 5_000
LONG = 1_000
"""Characters of a new note or contact that history keeps too."""
_NAMES = ("at", "actor_id", "acting_for_id", "verb", "subject", "subject_id", "detail", "previous", "hash")


def record(
    session: Session,
    who: Actor | None,
    verb: str,
    *,
    subject: str,
    subject_id: int | None,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one line of history in the transaction of the act.

    `verb` is in the past tense, `subject` a table's name, `detail` plain JSON, e.g. {"status": ["open", "closed"]}.
    """
    session.flush()
    line = _line(who, verb, subject=subject, subject_id=subject_id, at=at, detail=detail)
    record_many(session, [line])


def record_many(session: Session, lines: Iterable[dict[str, Any]]) -> None:
    """Add lines of history in their order; they are chained here, so this is the only place that writes them.

    A detail is stored to the letter as it is hashed, so that a check need not read it.
    """
    previous, rest, plain = head_of_history(session).hash, iter(lines), _is_sqlite(session)
    while part := list(islice(rest, CHUNK)):
        rows: list[tuple[Any, ...]] = []
        for line in part:
            sealed = chained(previous, line)
            told = written(line["detail"]) if plain else line["detail"]
            rows.append((*(line[name] for name in _NAMES[:6]), told, previous, sealed))
            previous = sealed
        insert_rows(session, Event, _NAMES, rows, written=("detail",))
    head = head_of_history(session).line
    note_change(session, "event", [head] if head else [])


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def record_series(
    session: Session,
    who: Actor | None,
    verb: str,
    *,
    subject: str,
    at: datetime,
    lines: Sequence[tuple[int, Mapping[str, Any]]],
) -> None:
    """Add a line of history for each (id, detail): one act done to many records, as `record_many` would add them."""
    if not lines:
        return
    actor_id, acting_for_id = who.id if who else None, who.acting_for_id if who else None
    previous = head_of_history(session).hash
    hashed, rows = chain(at, actor_id, acting_for_id, verb, subject), []
    plain = _is_sqlite(session)
    for subject_id, detail in lines:
        detail = _told(who, detail)
        words = written(detail)
        following = hashed(previous, subject_id, words)
        told = words if plain else detail
        rows.append((at, actor_id, acting_for_id, verb, subject, subject_id, told, previous, following))
        previous = following
    insert_rows(session, Event, _NAMES, rows, written=("detail",))
    note_change(session, "event", [last_id(session, Event)])


def line_of(who: Actor | None, verb: str, subject: str, subject_id: int, at: datetime, detail: Any) -> dict[str, Any]:
    """A line for `record_many`."""
    return _line(who, verb, subject=subject, subject_id=subject_id, at=at, detail=detail)


def _line(
    who: Actor | None, verb: str, *, subject: str, subject_id: int | None, at: datetime, detail: Any
) -> dict[str, Any]:
    return {
        "at": at,
        "actor_id": who.id if who else None,
        "acting_for_id": who.acting_for_id if who else None,
        "verb": verb,
        "subject": subject,
        "subject_id": subject_id,
        "detail": _told(who, detail),
    }


def _told(who: Actor | None, detail: Any) -> Any:
    """The detail with the designation under which somebody acts; in a vacancy there is nobody for whom they act."""
    return {**(detail or {}), "acting": who.designation_id} if who is not None and who.acts else detail or {}


def values(new: Mapping[str, Any]) -> dict[str, Any]:
    """What a record begins with, in plain JSON; fields that are empty are left out."""
    given = {name: value for name, value in new.items() if value not in (None, "", False) and value != []}
    return {name: _proof(value) if isinstance(value, str) else _plain(value) for name, value in given.items()}


def _proof(words: str) -> str:
    """Words as history keeps them: of long ones the beginning, and a hash that proves the rest."""
    if len(words) <= LONG:
        return str(words)
    return f"{words[:LONG]}… ({len(words):,} characters, SHA-256 {sha256(words.encode()).hexdigest()})"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field → [old, new] in plain JSON, for the fields that differ."""
    return {k: [_plain(old.get(k)), _plain(v)] for k, v in new.items() if _plain(old.get(k)) != _plain(v)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) or value is None:
        return str(value) if isinstance(value, str) else value
    return [_plain(v) for v in value] if isinstance(value, Sequence) else str(value)
