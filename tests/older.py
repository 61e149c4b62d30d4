"""An office of today brought back to the first version of its file."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, StaticPool, create_engine, text
from sqlmodel import Session

from app.upgrade import migrate

PARTS = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid DESC"


def take_back(session: Session) -> None:
    """Make the file one of the first version: what later steps made goes, what they changed is as it was."""
    now, then = _parts(session.connection()), _first_parts()
    for (kind, name), words in now.items():
        if words != then.get((kind, name)) and (kind != "table" or words.startswith("CREATE VIRTUAL")):
            session.execute(text(f"DROP {kind} {name}"))
    for name in {name for kind, name in then if kind == "table"}:
        was = {row[1] for row in _first().execute(f"PRAGMA table_info({name})")}
        for column in [row[1] for row in session.execute(text(f"PRAGMA table_info({name})")) if row[1] not in was]:
            session.execute(text(f"ALTER TABLE {name} DROP COLUMN {column}"))
    for kind, name in now:
        if kind == "table" and (kind, name) not in then and "_terms" not in name:
            session.execute(text(f"DROP TABLE {name}"))
    for (kind, name), words in then.items():
        if kind != "table" and words != now.get((kind, name)):
            session.execute(text(words))
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))


@cache
def _first() -> Any:
    """An empty file of the first version."""
    engine = create_engine("sqlite://", poolclass=StaticPool, module=sqlcipher)  # FTS5 as the program has it
    with engine.begin() as connection:
        migrate(connection, "0001")
    return engine.raw_connection().driver_connection


def _first_parts() -> dict[tuple[str, str], str]:
    return {(kind, name): words for kind, name, words in _first().execute(PARTS)}


def _parts(connection: Connection) -> dict[tuple[str, str], str]:
    return {(kind, name): words for kind, name, words in connection.exec_driver_sql(PARTS)}
