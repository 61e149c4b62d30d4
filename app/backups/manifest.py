"""What a backup says about itself: a small file beside its parts that can be read without any key."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import Unavailable
from app.files import replace_file
from app.keyfile import Keys, read_keys

MANIFEST, DATABASE, KEYS, ATTACHMENTS = "manifest.json", "office.liaison", "office.keys", "attachments.txt"
KIND, VERSION = "liaison backup", 1
NAME = re.compile(r"liaison-\d{8}-\d{6}-[0-9a-f]{8}")
_LARGEST = 1 << 20


class Part(NamedTuple):
    """One file of a backup: bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """When and of what a backup was made, and whether it was opened and checked since."""

    office: str
    made_at: datetime
    schema: str
    counts: Mapping[str, int]
    parts: Mapping[str, Part]
    head: tuple[int, str]
    attachment_bytes: int = 0
    verified_at: datetime | None = None
    hashed_all_at: datetime | None = None
    damage: str = ""

    def to_bytes(self) -> bytes:
        """As it stands in the file: with a sum, so that a changed letter is seen."""
        body = {"kind": KIND, "version": VERSION} | asdict(self)
        body["parts"] = {name: list(part) for name, part in self.parts.items()}
        for name, at in self._times().items():
            body[name] = at.astimezone(UTC).isoformat() if at else None
        return json.dumps(body | {"sum": _sum(body)}, indent=1).encode() + b"\n"

    def _times(self) -> dict[str, datetime | None]:
        return {"made_at": self.made_at, "verified_at": self.verified_at, "hashed_all_at": self.hashed_all_at}

    @classmethod
    def from_bytes(cls, raw: bytes) -> Manifest:
        """Raises ValueError, KeyError or TypeError for anything but what was written."""
        body = json.loads(raw)
        if body.pop("sum") != _sum(body) or body.pop("kind") != KIND or body.pop("version") != VERSION:
            raise ValueError("not as written")
        times = {name: _moment(body[name]) for name in ("made_at", "verified_at", "hashed_all_at")}
        if times["made_at"] is None:
            raise ValueError("no time")
        parts = {str(name): Part(int(size), str(sha)) for name, (size, sha) in body["parts"].items()}
        return cls(**body | times | {"parts": parts, "head": (int(body["head"][0]), str(body["head"][1]))})


@dataclass(frozen=True)
class Backup:
    """A backup as a list shows it. `problem` says why it does not count: damaged, cut, newer, not yet checked."""

    folder: Path
    manifest: Manifest | None = field(default=None, repr=False)
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def made_at(self) -> datetime:
        """When it was made (UTC); by its name where the manifest cannot be read."""
        if self.manifest is not None:
            return self.manifest.made_at
        return _moment_in(self.name)

    @property
    def is_verified(self) -> bool:
        """Whether it was opened and checked, and nothing speaks against it since."""
        return self.manifest is not None and self.manifest.verified_at is not None and not self.problem

    @property
    def is_damaged(self) -> bool:
        """Whether it can never be restored as it is."""
        return bool(self.problem)

    @property
    def missing(self) -> int:
        """How many attachments the office itself did not have whole when it was backed up."""
        return self.manifest.counts.get("missing", 0) if self.manifest else 0

    def detail(self) -> dict[str, Any]:
        """What history tells of it: its name, bytes and counts."""
        return {"backup": self.name, "bytes": self.size} | (dict(self.manifest.counts) if self.manifest else {})

    @property
    def size(self) -> int:
        """Bytes: its own files and the attachments it names."""
        if self.manifest is None:
            return 0
        return sum(part.size for part in self.manifest.parts.values()) + self.manifest.attachment_bytes


def list_backups(folder: Path, office: str = "") -> list[Backup]:
    """The backups in a folder, the newest first; those of one office where it is given. No key is needed.

    Sizes are compared; contents only by `verify_backup`. Raises Unavailable when the folder cannot be read.
    """
    try:
        names = [entry.name for entry in folder.iterdir() if NAME.fullmatch(entry.name) and entry.is_dir()]
    except FileNotFoundError:
        raise Unavailable(f"The folder {folder} is not there. Connect its disk, or choose another folder.") from None
    except OSError as error:
        raise Unavailable(f"The folder {folder} cannot be read. Connect its disk, or ask who may open it.") from error
    found = [look_at(folder / name) for name in names if not office or name.endswith(office[:8])]
    return sorted(found, key=lambda backup: (backup.made_at, backup.name), reverse=True)


def look_at(folder: Path) -> Backup:
    """One backup, by what can be seen without reading it all."""
    try:
        manifest = read_manifest(folder)
    except Unavailable as error:
        return Backup(folder, None, error.sentence)
    if manifest.damage:
        return Backup(folder, manifest, manifest.damage)
    return Backup(folder, manifest, missing_part(folder, manifest))


def read_manifest(folder: Path) -> Manifest:
    """Raises Unavailable when it is missing, damaged or newer than this program."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            raw = file.read(_LARGEST)
    except OSError as error:
        raise Unavailable(f"{folder} is no backup, or its list of contents cannot be read. Take another.") from error
    try:
        return Manifest.from_bytes(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise Unavailable(_why_not_read(raw, folder)) from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into its place at once. Raises Unavailable."""
    replace_file(folder / MANIFEST, manifest.to_bytes())


def mark(folder: Path, **changes: Any) -> Backup:
    """Write into the manifest what came of a check; gives the backup as it stands now. Raises Unavailable."""
    write_manifest(folder, replace(read_manifest(folder), **changes))
    return look_at(folder)


def office_of(keys: Path) -> str:
    """The identity of an office: told from its key file, and telling nothing. Raises as `read_keys`."""
    return office_id(read_keys(keys))


def office_id(keys: Keys) -> str:
    """The same, of a key file that was read."""
    return hashlib.sha256(b"liaison office" + keys.file).hexdigest()[:32]


def folder_name(at: datetime, office: str) -> str:
    """The name of a backup's folder: when (UTC) and of which office."""
    return f"liaison-{at.astimezone(UTC):%Y%m%d-%H%M%S}-{office[:8]}"


def missing_part(folder: Path, manifest: Manifest) -> str:
    """The sentence for a part that is gone or has another size; "" where all are there."""
    for name, part in manifest.parts.items():
        try:
            size = (folder / name).stat().st_size
        except OSError:
            return f"{name} is missing in this backup. Take another."
        if size != part.size:
            return f"{name} has {size:,} bytes in place of {part.size:,} in this backup. Take another."
    return ""


def _why_not_read(raw: bytes, folder: Path) -> str:
    try:
        if int(json.loads(raw)["version"]) > VERSION:
            return f"{folder.name} was made by a newer version of Liaison. Install that, then try again."
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return f"{folder.name} is damaged: its list of contents is not as it was written. Take another backup."


def _moment_in(name: str) -> datetime:
    try:
        return datetime.strptime(name[8:23], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _sum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
