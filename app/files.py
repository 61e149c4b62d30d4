"""Private files and folders, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import Unavailable

_MINUTE = 60
_WHY = {
    errno.ENOSPC: "The disk is full. Make room, then try again.",
    errno.EDQUOT: "Your share of the disk is used up. Make room, then try again.",
    errno.EROFS: "The folder may only be read. Choose another folder.",
    errno.EACCES: "You may not write there. Choose another folder, or ask who may.",
    errno.EPERM: "You may not write there. Choose another folder, or ask who may.",
    errno.ENOENT: "The folder is not there any more. Choose another folder.",
    errno.ENOTDIR: "The folder is not there any more. Choose another folder.",
    errno.EISDIR: "A folder has this name. Choose another name.",
    errno.ENAMETOOLONG: "The name is too long. Choose a shorter one.",
}


def why(error: OSError) -> str:
    """A sentence for what kept a file from being written, with a way on."""
    return _WHY.get(error.errno or 0, "See whether the disk is there and has room, then try again.")


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file at once or not at all, readable by its owner only, and on the disk.

    Raises Unavailable when the disk is full or the folder cannot be written; the old file then stands as it was."""
    try:
        with fresh_file(path.parent, path.name) as (file, fresh):
            write_all(file, content)
            settle(file, fresh, path)
        _remove_leavings(path)
    except OSError as error:
        raise Unavailable(
            f"{path.name} could not be written in {path.parent}. "
            "See whether the disk is full or the folder may only be read, then try again."
        ) from error


@contextlib.contextmanager
def fresh_file(folder: Path, name: str = "") -> Iterator[tuple[BinaryIO, Path]]:
    """A new private file of a passing name, open for writing; unless it was settled, it is gone afterwards."""
    fresh = folder / f".{name}.{os.urandom(8).hex()}.new"
    handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    file = os.fdopen(handle, "w+b", buffering=0)
    try:
        yield file, fresh
    finally:
        # A full disk shows at closing too; the fresh file must go all the same.
        with contextlib.suppress(OSError):
            file.close()
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _remove_leavings(path: Path) -> None:
    """Remove what a killed program left half-written; a key file among it would still open with an old password.

    The youngest stay: another program may be writing them now."""
    for leaving in path.parent.glob(f".{path.name}.*.new"):
        with contextlib.suppress(OSError):
            if leaving.stat().st_mtime < time.time() - _MINUTE:
                leaving.unlink()


def write_all(file: BinaryIO, content: bytes) -> None:
    """Write all of it: an unbuffered file may take less at a time, and says so only by the count. Raises OSError."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def settle(file: BinaryIO, fresh: Path, path: Path) -> None:
    """Bring a fresh file to the disk and give it its lasting name. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    os.replace(fresh, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name last through a power cut, where the system can: Windows and some shares cannot."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_new(path: Path) -> None:
    """Make an empty private file; one that is there is left alone, and not even opened. Raises OSError.

    Closing any handle of a file drops all locks that the program holds on it (POSIX), SQLite's own among them.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "may not be written", str(path))


def make_private_folder(folder: Path) -> None:
    """Make the folder with those above it, open to its owner only. Raises Unavailable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"The folder {folder} could not be made. Choose another folder, or ask who may write there."
        ) from error


def make_private(path: Path) -> None:
    """Take a file from everybody but its owner. Windows keeps to the rights of the folder."""
    path.chmod(0o700 if path.is_dir() else 0o600)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all in it, as far as it can be; Windows removes no file that may only be read."""
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            path.chmod(0o700 if path.is_dir() else 0o600)
    shutil.rmtree(folder, ignore_errors=True)


def private_umask() -> None:
    """From now on, whatever the program makes is its owner's alone."""
    os.umask(0o077)
