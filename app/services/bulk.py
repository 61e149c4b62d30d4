"""Many rows at once: search indexes are filled after the load, not row by row (nine times slower by trigger)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from app.changes import note_change
from app.models import Case, Contact, Note, Organization, Person, Place, table_of

CHUNK = 5_000
INDEXED = (Case, Contact, Note, Place, Person, Organization)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (sql LIKE '%_words%' OR sql LIKE '%_grams%')"
_NAMED = "SELECT id, name, name_key, remarks FROM {0} WHERE id > :after"
_GRAMS = (
    "SELECT r.id, r.name_key, coalesce((SELECT group_concat(key, ' ') FROM reach WHERE {0}_id = r.id), '') "
    "FROM {0} r WHERE r.id > :after"
)
FILL: Mapping[str, tuple[str, str]] = {
    "case_words": (
        "case_record",
        "SELECT c.id, c.subject, c.account, c.number, coalesce(p.typed, '') FROM case_record c "
        "LEFT JOIN place p ON p.id = c.place_id WHERE c.id > :after",
    ),
    "contact_words": ("contact", "SELECT id, words, mail_subject FROM contact WHERE id > :after"),
    "note_words": ("note", "SELECT id, words FROM note WHERE id > :after"),
    "place_words": ("place", "SELECT id, typed, key FROM place WHERE id > :after"),
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


@contextmanager
def loading(session: Session) -> Iterator[None]:
    """Load new rows without the search triggers, then index the new rows; all in the one transaction.

    Only additions may be made inside: rows changed meanwhile would keep their old words in the index.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    before = {model.__tablename__: last_id(session, model) for model in INDEXED}
    triggers = session.execute(text(TRIGGERS)).all()
    for name, _ in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for index, (table, rows) in FILL.items():
        session.execute(text(f"INSERT INTO {index}(rowid, {COLUMNS[index]}) {rows}"), {"after": before[table]})
    for _, sql in triggers:
        session.connection().exec_driver_sql(sql)


def last_id(session: Session, model: type[SQLModel]) -> int:
    """The highest id of a table, 0 when it is empty."""
    return int(session.execute(select(func.coalesce(func.max(table_of(model).c.id), 0))).scalar_one())


def insert_many(session: Session, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows of a table in chunks, as Core does; every row has the same keys. Returns how many."""
    table, many, rest = table_of(model), 0, iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        session.execute(insert(table), chunk)
        many += len(chunk)
    if many:
        note_change(session, table.name)
    return many
