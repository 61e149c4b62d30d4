"""Makes backups of an office until it is killed; says which were verified."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from app import copying
from app.backups import Source, make_backup, secrets_of
from app.config import OfficePaths
from tests.backups import ZONE, enter


def work(folder: Path) -> None:
    """Back up for ever, a few pages a step so that a kill meets every phase; each verified one is a line."""
    copying.STEP = 8
    opened = enter(OfficePaths(folder))
    source = Source(opened.paths, opened.store.engine, secrets_of(opened.data_key, opened.paths.keys))
    at = datetime.now(UTC)
    for turn in count():
        made = make_backup(source, opened.paths.backups, at=at + timedelta(seconds=turn), zone=ZONE)
        print("verified", made.name, flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]))
