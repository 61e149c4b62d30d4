"""What encryption costs: the same statements by the same driver on the office file and on a copy of it in plain."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from tests.bench.figures import Figure, alternately
from tests.bench.office import PRAGMAS, Bench

MONTH = "happened_at >= '2026-10-01 04:00:00.000000' AND happened_at < '2026-11-01 04:00:00.000000'"
ASKED: dict[str, tuple[str, int]] = {
    "list of all cases by due date": ("SELECT id FROM case_record ORDER BY due_at, id", 5),
    "100 rows of a list": (
        "SELECT c.*, p.name FROM case_record c LEFT JOIN person p ON p.id = c.person_id "
        "WHERE c.id IN (SELECT value FROM json_each(?))",
        40,
    ),
    "search of a common word": (
        "SELECT c.words FROM contact_words w JOIN contact c ON c.id = w.rowid WHERE contact_words MATCH '\"street\"' "
        "ORDER BY w.rowid DESC LIMIT 6",
        40,
    ),
    "search of a long beginning": (
        "SELECT rowid FROM contact_words WHERE contact_words MATCH '\"stree\"*' ORDER BY rowid DESC LIMIT 6",
        8,
    ),
    "a phone's part": (
        "SELECT rowid FROM person_grams WHERE person_grams MATCH 'numbers : \"555014\"' ORDER BY rowid DESC LIMIT 8",
        20,
    ),
    "contacts of a month counted": (
        f"SELECT channel, category_id, count(*) FROM contact WHERE {MONTH} AND undone_at IS NULL GROUP BY 1, 2",
        8,
    ),
    "open cases from all moves": (
        "SELECT count(*) FROM (SELECT case_id FROM move GROUP BY case_id "
        "HAVING sum(became = 'closed') = sum(became = 'reopened'))",
        3,
    ),
}
_LOGGED = (
    "INSERT INTO contact (channel, direction, happened_at, words, language, language_help, answered_at_once, "
    "for_mayor, anonymous, mail_subject, mail_from, mail_to, message_id, in_reply_to, ward, entered_at, taken_by_id, "
    "entered_by_id, version, case_id) SELECT channel, direction, happened_at, words, language, language_help, "
    "answered_at_once, for_mayor, anonymous, mail_subject, mail_from, mail_to, message_id, in_reply_to, ward, "
    "entered_at, taken_by_id, entered_by_id, 1, case_id FROM contact WHERE id = 17"
)
NOTE = "the same by the same driver and settings on a copy of the file without encryption; the ratio is what it costs"


def measure(bench: Bench) -> list[Figure]:
    """Reads of each kind, and one write with its commit."""
    with TemporaryDirectory(dir=bench.paths.data_dir) as folder:
        copy = Path(folder) / "plain"
        bench.raw.execute(f"ATTACH '{copy}' AS plain KEY ''")
        bench.raw.execute("SELECT sqlcipher_export('plain')").fetchall()
        bench.raw.execute("DETACH plain")
        with closing(sqlcipher.connect(str(copy), isolation_level=None)) as plain:
            for pragma in PRAGMAS:
                plain.execute(f"PRAGMA {pragma}")
            size = {"mb": bench.paths.database.stat().st_size // 2**20, "plain_mb": copy.stat().st_size // 2**20}
            return [*_reads(bench.raw, plain), _write(bench.raw, plain, size)]


def _reads(ours: Any, plain: Any) -> list[Figure]:
    many = ours.execute("SELECT max(id) FROM case_record").fetchone()[0]

    def asked(connection: Any, sql: str) -> Callable[[], object]:
        random = Random(1)  # both meet the same places, each of them anew

        def act() -> object:
            values = (json.dumps([random.randint(1, many) for _ in range(100)]),) if "?" in sql else ()
            return connection.execute(sql, values).fetchall()

        return act

    return [
        Figure(f"encrypted: {name}", *alternately(asked(ours, sql), asked(plain, sql), n), NOTE)
        for name, (sql, n) in ASKED.items()
    ]


def _write(ours: Any, plain: Any, size: dict[str, int]) -> Figure:
    def logged(connection: Any) -> Callable[[], object]:
        def act() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_LOGGED)
            connection.execute("COMMIT")

        return act

    return Figure("encrypted: a contact written", *alternately(logged(ours), logged(plain), 60), NOTE, more=size)
