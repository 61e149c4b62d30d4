"""The made-up office that is measured: made once for its size, seed and version of the file, then used again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.authority import Actor, actor
from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.opening import Opened, open_office
from app.store import Store
from app.upgrade import HEAD
from app.vault import derive

AT = datetime(2026, 11, 18, 15, 24, tzinfo=UTC)
LOGIN = "mmulcahy"
PRAGMAS: tuple[str, ...] = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON")
PRAGMAS += ("busy_timeout = 5000", "cache_size = -32000", "temp_store = MEMORY")


@dataclass
class Bench:
    """An office of its own, open; `raw` is a second connection to the same file, without any of our code."""

    paths: OfficePaths
    opened: Opened
    who: Actor
    raw: sqlcipher.Connection

    @property
    def store(self) -> Store:
        """Its store."""
        return self.opened.store


def made(cases: int, seed: int, folder: Path | None) -> Path:
    """The folder of the office that is kept; it is made when there is none."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liaison-bench"
    kept = folder or cache / f"{cases}-{seed}-{HEAD}"
    if not (kept / "office.liaison").exists():
        print(f"Making an office of {cases:,} cases in {kept} …", flush=True)
        shutil.rmtree(kept, ignore_errors=True)
        make_demo(OfficePaths(kept), cases=cases, seed=seed, at=AT)
    return kept


@contextmanager
def copied(kept: Path) -> Iterator[Path]:
    """A copy beside it, on the same disk, which measuring may write to."""
    copy = Path(tempfile.mkdtemp(prefix="measured-", dir=kept.parent))
    try:
        yield Path(shutil.copytree(kept, copy / "office"))
    finally:
        shutil.rmtree(copy, ignore_errors=True)


@contextmanager
def opened(folder: Path) -> Iterator[Bench]:
    """The office, signed in to as its Director."""
    paths = OfficePaths(folder)
    office = open_office(paths, LOGIN, PASSWORD, AT)
    raw = raw_connection(paths, derive(office.data_key, "database"))
    try:
        who = office.store.read(lambda session: actor(session, office.staff_id, AT))
        yield Bench(paths, office, who, raw)
    finally:
        raw.close()
        office.close()


def raw_connection(paths: OfficePaths, key: bytes) -> sqlcipher.Connection:
    """The driver's own connection with the same settings as the store's."""
    raw = sqlcipher.connect(str(paths.database), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")
    return raw
