"""An office with a key file and attachments, for tests of backups."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Any
from zoneinfo import ZoneInfo

from app.backups import Backup, Source, make_backup, secrets_of, unlock_backup
from app.backups.restoring import Unlocked
from app.config import OfficePaths
from app.models import Role
from app.opening import Member, Opened, make_office, open_office
from app.services.attachments import add_attachment
from app.vault import Cost
from app.workdays import OfficeCalendar
from tests.factories import AT, director, make_case

PASSWORD = "four words of mine"
OTHERS = "another four words"
ZONE = ZoneInfo("America/New_York")
CHEAP = Cost.cheap()


def make_small_office(folder: Path) -> tuple[OfficePaths, str]:
    """A new office with its Director and an intern; gives its paths and its recovery key."""
    paths = OfficePaths(folder)
    made = make_office(
        paths,
        office={"city": "Halbrook"},
        calendar=OfficeCalendar().to_json(),
        first=Member("Margaret Mulcahy", "mmulcahy", Role.DIRECTOR, password=PASSWORD),
        others=[Member("Sam Ortiz", "sortiz", Role.INTERN, password=OTHERS)],
        at=AT,
        cost=CHEAP,
    )
    return paths, made.recovery_key


def enter(paths: OfficePaths, at: datetime = AT) -> Opened:
    """Sign in as the Director."""
    return open_office(paths, "mmulcahy", PASSWORD, at, cost=CHEAP)


@dataclass
class Desk:
    """An open office that can be backed up and restored."""

    opened: Opened
    recovery: str

    @property
    def paths(self) -> OfficePaths:
        return self.opened.paths

    @property
    def folder(self) -> Path:
        return self.paths.backups

    @property
    def source(self) -> Source:
        return Source(self.paths, self.opened.store.engine, secrets_of(self.opened.data_key, self.paths.keys))

    def attach(self, content: bytes, at: datetime = AT) -> str:
        """Keep a file with a new case; gives its address."""
        blob = self.opened.blobs.put(_stream(content))

        def act(session: Any) -> None:
            who, case = director(session), make_case(session)
            given: dict[str, Any] = {"name": "a.bin", "media_type": "", "size": blob.size, "address": blob.address}
            add_attachment(session, who, **given, at=at, case_id=case.id)

        self.opened.store.write(act)
        return blob.address

    def back_up(self, at: datetime = AT, folder: Path | None = None, **given: Any) -> Backup:
        """A backup in the usual folder."""
        return make_backup(self.source, folder or self.folder, at=at, zone=ZONE, **given)

    def unlock(self, backup: Backup, **given: Any) -> Unlocked:
        """The backup, unlocked by the Director's password unless something else is given."""
        asked = given or {"login": "mmulcahy", "password": PASSWORD}
        return unlock_backup(backup.folder, at=AT, attempts=self.paths.attempts, cost=CHEAP, **asked)


@cache
def _small_office() -> tuple[Path, str]:
    """The folder of a small office to be copied, made once in a run; with its recovery key."""
    folder = Path(mkdtemp(prefix="small-office-"))
    atexit.register(rmtree, folder)
    return folder / "office", make_small_office(folder / "office")[1]


def open_desk(tmp_path: Path) -> Desk:
    """A small office with one case and one attachment, open; each is the same office, with the same keys."""
    folder, recovery = _small_office()
    copytree(folder, tmp_path / "office")
    return desk_at(OfficePaths(tmp_path / "office"), recovery)


def open_another(tmp_path: Path) -> Desk:
    """The same, but an office of its own."""
    return desk_at(*make_small_office(tmp_path / "office"))


def desk_at(paths: OfficePaths, recovery: str) -> Desk:
    """The desk of a new office, with a case and an attachment."""
    desk = Desk(enter(paths), recovery)
    desk.attach(b"a photo of the pothole" * 1000)
    return desk


def flip(path: Path, at: int = -100) -> None:
    """Turn one bit of a file."""
    raw = bytearray(path.read_bytes())
    raw[at if -len(raw) <= at < len(raw) else 0] ^= 1
    path.write_bytes(raw)


def cut(path: Path) -> None:
    """Take the last half off a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def after(days: float = 0, **given: float) -> datetime:
    """A moment after AT."""
    from datetime import timedelta

    return (AT + timedelta(days=days, **given)).astimezone(UTC)


def at_call(number: int, act: Callable[[], object]) -> Callable[[int, int, str], object]:
    """A progress that does something at its n-th word."""
    count = 0

    def progress(_done: int, _total: int, _what: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            act()

    return progress


def _stream(content: bytes) -> Any:
    from io import BytesIO

    return BytesIO(content)
