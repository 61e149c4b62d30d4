"""A program killed while it changes the key: the office is wholly the old or wholly the new one, and opens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from app.backups.swap import JOURNAL
from app.keyfile import read_keys
from app.models import Attachment, table_of
from app.opening import check_place
from app.queries.checks import check_office
from app.vault import Vault
from tests.backups import CHEAP, OTHERS, enter, open_desk
from tests.e2e.rekey_target import STEPS
from tests.factories import AT, director

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("LIAISON_REKEY_KILLS", "3"))
OLD = STEPS[: STEPS.index("journal")]


def run(folder: Path, step: str = "", after: float | None = None) -> list[int]:
    """The changes told before the kill: at a step, or so many seconds after the office was opened."""
    order = [sys.executable, "-m", "tests.e2e.rekey_target", str(folder), step]
    with subprocess.Popen(order, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None and program.stdout.readline() == "opened\n"
        sign = signal.SIGKILL if os.name == "posix" else signal.SIGTERM
        timer = threading.Timer(after, program.send_signal, [sign]) if after is not None else None
        if timer is not None:
            timer.start()
        told = list(program.stdout)
        if timer is not None:
            timer.join()
    return [int(line.split()[1]) for line in told if line.endswith("\n")]


def look_at(desk) -> int:
    """Sign in as after a crash: all of it is sound under one key; gives how often that was changed."""
    check_place(desk.paths)
    there = enter(desk.paths, AT)
    addresses = there.store.read(lambda s: s.execute(select(table_of(Attachment).c.address)).scalars().all())
    assert len(addresses) == 2
    look = there.blobs.verify
    assert there.store.read(lambda s: check_office(s, director(s), deep=True, look=look)) == []
    there.close()
    vault = Vault(desk.paths.keys, CHEAP)
    assert vault.fits(vault.open("sortiz", OTHERS, at=AT)) and vault.fits(
        vault.open_with_recovery(desk.recovery, at=AT)
    )
    assert not (desk.paths.data_dir / JOURNAL).exists()
    assert not list(desk.paths.data_dir.glob(".rekeyed-*")), "what was half-made, or the office of before, is gone"
    return read_keys(desk.paths.keys).epoch


@pytest.fixture
def desk(tmp_path: Path):
    made = open_desk(tmp_path)
    made.attach(os.urandom(2 << 20))
    made.opened.close()
    return made


@pytest.mark.timeout(240)
def test_that_a_kill_at_each_step_leaves_the_old_office_or_the_new_one(desk) -> None:
    epoch = 0
    for step in STEPS:
        assert run(desk.paths.data_dir, step) == []
        epoch += 0 if step in OLD else 1
        assert look_at(desk) == epoch, step


@pytest.mark.timeout(240)
def test_that_a_kill_at_any_moment_leaves_the_old_office_or_the_new_one(desk) -> None:
    chance, epoch = random.Random(11), 0
    for _ in range(KILLS):
        told = run(desk.paths.data_dir, after=chance.uniform(0.01, 1.5))
        found = look_at(desk)
        assert found >= max([epoch, *told])
        epoch = found
