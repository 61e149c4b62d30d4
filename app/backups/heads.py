"""The ends of history that backups noted: what was cut off the office file since is missed by them."""

from __future__ import annotations

from pathlib import Path

from app.backups.manifest import list_backups, office_of
from app.config import OfficePaths
from app.errors import AppError
from app.queries.chain import Head


def known_heads(paths: OfficePaths, folder: Path) -> list[Head]:
    """The newest line of history in each backup of this office in `folder`; none where it cannot be reached.

    No key is needed to read them, and none to write them: they prove as much as their folder is safe from whoever may
    write to the office file. Best is another disk, or the printed foot of a report.
    """
    try:
        backups = list_backups(folder, office_of(paths.keys))
    except AppError:
        return []
    return [
        Head(*backup.manifest.head, backup.made_at, f"The backup of {backup.made_at:%Y-%m-%d %H:%M} UTC")
        for backup in backups
        if backup.manifest is not None
    ]
