"""Killed at any moment, the program has lost nothing that it confirmed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select, text
from sqlmodel import Session

from app.models import FIRST, Event, chained, table_of
from app.store import Store, open_engine
from tests.factories import KEY, make_store

ROOT = Path(__file__).parents[2]
KILLS = 20


def killed_at_random(folder: Path, rng: random.Random) -> list[list[str]]:
    """Let the program work, kill it after a random number of confirmed acts; returns what it had confirmed."""
    words = [sys.executable, "-m", "tests.e2e.kill_target", str(folder)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = [program.stdout.readline() for _ in range(rng.randint(1, 30))]
        os.kill(program.pid, signal.SIGKILL)
        said += program.stdout.readlines()
    return [line.split() for line in said if line.endswith("\n")]


def check(session: Session, confirmed: list[list[str]]) -> None:
    """The file is sound, the history unbroken, and everything confirmed is there."""
    assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    previous = FIRST
    for row in session.execute(select(table_of(Event)).order_by("id")).mappings():
        assert row["previous"] == previous and row["hash"] == chained(previous, dict(row))
        previous = row["hash"]
    numbers = set(session.execute(text("SELECT number FROM case_record")).scalars())
    contacts = set(session.execute(text("SELECT id FROM contact")).scalars())
    assert {line[2] for line in confirmed if line[0] == "logged"} <= numbers
    assert {int(line[1]) for line in confirmed if line[0] == "logged"} <= contacts
    assert len(numbers) == len(contacts)


def look_at(folder: Path, confirmed: list[list[str]]) -> None:
    """Open the file again: it is sound, and the newest draft confirmed is the one kept, or a newer one."""
    store = Store(open_engine(folder / "office.liaison", KEY))
    store.read(lambda s: check(s, confirmed))
    drafts = [int(line[1]) for line in confirmed if line[0] == "draft"]
    kept = store.read(lambda s: s.execute(text("SELECT payload ->> 'turn' FROM draft")).scalar())
    assert not drafts or (kept is not None and int(kept) >= drafts[-1])
    store.close()


def test_that_twenty_kills_lose_nothing_that_was_confirmed(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    rng = random.Random(20261118)
    confirmed: list[list[str]] = []
    for _ in range(KILLS):
        confirmed += killed_at_random(tmp_path, rng)
        look_at(tmp_path, confirmed)
    assert len(confirmed) > KILLS
