"""Many may have the office open; one alone may change the file itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.office_lock import OfficeLock

HOLD = (
    "import sys; from pathlib import Path; from app.office_lock import OfficeLock\n"
    "lock = OfficeLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); sys.stdin.read()"
)


def test_that_several_hold_it_together_and_nobody_is_alone_among_them(tmp_path: Path) -> None:
    first, second = OfficeLock(tmp_path), OfficeLock(tmp_path)
    first.acquire()
    first.acquire()
    second.acquire()
    with pytest.raises(Unavailable, match="Close it there"), first.alone():
        raise AssertionError
    second.release()
    second.release()
    with first.alone(), pytest.raises(Unavailable, match="upgrading or restoring"):
        second.acquire()
    with pytest.raises(Unavailable, match="Close it there"), second.alone():
        raise AssertionError
    first.release()
    assert (tmp_path / "office.lock").stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"


def test_that_a_killed_program_frees_the_office(tmp_path: Path) -> None:
    order = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(Unavailable, match="another window"), OfficeLock(tmp_path).alone():
            raise AssertionError
        other.kill()
        other.wait(timeout=10)
    with OfficeLock(tmp_path).alone(), pytest.raises(Unavailable):
        OfficeLock(tmp_path).acquire()


def test_that_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="could not be made"):
        OfficeLock(tmp_path / "file").acquire()


def test_that_a_damaged_lock_file_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "office.lock").write_bytes(b"no database " * 100)
    with pytest.raises(Unavailable, match="cannot be locked"):
        OfficeLock(tmp_path).acquire()


def test_that_a_second_hold_in_one_program_frees_nobody_elses(tmp_path: Path) -> None:
    first, second = OfficeLock(tmp_path), OfficeLock(tmp_path)
    first.acquire()
    second.acquire()
    alone = HOLD.replace("lock.acquire()", "lock.alone().__enter__()")
    order = [sys.executable, "-c", alone, str(tmp_path)]
    other = subprocess.run(order, input="", capture_output=True, text=True, check=False)
    assert "Close it there" in other.stderr and "held" not in other.stdout
    first.release()
    second.release()
