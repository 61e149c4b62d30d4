"""Backups: how long one takes beside SQLite's own copy in one go, and how long a writer waits meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlcipher3.dbapi2 as sqlcipher

from app.backups import Source, make_backup, secrets_of
from app.vault import derive
from tests.bench.figures import Figure, timed
from tests.bench.office import AT, Bench, raw_connection

ZONE = ZoneInfo("America/New_York")
PAUSE = 0.02
ALONE = 150


def measure(bench: Bench) -> list[Figure]:
    """The first backup reads everything, as the weekly one does; the second is a daily one."""
    source = Source(bench.paths, bench.store.engine, secrets_of(bench.opened.data_key, bench.paths.keys))

    def back_up() -> object:
        return make_backup(source, bench.paths.backups, at=AT, zone=ZONE)

    key = derive(bench.opened.data_key, "database")
    in_one = [timed(lambda: _in_one(bench, key)) / 1000]
    thorough = timed(back_up) / 1000
    with _writer(bench) as waits:
        daily = timed(back_up) / 1000
    alone, during = waits
    note = "SQLite's backup in one go, neither settled nor checked"
    return [
        Figure("backup, all read (weekly)", [thorough], in_one, note, unit="s"),
        Figure("backup, daily, beside a writer", [daily], in_one, note, unit="s"),
        Figure(
            "writer: lock and commit during it",
            during,
            alone,
            f"the same writer alone (longest {max(alone):.0f} ms)",
            limit=50,
            of="p95",
        ),
    ]


def _in_one(bench: Bench, key: bytes) -> None:
    path = bench.paths.data_dir / "in-one.copy"
    with closing(raw_connection(bench.paths, key)) as source, closing(sqlcipher.connect(str(path))) as target:
        target.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        source.backup(target)
    path.unlink()


@contextmanager
def _writer(bench: Bench) -> Iterator[tuple[list[float], list[float]]]:
    """A writer in a program of its own: its waits in ms before and during what is done inside."""
    key = derive(bench.opened.data_key, "database").hex()
    order = [sys.executable, "-m", "tests.bench.backups", str(bench.paths.database)]
    waits: tuple[list[float], list[float]] = ([], [])
    with subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None and program.stdout is not None
        print(key, file=program.stdin, flush=True)
        waits[0].extend(map(float, program.stdout.readline().split()))
        yield waits
        program.stdin.close()
        waits[1].extend(map(float, program.stdout.readline().split()))


def write(path: Path, key: str) -> None:
    """As the other program: a line of waits alone, then one until the input ends."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    with closing(sqlcipher.connect(str(path), isolation_level=None, timeout=30)) as office:
        for pragma in (f"key = \"x'{key}'\"", "synchronous = FULL"):
            office.execute(f"PRAGMA {pragma}")
        office.execute("INSERT OR REPLACE INTO setting VALUES ('bench', '0')")
        print(*(_one(office, number) for number in range(ALONE)), flush=True)
        waits: list[float] = []
        while not ended.is_set():
            waits.append(_one(office, len(waits)))
        print(*waits, flush=True)


def _one(office: sqlcipher.Connection, number: int) -> float:
    """One act: taking the lock, a row, the commit; then a pause. Milliseconds."""
    time.sleep(PAUSE)
    start = time.perf_counter()
    office.execute("BEGIN IMMEDIATE")
    office.execute("UPDATE setting SET value = ? WHERE key = 'bench'", (str(number),))
    office.execute("COMMIT")
    return round((time.perf_counter() - start) * 1000, 3)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.stdin.readline().strip())
