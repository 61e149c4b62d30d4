"""Backups while somebody is signed in: the daily one at a quiet minute, and what status line, Today and Office tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.authority import actor
from app.backups import (
    Backup,
    Secrets,
    Source,
    folder_of,
    is_due,
    is_late,
    is_of_other_key,
    is_overdue,
    list_backups,
    make_backup,
    newest_of,
    place_warning,
    remember_folder,
    secrets_of,
    verify_backup,
)
from app.backups.keeping import AHEAD
from app.backups.make import RUNNING
from app.errors import AppError, Unavailable
from app.opening import Opened
from app.queries.backups import began_at, last_backed_up
from app.services.backups import record_backup
from app.ui.idle import IdleWatch
from app.ui.jobs import Failed
from app.ui.seat import Seat
from app.ui.work import Work

LOOK_MS = 60_000
QUIET_MINUTES = 1
PATIENCE = timedelta(minutes=30)
"""How long an overdue backup waits for a quiet minute, and how long after a failure the next try comes by itself."""


@dataclass(frozen=True)
class Standing:
    """How the backups of this office stand: all, newest first, the last verified, what is wrong with the folder.

    `since` is when the office began: a new one is not scolded on its first day.
    """

    folder: Path
    backups: tuple[Backup, ...] = ()
    last: datetime | None = None
    since: datetime | None = None
    problem: str = ""
    warning: str = ""
    moments: tuple[datetime, ...] = field(default=(), repr=False)


class _Asked(NamedTuple):
    thorough: bool
    by_hand: bool


class BackupDesk(QObject):
    """Makes the daily backup in a thread of its own, and says how the backups stand."""

    changed = Signal()
    """What `standing`, `failure` or `running` say is another thing now."""
    progressed = Signal(int, int, str)

    def __init__(self, seat: Seat, opened: Opened, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backup_desk")
        self.seat = seat
        self.standing: Standing | None = None
        self.failure = ""
        self._store = opened.store
        self._secrets: Secrets = secrets_of(opened.data_key, opened.paths.keys)
        self._work: Work | None = None
        self._tried_at: datetime | None = None
        self._begun_at = seat.now()
        self._quiet = False
        self._idle = IdleWatch(QUIET_MINUTES, self)
        self._idle.idle.connect(self._grow_quiet)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        seat.locking.connect(self.stop)

    # -- state ----------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether a backup is being made or read right now."""
        return self._work is not None

    @property
    def is_late(self) -> bool:
        """Whether to warn: three days without a verified backup."""
        standing = self.standing
        return standing is not None and is_late(standing.last or standing.since, now=self.seat.now())

    @property
    def trouble(self) -> str:
        """The sentence of the last failure, or of a folder that cannot be reached."""
        return self.failure or (self.standing.problem if self.standing else "")

    # -- when -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Look now, and each minute from now on; a day's backup is made at the first minute without a touch."""
        self._timer.start()
        self._idle.start()
        self.look()

    def stop(self) -> None:
        """The office is being locked: look no more, and end what runs; nothing half-made stays."""
        self._timer.stop()
        self._idle.stop()
        self.cancel()

    def _grow_quiet(self) -> None:
        self._quiet = True
        self.look()
        if self._timer.isActive():
            self._idle.start()  # it ends with each word it sends

    def look(self) -> None:
        """See how the backups stand, then begin the daily one where it is time."""
        if self.running:
            return
        paths, secrets, now = self.seat.paths, self._secrets, self.seat.now()

        def find(work: Work) -> Standing:
            folder, last, since = work.read(
                lambda s: (folder_of(s, paths), last_backed_up(s, until=now + AHEAD), began_at(s))
            )
            remember_folder(paths, folder)
            warning = place_warning(paths, folder)
            try:
                found = (
                    tuple(list_backups(folder, secrets.office)) if folder.is_dir() or folder != paths.backups else ()
                )
            except Unavailable as error:
                return Standing(folder, (), last, since, error.sentence, warning)
            verified = [backup for backup in found if backup.is_verified]
            moments = tuple(backup.made_at for backup in verified)
            newest = newest_of(moments, now)
            if verified and is_of_other_key(verified[0].folder, secrets):
                moments = ()  # the key was changed since: one that the key of now opens is due
            return Standing(folder, found, newest, since, "", warning, moments)

        self.seat.jobs.run(find, then=self._found, failed=self._not_found, owner=self)

    def _found(self, standing: Standing) -> None:
        self.standing = standing
        if standing.last is not None and self._tried_at is not None and standing.last > self._tried_at:
            self.failure = ""  # another window of this office has made one since
        quiet, self._quiet = self._quiet, False
        if not self.running and self._is_time(standing, quiet):
            self.back_up()
        self.changed.emit()

    def _not_found(self, error: AppError) -> None:
        self.failure = error.sentence
        self.changed.emit()

    def _is_time(self, standing: Standing, quiet: bool) -> bool:
        """A day without one waits for a quiet minute, but not longer than half an hour once 24 hours are over."""
        now = self.seat.now()
        if self._tried_at is not None and timedelta(0) <= now - self._tried_at < PATIENCE:
            return False
        if quiet:
            return is_due(standing.moments, now=now, zone=self.seat.zone)
        waited = not timedelta(0) <= now - self._begun_at < PATIENCE
        return waited and is_overdue(standing.moments, now=now)

    # -- acts -----------------------------------------------------------------------------------------------

    def back_up(self, *, by_hand: bool = False) -> None:
        """Make one now; `by_hand` tells who is signed in of what comes of it. Nothing happens while one is made."""
        if self.running or self.standing is None:
            return
        seat, folder, at = self.seat, self.standing.folder, self.seat.now()
        source = Source(seat.paths, self._store.engine, self._secrets)
        zone, me = seat.zone, seat.me.id

        def work(w: Work) -> Backup:
            made = make_backup(source, folder, at=at, zone=zone, progress=w.progress)
            w.write(lambda s: record_backup(s, actor(s, me, at) if by_hand else None, at=at, detail=made.detail()))
            return made

        self._tried_at = at
        self._run(
            work, then=self._told_made if by_hand else None, failed=self._told_failed if by_hand else self._failed
        )

    def verify(self, backup: Backup) -> None:
        """Read all of a backup."""
        if self.running:
            return
        secrets, at = self._secrets, self.seat.now()
        self._run(
            lambda w: verify_backup(backup.folder, secrets, at=at, progress=w.progress),
            then=self._told_whole,
            failed=self._told_failed,
        )

    def cancel(self) -> None:
        """End what runs, at its next step."""
        if self._work is not None:
            self._work.cancel()

    def _run(self, work: Callable[[Work], Backup], *, then: Callable[[Backup], object] | None, failed: Failed) -> None:
        self.failure = ""
        self._work = self.seat.jobs.run(
            work, then=then, failed=failed, ended=self._ended, progress=self._tell, owner=self
        )
        self.changed.emit()

    def _tell(self, done: int, total: int, text: str) -> None:
        self.progressed.emit(done, total, text)

    def _told_made(self, made: Backup) -> None:
        words = self.tr("Backed up and verified.")
        if made.missing:
            words += " " + self.tr("{0} attachments are missing or damaged in the office itself.").format(made.missing)
        self.seat.messages.note(words, key="backup")

    def _told_whole(self, seen: Backup) -> None:
        del seen
        self.seat.messages.note(self.tr("This backup is whole: all of it was opened and read."), key="backup")

    def _told_failed(self, error: AppError) -> None:
        self._failed(error)
        self.seat.messages.error(error)

    def _failed(self, error: AppError) -> None:
        if error.sentence != RUNNING:  # another window of this office makes it: no failure
            self.failure = error.sentence

    def _ended(self) -> None:
        self._work = None
        self.look()
        self.changed.emit()


def desk_of(seat: Any) -> BackupDesk | None:
    """The desk of a seat, None where a page stands alone."""
    return getattr(seat, "backups", None)
