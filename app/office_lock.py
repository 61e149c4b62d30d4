"""Who has the office file open: many at once, or one alone who moves, restores or upgrades it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.errors import Unavailable
from app.files import make_new, make_private_folder

LOCK = "office.lock"
ALONE = "Liaison is open on this office in another window or program. Close it there, then try again."
BUSY = (
    "Another Liaison is upgrading or restoring this office, or changing its key. Wait until it is done, then try again."
)
FULL = "The disk is full or cannot be written. Make room, then try again."
WAIT_S = 1.0
"""How long to wait for somebody who is alone for a moment only."""
NO_LOCKS = "The folder of this office cannot be locked. Move it to a disk of this computer."


class OfficeLock:
    """Held shared by each window and command as long as it has the office open; `alone` while the file itself changes.

    The locks are SQLite's own, on an empty file beside the office: shared and exclusive alike on Linux, macOS and
    Windows, and freed by the system when a program ends, however it ends. Not to be used by two threads at a time.
    """

    def __init__(self, folder: Path, *, name: str = LOCK, taken: str = ALONE) -> None:
        """Another `name` is another lock of the same kind; `taken` tells who wants to be alone that others are in."""
        self._path, self._taken = folder / name, taken
        self._held: sqlite3.Connection | None = None

    def acquire(self) -> None:
        """Hold it together with others. Raises Unavailable while somebody is alone, or the folder is not writable."""
        if self._held is None:
            connection = self._connect(WAIT_S)
            self._take(connection, "SELECT 1 FROM sqlite_master", BUSY, "BEGIN")
            self._held = connection

    def release(self) -> None:
        """Let go; nothing happens when it is not held. The empty file stays: removing it would free it for two."""
        if self._held is not None:
            self._held.close()
            self._held = None

    @contextlib.contextmanager
    def alone(self, *, wait_s: float = 0) -> Iterator[None]:
        """Keep everybody else out meanwhile; what was held is held after. Raises Unavailable if others are in, and
        still are after `wait_s` seconds."""
        was_held = self._held is not None
        self.release()
        connection = self._connect(wait_s)
        try:
            self._take(connection, "BEGIN EXCLUSIVE", self._taken)
            yield
        finally:
            connection.close()
            if was_held:
                self.acquire()

    def _connect(self, wait_s: float = 0) -> sqlite3.Connection:
        make_private_folder(self._path.parent)
        try:
            make_new(self._path)
            return sqlite3.connect(self._path, timeout=wait_s, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"{self._path.parent} may not be written. Ask who may, then try again.") from error

    @staticmethod
    def _take(connection: sqlite3.Connection, lock: str, sentence: str, *before: str) -> None:
        try:
            for words in (*before, lock):
                connection.execute(words).fetchall()
        except sqlite3.Error as error:
            connection.close()
            if any(sign in str(error) for sign in ("full", "disk I/O")):
                raise Unavailable(FULL) from error
            raise Unavailable(sentence if "locked" in str(error) else NO_LOCKS) from error

    def __enter__(self) -> OfficeLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
