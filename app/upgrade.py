"""An older file is backed up and migrated; a newer one is refused with a sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.copying import TROUBLES, copy_office
from app.errors import Unavailable
from app.store import told

HEAD = "0005"
MIGRATIONS = Path(__file__).parent / "migrations"
NEWER = "This office file was made by a newer Liaison. Install the newer version; nothing was changed."


def version_of(engine: Engine) -> str | None:
    """The step the file is at, None for an empty file. Raises Unavailable for a damaged one."""
    with told(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(engine: Engine) -> bool:
    """Whether the file can be used as it is; raises Unavailable when a newer program made it."""
    version = version_of(engine)
    if version is not None and version > HEAD:
        raise Unavailable(NEWER)
    return version == HEAD


def upgrade(
    engine: Engine, key: bytes | None, *, backups: Path, at: datetime, progress: Callable[[str], None] = lambda _: None
) -> Path | None:
    """Bring the file to HEAD, with a backup of it first; returns the backup, None where there was nothing to save.

    Raises Unavailable (newer file, full disk); the file is then as it was.
    """
    if is_current(engine):
        return None
    saved = None
    version = version_of(engine)
    if version is not None and engine.dialect.name == "sqlite":
        progress("Backing up")
        saved = backups / f"before-upgrade-{version}-{at:%Y%m%d-%H%M%S}.liaison"
        back_up(engine, key, saved)
    progress("Upgrading")
    try:
        with engine.execution_options(writes=True).begin() as connection:
            migrate(connection, HEAD)
    except DBAPIError as error:
        raise Unavailable(
            "The office file could not be upgraded and is as it was. Make room on the disk, then try again."
        ) from error
    return saved


def migrate(connection: Connection, target: str) -> None:
    """Run the steps up to `target` inside the transaction of `connection`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def back_up(engine: Engine, key: bytes | None, path: Path) -> None:
    """Copy the open office file by SQLite's online backup, encrypted with the same key; raises Unavailable."""
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        copy_office(engine, key, unfinished)
        unfinished.replace(path)
    except TROUBLES as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise Unavailable(f"No backup could be made in {path.parent}. Check the disk, then try again.") from error
