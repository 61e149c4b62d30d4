"""The door to the database."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import Unavailable
from app.store import Store, open_engine

KEY = os.urandom(32)


def test_that_the_file_is_encrypted_from_the_first_byte_and_private(tmp_path: Path) -> None:
    path = tmp_path / "office.liaison"
    store = Store(open_engine(path, KEY))
    store.write(lambda s: s.execute(text("CREATE TABLE secret (words TEXT)")))
    store.write(lambda s: s.execute(text("INSERT INTO secret VALUES ('Margaret Mulcahy')")))
    store.close()
    content = path.read_bytes()
    assert b"SQLite format 3" not in content and b"Mulcahy" not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_that_a_wrong_key_or_a_damaged_file_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "office.liaison"
    store = Store(open_engine(path, KEY))
    store.write(lambda s: s.execute(text("CREATE TABLE t (a)")))
    store.close()
    with pytest.raises(Unavailable, match="damaged"):
        open_engine(path, os.urandom(32))
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(Unavailable, match="restore the last backup"):
        open_engine(path, KEY)


def test_that_a_failed_act_leaves_nothing(tmp_path: Path) -> None:
    store = Store(open_engine(tmp_path / "office.liaison", KEY))
    store.write(lambda s: s.execute(text("CREATE TABLE t (a)")))

    def half(session: object) -> None:
        session.execute(text("INSERT INTO t VALUES (1)"))  # type: ignore[attr-defined]  # any session will do
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        store.write(half)
    assert store.read(lambda s: s.execute(text("SELECT count(*) FROM t")).scalar_one()) == 0


TAKE = (
    "import fcntl, sys; file = open(sys.argv[1], 'r+b')\n"
    "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, (1 << 30) + 2)  # the bytes that SQLite's readers hold"
)


@pytest.mark.skipif(os.name != "posix", reason="POSIX drops all locks of a program when it closes one handle")
def test_that_a_file_opened_again_while_an_old_reader_ends_keeps_its_locks(tmp_path: Path) -> None:
    path = tmp_path / "office.liaison"
    first = Store(open_engine(path, KEY))
    reader = first.engine.connect()  # as a long look that outlasts the lock of the window
    reader.execute(text("SELECT count(*) FROM sqlite_master"))
    first.close()
    second = Store(open_engine(path, KEY))
    other = subprocess.run([sys.executable, "-c", TAKE, str(path)], capture_output=True, text=True, check=False)
    assert "BlockingIOError" in other.stderr
    reader.close()
    second.close()
