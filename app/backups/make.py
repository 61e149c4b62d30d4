"""Making a backup, whole or not at all, and removing those that the rules of dates no longer keep."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, func, select
from sqlmodel import Session, SQLModel

from app.backups.check import (
    NEW,
    BackupDamaged,
    Secrets,
    hash_of,
    head_of,
    read_attachment,
    schema_of,
    stored_in,
    verify_backup,
)
from app.backups.keeping import AHEAD, Seen, keep
from app.backups.manifest import (
    ATTACHMENTS,
    DATABASE,
    KEYS,
    MANIFEST,
    NAME,
    Backup,
    Manifest,
    Part,
    folder_name,
    list_backups,
    office_of,
    write_manifest,
)
from app.backups.pool import Kept, copy_stored, list_bytes, place_of, pool_of, prune_pool, read_list
from app.blobs import Blobs
from app.config import OfficePaths
from app.copying import TROUBLES, copy_office, opened_copy
from app.errors import Unavailable
from app.files import make_private_folder, replace_file, sync_folder
from app.models import Case, Contact, Event, Person, table_of
from app.office_lock import OfficeLock
from app.queries.checks import damaged_pages
from app.store import DAMAGED

THOROUGH_EVERY = timedelta(days=7)
ROOM = 64 << 20
"""Bytes that stay free: a backup must not be what fills the disk of the office."""
RUNNING = "A backup of this office is being made or restored right now. Wait until it is done, then try again."
OURS = frozenset({DATABASE, KEYS, ATTACHMENTS, MANIFEST})

Progress = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Source:
    """The open office that is backed up."""

    paths: OfficePaths
    engine: Engine
    secrets: Secrets


class _Gathered(NamedTuple):
    """What stands in the copied office file."""

    schema: str
    counts: dict[str, int]
    head: tuple[int, str]
    stored: Mapping[str, datetime]


def make_backup(
    source: Source,
    folder: Path,
    *,
    at: datetime,
    zone: tzinfo,
    thorough: bool = False,
    progress: Progress = lambda *_: None,
) -> Backup:
    """Make a backup in `folder`, open and check it, and remove those that are no longer kept; gives the new one.

    Everything is checked where `thorough` says so, and once a week in any case. Nobody who works in the office waits.
    `progress` gets (done, total, what); what it raises ends it, and nothing half-made stays. Raises Unavailable (disk,
    folder, another backup being made) and BackupDamaged where the new one did not stand the check.
    """
    progress(0, 0, "Copying the office file")
    with backup_lock(source.paths), _told(folder):
        if folder == source.paths.backups:  # any other is not made: a disk that is away must not be taken for a folder
            make_private_folder(folder)
        clean_up(folder, source.secrets.office)
        before = list_backups(folder, source.secrets.office)
        thorough = thorough or not _was_thorough_lately(before, at)
        place = _make(source, folder, at, thorough, progress)
        with _judged(source, folder):
            made = _verified(place, source.secrets, at, thorough, progress)
        with contextlib.suppress(Unavailable):  # the new one counts, even where an old one cannot be removed
            prune(folder, source.secrets.office, now=at, zone=zone)
        return made


def _verified(place: Path, secrets: Secrets, at: datetime, thorough: bool, progress: Progress) -> Backup:
    """A new backup that does not stand the check is no use to anybody, and would be made again and again."""
    try:
        return verify_backup(place, secrets, at=at, thorough=thorough, summed=True, progress=progress)
    except BackupDamaged:
        with contextlib.suppress(OSError):
            remove_backup(place)
        raise


@contextlib.contextmanager
def backup_lock(paths: OfficePaths, *, wait_s: float = 0) -> Iterator[None]:
    """Held while a backup is made, or restored in place of the office. Raises Unavailable while somebody else does,
    and still does after `wait_s` seconds."""
    with OfficeLock(paths.data_dir, name="backup.lock", taken=RUNNING).alone(wait_s=wait_s):
        yield


def prune(folder: Path, office: str, *, now: datetime, zone: tzinfo) -> int:
    """Remove the backups of this office that `keep` lets go, and attachments nobody names; gives how many backups.

    Damaged ones stay: a person may still want what is whole in them, and a disk that stutters is no reason to remove
    anything. Raises Unavailable. Where a list of attachments cannot be read, no attachment is removed at all.
    """
    with _told(folder):
        found = [each for each in list_backups(folder, office) if not each.is_damaged]
        kept = keep((Seen(each.name, each.made_at, each.is_verified) for each in found), now=now, zone=zone)
        gone = [each for each in found if each.name not in kept]
        for backup in gone:
            remove_backup(backup.folder)
        with contextlib.suppress(Unavailable):
            named = {kept.address for each in list_backups(folder) for kept in read_list(each.folder / ATTACHMENTS)}
            prune_pool(folder, named)
        return len(gone)


def remove_backup(folder: Path) -> None:
    """Remove one backup: first its name, so that a half-removed one is never taken for whole. Raises OSError."""
    gone = folder.with_name(f".{folder.name}.part")
    folder.rename(gone)
    _remove_known(gone)


def clean_up(folder: Path, office: str) -> None:
    """Remove what a killed program left half-made or half-removed of this office. Raises OSError."""
    for path in folder.glob(f".liaison-*-{office[:8]}.part"):
        if NAME.fullmatch(path.name[1:-5]):
            _remove_known(path)


def _remove_known(folder: Path) -> None:
    """Only what a backup is made of goes; with anything else in it the folder stays."""
    for path in list(folder.iterdir()):
        if path.name in OURS or path.suffix == ".new":
            path.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _make(source: Source, folder: Path, at: datetime, thorough: bool, progress: Progress) -> Path:
    """All parts under a passing name, then the lasting name at once; gives the folder of the backup."""
    place = _free_name(folder, at, source.secrets.office)
    half = folder / f".{place.name}.part"
    try:
        half.mkdir(mode=0o700)
        _refuse_without_room(source.paths.database, folder, 0)
        copy_office(source.engine, source.secrets.database, half / DATABASE, progress=_pages(progress))
        replace_file(half / KEYS, source.paths.keys.read_bytes())
        with _judged(source, folder), opened_copy(half / DATABASE, source.secrets.database) as session:
            gathered = _gather(session)
        young = {a for a, newest in gathered.stored.items() if thorough or newest >= at - NEW}
        named, missing = _fill_pool(source, folder, gathered.stored, young, progress)
        replace_file(half / ATTACHMENTS, list_bytes(named))
        write_manifest(half, _manifest(source, half, gathered, named, missing, at, progress))
        half.rename(place)
        sync_folder(folder)
        return place
    except BaseException:
        with contextlib.suppress(OSError):
            _remove_known(half)
        raise


def _free_name(folder: Path, at: datetime, office: str) -> Path:
    """The name for this moment; a second later where two were made within one."""
    while (place := folder / folder_name(at, office)).exists():
        at += timedelta(seconds=1)
    return place


def _pages(progress: Progress) -> Callable[[int, int], object]:
    return lambda done, total: progress(done, total, "Copying the office file")


def _gather(session: Session) -> _Gathered:
    tables: dict[str, type[SQLModel]] = {"cases": Case, "contacts": Contact, "people": Person, "history": Event}
    counts = {
        word: session.execute(select(func.count()).select_from(table_of(t))).scalar_one() for word, t in tables.items()
    }
    return _Gathered(schema_of(session), counts, head_of(session), stored_in(session))


def _manifest(
    source: Source, half: Path, gathered: _Gathered, named: list[Kept], missing: int, at: datetime, progress: Progress
) -> Manifest:
    told = _hashing(progress, (half / DATABASE).stat().st_size)
    parts = {name: Part(*hash_of(half / name, told)) for name in (DATABASE, KEYS, ATTACHMENTS)}
    return Manifest(
        office=office_of(half / KEYS),
        made_at=at,
        schema=gathered.schema,
        counts=gathered.counts | {"attachments": len(named), "missing": missing},
        parts=parts,
        head=gathered.head,
        attachment_bytes=sum(kept.size for kept in named),
    )


def _hashing(progress: Progress, total: int) -> Callable[[int], object]:
    return lambda done: progress(done, total, "Summing up")


def _fill_pool(
    source: Source, folder: Path, stored: Iterable[str], read: Collection[str], progress: Progress
) -> tuple[list[Kept], int]:
    """Bring the attachments into the pool where they are not yet; gives those there, and how many the office misses.

    What is new there, and what is in `read`, is read: a damaged one is copied again, so that the pool heals itself.
    """
    pool, ours, stored = pool_of(folder), source.paths.attachments, list(stored)
    total = sum(_size(place_of(ours, address)) for address in stored)
    _refuse_without_room(None, folder, sum(_size(place_of(ours, a)) for a in stored if not place_of(pool, a).exists()))
    blobs, named, done = Blobs(pool, source.secrets.attachments), [], 0
    for address in stored:
        start = done

        def told(many: int) -> None:
            nonlocal done
            done += many
            progress(done, total, "Copying attachments")

        kept = _brought(blobs, ours, address, address in read, told)
        done = start + (kept.size if kept else 0)
        named += [kept] if kept else []
    return named, len(stored) - len(named)


def _brought(blobs: Blobs, ours: Path, address: str, reads: bool, told: Callable[[int], None]) -> Kept | None:
    """The attachment as it lies in the pool, None where neither the pool nor the office has it whole."""
    kept = Kept(address, _size(place_of(blobs.folder, address)))
    told(0)
    if kept.size and not reads and kept.size == _size(place_of(ours, address), kept.size):
        return kept
    for again in (False, True):
        try:
            if again or not kept.size:
                kept = copy_stored(ours, blobs.folder, address, told=told)
            read_attachment(blobs, address)
            return kept
        except FileNotFoundError:
            break
        except BackupDamaged:
            continue
    with contextlib.suppress(FileNotFoundError):
        place_of(blobs.folder, address).unlink()  # not what its address says: it must not stand for it
    return None


def _size(path: Path, otherwise: int = 0) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return otherwise


def _refuse_without_room(database: Path | None, folder: Path, more: int) -> None:
    """Raises Unavailable before the disk is full: on the office's own disk that would stop all work."""
    needed = more + (_size(database) + _size(database.with_name(database.name + "-wal")) if database else 0)
    free = shutil.disk_usage(folder).free
    if needed and free - needed < ROOM:
        raise Unavailable(
            f"The disk of {folder} has {free >> 20:,} MB left; a backup needs {(needed + ROOM) >> 20:,} MB. "
            "Make room, or choose another folder."
        )


def _was_thorough_lately(before: Iterable[Backup], at: datetime) -> bool:
    """One that says so of the future was made before the clock was set back, and says nothing."""
    marks = [each.manifest.hashed_all_at for each in before if each.manifest and each.is_verified]
    return any(mark is not None and at - THOROUGH_EVERY < mark <= at + AHEAD for mark in marks)


@contextlib.contextmanager
def _judged(source: Source, folder: Path) -> Iterator[None]:
    """Whose fault it is when the fresh copy cannot be read: the office's own, or that of the disk it was written to."""
    try:
        yield
    except Unavailable as error:
        source.engine.dispose()  # a connection that met a damaged page refuses all that follows
        with Session(source.engine) as session:
            is_ours = damaged_pages(session)
        if is_ours:
            raise Unavailable(DAMAGED) from error
        if isinstance(error, BackupDamaged):
            raise
        raise Unavailable(
            f"What was written to {folder} cannot be read again: its disk may be failing. Choose another folder."
        ) from error


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turns the disk's troubles into a sentence."""
    try:
        yield
    except TROUBLES as error:
        words = str(error).lower()
        if getattr(error, "errno", None) == 28 or "full" in words or "no space" in words:
            raise Unavailable(f"The disk of {folder} is full. Make room, or choose another folder.") from error
        if "locked" in words:
            raise Unavailable("Another program holds the office file. Wait a moment, then try again.") from error
        if os.access(folder, os.W_OK):
            raise Unavailable(f"No backup could be made in {folder}. Check the disk, then try again.") from error
        raise Unavailable(
            f"The folder {folder} cannot be written to. Connect its disk, ask who may write there, or choose another."
        ) from error
