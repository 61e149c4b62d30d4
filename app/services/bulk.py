"""Many rows at once: straight to the driver, and the search indexes filled after the load, not row by row."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Enum,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Session, SQLModel

from app.changes import note_change
from app.models import Case, Contact, Note, Organization, Person, Place, table_of

CHUNK = 5_000
INDEXED = (Case, Contact, Note, Place, Person, Organization)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (sql LIKE '%_words%' OR sql LIKE '%_grams%')"
_NAMED = "SELECT id, name, name_key, remarks FROM {0} WHERE id > :after AND id <= :until"
_GRAMS = (
    "SELECT r.id, r.name_key, coalesce((SELECT group_concat(key, ' ') FROM reach WHERE {0}_id = r.id), '') "
    "FROM {0} r WHERE r.id > :after AND r.id <= :until"
)
_PLAIN = "SELECT id, {1} FROM {0} WHERE id > :after AND id <= :until"
FILL: Mapping[str, tuple[str, str]] = {
    "case_words": (
        "case_record",
        "SELECT c.id, c.subject, c.account, c.number, coalesce(p.typed, '') FROM case_record c "
        "LEFT JOIN place p ON p.id = c.place_id WHERE c.id > :after AND c.id <= :until",
    ),
    "contact_words": ("contact", _PLAIN.format("contact", "words, mail_subject")),
    "note_words": ("note", _PLAIN.format("note", "words")),
    "place_words": ("place", _PLAIN.format("place", "typed, key")),
    "person_words": ("person", _NAMED.format("person")),
    "person_grams": ("person", _GRAMS.format("person")),
    "organization_words": ("organization", _NAMED.format("organization")),
    "organization_grams": ("organization", _GRAMS.format("organization")),
}
COLUMNS: Mapping[str, str] = {
    "case_words": "subject, account, number, place",
    "contact_words": "words, mail_subject",
    "note_words": "words",
    "place_words": "typed, key",
    "person_words": "name, name_key, remarks",
    "person_grams": "name, numbers",
    "organization_words": "name, name_key, remarks",
    "organization_grams": "name, numbers",
}
_INDEX_STEP = 20_000
_ROOM = -96_000  # KB, where the store has 32,000
_WORD = re.compile(r"^[a-z0-9_ ]*\Z", re.ASCII)
_SOME_DAY = datetime(2026, 11, 22, 4, 5, 6, 7, tzinfo=UTC)


@contextmanager
def loading(session: Session, progress: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Load new rows without the search triggers, then index the new rows; all in the one transaction.

    Only additions may be made inside: rows changed meanwhile would keep their old words in the index. `progress` is
    called between the steps of the indexing.
    """
    before = {model.__tablename__: last_id(session, model) for model in INDEXED}
    with roomy(session), without_search(session), seldom_collecting():
        yield
        if session.get_bind().dialect.name == "sqlite":
            for index in FILL:
                _fill(session, index, before[FILL[index][0]], progress)


@contextmanager
def roomy(session: Session) -> Iterator[None]:
    """A larger cache meanwhile: pages of a dozen indexes are encrypted again each time they leave it."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    door: Any = session.connection().connection.dbapi_connection
    usual = door.execute("PRAGMA cache_size").fetchone()[0]
    door.execute(f"PRAGMA cache_size = {_ROOM}")
    try:
        yield
    finally:
        door.execute(f"PRAGMA cache_size = {usual}")


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """A load makes rows by the million and no cycles: looking for them as often as usual costs a sixth of its time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def without_search(session: Session) -> Iterator[None]:
    """Set the triggers that keep the search indexes aside; whoever does so sees to the indexes."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    triggers = session.execute(text(TRIGGERS)).all()
    for name, _ in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, sql in triggers:
        session.connection().exec_driver_sql(sql)


def _fill(session: Session, index: str, after: int, progress: Callable[[], object]) -> None:
    table, rows = FILL[index]
    last = int(session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}")).scalar_one())
    for start in range(after, last, _INDEX_STEP):
        between = {"after": start, "until": start + _INDEX_STEP}
        session.execute(text(f"INSERT INTO {index}(rowid, {COLUMNS[index]}) {rows}"), between)
        progress()


def last_id(session: Session, model: type[SQLModel]) -> int:
    """The highest id of a table, 0 when it is empty."""
    return int(session.execute(select(func.coalesce(func.max(table_of(model).c.id), 0))).scalar_one())


def among(session: Session, kept: Any, values: Collection[str]) -> ColumnElement[bool]:
    """Whether a column is one of many texts; on SQLite as one parameter, since thousands take longer than the rows."""
    if session.get_bind().dialect.name != "sqlite":
        return cast("ColumnElement[bool]", kept.in_(values))
    each = func.json_each(json.dumps(list(values))).table_valued("value")
    return cast("ColumnElement[bool]", kept.in_(select(each.c.value)))


def insert_many(session: Session, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows of a table in chunks; every row has the same keys, the others their default. Returns how many."""
    many, rest = 0, iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        names = tuple(chunk[0])
        pick = itemgetter(*names) if len(names) > 1 else lambda row, name=names[0]: (row[name],)
        many += insert_rows(session, model, names, [pick(row) for row in chunk])
    return many


def insert_rows(
    session: Session,
    model: type[SQLModel],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    written: Collection[str] = (),
) -> int:
    """Insert rows given as tuples in the order of `names`; columns not named get their default. Returns how many.

    On SQLite the columns of `written` already have the form in which they are stored (JSON as text).

    SQLAlchemy takes longer over the parameters than SQLite over the rows: on SQLite each column is brought into the
    form in which it is stored at once, and columns that are the same in every row are written into the statement.
    """
    table = table_of(model)
    if not rows:
        return 0
    note_change(session, table.name)
    if session.get_bind().dialect.name != "sqlite":
        session.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return len(rows)
    given = dict(zip(names, zip(*rows, strict=True), strict=True)) | _defaults(table, frozenset(names), len(rows))
    words = {name: _constant(values) for name, values in given.items()}
    if all(words.values()):
        words[names[0]] = ""
    columns = []
    for name, values in given.items():
        if not words[name]:
            words[name], bound = _bound(values if name in written else _stored(table, name)(values))
            columns.append(bound)
    sql = f"INSERT INTO {table.name} ({', '.join(given)}) VALUES ({', '.join(words.values())})"
    session.connection().exec_driver_sql(sql, list(zip(*columns, strict=True)))
    return len(rows)


def update_rows(session: Session, model: type[SQLModel], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Give rows other values, below the unit of work: tuples in the order of `names`, the id of the row last."""
    table = table_of(model)
    if not rows:
        return
    note_change(session, table.name)
    if session.get_bind().dialect.name != "sqlite":
        keys = [*(f"new_{name}" for name in names), "which"]
        act = update(table).where(table.c.id == bindparam("which"))
        act = act.values({name: bindparam(f"new_{name}") for name in names})
        session.connection().execute(act, [dict(zip(keys, row, strict=True)) for row in rows])
        return
    columns = [
        _stored(table, name)(values) for name, values in zip((*names, "id"), zip(*rows, strict=True), strict=True)
    ]
    sql = f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?"
    session.connection().exec_driver_sql(sql, list(zip(*columns, strict=True)))


def _bound(values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """How the values of a column are bound: the driver takes ten times as long over None as over an empty text."""
    if None not in values or "" in values:
        return "?", values
    return "nullif(?, '')", ["" if value is None else value for value in values]


def _constant(values: Sequence[Any]) -> str:
    """What all values are, as SQL; "" when they differ or are no plain constant."""
    first = values[0]
    if first is not values[-1] and first != values[-1]:
        return ""
    words = _literal(first)
    return words if words and values.count(first) == len(values) else ""


def _literal(value: Any) -> str:
    """A value as SQL; "" for what may need quoting."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, datetime):
        return f"'{_instant(value)}'"
    return f"'{value}'" if isinstance(value, str) and _WORD.match(value) else ""


def _defaults(table: Table, named: frozenset[str], many: int) -> dict[str, tuple[Any, ...]]:
    plain = ((each.name, each.default) for each in table.c if each.name not in named)
    return {name: (kept.arg,) * many for name, kept in plain if isinstance(kept, ScalarElementColumnDefault)}


@cache
def _stored(table: Table, name: str) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """A function that brings the values of a column into the form in which SQLite stores them."""
    kept: Column[Any] = table.c[name]
    one = _one(kept)
    if one is None:
        return lambda values: values
    if one is _instant:
        return _instants
    if one is _plain:
        words = _Words()
        return lambda values: list(map(words.__getitem__, values))
    return lambda values: [None if value is None else one(value) for value in values]


def _one(kept: Column[Any]) -> Callable[[Any], Any] | None:
    from sqlalchemy.dialects.sqlite import dialect

    if isinstance(kept.type, Enum):
        return _plain
    if isinstance(kept.type, Boolean):
        return int
    if isinstance(kept.type, JSON):
        return json.dumps
    process: Callable[[Any], Any] | None = kept.type.dialect_impl(dialect()).bind_processor(dialect())
    if process is not None and _is_instant(process):
        return _instant
    return process


def _plain(value: Any) -> str | None:
    return value.value if isinstance(value, StrEnum) else None if value is None else str(value)


class _Words(dict[Any, str | None]):
    """The members of an enum, each as it is stored, learned as they come."""

    def __missing__(self, member: Any) -> str | None:
        self[member] = _plain(member)
        return self[member]


def _is_instant(process: Callable[[Any], Any]) -> bool:
    """Whether the column keeps instants as SQLAlchemy writes them."""
    try:
        return bool(process(_SOME_DAY) == _instant(_SOME_DAY))
    except (TypeError, ValueError, AttributeError):
        return False


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(" ", "microseconds")[:26]


def _instants(values: Sequence[datetime | None]) -> list[str | None]:
    """Many rows have the very same instant, as all lines of history of one act."""
    known: dict[int, str | None] = {id(None): None}
    found = []
    for value in values:
        words = known.get(id(value), "")
        if words == "":
            words = known[id(value)] = None if value is None else _instant(value)
        found.append(words)
    return found
