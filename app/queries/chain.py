"""The chain of history: every line followed from the first one, and its end held against heads kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.models import FIRST, Event, table_of, written

AT_ONCE = 5_000
LEAST_HEAD = 8
"""Letters of a hash that make a head worth comparing; papers and commands may shorten it to these."""
_REFUSES = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
GUARDS = {
    "event_no_update": f"BEFORE UPDATE ON event {_REFUSES}",
    "event_no_delete": f"BEFORE DELETE ON event {_REFUSES}",
    "event_no_replace": f"BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id) {_REFUSES}",
}
"""The triggers that refuse to change history, as they stand in the file behind their names."""
_NAMES = ["id", "at", "actor_id", "acting_for_id", "verb", "subject", "subject_id", "detail", "previous", "hash"]
_BLOCK = f"SELECT {', '.join(_NAMES)} FROM event WHERE id > ? ORDER BY id LIMIT ?"
Raw = Sequence[Any]
"""A line as it is stored: its values in the order of _NAMES, the moment and the detail as text."""


class Finding(NamedTuple):
    """Something that is not as it should be: `about` is file, links, history, search, status or attachments."""

    about: str
    sentence: str


class Head(NamedTuple):
    """The newest line of history as it was noted: its number, its hash (hex, or the beginning of it).

    `at` is when it was noted (UTC) and `where`, as in "the backup of 2026-11-02"; both are for the sentence.
    """

    line: int
    hash: str
    at: datetime | None = None
    where: str = ""


def head_of_history(session: Session) -> Head:
    """The newest line, line 0 where there is none. Nobody's words are in it, so no right is asked for."""
    e = table_of(Event).c
    row = session.execute(select(e.id, e.hash).order_by(e.id.desc()).limit(1)).first()
    return Head(int(row[0]), str(row[1])) if row else Head(0, FIRST)


def follow_history(
    session: Session,
    *,
    last: int | None = None,
    at_once: int = AT_ONCE,
    told: Callable[[int], object] = lambda _: None,
) -> Iterator[Finding]:
    """Every line's number and hash from the line itself and the one before it; names the first that does not fit.

    `last` follows only so many of the newest lines; `told` hears after each `at_once` how many were followed, and may
    raise to stop.
    """
    early = session.execute(select(func.min(table_of(Event).c.id))).scalar()
    if early is not None and early < 1:  # numbers begin with 1: one below would stand there bound to nothing
        yield Finding("history", f"Line {early:,} of history was put in before the first line: it is not of Liaison.")
        return
    after = 0 if last is None else max(0, head_of_history(session).line - last)
    count, link = 0, _Link(None if after else (0, FIRST), gaps=_is_sqlite(session))
    while rows := _block(session, after, at_once):
        for row in rows:
            if broken := link.follow(row):
                yield Finding("history", broken)
                return
        count, after = count + len(rows), rows[-1][0]
        told(count)
    if not count:
        yield Finding("history", "History is empty, though every office begins with a line.")


class _Link:
    """Walks from line to line; knows the one before."""

    def __init__(self, before: tuple[int, str] | None, *, gaps: bool) -> None:
        self._line, self._hash = before if before is not None else (-1, "")
        self._gaps = gaps  # PostgreSQL leaves numbers out when an act fails; SQLite never does
        self._same: dict[tuple[Any, ...], str] = {}

    def follow(self, row: Raw) -> str:
        """Take one step; the sentence of what does not fit, or ""."""
        line, previous = row[0], row[8]
        if self._fits(row) and self._hash in (previous, "") and line == self._line + 1:
            self._line, self._hash = line, row[9]
            return ""
        return self._judged(row)

    def _fits(self, row: Raw) -> bool:
        """Whether a line fits its own hash, to the letter: its detail is stored as it was hashed, or as plain JSON."""
        _, at, actor_id, acting_for_id, verb, subject, subject_id, detail, previous, sealed = row
        if len(at) != 26 or at[10] != " " or (subject_id is not None and type(subject_id) is not int):
            return False
        key = (actor_id, acting_for_id, verb, subject)
        same = self._same.get(key) or self._learn(key)
        begun = f'["{previous}","{at[:10]}T{at[11:]}+00:00",{same},{"null" if subject_id is None else subject_id},'
        if sha256(f"{begun}{detail}]".encode()).hexdigest() == sealed:
            return True
        return bool(sha256(f"{begun}{_as_hashed(detail)}]".encode()).hexdigest() == sealed)

    def _learn(self, key: tuple[Any, ...]) -> str:
        same = self._same[key] = json.dumps([_plain(each) for each in key], separators=(",", ":"))[1:-1]
        return same

    def _judged(self, row: Raw) -> str:
        """The slower look at a line that did not fit at once."""
        line, previous = row[0], row[8]
        if self._line >= 0 and self._gaps and line != self._line + 1:
            return _missing(self._line + 1, line - 1, row)
        if not self._fits(row):
            return f"Line {line:,} of history{_when(row)} was changed after it was written: it does not fit its hash."
        if self._hash and previous != self._hash:
            before = f"the hash of line {self._line:,} before it"
            return (
                f"History is broken at line {line:,}{_when(row)}: it does not fit {before}. A line was taken out, "
                "put in or written anew there."
            )
        self._line, self._hash = line, row[9]
        return ""


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _missing(first: int, last: int, row: Raw) -> str:
    which = f"Line {first:,} of history is" if first == last else f"Lines {first:,} to {last:,} of history are"
    return f"{which} missing, before line {row[0]:,}{_when(row)}."


def _when(row: Raw) -> str:
    return f" of {str(row[1])[:16]} UTC"


def _as_hashed(detail: Any) -> str:
    """A detail that was stored as plain JSON, in the form in which it was hashed; "" for any other."""
    if detail is None:
        return "null"
    try:
        told = json.loads(detail)
        return written(told) if json.dumps(told) == detail else ""
    except (ValueError, TypeError, RecursionError):
        return ""


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _block(session: Session, after: int, at_once: int) -> list[Raw]:
    """The next lines as they are stored; one that cannot be read as text comes alone, without its words."""
    if not _is_sqlite(session):
        return _translated(session, after, at_once)
    try:
        found = session.connection().exec_driver_sql(_BLOCK, (after, at_once))
        return [row if type(row[1]) is str else _unreadable(row[0]) for row in found.all()]
    except DBAPIError as error:
        if "utf-8" not in str(error).lower():
            raise
    if at_once > 1:
        return _one_by_one(session, after, at_once)
    line = session.connection().exec_driver_sql("SELECT min(id) FROM event WHERE id > ?", (after,)).scalar_one()
    return [_unreadable(line)]


def _one_by_one(session: Session, after: int, many: int) -> list[Raw]:
    found: list[Raw] = []
    for _ in range(many):
        rows = _block(session, after, 1)
        if not rows:
            break
        found, after = [*found, *rows], rows[0][0]
    return found


def _unreadable(line: int) -> Raw:
    return (line, "a time that cannot be read", None, None, "", "", None, "", "", "")


def _translated(session: Session, after: int, at_once: int) -> list[Raw]:
    """Lines of another database, brought into the form in which SQLite stores them."""
    e = table_of(Event).c
    query = select(*(e[name] for name in _NAMES)).where(e.id > after).order_by(e.id).limit(at_once)
    return [
        (line, _stored(at), *rest, written(detail), previous, sealed)
        for line, at, *rest, detail, previous, sealed in session.execute(query)
    ]


def _stored(at: datetime) -> str:
    return (at.astimezone(UTC) if at.tzinfo else at).isoformat(" ", "microseconds")[:26]


def unguarded(session: Session) -> Iterator[Finding]:
    """A trigger that refuses to change history and was taken out of the file, or was made to refuse nothing."""
    if _is_sqlite(session):
        found = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        there = {name: " ".join(str(words).split()) for name, words in found}
        for name, words in GUARDS.items():
            if name in there and not there[name].endswith(f"{name} {words}"):
                yield Finding("history", f"The guard {name}, which refuses to change history, was put out of force.")
            if name not in there:
                yield Finding(
                    "history", f"The guard {name}, which refuses to change history, was taken out of the file."
                )


def compare_heads(session: Session, known: Iterable[Head]) -> Iterator[Finding]:
    """The oldest of the heads kept elsewhere that this history does not hold: its end was cut off, or written anew.

    A restore explains it that is told in history after the head was noted, of a backup made before that. What nobody
    noted elsewhere cannot be missed: whoever has the key, the file and every place where heads are kept can write all
    of them anew.
    """
    e = table_of(Event).c
    end = head_of_history(session).line
    for head in sorted(known, key=lambda each: each.line):
        sealed = session.execute(select(e.hash).where(e.id == head.line)).scalar()
        if len(head.hash) < LEAST_HEAD or (sealed or "").startswith(head.hash.lower()) or _restored(session, head):
            continue
        ends = f"this history ends at line {end:,}" if end < head.line else "another line stands in its place"
        yield Finding("history", f"{head.where} knows line {head.line:,} of history ({head.hash[:8]}…), but {ends}.")
        return


def _restored(session: Session, head: Head) -> bool:
    """Whether a restore took out what the head names: the backup held all that was noted until it was made."""
    if head.at is None:
        return False
    e = table_of(Event).c
    told = select(e.detail).where(e.verb == "restored", e.subject == "office", e.at >= head.at)
    return any(_made_at(detail) < head.at for detail in session.execute(told).scalars())


def _made_at(detail: Any) -> datetime:
    """When the backup was made that a restore tells of; the first of times where it does not say so."""
    try:
        return datetime.fromisoformat(detail["made_at"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
