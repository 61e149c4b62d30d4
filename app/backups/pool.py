"""The attachments of all backups in a folder, each kept once under its address."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from app.errors import Unavailable
from app.files import fresh_file, make_private_folder, settle, write_all

POOL = "attachments"
PIECE = 1 << 20
YOUNG = 24 * 3600
"""Seconds that a file nobody names is left alone: another office may be making its backup here right now."""
_ADDRESS = re.compile(r"[0-9a-f]{64}")

Progress = Callable[[int, int, str], object]


class Kept(NamedTuple):
    """An attachment that a backup names: its address, and its bytes as stored."""

    address: str
    size: int


def pool_of(folder: Path) -> Path:
    """The folder of attachments beside the backups."""
    return folder / POOL


def place_of(attachments: Path, address: str) -> Path:
    """Where a stored file lies, in the office and in the pool alike (see `blobs`)."""
    return attachments / address[:2] / address


def has_whole(attachments: Path, kept: Kept) -> bool:
    """Whether it is there, as long as it should be."""
    try:
        return place_of(attachments, kept.address).stat().st_size == kept.size
    except OSError:
        return False


def copy_stored(source: Path, target: Path, address: str, *, told: Callable[[int], object]) -> Kept:
    """Copy one stored file as it is, in pieces; it appears whole or not at all. Raises OSError.

    It is a copy, never a hard link: what damages the file of the office must not damage its backup.
    """
    make_private_folder(place_of(target, address).parent)
    size = 0
    with place_of(source, address).open("rb") as stream, fresh_file(place_of(target, address).parent) as (file, fresh):
        while piece := stream.read(PIECE):
            write_all(file, piece)
            size += len(piece)
            told(len(piece))
        settle(file, fresh, place_of(target, address))
    return Kept(address, size)


def read_list(path: Path) -> list[Kept]:
    """The attachments that a backup names. Raises Unavailable for a list that is missing or not as written."""
    try:
        lines = [line.split(" ") for line in path.read_text(encoding="ascii").splitlines()]
        found = [Kept(address, int(size)) for address, size in lines]
    except (OSError, ValueError) as error:
        raise Unavailable(f"{path.name} of {path.parent.name} cannot be read. Take another backup.") from error
    if not all(_ADDRESS.fullmatch(kept.address) for kept in found):
        raise Unavailable(f"{path.name} of {path.parent.name} is damaged. Take another backup.")
    return found


def list_bytes(kept: Iterable[Kept]) -> bytes:
    """The list as it is written."""
    return "".join(f"{each.address} {each.size}\n" for each in kept).encode("ascii")


def prune_pool(folder: Path, named: Collection[str]) -> int:
    """Remove what no backup names any more, and leavings of a killed copy; gives how many. Raises OSError.

    Only files under an address are known here; anything else in the folder is somebody else's and stays.
    """
    before, gone = time.time() - YOUNG, 0
    for path in [*pool_of(folder).glob("??/*")]:
        known = _ADDRESS.fullmatch(path.name) or re.fullmatch(r"\.\.[0-9a-f]{16}\.new", path.name)
        if known and path.name not in named and path.stat().st_mtime < before:
            path.unlink()
            gone += 1
            _remove_empty(path.parent)
    return gone


def _remove_empty(folder: Path) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return  # something is in it still
