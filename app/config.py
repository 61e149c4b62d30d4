"""Where things lie on this computer, what this seat remembers, its log, and the lock of its window."""

from __future__ import annotations

import errno
import json
import os
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import BinaryIO

from app.errors import Invalid, Unavailable
from app.files import make_private_folder, replace_file
from app.shares import is_network_path

__all__ = ["NAME", "OfficeLock", "OfficePaths", "Settings", "data_dir", "demo_dir", "is_network_path", "read_settings"]
__all__ += ["resource_path", "set_up_log", "settings_path", "write_settings"]

NAME = "Liaison"
_THEMES = ("system", "light", "dark", "contrast")


def data_dir(given: Path | None = None) -> Path:
    """The folder of the office: as given (--data-dir), else LIAISON_DATA_DIR, else the usual place of the system."""
    named = given or os.environ.get("LIAISON_DATA_DIR")
    return Path(named).expanduser().absolute() if named else _usual_folder("user_data_dir")


def demo_dir() -> Path:
    """The folder of the made-up office, never that of the real one."""
    return data_dir().with_name(data_dir().name + "-demo")


@dataclass(frozen=True)
class OfficePaths:
    """The files of one office."""

    data_dir: Path

    @property
    def database(self) -> Path:
        return self.data_dir / "office.liaison"

    @property
    def keys(self) -> Path:
        return self.data_dir / "office.keys"

    @property
    def attempts(self) -> Path:
        return self.data_dir / "office.attempts"

    @property
    def attachments(self) -> Path:
        return self.data_dir / "attachments"

    @property
    def backups(self) -> Path:
        return self.data_dir / "backups"

    @property
    def log(self) -> Path:
        return self.data_dir / "log"

    def exists(self) -> bool:
        """Whether an office lives here, even one whose other half was lost."""
        return self.keys.exists() or self.database.exists()

    def make(self) -> None:
        """Make the folders, open to their owner only. Raises Unavailable."""
        for folder in (self.data_dir, self.attachments, self.backups, self.log):
            make_private_folder(folder)


@dataclass(frozen=True)
class Settings:
    """What this seat remembers: who signed in here, looks, minutes until the idle lock, another database (a URL)."""

    logins: tuple[str, ...] = ()
    theme: str = "system"
    text_scale: float = 1.0
    last_folder: str = ""
    idle_minutes: int = 10
    database_url: str = ""

    def __post_init__(self) -> None:
        problems = {}
        if self.theme not in _THEMES:
            problems["theme"] = f"The theme is one of {', '.join(_THEMES)}."
        if not 0.5 <= self.text_scale <= 3:
            problems["text_scale"] = "The text scale is from 0.5 to 3."
        if not 1 <= self.idle_minutes <= 240:
            problems["idle_minutes"] = "The idle lock comes after 1 to 240 minutes."
        if problems:
            raise Invalid(problems)


def settings_path() -> Path:
    """Where this seat's config.toml lies; LIAISON_CONFIG_DIR names another folder."""
    named = os.environ.get("LIAISON_CONFIG_DIR")
    return (Path(named) if named else _usual_folder("user_config_dir")) / "config.toml"


def _usual_folder(kind: str) -> Path:
    """Where the system keeps such things; the library is imported only where no folder was named."""
    import platformdirs

    return Path(getattr(platformdirs, kind)(NAME, appauthor=False))


def read_settings(path: Path | None = None) -> Settings:
    """The settings; the usual ones where there is no file. Raises Unavailable for a file that cannot be understood."""
    path = path or settings_path()
    try:
        return _settings_from(_table_of(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Settings()
    except Invalid as error:
        raise Unavailable(f"{path}: {error.sentence} Correct the line, or delete the file to start anew.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise Unavailable(f"{path} cannot be understood. Correct it, or delete it to start with the usual.") from error


def _table_of(text: str) -> dict[str, object]:
    import tomllib  # only where something was kept

    return tomllib.loads(text)


def write_settings(settings: Settings, path: Path | None = None) -> None:
    """Write config.toml, private and at once. Raises Unavailable."""
    path = path or settings_path()
    make_private_folder(path.parent)
    lines = [f"{name} = {_toml(value)}\n" for name, value in asdict(settings).items()]
    replace_file(path, "".join(lines).encode("utf-8", "replace"))


def _settings_from(table: dict[str, object]) -> Settings:
    """Words we do not know are left aside: a newer version may have written them."""
    known: dict[str, object] = {}
    for item in fields(Settings):
        if item.name in table:
            known[item.name] = _typed(item.name, table[item.name], item.default)
    return Settings(**known)  # type: ignore[arg-type]  # each value has just been held against its default's type


def _typed(name: str, value: object, usual: object) -> object:
    if isinstance(usual, tuple) and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(usual, float) and type(value) in (int, float):
        return value
    if type(value) is not type(usual):
        raise Invalid({name: f"{name} is not written as it should be."})
    return value


def _toml(value: object) -> str:
    """A flat value as TOML; JSON's strings, numbers and lists are TOML's, but for escaped pairs and a bare delete."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def resource_path(*parts: str) -> Path:
    """A file that comes with the program, from the checkout, an installed package or a PyInstaller bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def set_up_log(folder: Path) -> Path:
    """Log to log/liaison.log of a data folder: private, three files of 1 MB. Log ids only, never names or notes.

    Setting it up again moves the log. Raises Unavailable."""
    from app.log_file import log_to

    log = OfficePaths(folder).log
    make_private_folder(log)
    path = log / "liaison.log"
    try:
        log_to(path)
    except OSError as error:
        raise Unavailable(f"The log could not be written in {log}. See whether the folder may be written.") from error
    return path


class OfficeLock:
    """Held by the window for as long as it is open, so that a second window on the same office is told.

    The system frees it when the program ends, however it ends. The command line does not ask for it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "office.lock"
        self._file: BinaryIO | None = None

    def acquire(self) -> None:
        """Raises Unavailable when another window holds it, or the folder cannot be written."""
        if self._file:
            return
        make_private_folder(self._path.parent)
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable(f"{self._path.parent} may not be written. Ask who may, then try again.") from error
        file = os.fdopen(handle, "r+b", buffering=0)
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise Unavailable(_why_not_locked(error)) from error
        self._file = file

    def release(self) -> None:
        """Let go; nothing happens when it is not held. The empty file stays: removing it would free it for two."""
        if self._file:
            self._file.close()
            self._file = None

    def __enter__(self) -> OfficeLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _why_not_locked(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
        return "Liaison is open on this office already. Go to that window, or close it first."
    return "The folder of this office cannot be locked. Move it to a disk of this computer."


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
