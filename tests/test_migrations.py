"""Migrations: the upgraded file is what the models say, with a backup, and a newer one is refused."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import app.models
from app.authority import actor
from app.errors import Unavailable
from app.store import Store, open_engine
from app.upgrade import HEAD, MIGRATIONS, back_up, is_current, migrate, upgrade, version_of

AT = datetime(2026, 11, 18, 15, 24, tzinfo=UTC)
KEY = os.urandom(32)
SEARCH = ("_words", "_grams")


def _new(tmp_path: Path) -> Engine:
    engine = open_engine(tmp_path / "office.liaison", KEY)
    upgrade(engine, KEY, backups=tmp_path / "backups", at=AT)
    return engine


def _ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    return not (kind == "table" and name and any(part in name for part in SEARCH))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")  # orders of the lists
def test_that_a_new_file_has_the_tables_of_the_models(tmp_path: Path) -> None:
    assert app.models.Case.__tablename__ in SQLModel.metadata.tables
    with _new(tmp_path).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours, "compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_that_head_is_the_newest_step() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_that_a_file_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    engine = _new(tmp_path)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="newer Liaison"):
        upgrade(engine, KEY, backups=tmp_path, at=AT)


def test_that_a_backup_opens_with_the_same_key_only(tmp_path: Path) -> None:
    engine = _new(tmp_path)
    back_up(engine, KEY, tmp_path / "copy.liaison")
    assert is_current(open_engine(tmp_path / "copy.liaison", KEY))
    with pytest.raises(Unavailable):
        open_engine(tmp_path / "copy.liaison", os.urandom(32))


EARLIER = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions() if step.revision != HEAD]


@pytest.mark.parametrize("version", EARLIER)
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_that_an_earlier_file_keeps_every_row(tmp_path: Path, version: str) -> None:
    """Each table of the earlier version gets rows; after the upgrade each of their values is there, and searchable."""
    engine = open_engine(tmp_path / "old.liaison", KEY)
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection, version)
        before = _filled(connection)
    saved = upgrade(engine, KEY, backups=tmp_path / "backups", at=AT)
    assert saved is not None and version_of(open_engine(saved, KEY)) == version
    with engine.connect() as connection:
        for name, rows in before.items():
            columns = ", ".join(f'"{column}"' for column in rows[0])
            assert [dict(row) for row in connection.execute(text(f"SELECT {columns} FROM {name}")).mappings()] == rows
        assert connection.execute(text("SELECT rowid FROM case_words WHERE case_words MATCH 'subject1'")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def _filled(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Two made-up rows in each table, as the database keeps them."""
    made = MetaData()
    made.reflect(connection)
    kept = {}
    for table in made.sorted_tables:
        if table.name == "alembic_version" or any(part in table.name for part in SEARCH):
            continue
        for number in (1, 2):
            values = {column.name: _value(column, number) for column in table.columns}
            names = ", ".join(f'"{name}"' for name in values)
            slots = ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table.name} ({names}) VALUES ({slots})"), values)
        kept[table.name] = [dict(row) for row in connection.execute(text(f"SELECT * FROM {table.name}")).mappings()]
    return kept


def _value(column: Column[Any], number: int) -> Any:
    kind = str(column.type)
    if column.foreign_keys or column.primary_key or "INT" in kind:
        return f"{number}" if "CHAR" in kind else number
    if "DATETIME" in kind:
        return f"2026-11-0{number} 12:00:00.000000"
    if kind in ("BOOLEAN", "FLOAT"):
        return number - 1
    return f'"{number}"' if kind == "JSON" else f"{column.name}{number}"


@pytest.mark.parametrize("words", ["UPDATE event SET verb = 'x'", "DELETE FROM event"])
def test_that_history_can_be_neither_changed_nor_deleted(tmp_path: Path, words: str) -> None:
    store = Store(_new(tmp_path))
    line = {"at": "2026-11-18 00:00:00", "detail": "{}", "h": "0" * 64}
    sql = (
        "INSERT INTO event (at, verb, subject, detail, previous, hash) VALUES (:at, 'made', 'office', :detail, :h, :h)"
    )
    store.write(lambda s: s.execute(text(sql), line))
    with pytest.raises(DBAPIError, match="append-only"):
        store.write(lambda s: s.execute(text(words)))


STAFF = (
    ("Ann Director", "director", None),
    ("Ben Associate", "associate", None),
    ("Cid Associate", "associate", "2026-05-01 00:00:00.000000"),
    ("Dora Clerk", "clerk", None),
)


def test_that_nobody_loses_a_right_by_the_register_of_appointments(tmp_path: Path) -> None:
    """Whoever directed or worked cases before appointments were kept may go on to the end of the term."""
    engine = open_engine(tmp_path / "old.liaison", KEY)
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection, "0002")
        for number, (name, role, left) in enumerate(STAFF, 1):
            values = {"n": name, "l": f"login{number}", "r": role, "left": left, "at": "2026-02-02 14:00:00.000000"}
            sql = "INSERT INTO staff (name, login, role, email, languages, joined_at, left_at, version) "
            connection.execute(text(sql + "VALUES (:n, :l, :r, '', '', :at, :left, 1)"), values)
    upgrade(engine, KEY, backups=tmp_path / "backups", at=AT)
    store = Store(engine)
    now = datetime.now(UTC)
    assert not store.read(lambda s: actor(s, 1, now)).lapsed and not store.read(lambda s: actor(s, 2, now)).lapsed
    with engine.connect() as connection:
        found = connection.execute(text("SELECT staff_id, role FROM appointment ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(1, "director"), (2, "associate")]
