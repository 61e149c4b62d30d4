"""Making a new office: key file and office file, all or nothing."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from app import presets
from app.config import OfficePaths, is_network_path
from app.errors import Conflict, Invalid, Unavailable
from app.models import Role
from app.office_lock import LOCK, OfficeLock
from app.services.office import add_staff, set_up_office
from app.store import Store, open_engine
from app.upgrade import upgrade
from app.vault import Cost, Vault, check_password, derive, forget

HALF_MADE = ".half-made"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """A password to begin with, easy to read out: three groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@dataclass(frozen=True)
class Member:
    """Somebody of a new office; without a password they cannot sign in until the Director gives them one."""

    name: str
    login: str
    role: Role
    password: str = field(default="", repr=False)
    email: str = ""
    languages: str = ""
    instrument: str = ""
    """The Mayor's order by which they are appointed, "" while it is not known or none is needed."""

    def fields(self) -> dict[str, Any]:
        """What the staff list keeps of them."""
        names = ("name", "login", "role", "email", "languages")
        return {name: getattr(self, name) for name in names}


class Made(NamedTuple):
    """A new office; its recovery key is shown this once."""

    recovery_key: str


def make_office(
    paths: OfficePaths,
    *,
    office: Mapping[str, Any],
    calendar: Mapping[str, Any],
    first: Member,
    others: Sequence[Member] = (),
    departments: Sequence[Mapping[str, Any]] | None = None,
    categories: Sequence[Mapping[str, Any]] | None = None,
    at: datetime,
    cost: Cost | None = None,
) -> Made:
    """Make key file and office file, all or nothing; the presets serve where no lists are given.

    Raises Conflict where an office is, Invalid (a first account's field by its name, another's as "login.<n>"),
    Unavailable (network share, folder, disk).
    """
    refuse_share(paths)
    _refuse_second(paths)
    _check_members(first, others)
    lists = {
        "departments": presets.departments() if departments is None else departments,
        "categories": presets.categories() if categories is None else categories,
    }

    def fill(session: Session) -> None:
        who = set_up_office(
            session, office=office, calendar=calendar, **lists, staff=first.fields(), instrument=first.instrument, at=at
        )
        for member in others:
            add_staff(session, who, fields=member.fields(), instrument=member.instrument, at=at)

    def make(half: OfficePaths) -> str:
        return _make_files(half, fill, first=first, others=others, at=at, cost=cost)

    was_there = paths.data_dir.exists()
    try:
        with OfficeLock(paths.data_dir).alone():
            _refuse_second(paths)  # two may set up at once, and neither may clear the other's files away
            return Made(_put_together(paths, make))
    except BaseException:
        if not was_there and not paths.exists():
            _remove_folder(paths)
        raise


def _refuse_second(paths: OfficePaths) -> None:
    if paths.exists():
        raise Conflict(f"An office lives in {paths.data_dir} already. Open it, or choose another folder.")


def _put_together(paths: OfficePaths, make: Callable[[OfficePaths], str]) -> str:
    """Everything is made aside, then takes its place; gives the recovery key."""
    half = OfficePaths(paths.data_dir / HALF_MADE)
    shutil.rmtree(half.data_dir, ignore_errors=True)
    try:
        paths.make()
        half.make()
        key = make(half)
        half.database.replace(paths.database)
        half.keys.replace(paths.keys)
    except OSError as error:
        _undo(paths)
        raise Unavailable(f"The office could not be made in {paths.data_dir}. Choose another folder.") from error
    except BaseException:
        _undo(paths)
        raise
    shutil.rmtree(half.data_dir, ignore_errors=True)
    return key


def finish_founding(paths: OfficePaths) -> str:
    """End a founding that was killed between its two renamings; gives its sentence, "" where there was none.

    Raises Unavailable."""
    half = OfficePaths(paths.data_dir / HALF_MADE)
    is_cut_off = paths.database.exists() and not paths.keys.exists()
    if not is_cut_off or half.database.exists() or not half.keys.exists():
        return ""
    try:
        half.keys.replace(paths.keys)
    except OSError as error:
        raise Unavailable(
            f"{half.keys} could not be moved to {paths.keys}. Move it there, then start again."
        ) from error
    shutil.rmtree(half.data_dir, ignore_errors=True)
    return "The set-up that was cut off has been completed. Renew the recovery key under Office, and print it."


def _make_files(
    half: OfficePaths,
    fill: Callable[[Session], None],
    *,
    first: Member,
    others: Sequence[Member],
    at: datetime,
    cost: Cost | None,
) -> str:
    """Keys and file in a folder that nobody takes for an office; gives the recovery key."""
    made = Vault.create(half.keys, first.login, first.password, cost=cost)
    try:
        for member in others:
            if member.password:
                made.vault.add(made.data_key, member.login, member.password)
        key = derive(made.data_key, "database")
        store = Store(open_engine(half.database, key))
        try:
            upgrade(store.engine, key, backups=half.backups, at=at)
            store.write(fill)
        finally:
            store.close()
    finally:
        forget(made.data_key)
    return made.recovery_key


def _check_members(first: Member, others: Sequence[Member]) -> None:
    check_password(first.login, first.password)
    if Role(first.role) is not Role.DIRECTOR:
        raise Invalid({"role": "The first account is the Director's: it lets the others in."})
    seen, problems = {first.login.strip().casefold()}, {}
    for number, member in enumerate(others):
        login = member.login.strip().casefold()
        if login in seen:
            problems[f"login.{number}"] = "Somebody signs in with this name already. Choose another."
        seen.add(login)
        try:
            if member.password:
                check_password(member.login, member.password)
        except Invalid as error:
            problems[f"password.{number}"] = error.sentence
    if problems:
        raise Invalid(problems)


def _undo(paths: OfficePaths) -> None:
    """Nothing half-made remains."""
    shutil.rmtree(paths.data_dir / HALF_MADE, ignore_errors=True)
    for file in (paths.database, paths.keys):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    for folder in (paths.attachments, paths.backups):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _remove_folder(paths: OfficePaths) -> None:
    """The folder goes that was made for it; one that stood before stays."""
    with contextlib.suppress(OSError):
        (paths.data_dir / LOCK).unlink(missing_ok=True)
        for folder in (paths.log, paths.data_dir):
            if folder.exists():
                folder.rmdir()


def refuse_share(paths: OfficePaths) -> None:
    """Raises Unavailable for a network share."""
    if is_network_path(paths.data_dir):
        raise Unavailable(
            f"{paths.data_dir} lies on a network share, where the office file could be damaged. "
            "Move it to a disk of this computer."
        )
