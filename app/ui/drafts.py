"""What is typed and not yet said: kept in the office file within three seconds, and given back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from sqlmodel import Session

from app.authority import actor
from app.changes import Changes
from app.errors import AppError
from app.queries.drafts import DraftRow, drafts_of
from app.services.drafts import drop_draft, save_draft
from app.services.handing import HANDED
from app.ui.jobs import Jobs
from app.ui.watch import Everything

PAUSE = 1.0
"""Seconds of quiet after which a draft is written."""
LATEST = 2.5
"""Seconds after the first unwritten change at which it is written anyway: with the commit, within 3 s."""

Name = tuple[str, str]


class Keeper(Protocol):
    """Where drafts are kept; every method runs on a thread of the jobs."""

    def save(self, session: Session, *, kind: str, key: str, payload: dict[str, Any], parked: bool) -> object:
        """Keep one, in place of the earlier one of this kind and key."""

    def drop(self, session: Session, *, kind: str, key: str) -> object:
        """Forget one."""

    def find(self, session: Session) -> Sequence[DraftRow]:
        """All that are kept, newest first."""


class OfficeKeeper:
    """The drafts of one member of staff in the office file; `clock` tells the time in UTC."""

    def __init__(self, staff_id: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._staff_id, self._clock = staff_id, clock

    def save(self, session: Session, *, kind: str, key: str, payload: dict[str, Any], parked: bool) -> object:
        """Keep one."""
        at = self._clock()
        who = actor(session, self._staff_id, at)
        return save_draft(session, who, kind=kind, key=key, payload=payload, parked=parked, at=at)

    def drop(self, session: Session, *, kind: str, key: str) -> object:
        """Forget one."""
        drop_draft(session, actor(session, self._staff_id, self._clock()), kind=kind, key=key)
        return None

    def find(self, session: Session) -> Sequence[DraftRow]:
        """All of theirs."""
        return drafts_of(session, actor(session, self._staff_id, self._clock()))


class Source(Protocol):
    """A form or slip whose values are kept; `typed` is a signal without arguments."""

    draft_kind: str
    draft_key: str
    typed: Any

    def draft_values(self) -> dict[str, Any]:
        """Every field."""


@dataclass
class _Last:
    """The values of a source when they could not be written: its window may be gone before they can be."""

    draft_kind: str
    draft_key: str
    values: dict[str, Any]
    parked: bool
    typed: Any = None

    def draft_values(self) -> dict[str, Any]:
        return self.values


class Drafts(QObject):
    """Watches sources, writes what changed after a pause, and remembers what was kept before a crash, lock or end."""

    loaded = Signal()
    rows_changed = Signal()
    """Other drafts are kept than before, or as parked or not."""

    def __init__(self, jobs: Jobs, keeper: Keeper, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drafts")
        self._jobs, self._keeper = jobs, keeper
        self._rows: dict[Name, DraftRow] = {}
        self._waiting: dict[Name, tuple[Source, float]] = {}
        self._open: Counter[Name] = Counter()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._write_all)
        jobs.changed.connect(self._changed)

    # -- kept before ----------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read what is kept; `loaded` follows."""
        self._jobs.read(self._keeper.find, then=self._came, owner=self, key="drafts")

    def restore(self, kind: str, key: str) -> dict[str, Any] | None:
        """The values kept under this name, or None."""
        row = self._rows.get((kind, key))
        return None if row is None else unpack(row.payload)

    def rows(self, kind: str | None = None) -> list[DraftRow]:
        """What was kept when last read, newest first, of one kind or all."""
        return [row for row in self._rows.values() if kind in (None, row.kind)]

    def _came(self, rows: Sequence[DraftRow]) -> None:
        self._rows = {(row.kind, row.key): row for row in rows}
        self.loaded.emit()
        self.rows_changed.emit()

    def _changed(self, changes: Changes) -> None:
        """Somebody's slips may have been handed to who is signed in, here or at another seat."""
        if isinstance(changes, Everything) or "staff" in changes:
            self._jobs.read(self._keeper.find, then=self._take_up, failed=_unheard, owner=self, key="handed")

    def _take_up(self, rows: Sequence[DraftRow]) -> None:
        """Only what was handed over: one's own are newer here than in the file."""
        handed = {(row.kind, row.key): row for row in rows if HANDED in row.key}
        if new := {name: row for name, row in handed.items() if name not in self._rows}:
            self._rows = {**new, **self._rows}
            self.rows_changed.emit()

    # -- kept now -------------------------------------------------------------------------------------------

    def watch(self, source: Source) -> None:
        """Keep this source's values from now on, whenever it says it was typed in."""
        source.typed.connect(lambda: self.touch(source))
        if isinstance(source, QObject):  # a window that is torn down unasked must not be read afterwards
            name = _name(source)
            self._open[name] += 1
            source.destroyed.connect(lambda: self._gone(name))

    def is_open(self, kind: str, key: str) -> bool:
        """Whether a form of this name is there to be typed in."""
        return self._open[kind, key] > 0

    def _gone(self, name: Name) -> None:
        """The window is torn down; values that were taken from it before still wait to be written."""
        self._open[name] -= 1
        if not isinstance(self._waiting.get(name, (None,))[0], _Last):
            self._waiting.pop(name, None)

    def touch(self, source: Source) -> None:
        """The source was changed: write it after a pause of a second, and never later than in three."""
        name = _name(source)
        now = time.monotonic()
        first = self._waiting.get(name, (source, now))[1]
        self._waiting[name] = (source, first)
        oldest = min(since for _, since in self._waiting.values())
        self._timer.start(int(1000 * max(0.0, min(PAUSE, oldest + LATEST - now))))

    def write(self, source: Source) -> None:
        """Write it now if it waits: it is about to go out of sight."""
        if self._waiting.pop(_name(source), None) is not None:
            self._write(source, parked=False)

    def park(self, source: Source) -> None:
        """Write it at once, marked as parked: the call goes on later."""
        self._waiting.pop(_name(source), None)
        self._write(source, parked=True)

    def unpark(self, source: Source) -> None:
        """It is open again: write it at once as no longer parked, so that nothing offers to resume it."""
        self._waiting.pop(_name(source), None)
        self._write(source, parked=False)

    def forget(self, source: Source) -> None:
        """It was said or thrown away: nothing is kept of it."""
        kind, key = _name(source)
        self._waiting.pop((kind, key), None)
        self._rows.pop((kind, key), None)
        self.rows_changed.emit()
        self._jobs.write(lambda session: self._keeper.drop(session, kind=kind, key=key), owner=self)

    def flush(self) -> None:
        """Write what waits, now, and wait for it: before a lock and at the end. Raises Unavailable."""
        for name in list(self._waiting):
            source = self._waiting[name][0]
            self._jobs.write_and_wait(self._saving(source, parked=_was_parked(source)))
            del self._waiting[name]

    def _write_all(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for source, _ in waiting.values():
            self._write(source, parked=_was_parked(source))

    def _write(self, source: Source, *, parked: bool) -> None:
        last = _Last(source.draft_kind, source.draft_key, source.draft_values(), parked)

        def failed(error: AppError) -> None:
            self._jobs.messages.problem(error.sentence, key="drafts")
            if _name(last) not in self._waiting:  # what was typed since is newer
                self.touch(last)

        self._jobs.write(self._saving(last, parked=parked), failed=failed, owner=self)

    def _saving(self, source: Source, *, parked: bool) -> Callable[[Session], object]:
        """Take the values here, in the UI thread; the act that keeps them runs on the writer."""
        (kind, key), payload = _name(source), pack(source.draft_values())
        self._remember(kind, key, payload, parked)
        return lambda session: self._keeper.save(session, kind=kind, key=key, payload=payload, parked=parked)

    def _remember(self, kind: str, key: str, payload: dict[str, Any], parked: bool) -> None:
        """What is being written is given back by `restore` from now on; the newest stands first."""
        old = self._rows.pop((kind, key), None)
        row = DraftRow(old.id if old else 0, kind, key, payload, parked, datetime.now(UTC))
        self._rows = {(kind, key): row, **self._rows}
        self.rows_changed.emit()


def _unheard(_: AppError) -> None:
    """The next change, or the next sign-in, finds them."""


def pack(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON can hold them; dates and times as one-entry objects."""
    return {name: _packed(value) for name, value in values.items()}


def unpack(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What `pack` was given."""
    return {name: _unpacked(value) for name, value in payload.items()}


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Mapping):
        return pack(value)
    return [_packed(one) for one in value] if isinstance(value, list | tuple) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "$moment" in value:
            return datetime.fromisoformat(value["$moment"])
        return date.fromisoformat(value["$day"]) if "$day" in value else unpack(value)
    return [_unpacked(one) for one in value] if isinstance(value, list) else value


def _was_parked(source: Source) -> bool:
    return isinstance(source, _Last) and source.parked


def _name(source: Source) -> Name:
    return source.draft_kind, source.draft_key
