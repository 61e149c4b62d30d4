"""How the backups stand, in words: status line, Today and the Office page say the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from app.backups import Backup
from app.ui.backup_desk import BackupDesk
from app.ui.case_words import Clock, moment_words, time_words
from app.ui.icons import icon


def _tr(words: str) -> str:
    return QCoreApplication.translate("Backups", words)


def when_words(at: datetime, clock: Clock) -> str:
    """A moment: "today 9:12 AM", "yesterday 5:40 PM", else its date and time."""
    local = clock.local(at)
    if local.date() == clock.today:
        return _tr("today {0}").format(time_words(local))
    if local.date() == clock.today - timedelta(days=1):
        return _tr("yesterday {0}").format(time_words(local))
    return moment_words(at, clock)


def status_words(desk: BackupDesk) -> str:
    """A few words for the foot of the window; empty before anything is known."""
    standing, clock = desk.standing, Clock(desk.seat.now(), desk.seat.zone)
    if standing is None:
        return ""
    if standing.last is None:
        return _tr("No verified backup yet")
    when = when_words(standing.last, clock)
    if desk.is_late:
        return _tr("Last verified backup {0}").format(when)
    if standing.problem:
        return _tr("Backup folder not reached; last verified {0}").format(when)
    return _tr("Backup verified {0}").format(when)


def is_warned(desk: BackupDesk) -> bool:
    """Whether the words wear the sign of warning."""
    return desk.is_late or bool(desk.trouble)


def state_icon(backup: Backup) -> QIcon:
    """The sign beside the word for its state: verified, damaged, or not checked yet."""
    if backup.is_damaged:
        return icon("triangle-alert", "status.overdue.text")
    return icon("shield-check", "status.met.text") if backup.is_verified else icon("clock", "ink_2")


def state_words(backup: Backup) -> str:
    """The word for its state."""
    if backup.is_damaged:
        return _tr("Damaged")
    return _tr("Verified") if backup.is_verified else _tr("Not checked yet")


def late_words(desk: BackupDesk) -> str:
    """The notice on Today: what is so, and what to do; empty where all is well, or nothing is real."""
    standing = desk.standing
    training = bool(desk.seat.reference.office.get("training"))
    if standing is None or not desk.is_late or desk.running or training:
        return ""
    if standing.last is None:
        words = _tr("There is no verified backup of this office.")
    else:
        days = max((desk.seat.now() - standing.last).days, 3)
        words = _tr("No verified backup for {0} days.").format(days)
    return f"{words} {desk.trouble or _tr('If this computer fails, what was done since is lost.')}"
