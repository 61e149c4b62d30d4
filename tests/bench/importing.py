"""Bringing in an old table, beside the driver's own executemany of the very same rows; and one that is cancelled."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.errors import Unavailable
from app.exchange.case_import import prepare, run_import
from app.services.bulk import COLUMNS, FILL, TRIGGERS
from app.store import Store, open_engine
from tests.bench.figures import Figure
from tests.bench.old_table import write_table
from tests.factories import AT, KEY, director, make_store

ROWS = 50_000
ROUNDS = 3
_PIECE = 20_000
MANY = 500_000
"""From so many rows on one round is enough, and a cancelled import is tried too."""
TABLES = ("import_batch", "counter", "person", "organization", "reach", "place", "case_record", "move", "reference",
          "event")  # fmt: skip
NOTE = (
    "the same rows of {rows:,} cases (with people, phones, places, moves, numbers and history) by sqlcipher3's own "
    "executemany into an empty file of the same schema, its words indexed in one statement an index, one commit"
)


def measure(_: Path, rows: int = ROWS) -> list[Figure]:
    """The import of a made-up table into a new office, in turn with raw rows."""
    with TemporaryDirectory(prefix="importing-") as name:
        folder = Path(name)
        table = write_table(folder / "old cases.csv", rows)
        made = make_store(folder)
        made.close()
        _imported(folder, "first", table)
        more = {"memory_mb": _memory()}
        pairs = [(_imported(folder, "ours", table), _raw(folder)) for _ in range(1 if rows >= MANY else ROUNDS)]
        more |= cancelled(folder, table, rows) if rows >= MANY else {}
    ours, raw = [rows / a for a, _ in pairs], [rows / b for _, b in pairs]
    note = NOTE.format(rows=rows)
    return [
        Figure("import of a table", ours, raw, note, unit="rows/s", limit=0.2, of="ratio", more=more),
        Figure("import of a table, by itself", ours, [], "cases a second, file to commit", unit="rows/s", limit=10_000),
    ]


@contextmanager
def _office(folder: Path, name: str) -> Iterator[Path]:
    """A copy of the empty office."""
    path = folder / f"{name}.liaison"
    for each in folder.glob(f"{name}.liaison*"):
        each.unlink()
    yield Path(shutil.copyfile(folder / "office.liaison", path))


def _imported(folder: Path, name: str, table: Path) -> float:
    """Seconds from the file to the commit."""
    with _office(folder, name) as path, closing(Store(open_engine(path, KEY))) as store:
        start = time.perf_counter()
        store.write(lambda session: run_import(session, director(session), prepare(table), at=AT))
        return time.perf_counter() - start


def _memory() -> int | None:
    """The most that this process ever held, in MB, where the system tells."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> (20 if sys.platform == "darwin" else 10)


def _raw(folder: Path) -> float:
    """Seconds for the rows of the first import without any of our code; reading them there does not count."""
    with (
        _office(folder, "raw") as path,
        closing(Store(open_engine(folder / "first.liaison", KEY))) as first,
        closing(Store(open_engine(path, KEY))) as store,
        closing(first.engine.raw_connection()) as source,
        closing(store.engine.raw_connection()) as raw,
    ):
        cursor = raw.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        triggers = cursor.execute(TRIGGERS).fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("DROP TRIGGER event_no_replace")  # it refuses the lines that an empty office has already
        seconds = sum(_copied(source.cursor(), cursor, table) for table in TABLES)
        start = time.perf_counter()
        for index, (_, rows_of) in FILL.items():
            cursor.execute(f"INSERT INTO {index}(rowid, {COLUMNS[index]}) {rows_of}", {"after": 0, "until": 1 << 60})
        for _, sql in triggers:
            cursor.execute(sql)
        cursor.execute("COMMIT")
        return seconds + time.perf_counter() - start


def _copied(source: Any, cursor: Any, table: str) -> float:
    """Seconds to insert the rows of a table; what an empty office has already is passed over."""
    found = source.execute(f"SELECT * FROM {table}")
    words = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(found.description))})"
    seconds = 0.0
    while rows := found.fetchmany(_PIECE):
        start = time.perf_counter()
        cursor.executemany(words, rows)
        seconds += time.perf_counter() - start
    return seconds


def cancelled(folder: Path, table: Path, rows: int) -> dict[str, Any]:
    """An import that is stopped at nine tenths: what is left of it, and what the file looks like."""

    def stop(done: int, _total: int, step: str) -> None:
        if done > rows * 0.9:
            raise Unavailable("Somebody pressed Cancel.")

    with _office(folder, "cancelled") as path:
        size = path.stat().st_size
        store = Store(open_engine(path, KEY))
        start = time.perf_counter()
        try:
            store.write(lambda s: run_import(s, director(s), prepare(table), at=AT, progress=stop))
        except Unavailable:
            seconds = time.perf_counter() - start
        with closing(store.engine.raw_connection()) as raw:
            cases = raw.cursor().execute("SELECT count(*) FROM case_record").fetchone()[0]
            check = raw.cursor().execute("PRAGMA integrity_check").fetchone()[0]
        log = path.with_name(f"{path.name}-wal")
        told = {"cancelled_after_s": round(seconds, 1), "cases_left": cases, "integrity": check}
        told |= {"log_before_close": log.stat().st_size if log.exists() else 0}
        store.close()
        return told | {"grown_by": path.stat().st_size - size, "log_after_close": log.exists()}
