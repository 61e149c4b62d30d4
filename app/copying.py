"""A copy of the open office file by SQLite's online backup, and a look into a copy that leaves it as it is."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from app.errors import Unavailable

STEP = 256
"""Pages a step, 1 MB: between two steps the copy can be stopped."""
SETTLE_EVERY = 2
"""Steps between two settlings: one at the end would make everybody's next commit wait for the whole file."""
LONGEST_REST = 0.05
"""Seconds: after each settling the disk is left to others for as long as it took, but not longer than this."""
LOOK_EVERY = 200_000
"""SQLite's own steps between two looks whether to stop: a few milliseconds."""
TROUBLES = (OSError, DBAPIError, sqlcipher.Error, sqlite3.Error)

Progress = Callable[[int, int], object]


def copy_office(engine: Engine, key: bytes | None, path: Path, *, progress: Progress = lambda *_: None) -> None:
    """Copy the office file as it is at this moment, encrypted with the same key, to a new file, and settle it there.

    Readers and writers go on meanwhile: the copy holds a snapshot and never a lock. `progress` gets (done, total) in
    pages; what it raises ends the copy. Raises OSError and the driver's errors (`TROUBLES`); the file is the caller's
    to remove then.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with engine.connect() as source, closing(_target(path, key)) as target, _settler(path) as settle:
        source.execute(text("SELECT count(*) FROM sqlite_master"))  # the snapshot is taken by the first read
        steps = 0

        def stepped(_status: int, remaining: int, total: int) -> None:
            nonlocal steps
            steps += 1
            if steps % SETTLE_EVERY == 0:
                begun = time.monotonic()
                settle()
                time.sleep(min(time.monotonic() - begun, LONGEST_REST))
            progress(total - remaining, total)

        source.connection.driver_connection.backup(target, pages=STEP, progress=stepped)  # type: ignore[union-attr]  # the driver's own connection
    with _settler(path) as settle:
        settle()


@contextmanager
def opened_copy(path: Path, key: bytes | None, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Session]:
    """A session on a copy that nobody writes to; nothing is made or changed beside it, so it may lie anywhere.

    When `stop` says so, a long question ends with the driver's error. Raises Unavailable for what is no office file.
    """
    engine = create_engine(
        "sqlite://", creator=lambda: _reader(path, key, stop), poolclass=StaticPool, module=_driver(key)
    )
    try:
        with Session(engine, autoflush=False) as session:
            session.execute(text("SELECT count(*) FROM sqlite_master"))
            yield session
    except DBAPIError as error:
        raise Unavailable(f"{path.name} in {path.parent} is damaged, or its key is another one.") from error
    finally:
        engine.dispose()


def _driver(key: bytes | None) -> Any:
    return sqlcipher if key else sqlite3


def _target(path: Path, key: bytes | None) -> Any:
    """Without locks, which a network folder may not have, and without a journal: a copy that fails is thrown away."""
    pragmas = ("locking_mode = EXCLUSIVE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -4000")
    return _connection(path, key, "nolock=1", pragmas)


def _reader(path: Path, key: bytes | None, stop: Callable[[], bool]) -> Any:
    made = _connection(path, key, "mode=ro&immutable=1", ("cache_size = -32000", "temp_store = MEMORY"))
    made.set_progress_handler(lambda: 1 if stop() else 0, LOOK_EVERY)
    return made


def _connection(path: Path, key: bytes | None, how: str, pragmas: tuple[str, ...]) -> Any:
    place = path.absolute().as_posix()
    where = f"file://{quote(place if place.startswith('/') else '/' + place)}?{how}"
    made = _driver(key).connect(where, uri=True, isolation_level=None, check_same_thread=False)
    if key:
        made.execute("PRAGMA cipher_log_level = NONE")  # a damaged copy is told in a sentence, not on the terminal
        made.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in pragmas:
        made.execute(f"PRAGMA {pragma}")
    return made


@contextmanager
def _settler(path: Path) -> Iterator[Callable[[], None]]:
    """Brings to the disk what was written so far, through a handle of its own."""
    handle = os.open(path, os.O_RDWR)
    try:
        yield lambda: os.fsync(handle)
    finally:
        os.close(handle)
