"""A program killed while it backs up: what was called verified is whole, and the next run clears the rest."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.backups import list_backups, verify_backup
from tests.backups import Desk, enter, open_desk
from tests.factories import AT

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("LIAISON_BACKUP_KILLS", "4"))


def killed_while_it_backs_up(folder: Path, after: float) -> list[str]:
    """The names told before the kill, which comes so many seconds after the first."""
    order = [sys.executable, "-m", "tests.e2e.backup_target", str(folder)]
    with subprocess.Popen(order, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        sign = signal.SIGKILL if os.name == "posix" else signal.SIGTERM
        timer = threading.Timer(after, program.send_signal, [sign])
        timer.start()
        told = [first, *program.stdout]
        timer.join()
    return [line.split()[1] for line in told if line.endswith("\n")]


@pytest.mark.timeout(240)
def test_that_a_kill_at_any_moment_leaves_only_whole_backups(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    desk.attach(os.urandom(2 << 20))
    desk.opened.close()
    chance = random.Random(7)
    for _ in range(KILLS):
        told = killed_while_it_backs_up(desk.paths.data_dir, chance.uniform(0.01, 0.6))
        there = Desk(enter(desk.paths), "")
        found = {backup.name: backup for backup in list_backups(desk.folder)}
        assert set(told) <= set(found) and all(found[name].is_verified for name in told)
        newest = list_backups(desk.folder)[0]
        assert not newest.is_damaged
        assert verify_backup(newest.folder, there.source.secrets, at=AT).is_verified
        assert there.back_up(newest.made_at).is_verified
        assert not list(desk.folder.glob(".*.part"))
        there.opened.close()
