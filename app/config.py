"""Where things lie on this computer, what this seat remembers, and its log."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from app.errors import Invalid, Unavailable
from app.files import make_private_folder, replace_file
from app.shares import is_network_path

__all__ = ["NAME", "OfficePaths", "Settings", "data_dir", "demo_dir", "is_network_path", "read_settings"]
__all__ += ["resource_path", "set_up_log", "settings_path", "write_settings"]

NAME = "Liaison"
DEMO_END = "-demo"
"""How the name of the made-up office's folder ends."""
_THEMES = ("system", "light", "dark", "contrast")


def data_dir(given: Path | None = None) -> Path:
    """The folder of the office: as given (--data-dir), else LIAISON_DATA_DIR, else the usual place of the system."""
    named = given or os.environ.get("LIAISON_DATA_DIR")
    return Path(named).expanduser().absolute() if named else _usual_folder("user_data_dir")


def demo_dir() -> Path:
    """The folder of the made-up office, never that of the real one."""
    return data_dir().with_name(data_dir().name + DEMO_END)


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
    def copies(self) -> Path:
        """Plain copies that another program shows for a while; emptied by the next who opens the office alone."""
        return self.data_dir / "copies"

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
    """What this seat remembers: who signed in here, looks, whether the system asked for high contrast, minutes until
    the idle lock, another database (a URL)."""

    logins: tuple[str, ...] = ()
    theme: str = "system"
    text_scale: float = 1.0
    high_contrast: bool = False
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
    path = log / "liaison.log"
    try:
        make_private_folder(log)
        log_to(path)
    except (OSError, Unavailable) as error:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise Unavailable(_only_read(folder)) from error
        if isinstance(error, Unavailable):
            raise
        raise Unavailable(f"The log could not be written in {log}. See whether the folder may be written.") from error
    return path


def _only_read(folder: Path) -> str:
    return (
        f"The folder of the office, {folder}, may only be read, and Liaison notes there who signs in. Ask who may let "
        "you write there. If it is a copy on a disk that is locked, copy the whole folder elsewhere and name that one."
    )
