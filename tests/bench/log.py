"""Logging a contact, beside inserts of the very same rows by the driver alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.services.contacts import log_contact
from app.services.people import add_person
from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench

TABLES = ("person", "reach", "case_record", "move", "contact", "event")
NOTE = (
    "the same rows (contact, history; with a case also person, phone, case, move, counter) inserted by sqlcipher3, "
    "prepared, in one BEGIN IMMEDIATE … COMMIT, same settings, same file; triggers fill the search index in both"
)
WORDS = "The street light in front of the house has been out since Monday and the corner is dark."


def measure(bench: Bench) -> list[Figure]:
    """A known caller with one sentence, and a new caller with a case."""
    return [
        _figure(bench, "log a contact", _known(bench), 100),
        _figure(bench, "log a new caller with a case", _new(bench), 60),
    ]


def _figure(bench: Bench, name: str, act: Callable[[Session], object], n: int) -> Figure:
    before = {table: _last(bench, table) for table in TABLES}
    bench.store.write(act)
    inserts = [each for table in TABLES for each in _inserts(bench, table, before[table])]
    ours, raw = alternately(lambda: bench.store.write(act), lambda: _insert(bench, inserts), n)
    rows = {"rows": sorted({table for table, _, _ in inserts})}
    return Figure(name, ours, raw, NOTE, limit=4, of="ratio", more=rows)


def _known(bench: Bench) -> Callable[[Session], object]:
    fields = {"words": WORDS, "happened_at": AT, "channel": "phone", "language": "English"}
    return lambda session: log_contact(session, bench.who, fields=fields, at=AT, person_id=17, category_id=3)


def _new(bench: Bench) -> Callable[[Session], object]:
    fields = {"words": WORDS, "happened_at": AT, "channel": "phone", "language": "English"}
    details = {"reaches": [{"kind": "phone", "typed": "(617) 555-0142"}]}

    def act(session: Session) -> object:
        person = add_person(session, bench.who, fields={"name": "Manuel Tavares"}, details=details, at=AT)
        case = {"subject": "Street light out", "account": WORDS}
        return log_contact(session, bench.who, fields=fields, at=AT, person_id=person.id, category_id=3, new_case=case)

    return act


def _last(bench: Bench, table: str) -> int:
    return int(bench.raw.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def _inserts(bench: Bench, table: str, after: int) -> list[tuple[str, str, list[Any]]]:
    """The rows that one act of ours added to a table, as statements that add such rows again."""
    found = bench.raw.execute(f"SELECT * FROM {table} WHERE id > ?", (after,))
    columns = [each[0] for each in found.description]
    kept = [n for n, column in enumerate(columns) if column != "id"]
    names, marks = ", ".join(columns[n] for n in kept), ", ".join("?" for _ in kept)
    words = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    return [(table, words, [row[n] for n in kept]) for row in found.fetchall()]


def _insert(bench: Bench, inserts: list[tuple[str, str, list[Any]]]) -> None:
    """All of them in one transaction; a case takes the next number of its year."""
    raw = bench.raw
    raw.execute("BEGIN IMMEDIATE")
    for table, words, row in inserts:
        raw.execute(words, _numbered(bench, words, row) if table == "case_record" else row)
    raw.execute("COMMIT")


def _numbered(bench: Bench, words: str, row: list[Any]) -> list[Any]:
    names = words[words.index("(") + 1 : words.index(")")].split(", ")
    given = dict(zip(names, row, strict=True))
    bench.raw.execute("UPDATE counter SET last = last + 1 WHERE year = ?", (given["year"],))
    seq = bench.raw.execute("SELECT last FROM counter WHERE year = ?", (given["year"],)).fetchone()[0]
    return list((given | {"seq": seq, "number": f"{given['year']}-{seq:05d}"}).values())
