"""How the backups stand, in words: status line, Today and the Office page say the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from app.ui.backup_desk import BackupDesk
from app.ui.case_words import Clock, moment_words, time_words


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


def late_words(desk: BackupDesk) -> tuple[str, str]:
    """The notice on Today: what is so, in bold, and what to do; empty where all is well."""
    standing = desk.standing
    if standing is None or not desk.is_late or desk.running:
        return "", ""
    if standing.last is None:
        bold = _tr("There is no verified backup of this office.")
    else:
        days = max((desk.seat.now() - standing.last).days, 3)
        bold = _tr("No verified backup for {0} days.").format(days)
    return bold, desk.trouble or _tr("If this computer fails, what was done since is lost.")
