"""The office under another key, made and checked in a folder of its own beside the present one."""

from __future__ import annotations

import contextlib
import io
import secrets
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple, cast

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.authority import Right, actor, require
from app.backups.check import stored_in
from app.backups.pool import place_of
from app.backups.swap import REKEYED
from app.blobs import BlobDamaged, BlobMissing, Blobs
from app.config import OfficePaths
from app.copying import TROUBLES, copy_office, opened_copy
from app.errors import Unavailable
from app.files import make_private_folder, remove_tree, replace_file
from app.models import Attachment, Draft, table_of
from app.opening import Opened
from app.queries.office import StaffRow, staff
from app.services.history import record
from app.store import Store, open_engine
from app.vault import Succeeded, Vault, derive, forget

Progress = Callable[[int, int, str], object]
ROOM = 64 << 20


class NotReady(Unavailable):
    """Some would be shut out, since the new key cannot be sealed to them; `logins` says who."""

    def __init__(self, logins: Collection[str]) -> None:
        self.logins = tuple(logins)
        names, them = ", ".join(self.logins), "them" if len(self.logins) > 1 else "this person"
        super().__init__(
            f"The new key cannot be handed to {names} yet. Have {them} sign in once, then try again; or change the key "
            f"without {them}: they can then sign in only after they were given a new password."
        )


class FilesLost(Unavailable):
    """Attachments are missing or damaged, so they cannot be encrypted anew; the rest can."""


class Wish(NamedTuple):
    """Who asked, when, and what may be left behind."""

    by: int
    at: datetime
    drop_unready: bool
    new_sheet: bool
    without_lost: bool
    progress: Progress


class Made(NamedTuple):
    """What lies ready to take the place of the office."""

    folder: OfficePaths
    succeeded: Succeeded
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    attachments: int
    lost: int
    size: int


def people_of(opened: Opened) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is on the staff list and has a password: those to whom a new key can be sealed, and those who not.

    Nobody else is asked for: a key that somebody put back into the file for one who has left is left behind.
    """
    logins = [row.login for row in opened.store.read(lambda session: staff(session)) if opened.vault.has(row.login)]
    unready = tuple(opened.vault.unready(opened.data_key, logins))
    return tuple(login for login in logins if login not in unready), unready


def size_of(paths: OfficePaths) -> int:
    files = [paths.database, paths.database.with_name(paths.database.name + "-wal"), *paths.attachments.rglob("*")]
    return sum(path.stat().st_size for path in files if path.is_file())


def _refuse_without_room(paths: OfficePaths) -> None:
    needed, free = size_of(paths) + ROOM, shutil.disk_usage(paths.data_dir).free
    if free < needed:
        raise Unavailable(
            f"The disk of {paths.data_dir} has {free >> 20:,} MB left; to change the key {needed >> 20:,} MB are "
            "needed for a while. Make room, then try again."
        )


def make_aside(opened: Opened, wish: Wish) -> Made:
    """All of the new office, checked, in a folder of its own. What is raised leaves nothing there."""
    for left in opened.paths.data_dir.glob(f"{REKEYED}*"):
        remove_tree(left)
    _refuse_without_room(opened.paths)
    to = OfficePaths(opened.paths.data_dir / f"{REKEYED}{wish.at:%Y%m%d-%H%M%S}")
    new = bytearray(secrets.token_bytes(32))
    try:
        with _explained(to), _kept_still(opened.store):
            made = _make(opened, to, new, wish)
            wish.progress(1, 1, "Putting it in place")  # the last moment to stop
            opened.forget_keys()  # nothing is written to the old file any more
            return made
    except BaseException:
        remove_tree(to.data_dir)
        raise
    finally:
        forget(new)


@contextlib.contextmanager
def _kept_still(store: Store) -> Iterator[None]:
    """Nobody in this program writes meanwhile: what came after the copy would be lost."""
    with store.engine.execution_options(writes=True).connect() as connection, connection.begin() as held:
        yield
        held.rollback()


def _make(opened: Opened, to: OfficePaths, new: bytearray, wish: Wish) -> Made:
    kept, dropped = people_of(opened)
    me = next(row for row in opened.store.read(lambda s: staff(s)) if row.id == wish.by)
    if (dropped and not wish.drop_unready) or me.login in dropped:
        raise NotReady(dropped)
    make_private_folder(to.attachments)
    succeeded = opened.vault.succeed(opened.data_key, new, logins=kept, new_sheet=wish.new_sheet)
    key = derive(new, "database")
    copy_office(opened.store.engine, key, to.database, progress=lambda d, t: wish.progress(d, t, "Copying the file"))
    stored = opened.store.read(lambda session: list(stored_in(session)))
    moved, size = _encrypt(opened.blobs, Blobs(to.attachments, derive(new, "attachments")), stored, wish)
    lost = len(stored) - len(moved)
    if lost and not wish.without_lost:
        raise FilesLost(
            f"{lost} of {len(stored)} attachments are missing or damaged, so they cannot be encrypted anew. Put them "
            "back from a backup first (see liaison check --deep), or change the key without them."
        )
    detail = {"epoch": [succeeded.epoch - 1, succeeded.epoch], "people": len(kept), "attachments": len(moved)}
    detail |= {"dropped": [row.id for row in _rows(opened, dropped)], "lost": lost}
    detail |= {"new_recovery_key": bool(succeeded.recovery_key)}
    _write(to, key, moved, detail, wish)
    _check(opened.store, to, key, wish)
    replace_file(to.keys, succeeded.content)
    if not Vault(to.keys).fits(new):
        raise Unavailable(_unreadable(to))
    return Made(to, succeeded, kept, dropped, len(moved), lost, to.database.stat().st_size + size)


def _rows(opened: Opened, logins: Collection[str]) -> list[StaffRow]:
    return [row for row in opened.store.read(lambda session: staff(session)) if row.login in logins]


class _Pieces(io.RawIOBase):
    """A kept file as a stream, a piece at a time."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1) -> bytes:
        """The next piece, whatever its size; nothing at the end."""
        return next(self._pieces, b"")


def _encrypt(old: Blobs, new: Blobs, stored: Collection[str], wish: Wish) -> tuple[dict[str, str], int]:
    """Each attachment under the new key, read again; gives the new address of each old one, and the bytes."""
    sizes = {address: _size(old, address) for address in stored}
    total, done, moved, written = sum(sizes.values()), 0, {}, 0
    for address, size in sizes.items():

        def told(many: int, start: int = done) -> None:
            wish.progress(start + many, total, "Encrypting attachments")

        told(0)
        with contextlib.suppress(BlobDamaged, BlobMissing):
            blob = new.put(cast(BinaryIO, _Pieces(old.open(address))), limit=sys.maxsize, progress=told)
            if old.address_of(blob.sha256) != address:
                place_of(new.folder, blob.address).unlink()
                raise BlobDamaged
            new.verify(blob.address)
            moved[address] = blob.address
            written += blob.size
        done += size
    return moved, written


def _size(blobs: Blobs, address: str) -> int:
    path = place_of(blobs.folder, address)
    return path.stat().st_size if path.is_file() else 0


def _write(to: OfficePaths, key: bytes, moved: Mapping[str, str], detail: Mapping[str, Any], wish: Wish) -> None:
    """The new addresses and the line of history, in the copy."""

    def act(session: Session) -> None:
        who = actor(session, wish.by, wish.at)
        require(who, Right.MANAGE_STAFF)
        _readdress(session, moved)
        record(session, who, "changed key", subject="office", subject_id=None, at=wish.at, detail=detail)

    store = Store(open_engine(to.database, key))
    try:
        store.write(act)
    finally:
        store.close()


def _readdress(session: Session, moved: Mapping[str, str]) -> None:
    """Rows and drafts name the files by their new addresses; lines of history name none."""
    a, d = table_of(Attachment), table_of(Draft)
    pairs = [{"old": old, "new": new} for old, new in moved.items()]
    if pairs:
        named = update(a).where(a.c.address == bindparam("old")).values(address=bindparam("new"))
        session.connection().execute(named, pairs)
    for draft_id, payload in session.execute(select(d.c.id, d.c.payload)).all():
        if (fresh := _renamed(payload, moved)) != payload:
            session.execute(update(d).where(d.c.id == draft_id).values(payload=fresh))


def _renamed(value: Any, moved: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return moved.get(value, value)
    if isinstance(value, list):
        return [_renamed(each, moved) for each in value]
    return {key: _renamed(each, moved) for key, each in value.items()} if isinstance(value, dict) else value


Shape = tuple[list[Any], list[Any], dict[str, int]]


def _check(store: Store, to: OfficePaths, key: bytes, wish: Wish) -> None:
    """The copy has all that the office file has and one line of history more, and each of its pages is whole.

    Raises Unavailable, and what `progress` raises."""
    wish.progress(0, 0, "Reading what was written")
    if to.database.with_name(to.database.name + "-wal").exists():
        raise Unavailable(_unreadable(to))
    words, rows, counts = store.read(_shape)
    counts["event"] += 1
    try:
        with opened_copy(to.database, key, stop=lambda: _is_stopped(wish)) as session:
            sound = session.execute(text("PRAGMA integrity_check")).scalars().all()
            broken = session.execute(text("PRAGMA cipher_integrity_check")).all()  # the seal of each page
            same = _shape(session) == (words, rows, counts)
    except (Unavailable, DBAPIError) as error:
        wish.progress(0, 0, "Reading what was written")  # whoever stopped it says so here
        raise Unavailable(_unreadable(to)) from error
    if sound != ["ok"] or broken or not same:
        raise Unavailable(_unreadable(to))


def _is_stopped(wish: Wish) -> bool:
    try:
        wish.progress(0, 0, "Reading what was written")
    except Exception:  # it is raised again outside SQLite, in `_check`
        return True
    return False


def _shape(session: Session) -> Shape:
    """What a copy has in common: marks of the file, tables, indexes and triggers, and how many rows each table has."""
    marks = [session.execute(text(f"PRAGMA {mark}")).scalar_one() for mark in ("user_version", "application_id")]
    parts = session.execute(text("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY 1, 2"))
    schema = [tuple(row) for row in parts]
    tables = [name for kind, name, _, sql in schema if kind == "table" and not sql.startswith("CREATE VIRTUAL")]
    counts = {name: session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}
    return marks, schema, counts


def _unreadable(to: OfficePaths) -> str:
    return (
        f"What was written to {to.data_dir.parent} does not hold all that the office has: the office file or the disk "
        "may be damaged. Nothing was changed. Run liaison check --deep."
    )


@contextlib.contextmanager
def _explained(to: OfficePaths) -> Iterator[None]:
    """Turns the disk's troubles into a sentence."""
    try:
        yield
    except TROUBLES as error:
        if getattr(error, "errno", None) == 28 or "full" in str(error).lower():
            raise Unavailable(f"The disk of {to.data_dir.parent} is full. Make room; nothing was changed.") from error
        raise Unavailable(
            f"The key could not be changed in {to.data_dir.parent}; nothing was changed. See whether the disk can be "
            "written to, and run liaison check."
        ) from error
