"""Opening a backup and looking whether all of it is there and as it was written."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.backups.manifest import ATTACHMENTS, DATABASE, KEYS, Backup, Manifest, mark, office_id, read_manifest
from app.backups.pool import Kept, has_whole, pool_of, read_list
from app.blobs import BlobDamaged, BlobMissing, Blobs
from app.copying import opened_copy
from app.errors import Unavailable
from app.keyfile import proof_of, read_keys
from app.models import Attachment, Draft, Event, table_of
from app.queries.chain import follow_history
from app.upgrade import HEAD, NEWER
from app.vault import derive

NEW = timedelta(days=30)
"""Attachments as young as this are hashed at every backup; older ones once a week."""
LAST_LINES = 2_000
"""Lines of history followed at every backup; all of them once a week."""
_FILE = re.compile(r', \d+, "([0-9a-f]{64})"\]')
"""The end of a file in a draft: its size and address (`exchange.mail_log.StoredFile`)."""
BREATH, BETWEEN = 0.0005, 100
"""Seconds of rest after so many lines of history: Python runs one thread at a time, and the others have the turn."""

Progress = Callable[[int, int, str], object]


class BackupDamaged(Unavailable):
    """A backup that is not as it was written: it never counts and is never restored."""


class Secrets(NamedTuple):
    """What opens the backups of one office."""

    office: str
    database: bytes
    attachments: bytes
    proof: bytes


def secrets_of(data_key: bytes | bytearray, keys: Path) -> Secrets:
    """Derived once from the data key, which is forgotten at the lock while a backup may be ending. Raises Unavailable.

    `keys` is the key file of the same office.
    """
    database, attachments = derive(data_key, "database"), derive(data_key, "attachments")
    return Secrets(office_id(read_keys(keys)), database, attachments, proof_of(data_key))


def verify_backup(
    folder: Path,
    secrets: Secrets,
    *,
    at: datetime,
    thorough: bool = True,
    summed: bool = False,
    progress: Progress = lambda *_: None,
) -> Backup:
    """Open and check a backup, and mark in its manifest what came of it.

    Thorough: every index, every line of history, every attachment hashed. Else the order of the pages, the newest lines
    of history, the attachments of the last 30 days hashed and the rest looked for. `summed` says that the sums of the
    parts were taken from the disk just now, and the attachments read. What `progress` raises ends it, unmarked. Raises
    BackupDamaged, and Unavailable where nothing can be said (no folder, newer, of another office).
    """
    manifest = read_manifest(folder)
    if manifest.office != secrets.office:
        raise Unavailable(f"{folder.name} is a backup of another office. Sign in to that office to check it.")
    try:
        if not summed:
            check_parts(folder, manifest, progress)
            _refuse_other_key(folder, secrets)
        since = None if summed else datetime.min.replace(tzinfo=UTC) if thorough else at - NEW
        _check(folder, manifest, secrets, thorough=thorough, hashed_since=since, progress=progress)
    except BackupDamaged as error:
        with contextlib.suppress(Unavailable):  # a folder that may only be read: the sentence is what matters
            mark(folder, damage=error.sentence, verified_at=None)
        raise
    hashed = {"hashed_all_at": at} if thorough else {}
    return mark(folder, verified_at=at, damage="", **hashed)


def _check(
    folder: Path,
    manifest: Manifest,
    secrets: Secrets,
    *,
    thorough: bool,
    hashed_since: datetime | None,
    progress: Progress,
) -> None:
    check_keys(folder / KEYS, secrets)
    stored = check_database(folder / DATABASE, secrets, manifest, thorough=thorough, progress=progress)
    named = read_list(folder / ATTACHMENTS)
    young = {address for address, newest in stored.items() if hashed_since is not None and newest >= hashed_since}
    check_attachments(named, pool_of(folder.parent), secrets, hashed=young, progress=progress)


def is_of_other_key(folder: Path, secrets: Secrets) -> bool:
    """Whether a backup of this office was made before its key was changed, or after a later change of another copy.

    False for a key file that cannot be read: what that is, others tell.
    """
    try:
        keys = read_keys(folder / KEYS)
    except Unavailable:
        return False
    return office_id(keys) == secrets.office and not hmac.compare_digest(keys.proof, secrets.proof)


def _refuse_other_key(folder: Path, secrets: Secrets) -> None:
    """Such a backup is not damaged; but the data key of now does not open it."""
    if is_of_other_key(folder, secrets):
        raise Unavailable(
            f"{folder.name} was made before the key was changed, so it opens only with a password of that day. Its "
            "files are as they were written. To read all of it, restore it into a new folder."
        )


def check_parts(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Every file of the backup against its sum. Raises BackupDamaged, Unavailable."""
    total, done = sum(part.size for part in manifest.parts.values()), 0
    for name, part in manifest.parts.items():
        start = done

        def told(many: int, start: int = start) -> None:
            progress(start + many, total, "Comparing sums")

        size, found = hash_of(folder / name, told)
        if (size, found) != part:
            raise BackupDamaged(f"{name} of {folder.name} is damaged. Take another backup.")
        done += size


def hash_of(path: Path, told: Callable[[int], object]) -> tuple[int, str]:
    """Bytes and SHA-256 of a file. Raises BackupDamaged where it is missing, Unavailable where it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                size += len(piece)
                told(size)
    except FileNotFoundError:
        raise BackupDamaged(f"{path.name} of {path.parent.name} is missing. Take another backup.") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read. Connect its disk, then try again.") from error
    return size, digest.hexdigest()


def check_keys(path: Path, secrets: Secrets) -> None:
    """The key file is whole and of this office. Raises BackupDamaged."""
    try:
        keys = read_keys(path)
    except Unavailable as error:
        raise BackupDamaged(error.sentence) from error
    if not hmac.compare_digest(keys.proof, secrets.proof):
        raise BackupDamaged(f"{path.name} of {path.parent.name} is of another office. Take another backup.")


def check_database(
    path: Path, secrets: Secrets, manifest: Manifest, *, thorough: bool, progress: Progress
) -> dict[str, datetime]:
    """The office file opens and is sound; gives the address of each attachment with the newest date of its use.

    Raises BackupDamaged, Unavailable for a file of a newer version, and what `progress` raises."""

    def stop() -> bool:
        try:
            progress(0, 0, "Reading the office file")
        except Exception:  # it is raised again outside SQLite, below
            return True
        return False

    try:
        with opened_copy(path, secrets.database, stop=stop) as session:
            _check_schema(session)
            _check_pages(session, path, thorough)
            _check_history(session, path, manifest, None if thorough else LAST_LINES, progress)
            return stored_in(session)
    except BackupDamaged:
        raise
    except (Unavailable, DBAPIError) as error:
        progress(0, 0, "")  # whoever stopped it says so here
        if isinstance(error, Unavailable) and error.sentence == NEWER:
            raise
        raise BackupDamaged(f"{path.name} of {path.parent.name} is damaged. Take another backup.") from error


def _check_schema(session: Session) -> None:
    if schema_of(session) > HEAD:
        raise Unavailable(NEWER)


def schema_of(session: Session) -> str:
    """The step of the migrations that a copied file is at."""
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _check_pages(session: Session, path: Path, thorough: bool) -> None:
    """Reading each page proves its seal too."""
    lines = session.execute(text(f"PRAGMA {'integrity_check' if thorough else 'quick_check'}")).scalars().all()
    if list(lines) != ["ok"]:
        raise BackupDamaged(f"{path.name} of {path.parent.name} is damaged: {lines[0]}. Take another backup.")


def _check_history(session: Session, path: Path, manifest: Manifest, last: int | None, progress: Progress) -> None:
    total = manifest.counts.get("history", 0) if last is None else min(last, manifest.counts.get("history", 0))

    def told(count: int) -> None:
        if count % (50 * BETWEEN) == 0:
            progress(count, max(total, count), "Following history")
        time.sleep(BREATH)

    for finding in follow_history(session, last=last, at_once=BETWEEN, told=told):
        raise BackupDamaged(f"{path.name} of {path.parent.name}: {finding.sentence} Take another backup.")
    if head_of(session) != manifest.head:
        raise BackupDamaged(f"{path.name} of {path.parent.name} ends with another line of history than it did.")


def head_of(session: Session) -> tuple[int, str]:
    """Number and hash of the newest line of history."""
    e = table_of(Event).c
    number, sealed = session.execute(select(e.id, e.hash).order_by(e.id.desc()).limit(1)).one()
    return int(number), str(sealed)


def stored_in(session: Session) -> dict[str, datetime]:
    """Address of each attachment, removed ones and those of drafts too, with the newest date of its use."""
    a, d = table_of(Attachment).c, table_of(Draft).c
    rows = session.execute(select(a.address, func.max(a.at)).group_by(a.address).order_by(a.address))
    found = {str(address): newest for address, newest in rows}
    for payload, at in session.execute(select(d.payload, d.updated_at)):
        for address in _FILE.findall(json.dumps(payload)):
            found[address] = max(at, found.get(address, at))
    return found


def check_attachments(
    named: Sequence[Kept], folder: Path, secrets: Secrets, *, hashed: Iterable[str], progress: Progress
) -> None:
    """Each is there at its size, and those in `hashed` are what their address says. Raises BackupDamaged."""
    blobs, wanted = Blobs(folder, secrets.attachments), frozenset(hashed)
    total, done = sum(kept.size for kept in named), 0
    for kept in named:
        progress(done, total, "Reading attachments")
        if not has_whole(folder, kept):
            raise BackupDamaged(f"An attachment ({kept.address[:8]}…) is missing or cut in the backups of {folder}.")
        if kept.address in wanted:
            read_attachment(blobs, kept.address)
        done += kept.size


def read_attachment(blobs: Blobs, address: str) -> None:
    """Read one attachment and hold it against its address. Raises BackupDamaged, Unavailable."""
    try:
        blobs.verify(address)
    except (BlobDamaged, BlobMissing) as error:
        raise BackupDamaged(f"An attachment ({address[:8]}…) is damaged in the backups of {blobs.folder}.") from error
