"""Where backups go: the office's choice, told to this computer so that it is known before anybody signs in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.config import OfficePaths, is_network_path
from app.errors import Invalid
from app.files import fresh_file, replace_file
from app.queries.office import setting

SETTING = "backups"
_REMEMBERED = "backups.json"


def folder_of(session: Session, paths: OfficePaths) -> Path:
    """The folder that the office chose, else the one in its own folder."""
    return _folder_in(setting(session, SETTING), paths)


def known_folder(paths: OfficePaths) -> Path:
    """The same as far as this computer remembers it, for when the office file does not open."""
    try:
        kept = json.loads((paths.data_dir / _REMEMBERED).read_bytes())
    except (OSError, ValueError, RecursionError):
        kept = None
    return _folder_in(kept, paths)


def remember_folder(paths: OfficePaths, folder: Path) -> None:
    """Note it beside the office file, unencrypted: it names a folder and nothing else. Raises Unavailable."""
    if known_folder(paths) != folder:
        replace_file(paths.data_dir / _REMEMBERED, json.dumps({"folder": str(folder)}).encode())


def chosen_folder(paths: OfficePaths, folder: Path) -> dict[str, str]:
    """The setting for a folder that somebody chose, after a file could be written there. Raises Invalid({"folder": …}).

    The office's own folder of backups is "", so that it moves with the office.
    """
    where = folder.expanduser()
    if not where.is_absolute():
        raise Invalid({"folder": "Give the whole path of the folder."})
    if _is_same(where, paths.backups):
        return {"folder": ""}
    if any(_is_same(each, paths.data_dir) for each in (where, *where.resolve().parents)):
        raise Invalid(
            {"folder": "This is in the folder of the office itself. Choose another folder, best on another disk."}
        )
    if not where.is_dir():
        raise Invalid({"folder": f"{where} is not there. Connect its disk, make the folder first, or choose another."})
    try:
        with fresh_file(where) as (file, _):
            file.write(b"Liaison")
    except OSError as error:
        raise Invalid(
            {"folder": f"{where} cannot be written to. Choose another, or ask who may write there."}
        ) from error
    return {"folder": str(where)}


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are one folder, by whatever name: a link, dots, small letters for large ones."""
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False


def place_warning(paths: OfficePaths, folder: Path) -> str:
    """A sentence for a folder on the same disk as the office, else "". A network folder is fine for backups."""
    if is_network_path(folder):
        return ""
    try:
        same = _existing(folder).stat().st_dev == paths.data_dir.stat().st_dev
    except OSError:
        return ""
    if not same:
        return ""
    return "These backups lie on the same disk as the office: if the disk fails, both are lost. Choose another disk."


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _folder_in(kept: Any, paths: OfficePaths) -> Path:
    named = kept.get("folder") if isinstance(kept, Mapping) else None
    return Path(named) if isinstance(named, str) and named else paths.backups
