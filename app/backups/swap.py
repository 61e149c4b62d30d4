"""What takes the place of the present office: a restored one, and that of before is kept beside it; or the same under
another key, and that of before goes. A crash between is made good at the next start."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from app.backups.make import backup_lock
from app.backups.manifest import office_of
from app.backups.restoring import Progress, Restored, Unlocked, office_keys_differ, refuse_bygone, restore
from app.config import OfficePaths
from app.errors import Conflict, Unavailable
from app.files import make_private_folder, remove_tree, replace_file, sync_folder
from app.keyfile import KeyFileDamaged, KeyFileMissing, KeyFileNewer
from app.office_lock import OfficeLock

OTHER = "This backup is of another office. Restore it into a folder of its own, then open that."
JOURNAL = "restore.json"
BESIDE = ("office.liaison-wal", "office.liaison-shm")
STAGED, REKEYED, KEPT = ".restored-", ".rekeyed-", "before-restore-"
RESTORE, REKEY = "restore", "rekey"
MOVED = ("office.liaison", "office.keys", "attachments")


def _unheard(*_: object) -> None:
    """Progress nobody listens to."""


class Swapped(NamedTuple):
    """What was done: the folder in which the office of before is kept, and a sentence."""

    before: Path
    sentence: str


def swap_in(paths: OfficePaths, restored: Restored, *, at: datetime) -> Swapped:
    """Put a restored office, which lies in the folder of the present one, into its place. Nothing is deleted.

    File, keys and attachments of before go to `before-restore-…` there. A journal says what is to be moved, and each
    move is one renaming: after a crash `finish_swap` ends what was begun. Raises Conflict (another office's backup),
    Unavailable (somebody has the office open; the disk).
    """
    if office_keys_differ(paths, restored.paths):
        raise Conflict(OTHER)
    new = restored.paths.data_dir
    if new.parent != paths.data_dir:
        raise ValueError("restore into the folder of the office first: a renaming never crosses disks")
    plan = {"new": new.name, "old": _free_name(paths, at), "made_at": restored.made_at.isoformat()}
    plan |= {"lost": str(restored.lost), "kind": RESTORE}
    with backup_lock(paths), OfficeLock(paths.data_dir).alone():
        if not all((new / name).exists() for name in MOVED):  # another restore has cleared it away
            raise Unavailable("What was restored is not there any more. Restore the backup again; nothing was changed.")
        replace_file(paths.data_dir / JOURNAL, json.dumps(plan).encode())
        return _finish(paths, plan)


def exchange(paths: OfficePaths, new: Path, *, at: datetime) -> Swapped:
    """Put the same office under another key, made in the folder `new` in that of the present one, into its place.

    What was before is removed, as the key of before opens it: it goes aside first, and only when all that is new stands
    in its place. The caller is alone with the office and holds the `backup_lock`. Until the journal is written nothing
    is changed; from then on `finish_swap` ends what was begun. Raises Unavailable (the disk).
    """
    if new.parent != paths.data_dir or not all((new / name).exists() for name in MOVED):
        raise ValueError("make the whole office in a folder of the present one first")
    plan = {"new": new.name, "old": f"{new.name}-before", "made_at": at.isoformat()}
    plan |= {"lost": "0", "kind": REKEY}
    replace_file(paths.data_dir / JOURNAL, json.dumps(plan).encode())
    return _finish(paths, plan)


def restore_here(
    unlocked: Unlocked,
    paths: OfficePaths,
    *,
    at: datetime,
    without_lost: bool = False,
    progress: Progress = _unheard,
) -> Restored:
    """Restore a backup into a passing folder inside that of the office, ready for `swap_in`.

    Raises as `restore`, NotAllowed also for somebody who directs the present office no longer, Conflict at once for a
    backup of another office, and Unavailable while another backup of this office is made or restored."""
    with contextlib.suppress(KeyFileMissing, KeyFileDamaged, KeyFileNewer):  # those say nothing about whose it is
        if office_of(paths.keys) != unlocked.manifest.office:
            raise Conflict(OTHER)
    refuse_bygone(unlocked, paths, at)
    make_private_folder(paths.data_dir)
    with backup_lock(paths):
        _clear_staged(paths)
        to = paths.data_dir / f"{STAGED}{at.astimezone(UTC):%Y%m%d-%H%M%S}"
        return restore(unlocked, to, at=at, in_place=True, without_lost=without_lost, progress=progress)


def _clear_staged(paths: OfficePaths) -> None:
    """Remove what a restore left that was killed before anything was moved."""
    for left in (*paths.data_dir.glob(f"{STAGED}*"), *paths.data_dir.glob(f".{STAGED}*.restoring")):
        if not is_cut_off(paths):
            shutil.rmtree(left, ignore_errors=True)


def is_cut_off(paths: OfficePaths) -> bool:
    """Whether a restore was begun and not ended."""
    return (paths.data_dir / JOURNAL).exists()


def finish_swap(paths: OfficePaths) -> str:
    """End a restore that was cut off between two renamings; gives its sentence, "" where there was none.

    Raises Unavailable while another program is restoring, or for a journal that cannot be understood.
    """
    journal = paths.data_dir / JOURNAL
    if not journal.exists():
        return ""
    with OfficeLock(paths.data_dir).alone():
        if not journal.exists():  # another program ended it meanwhile
            return ""
        try:
            found = json.loads(journal.read_bytes())
            plan = {name: str(found[name]) for name in ("new", "old", "made_at", "lost")}
            plan["kind"] = str(found.get("kind", RESTORE))  # a version of before knew of restores only
            _check_names(plan)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unavailable(
                f"A restore was cut off, and {journal} cannot be read. Restore the backup again."
            ) from error
        what = "change of the file's key" if plan["kind"] == REKEY else "restore"
        return f"The {what} that was cut off has been completed. " + _finish(paths, plan).sentence


def _check_names(plan: dict[str, str]) -> None:
    """What is moved and removed are folders of the program in that of the office, whoever wrote the journal. Raises
    ValueError."""
    datetime.fromisoformat(plan["made_at"])
    new, old = (REKEYED, REKEYED) if plan["kind"] == REKEY else (STAGED, KEPT)
    for name, begins in ((plan["new"], new), (plan["old"], old)):
        if not name.startswith(begins) or any(sign in name for sign in "/\\:\0"):
            raise ValueError("not a folder of the program")


def _finish(paths: OfficePaths, plan: dict[str, str]) -> Swapped:
    """Move what is not moved yet: each step may have been done before."""
    home = paths.data_dir
    new, old = home / plan["new"], home / plan["old"]
    try:
        make_private_folder(old)
        for name in MOVED:
            if (new / name).exists():
                for each in (name, *BESIDE) if name == MOVED[0] else (name,):
                    _set_aside(home / each, old / each)
                (new / name).rename(home / name)
        sync_folder(old)
        sync_folder(home)
        _remove_rest(new)
        if plan["kind"] == REKEY:
            remove_tree(old)  # what the key of before opens
        (home / JOURNAL).unlink(missing_ok=True)
        kept = _is_kept(old)
    except OSError as error:
        what = "change of the file's key" if plan["kind"] == REKEY else "restore"
        raise Unavailable(
            f"The {what} could not be ended in {home}. Close what uses the folder, then start Liaison again."
        ) from error
    if plan["kind"] == REKEY:
        left = f" What was before could not be removed: delete {old} yourself." if kept else ""
        return Swapped(old, f"The key of the office's files is a new one.{left}")
    day = datetime.fromisoformat(plan["made_at"]).astimezone(UTC)
    said = f"The office is as it was on {day:%B} {day.day}, {day.year}."
    said += f" {plan['lost']} attachments could not be restored." if plan["lost"] != "0" else ""
    return Swapped(old, f"{said} What was before is kept in {old}." if kept else said)


def _is_kept(old: Path) -> bool:
    """Whether there was anything before; on a new computer there is not."""
    with contextlib.suppress(OSError):
        old.rmdir()
    return old.exists()


def _set_aside(path: Path, kept: Path) -> None:
    if path.exists() and not kept.exists():
        path.rename(kept)


def _remove_rest(new: Path) -> None:
    """Empty folders and a log of its own; a backup made by an upgrade goes where those are kept."""
    backups = new.parent / "backups"
    for saved in (new / "backups").glob("before-upgrade-*"):
        make_private_folder(backups)
        with contextlib.suppress(OSError):
            saved.rename(backups / saved.name)
    shutil.rmtree(new, ignore_errors=True)


def _free_name(paths: OfficePaths, at: datetime) -> str:
    name, number = f"{KEPT}{at.astimezone(UTC):%Y%m%d-%H%M%S}", 1
    while (paths.data_dir / name).exists():
        number += 1
        name = f"{name.partition('_')[0]}_{number}"
    return name
