"""Opening and leaving an office: keys, file, upgrade and who signed in, for the window and the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.authority import Actor, Refusal, Right, actor, require
from app.backups.swap import REKEYED, finish_swap, is_cut_off
from app.blobs import Blobs
from app.config import OfficePaths
from app.errors import AppError, Invalid, NotFound, Unavailable
from app.files import remove_tree
from app.founding import Made, Member, finish_founding, make_office, refuse_share
from app.office_lock import OfficeLock
from app.queries.office import StaffRow, staff, staff_id_of
from app.services.designations import note_turns
from app.services.handing import Handed, To
from app.services.history import record
from app.services.leaving import let_go
from app.services.office import add_staff
from app.services.office import give_password as give_first_password
from app.store import DAMAGED, Store, open_engine
from app.upgrade import is_current, upgrade, version_of
from app.vault import Cost, Refused, Vault, check_password, derive_held, forget

__all__ = ["Made", "Member", "NoOffice", "Opened", "Refused", "add_member", "check_place", "make_office", "note_exit"]
__all__ += ["give_password", "open_office", "open_with_recovery", "remove_member", "renew_recovery"]
__all__ += ["require_recovery", "staff_without_password"]

Told = Callable[[str], None]
Write = Callable[[Callable[[Session], Any]], Any]


def _unheard(_: str) -> None:
    """Progress nobody listens to."""


class NoOffice(Unavailable):
    """There is no office in this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no office in {folder}. Set one up there, or choose the folder of your office.")


@dataclass
class Opened:
    """An open office: hold it while somebody is signed in, and `close` it to lock."""

    paths: OfficePaths
    store: Store
    blobs: Blobs
    vault: Vault
    data_key: bytearray = field(repr=False)
    staff_id: int
    login: str
    lock: OfficeLock
    backup: Path | None = None
    refused: Refused = field(default_factory=Refused)
    held: tuple[bytearray, ...] = field(default=(), repr=False)

    @property
    def is_open(self) -> bool:
        """Whether the keys are still held."""
        return any(self.data_key)

    def forget_keys(self) -> None:
        """Overwrite the keys: from now on nothing new is read or written."""
        for key in (self.data_key, *self.held):
            forget(key)

    def close(self) -> None:
        """Close the file, overwrite the keys, and let others be alone with the file."""
        self.store.close()
        self.forget_keys()
        self.lock.release()


def check_place(paths: OfficePaths) -> str:
    """What can be told before unlocking: that a restore or set-up that was cut off has been ended here, else "".

    Raises NoOffice, Unavailable (network share, a half that was lost).
    """
    refuse_share(paths)
    told = finish_swap(paths) or finish_founding(paths)
    if not paths.exists():
        raise NoOffice(paths.data_dir)
    if not paths.database.exists():
        raise Unavailable(
            f"The office file {paths.database.name} is missing in {paths.data_dir}. "
            "Take Restore from a backup… at the sign-in, or liaison restore."
        )
    if paths.database.stat().st_size < 512:
        raise Unavailable(DAMAGED)
    return told


def open_office(
    paths: OfficePaths,
    login: str,
    password: str,
    at: datetime,
    *,
    progress: Told = _unheard,
    cost: Cost | None = None,
) -> Opened:
    """Unlock, check, upgrade with a backup first, and note who signed in.

    Others may have it open too, but not while it is upgraded. Raises WrongPassword, TooSoon, NoOffice, Unavailable.
    """
    check_place(paths)
    vault = Vault(paths.keys, cost)
    refused = vault.refused(login, at=at)
    progress("Unlocking")
    return _enter(paths, vault, vault.open(login, password, at=at), login, at, refused=refused, progress=progress)


def open_with_recovery(
    paths: OfficePaths,
    recovery: str,
    *,
    login: str,
    password: str,
    at: datetime,
    progress: Told = _unheard,
    cost: Cost | None = None,
) -> Opened:
    """Open by the printed key and give `login`, who must be on the staff list, a new password.

    Raises Invalid (recovery, login, password), WrongRecoveryKey, TooSoon, Unavailable. `renew_recovery` should follow:
    a sheet that was used may have been seen.
    """
    check_place(paths)
    check_password(login, password)
    vault = Vault(paths.keys, cost)
    progress("Unlocking")
    data_key = vault.open_with_recovery(recovery, at=at)
    opened = _enter(paths, vault, data_key, login, at, verb="recovered", progress=progress)
    try:
        (vault.set_password if vault.has(login) else vault.add)(opened.data_key, login, password)
    except BaseException:
        opened.close()
        raise
    return opened


def _enter(
    paths: OfficePaths,
    vault: Vault,
    data_key: bytearray,
    login: str,
    at: datetime,
    *,
    refused: Refused | None = None,
    verb: str = "signed in",
    progress: Told,
) -> Opened:
    store, lock = None, OfficeLock(paths.data_dir)
    held = key, files_key = derive_held(data_key, "database"), derive_held(data_key, "attachments")
    try:
        _clear_copies(paths, lock)
        lock.acquire()
        if is_cut_off(paths):  # while the password was checked; the file may not be in its place
            raise Unavailable("A restore of this office was cut off just now. Sign in again, which ends it.")
        if not vault.fits(data_key):  # nobody else can change it from now on: the lock is held
            raise Unavailable("The key of this office was changed just now. Sign in again.")
        store = Store(open_engine(paths.database, key))
        backup = _upgraded(store.engine, key, paths, lock, at, progress)
        who = store.write(lambda s: _note_entry(s, login, verb, at, refused or Refused())).result
        _drop_keys_left(store, vault)
        with contextlib.suppress(AppError):  # a disk that is full now is not the next time
            vault.settle()
        blobs = Blobs(paths.attachments, files_key)
        return Opened(paths, store, blobs, vault, data_key, who.id, login, lock, backup, refused or Refused(), held)
    except BaseException:
        if store is not None:
            store.close()
        for each in (data_key, *held):
            forget(each)
        lock.release()
        raise


def _clear_copies(paths: OfficePaths, lock: OfficeLock) -> None:
    """Plain copies, and a half-made change of the key, that a killed program left go now, unless another window may
    be showing the one or making the other."""
    copies = [paths.copies] if paths.copies.is_dir() and any(paths.copies.iterdir()) else []
    if left := [*copies, *paths.data_dir.glob(f"{REKEYED}*")]:
        with contextlib.suppress(Unavailable), lock.alone():
            for folder in left if not is_cut_off(paths) else copies:
                remove_tree(folder)


def _upgraded(
    engine: Engine, key: bytearray, paths: OfficePaths, lock: OfficeLock, at: datetime, told: Told
) -> Path | None:
    """The backup made before an upgrade, None where none was due; nobody else has the file open meanwhile."""
    if version_of(engine) is None:
        raise Unavailable(DAMAGED)
    if is_current(engine):
        return None
    engine.dispose()
    with lock.alone():
        return upgrade(engine, bytes(key), backups=paths.backups, at=at, progress=told)


def _note_entry(session: Session, login: str, verb: str, at: datetime, refused: Refused) -> Actor:
    """History: who came, and the tries that were refused before, which could not be written while it was locked."""
    staff_id = staff_id_of(session, login)
    if staff_id is None:
        raise Invalid({"login": "Nobody on the staff list signs in with this name. Ask the Director."})
    note_turns(session, at)  # what began or ended while the program was closed
    who = actor(session, staff_id, at)
    if refused.tries:
        detail = {"tries": refused.tries, "last": refused.last.isoformat() if refused.last else ""}
        record(session, None, "refused sign-in", subject="staff", subject_id=staff_id, at=at, detail=detail)
    detail = {"refused_for_other_names_within_a_day": refused.others} if refused.others else {}
    record(session, who, verb, subject="staff", subject_id=staff_id, at=at, detail=detail)
    return who


def note_exit(session: Session, staff_id: int, at: datetime) -> None:
    """History: who locked or left. Nothing is written for somebody who was let go meanwhile."""
    with contextlib.suppress(AppError):
        record(session, actor(session, staff_id, at), "signed out", subject="staff", subject_id=staff_id, at=at)


def renew_recovery(opened: Opened, at: datetime) -> str:
    """A new recovery key to print; the old sheet opens nothing more. Raises NotAllowed, Unavailable."""
    opened.store.read(lambda session: require_recovery(actor(session, opened.staff_id, at)))
    key = opened.vault.renew_recovery(opened.data_key)

    def told(session: Session) -> None:
        who = actor(session, opened.staff_id, at)
        record(session, who, "renewed recovery key", subject="office", subject_id=None, at=at)

    opened.store.write(told)
    return key


def require_recovery(who: Actor) -> None:
    """Raises NotAllowed unless a new recovery key may be put into their hands: it gives anybody's account a new
    password, the Mayor's too, so none is made for who acts for the Director (Q3)."""
    require(who, Right.MANAGE_OFFICE)
    if who.acts:
        words = "An acting director makes no new recovery key: it opens the office as anybody, the Mayor too."
        raise Refusal(f"{words} The sheet in the safe stays valid.", Right.MANAGE_OFFICE)


def add_member(write: Write, opened: Opened, member: Member, at: datetime, *, by: int) -> int:
    """Add to the staff list and to the vault in one go: if the vault refuses, the list stays as it was.

    `write` is the store's way to do an act and give its result; the slow sealing is done before it, so that nobody
    waits for the file. `by` is the staff id of who adds. Returns the new staff id. Raises Invalid (name, login, role,
    password), NotAllowed, Unavailable.
    """
    sealed = opened.vault.seal(opened.data_key, member.login, member.password)

    def act(session: Session) -> int:
        who = actor(session, by, at)
        added = add_staff(session, who, fields=member.fields(), instrument=member.instrument, at=at)
        opened.vault.put(sealed)  # a key there is left of an act that was not committed: the list has no such login
        return added.id or 0

    return int(write(act))


def give_password(write: Write, opened: Opened, staff_id: int, password: str, at: datetime, *, by: int) -> str:
    """A first password for somebody on the staff list who has none: made without one, or shut out when the file's key
    was changed; see `add_member` for `write` and `by`. Gives their login.

    Who has one gets no other: a password forgotten is set by the recovery key, so that nobody signs in as somebody
    else by the way. Raises Invalid (login, password), NotAllowed, NotFound, Unavailable.
    """
    found = opened.store.read(lambda session: staff_without_password(session, opened, actor(session, by, at)))
    login = next((row.login for row in found if row.id == staff_id), "")
    if not login:
        raise Invalid({"login": "This person has a password. Who has forgotten it signs in with the recovery key."})
    sealed = opened.vault.seal(opened.data_key, login, password)

    def act(session: Session) -> str:
        told = give_first_password(session, actor(session, by, at), staff_id, at=at)
        opened.vault.put(sealed)
        return told

    return str(write(act))


def staff_without_password(session: Session, opened: Opened, who: Actor) -> list[StaffRow]:
    """Who is on the staff list and cannot sign in, by name. Raises NotAllowed, Unavailable."""
    require(who, Right.MANAGE_STAFF)
    return [row for row in staff(session) if not opened.vault.has(row.login)]


def remove_member(
    write: Write,
    opened: Opened,
    staff_id: int,
    login: str,
    at: datetime,
    *,
    by: int,
    to: int | To = To.QUEUE,
) -> Handed:
    """Let go, and only when that is committed take their key from the vault; see `add_member` for `write` and `by`.

    Their open work goes to `to` in the same act. The file's key should be changed after it: who has left may have
    kept a copy of the old key file. Raises Invalid, NotAllowed, NotFound, and Unavailable when the key stays: it goes
    when somebody signs in next.
    """
    handed: Handed = write(lambda s: let_go(s, actor(s, by, at), staff_id, to=to, at=at))
    with contextlib.suppress(NotFound):
        opened.vault.remove(login)
    return handed


def _drop_keys_left(store: Store, vault: Vault) -> None:
    """Take the keys of those who left and whose key could not be taken then; if it still cannot, next time."""
    left = store.read(lambda session: [row.login for row in staff(session, with_left=True) if row.left_at])
    for login in left:
        with contextlib.suppress(AppError):
            if vault.has(login):
                vault.remove(login)
