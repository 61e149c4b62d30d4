"""The only door to the database: one engine, reads, writes that commit and say what they changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from app.changes import CHANGES, Changes, note_change
from app.errors import Conflict, NotFound, Unavailable
from app.files import make_new

T = TypeVar("T")
BUSY_MS = 5_000

FULL = "The disk is full. Nothing was saved. Make room, then try again; what you typed is still here."
LOCKED = "Another program is using the office file. Nothing was saved. Wait a moment, then try again."
READ_ONLY = "The office file cannot be written to. Ask for the right to write in its folder, then try again."
DAMAGED = (
    "The office file is damaged. Nothing was changed. Close Liaison and restore the last backup: "
    "Restore from a backup… at the sign-in."
)
SHUT = "The office is locked. Sign in again."
GONE = "The office file cannot be reached. Check the disk or the folder, then try again."


@dataclass(frozen=True)
class Written(Generic[T]):
    """What a write returned and what it changed."""

    result: T
    changes: Changes


def open_engine(where: Path | str, key: bytes | bytearray | None = None) -> Engine:
    """Open an office file (a path, with its raw 256-bit key) or a PostgreSQL database (a URL).

    A bytearray is held and not copied: once it is overwritten, no connection is made any more. Raises Unavailable when
    the file cannot be opened with this key. The file is made if it is not there.
    """
    if isinstance(where, str) and "://" in where:
        return create_engine(where, pool_pre_ping=True)
    path = Path(where)
    _make_private(path)
    engine = create_engine(f"sqlite:///{path}", module=sqlcipher if key else sqlite3)
    event.listen(engine, "connect", _on_connect(key))
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except (DBAPIError, sqlcipher.Error, sqlite3.Error) as error:
        engine.dispose()
        raise _unavailable(error) from error
    return engine


def _make_private(path: Path) -> None:
    """Make the file with mode 0600 before SQLite does, so that no other account ever sees it.

    One that is there is not opened: closing it again would drop every lock that SQLite holds on it in this program.
    """
    try:
        make_new(path)
    except PermissionError as error:
        raise Unavailable(READ_ONLY) from error
    except OSError as error:
        raise Unavailable(FULL if error.errno == 28 else GONE) from error


def _on_connect(key: bytes | bytearray | None) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        if isinstance(key, bytearray) and not any(key):
            raise Unavailable(SHUT)
        connection.isolation_level = None  # SQLAlchemy's "begin" event starts transactions, see _begin
        cursor = connection.cursor()
        if key:
            cursor.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal beside our sentence
            cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            f"busy_timeout = {BUSY_MS}",
            "cache_size = -32000",
            "temp_store = MEMORY",  # a temporary file would hold plain text
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare


def _begin(connection: Any) -> None:
    """Take the write lock at the start of a write: a snapshot read first could not be made a write later."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Store:
    """Reads and writes; safe to use from several threads, each call with a session of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writes=True)

    def read(self, question: Callable[[Session], T]) -> T:
        """Answer a question in one read transaction; raises NotFound or Unavailable."""
        with told(), Session(self.engine, autoflush=False) as session:
            return question(session)

    def write(self, act: Callable[[Session], T]) -> Written[T]:
        """Do an act and commit it, all or nothing.

        Raises Conflict when somebody saved the record first, NotFound, Unavailable (nothing was saved).
        """
        with told(), Session(self._writing, expire_on_commit=False) as session:
            session.info[CHANGES] = {}
            result = act(session)
            session.commit()
            return Written(result, Changes(session.info[CHANGES]))

    def version(self) -> tuple[int, int]:
        """A number that differs when any other connection or this one committed a line of history."""
        with told(), self.engine.connect() as connection:
            head = connection.execute(text("SELECT coalesce(max(id), 0) FROM event")).scalar_one()
            return (0, int(head))

    def close(self) -> None:
        """Close every handle; SQLite folds the write-ahead log into the file."""
        self.engine.dispose()


@contextmanager
def told() -> Iterator[None]:
    """What the environment does to the file meanwhile becomes its sentence: raises Conflict, Unavailable."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict("Somebody else saved this first. Look at both versions, then save again.") from error
    except (DBAPIError, sqlcipher.Error, sqlite3.Error) as error:
        raise _unavailable(error) from error


@event.listens_for(OrmSession, "after_flush")
def _gather(session: OrmSession, _context: Any) -> None:
    if CHANGES not in session.info:
        return
    for record in (*session.new, *session.dirty, *session.deleted):
        note_change(session, record.__tablename__, [record.id] if isinstance(getattr(record, "id", None), int) else [])


def _unavailable(error: Exception) -> Exception:
    """Turn what the environment did into its sentence; a bug stays a bug."""
    words = str(getattr(error, "orig", None) or error).lower()
    for sign, sentence in (
        ("full", FULL),
        ("locked", LOCKED),
        ("readonly", READ_ONLY),
        ("read-only", READ_ONLY),
        ("not a database", DAMAGED),
        ("malformed", DAMAGED),
        ("corrupt", DAMAGED),
        ("vtable constructor failed", DAMAGED),  # a search index whose first page is gone
        ("file is encrypted", DAMAGED),
        ("hmac", DAMAGED),
        ("disk i/o", GONE),
        ("unable to open", GONE),
        ("connection", GONE),
    ):
        if sign in words and isinstance(error, DBAPIError | sqlcipher.Error | sqlite3.Error):
            return Unavailable(sentence)
    return error


def must_find(record: T | None, what: str) -> T:
    """The record, or NotFound with its sentence."""
    if record is None:
        raise NotFound(f"This {what} is not in the office file.")
    return record
