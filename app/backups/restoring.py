"""Restoring a backup into a new folder: copied, opened and checked there, before it is an office."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.authority import Actor, LeftOffice, Right, actor, require
from app.backups.check import BackupDamaged, Secrets, check_database, check_keys, read_attachment, secrets_of
from app.backups.manifest import ATTACHMENTS, DATABASE, KEYS, Manifest, Part, look_at, missing_part, read_manifest
from app.backups.pool import PIECE, Kept, copy_stored, place_of, pool_of, read_list
from app.blobs import Blobs
from app.config import OfficePaths, is_network_path
from app.copying import TROUBLES
from app.errors import Conflict, Invalid, Unavailable
from app.files import fresh_file, make_private_folder, settle, sync_folder, write_all
from app.keyfile import read_keys
from app.queries.office import staff_id_of
from app.services.backups import record_restore
from app.store import Store, open_engine
from app.upgrade import upgrade
from app.vault import Cost, Vault, forget

Progress = Callable[[int, int, str], object]


class Restored(NamedTuple):
    """An office that stands again: where, how it was when, and whether it had to be upgraded."""

    paths: OfficePaths
    made_at: datetime
    counts: dict[str, int]
    upgraded: bool
    lost: int = 0
    """Attachments that were left out, since the backups do not hold them whole any more."""


class AttachmentsLost(BackupDamaged):
    """All of the backup is whole but some attachments; it can be restored without them."""


@dataclass
class Unlocked:
    """A backup whose data key is known; `close` forgets it."""

    folder: Path
    manifest: Manifest
    data_key: bytearray = field(repr=False)
    login: str = ""

    def close(self) -> None:
        """Forget the key."""
        forget(self.data_key)

    def __enter__(self) -> Unlocked:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def unlock_backup(
    folder: Path,
    *,
    at: datetime,
    login: str = "",
    password: str = "",
    recovery: str = "",
    attempts: Path,
    cost: Cost | None = None,
) -> Unlocked:
    """Open the keys of a backup by the password of a Director who was in it, or by its recovery key.

    Wrong tries are counted in the file `attempts`, that of the office, so that a backup is no way around the wait.
    Raises WrongPassword, WrongRecoveryKey, TooSoon, Invalid, BackupDamaged, Unavailable.
    """
    manifest = read_manifest(folder)
    if problem := missing_part(folder, manifest):  # a mark of damage is no hindrance: all is read again anyway
        raise BackupDamaged(problem)
    make_private_folder(attempts.parent)
    vault = Vault(folder / KEYS, cost, attempts=attempts)
    key = vault.open_with_recovery(recovery, at=at) if recovery else vault.open(login, password, at=at)
    return Unlocked(folder, manifest, key, "" if recovery else login)


class _Wish(NamedTuple):
    """How it is to be restored."""

    at: datetime
    in_place: bool
    without_lost: bool
    progress: Progress


def restore(
    unlocked: Unlocked,
    to: Path,
    *,
    at: datetime,
    in_place: bool = False,
    without_lost: bool = False,
    progress: Progress = lambda *_: None,
) -> Restored:
    """Make an office of a backup in the folder `to`, which is new or empty.

    It is copied beside it first, opened and checked there to the last attachment, upgraded where it is older, and gets
    a line of history; then it takes the name `to`. Unless it will be put `in_place` of the present office it keeps its
    backups in its own folder: in that of the present one they would pass for that one's. `without_lost` leaves out
    attachments that are missing or damaged: all backups share them, so no other may have them. What `progress` raises
    ends it, and nothing stays. Raises AttachmentsLost where they are not to be left out, BackupDamaged, NotAllowed (the
    password is not a Director's), Conflict (`to` is in use), Invalid, Unavailable.
    """
    _refuse_place(to)
    wish = _Wish(at, in_place, without_lost, progress)
    half = to.with_name(f".{to.name}.restoring")
    with _told(to):
        shutil.rmtree(half, ignore_errors=True)
        try:
            made = _restore(unlocked, OfficePaths(half), wish)
            if to.exists():
                to.rmdir()
            half.rename(to)
            sync_folder(to.parent)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    return made._replace(paths=OfficePaths(to))


def _restore(unlocked: Unlocked, paths: OfficePaths, wish: _Wish) -> Restored:
    _refuse_without_room(unlocked, paths.data_dir.parent)
    paths.make()
    folder, manifest = unlocked.folder, unlocked.manifest
    for name, place in ((KEYS, paths.keys), (DATABASE, paths.database)):
        _copy_part(folder / name, place, manifest.parts[name], wish.progress)
    secrets = secrets_of(unlocked.data_key, paths.keys)
    if secrets.office != manifest.office:
        raise BackupDamaged(f"The key file of {folder.name} is of another office. Take another backup.")
    check_keys(paths.keys, secrets)
    named = _list_of(folder, manifest)
    _copy_attachments(named, pool_of(folder.parent), paths.attachments, wish.progress)
    check_database(paths.database, secrets, manifest, thorough=True, progress=wish.progress)
    lost = _drop_lost(named, Blobs(paths.attachments, secrets.attachments), wish.progress)
    if lost and not wish.without_lost:
        raise AttachmentsLost(
            f"{lost} of {len(named)} attachments are missing or damaged in {pool_of(folder.parent)}. "
            "Take another backup, or restore without them."
        )
    upgraded = _enter(unlocked, paths, secrets, wish, lost)
    return Restored(paths, manifest.made_at, dict(manifest.counts), upgraded, lost)


def _enter(unlocked: Unlocked, paths: OfficePaths, secrets: Secrets, wish: _Wish, lost: int) -> bool:
    """Upgrade the copy, ask whether it may take its place, and note it. Gives whether it was upgraded."""
    wish.progress(0, 0, "Upgrading")
    engine = open_engine(paths.database, secrets.database)
    try:
        saved = upgrade(engine, secrets.database, backups=paths.backups, at=wish.at)
        made_at = unlocked.manifest.made_at
        who = Store(engine).read(lambda session: _director(session, unlocked.login, made_at, wish.at))
        detail = {"backup": unlocked.folder.name, "made_at": unlocked.manifest.made_at.isoformat()}
        detail |= {"lost": str(lost)} if lost else {}
        told = partial(record_restore, who=who, at=wish.at, detail=detail, apart=not wish.in_place)
        Store(engine).write(told)
    finally:
        engine.dispose()
    return saved is not None


def _director(session: Session, login: str, made_at: datetime, at: datetime) -> Actor | None:
    """Who restores: somebody who directed the office when the backup was made, for it knows no later mandates. Who
    acted for the Director then must do so now, `at`, by what it knows.

    None for the recovery key, which only the office's safe holds.
    """
    if not login:
        return None
    staff_id = staff_id_of(session, login)
    if staff_id is None:
        raise Invalid({"login": "Nobody on the staff list of this backup signs in with this name."})
    who = actor(session, staff_id, made_at)
    require(who if not who.acts else actor(session, staff_id, at), Right.MANAGE_OFFICE)
    return who


def refuse_bygone(unlocked: Unlocked, paths: OfficePaths, at: datetime) -> None:
    """Raises NotAllowed for somebody whom the present office, where it can still be read, no longer lets direct it: a
    backup of before would bring back an appointment or a designation that has ended (Q3).

    What the present office cannot be asked, for loss, damage or another key, is no hindrance; nor is the recovery key.
    """
    if not unlocked.login or not paths.database.exists():
        return
    with contextlib.suppress(Unavailable, DBAPIError, OSError, ValueError, LookupError):  # what damage may bring
        engine = open_engine(paths.database, secrets_of(unlocked.data_key, paths.keys).database)
        try:
            Store(engine).read(lambda session: _require_now(session, unlocked.login, at))
        finally:
            engine.dispose()


def _require_now(session: Session, login: str, at: datetime) -> None:
    staff_id = staff_id_of(session, login)
    if staff_id is None:
        raise LeftOffice
    require(actor(session, staff_id, at), Right.MANAGE_OFFICE)


def _copy_part(source: Path, place: Path, part: Part, progress: Progress) -> None:
    """Copy one file in pieces and hold it against its sum. Raises BackupDamaged, OSError."""
    digest, size = hashlib.sha256(), 0
    try:
        stream = source.open("rb")
    except FileNotFoundError:
        raise BackupDamaged(f"{source.name} of {source.parent.name} is missing. Take another backup.") from None
    with stream, fresh_file(place.parent) as (file, fresh):
        while piece := stream.read(PIECE):
            write_all(file, piece)
            digest.update(piece)
            size += len(piece)
            progress(size, part.size, "Copying the backup")
        if Part(size, digest.hexdigest()) != part:
            raise BackupDamaged(f"{source.name} of {source.parent.name} is damaged. Take another backup.")
        settle(file, fresh, place)


def _list_of(folder: Path, manifest: Manifest) -> list[Kept]:
    """The attachments of the backup; its list is held against its sum too."""
    raw = (folder / ATTACHMENTS).read_bytes()
    if Part(len(raw), hashlib.sha256(raw).hexdigest()) != manifest.parts[ATTACHMENTS]:
        raise BackupDamaged(f"{ATTACHMENTS} of {folder.name} is damaged. Take another backup.")
    return read_list(folder / ATTACHMENTS)


def _copy_attachments(named: list[Kept], pool: Path, attachments: Path, progress: Progress) -> None:
    total, done = sum(kept.size for kept in named), 0

    def told(many: int) -> None:
        nonlocal done
        done += many
        progress(done, total, "Copying attachments")

    for kept in named:
        with contextlib.suppress(FileNotFoundError):  # it is counted when all are read
            copy_stored(pool, attachments, kept.address, told=told)


def _drop_lost(named: list[Kept], blobs: Blobs, progress: Progress) -> int:
    """Read every attachment that was copied, remove what is not whole; gives how many are lost."""
    lost, done, total = 0, 0, sum(kept.size for kept in named)
    for kept in named:
        progress(done, total, "Reading attachments")
        done += kept.size
        try:
            read_attachment(blobs, kept.address)
        except BackupDamaged:
            place_of(blobs.folder, kept.address).unlink(missing_ok=True)
            lost += 1
    return lost


def _refuse_place(to: Path) -> None:
    """Raises Conflict for a folder in use, Unavailable for a network share."""
    if is_network_path(to):
        raise Unavailable(
            f"{to} lies on a network share, where an office file could be damaged. Choose a disk of this computer."
        )
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise Conflict(f"{to} is not empty. Choose a new folder.")


def _refuse_without_room(unlocked: Unlocked, folder: Path) -> None:
    needed = look_at(unlocked.folder).size
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if free < needed + (64 << 20):
        raise Unavailable(
            f"The disk of {folder} has {free >> 20:,} MB left; this backup needs {(needed >> 20) + 64:,} MB. Make room."
        )


@contextlib.contextmanager
def _told(to: Path) -> Iterator[None]:
    try:
        yield
    except TROUBLES as error:
        if getattr(error, "errno", None) == 28 or "full" in str(error).lower():
            raise Unavailable(
                f"The disk of {to.parent} is full. Make room, then try again; nothing was changed."
            ) from error
        raise Unavailable(
            f"The backup could not be restored to {to}. See whether both disks are connected; nothing was changed."
        ) from error


def office_keys_differ(paths: OfficePaths, restored: OfficePaths) -> bool:
    """Whether a restored office is another one than the present; an unreadable key file says nothing."""
    try:
        return read_keys(paths.keys).file != read_keys(restored.keys).file
    except Unavailable:
        return False
