"""A password in a file, for reports that are made by themselves: read only where nobody else can read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from app.errors import Invalid

MOST = 4096
HOW_POSIX = "Make it yours alone with `chmod 600`, then try again."
HOW_WINDOWS = "Keep it in your own user folder, which others cannot read, then try again."


def read_password_file(path: Path) -> str:
    """The first line of the file.

    Raises Invalid where it cannot be read, holds nothing, is a link, or could be read by others: on POSIX it has to
    belong to who runs this or to root and be closed to group and others; on Windows, where a file says no such thing,
    it has to lie in the user's own folder. What was opened is judged, not what has the name a moment later.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise _invalid(path, "cannot be read. See whether it is there, is no link, and is yours.") from error
    with os.fdopen(handle, "rb") as file:
        if fault := why_not_private(path, os.fstat(file.fileno()), windows=os.name == "nt"):
            raise _invalid(path, fault)
        lines = file.read(MOST).decode("utf-8-sig", "replace").splitlines()
    if not lines or not lines[0]:
        raise _invalid(path, "holds no password. Write it as the first line.")
    return lines[0]


def why_not_private(path: Path, found: os.stat_result, *, windows: bool) -> str:
    """What keeps a file from being a safe place for a password, with a way on; "" for nothing."""
    if not stat.S_ISREG(found.st_mode):
        return "is no file."
    if windows:
        here = Path.home().resolve()
        return "" if path.resolve().is_relative_to(here) else f"could be read by others. {HOW_WINDOWS}"
    if found.st_uid not in (0, os.geteuid()):
        return "belongs to somebody else. Make one of your own."
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return f"could be read by others. {HOW_POSIX}"
    return ""


def _invalid(path: Path, why: str) -> Invalid:
    return Invalid({"password": f"The password file {path} {why}"})
