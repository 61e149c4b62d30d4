"""Keys: who may open the office file. Password or recovery key → the one data key that everything is encrypted with."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.attempts import Attempts, TooSoon
from app.errors import Conflict, Invalid, NotFound, Unavailable
from app.files import replace_file
from app.keyfile import (
    RECOVERY,
    Cost,
    Entry,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileNewer,
    Keys,
    NotFollowing,
    folded,
    proof_of,
    read_keys,
    text_bytes,
)
from app.office_lock import OfficeLock
from app.passwords import check_password, new_recovery_key, recovery_secret

__all__ = ["Cost", "Created", "KeyFileDamaged", "KeyFileMissing", "KeyFileNewer", "Refused", "TooSoon", "Vault"]
__all__ += ["Succeeded", "WrongPassword", "WrongRecoveryKey", "check_password", "derive", "forget", "recovery_secret"]

KEYS_LOCK = "keys.lock"
_WAIT_S = 5.0
"""Seconds that a change of the key file waits for another one, which takes a moment only."""


class WrongPassword(Unavailable):
    """The login and the password do not go together; the same words for a login that is not there."""

    def __init__(self) -> None:
        super().__init__("This login and password do not go together. Check both and try again.")


class WrongRecoveryKey(Unavailable):
    """A well-formed recovery key of another office, or one that has been renewed since."""

    def __init__(self) -> None:
        super().__init__("This recovery key does not open this office. Use the newest recovery sheet of this office.")


class Created(NamedTuple):
    """A new vault, its data key, and the recovery key to print: it is shown this once."""

    vault: Vault
    data_key: bytearray
    recovery_key: str


class Sealed(NamedTuple):
    """The data key wrapped for one person, not yet in the key file."""

    name: str
    entry: Entry


class Succeeded(NamedTuple):
    """A key file after a change of the data key: its bytes, the number of the change, and the recovery key to print.

    The recovery key is "" where the printed sheet stays valid.
    """

    content: bytes
    epoch: int
    recovery_key: str


class Refused(NamedTuple):
    """Tries at the keyboard that were refused within a day: for one login, when last, and for all other names."""

    tries: int = 0
    last: datetime | None = None
    others: int = 0


class Vault:
    """The key file: one random 256-bit data key, wrapped for each person by password and once by the recovery key.

    Names in the file are salted hashes: not readable, though a guess at a name can be proved. A new password does not
    change the data key, so an old copy of the key file still opens with the old password, until the data key itself is
    changed (`rekey`). How the wrapping is done stands in `keyfile` and `keypairs`.
    """

    def __init__(self, path: Path, cost: Cost | None = None, *, attempts: Path | None = None) -> None:
        """`attempts` is where wrong tries are counted, in place of beside the key file: for the copy in a backup."""
        self.path = path
        self.cost = cost or Cost.default()
        self._attempts = Attempts(attempts or path.with_suffix(".attempts"))
        self._fresh: tuple[str, Entry, Entry] | None = None

    @classmethod
    def create(cls, path: Path, login: str, password: str, *, cost: Cost | None = None) -> Created:
        """Make the key file of a new office. Raises Invalid (login, password), Conflict when one is there already."""
        vault = cls(path, cost)
        check_password(login, password)
        if path.exists():
            raise Conflict(
                f"{path} is there already: an office lives in this folder. Open it, or choose another folder."
            )
        data_key, recovery_key = bytearray(secrets.token_bytes(32)), new_recovery_key()
        nothing = Entry(b"", b"", b"", None)
        keys = Keys(secrets.token_bytes(16), secrets.token_bytes(16), proof_of(data_key), nothing)
        sealed = keys.seal(RECOVERY, recovery_secret(recovery_key), data_key=data_key, cost=None)
        keys = replace(keys, recovery=sealed)
        name = keys.name_of(login)
        keys.people[name] = keys.seal(name, text_bytes(password), data_key=data_key, cost=vault.cost)
        replace_file(path, keys.to_bytes())
        return Created(vault, data_key, recovery_key)

    def open(self, login: str, password: str, *, at: datetime) -> bytearray:
        """The data key. Raises WrongPassword (also for an unknown login), TooSoon, Unavailable."""
        keys = read_keys(self.path)
        name = keys.name_of(login)
        self._attempts.begin(name, at)
        entry = keys.people.get(name)
        try:
            data_key = self._unsealed(keys, name, text_bytes(password), entry or self._decoy(keys))
        except InvalidTag:
            raise WrongPassword from None
        self._attempts.succeeded(name, at)
        return data_key

    def open_with_recovery(self, recovery_key: str, *, at: datetime) -> bytearray:
        """The data key by the printed key. Raises Invalid (mistyped), WrongRecoveryKey, TooSoon, Unavailable."""
        secret, keys = recovery_secret(recovery_key), read_keys(self.path)
        self._attempts.begin(RECOVERY, at)
        try:
            data_key = self._unsealed(keys, RECOVERY, secret, keys.recovery)
        except InvalidTag:
            raise WrongRecoveryKey from None
        self._attempts.succeeded(RECOVERY, at)
        return data_key

    def _unsealed(self, keys: Keys, name: str, secret: bytes, entry: Entry) -> bytearray:
        """The data key; an entry that should be written anew is kept for `settle`."""
        try:
            data_key, fresh = keys.unseal(name, secret, entry)
        except NotFollowing:
            raise KeyFileDamaged(
                f"{self.path.name} in {self.path.parent} was changed by somebody who is not of this office, or is "
                f"damaged. Put back {self.path.name} from the newest backup, and tell the Director."
            ) from None
        self._fresh = (name, entry, fresh) if fresh is not None else None
        return data_key

    def settle(self) -> None:
        """Write anew the entry that was opened last, where it is of version 1 or the data key was changed since.

        For the office that is open, never for a backup, which stays as it was made. Raises Unavailable.
        """
        if self._fresh is None:
            return
        (name, opened, fresh), self._fresh = self._fresh, None

        def renewed(keys: Keys) -> Keys:
            """Only in place of the very entry that was opened: a new password or a leaving meanwhile stands."""
            if name == RECOVERY:
                return replace(keys, recovery=fresh) if keys.recovery == opened else keys
            if keys.people.get(name) == opened:
                keys.people[name] = fresh
            return keys

        self._change(renewed)

    def fits(self, data_key: bytes | bytearray) -> bool:
        """Whether this data key is the one of the file now. Raises Unavailable."""
        return hmac.compare_digest(proof_of(data_key), read_keys(self.path).proof)

    def has(self, login: str) -> bool:
        """Whether this login may sign in."""
        keys = read_keys(self.path)
        return keys.name_of(login) in keys.people

    def refused(self, login: str, *, at: datetime) -> Refused:
        """What was refused before this try, as far as it is remembered. Raises Unavailable."""
        return Refused(*self._attempts.refused(read_keys(self.path).name_of(login), at))

    def add(self, data_key: bytes | bytearray, login: str, password: str) -> None:
        """Let one more person in. Raises Invalid (login taken or empty, weak password), Unavailable."""
        if self.has(login):
            raise Invalid({"login": "This login is taken. Choose another."})
        self._put(data_key, login, password)

    def set_password(self, data_key: bytes | bytearray, login: str, new: str) -> None:
        """A new password without the old one, after recovery. Raises NotFound, Invalid, Unavailable."""
        self._require(login)
        self._put(data_key, login, new)

    def change_password(self, login: str, old: str, new: str, *, at: datetime) -> None:
        """A new password for the old one. Raises WrongPassword, TooSoon, Invalid, Unavailable."""
        check_password(login, new)
        data_key = self.open(login, old, at=at)
        try:
            self._put(data_key, login, new)
        finally:
            forget(data_key)

    def rename(self, data_key: bytes | bytearray, old: str, new: str, *, password: str) -> None:
        """Another login for a person; the entry is bound to the login, so the password is set with it."""
        self._require(old)
        if folded(old) != folded(new):
            self.add(data_key, new, password)
            self.remove(old)

    def remove(self, login: str) -> None:
        """Let a person in no more. Raises NotFound, and Invalid for the last one: nobody could sign in then."""
        self._require(login)

        def without(keys: Keys) -> Keys:
            if len(keys.people) == 1:
                raise Invalid({"login": "This is the last person who can sign in. Add another person first."})
            keys.people.pop(keys.name_of(login), None)
            return keys

        self._change(without)

    def renew_recovery(self, data_key: bytes | bytearray) -> str:
        """A new recovery key to print; the old one opens this file no more."""
        recovery_key = new_recovery_key()

        def renewed(keys: Keys) -> Keys:
            _require_key(keys, data_key)
            sealed = keys.seal(RECOVERY, recovery_secret(recovery_key), data_key=data_key, cost=None)
            return replace(keys, recovery=sealed)

        self._change(renewed)
        return recovery_key

    def seal(self, data_key: bytes | bytearray, login: str, password: str) -> Sealed:
        """The slow half of letting somebody in: it changes nothing. Raises Invalid (login, password), Unavailable."""
        check_password(login, password)
        keys = read_keys(self.path)
        _require_key(keys, data_key)
        name = keys.name_of(login)
        return Sealed(name, keys.seal(name, text_bytes(password), data_key=data_key, cost=self.cost))

    def put(self, sealed: Sealed) -> None:
        """The quick half: in place of what the file holds under this login. Raises Unavailable."""
        self._change(lambda fresh: replace(fresh, people=fresh.people | {sealed.name: sealed.entry}))

    def unready(self, data_key: bytes | bytearray, logins: Collection[str]) -> list[str]:
        """Who of those with a password could not follow a change of the data key, in the order given.

        They have not signed in since key pairs came, or their public key was put there by nobody who may. Raises
        Unavailable.
        """
        keys = read_keys(self.path)
        found = {login: keys.people.get(name := keys.name_of(login)) and name for login in logins}
        return [
            login for login, name in found.items() if name and not keys.is_vouched(name, keys.people[name], data_key)
        ]

    def sheet_follows(self, data_key: bytes | bytearray) -> bool:
        """Whether the printed recovery key would stay valid after a change of the data key. Raises Unavailable."""
        keys = read_keys(self.path)
        return keys.is_vouched(RECOVERY, keys.recovery, data_key)

    def succeed(
        self, old: bytes | bytearray, new: bytes | bytearray, *, logins: Collection[str], new_sheet: bool
    ) -> Succeeded:
        """The key file with a new data key for those of `logins` who can follow; it is given, not written.

        Nobody else's password opens it. A new recovery key is made where `new_sheet` says so or the sheet could not
        follow. Raises Unavailable, and ValueError for another office's data key.
        """
        keys, recovery_key = read_keys(self.path), ""
        after = keys.changed(old, new, names={keys.name_of(login) for login in logins})
        if new_sheet or not keys.is_vouched(RECOVERY, keys.recovery, old):
            recovery_key = new_recovery_key()
            sealed = after.seal(RECOVERY, recovery_secret(recovery_key), data_key=new, cost=None)
            after = replace(after, recovery=sealed)
        return Succeeded(after.to_bytes(), after.epoch, recovery_key)

    def _put(self, data_key: bytes | bytearray, login: str, password: str) -> None:
        self.put(self.seal(data_key, login, password))  # the file is read again after the slow half

    def _change(self, change: Callable[[Keys], Keys]) -> None:
        """Read, change and write with nobody else between, so that no change is lost."""
        lock = OfficeLock(self.path.parent, name=KEYS_LOCK, taken="The keys are being changed. Wait, then try again.")
        with lock.alone(wait_s=_WAIT_S):
            replace_file(self.path, change(read_keys(self.path)).to_bytes())

    def _require(self, login: str) -> None:
        if not self.has(login):
            raise NotFound("Nobody signs in with this login. Check its spelling.")

    def _decoy(self, keys: Keys) -> Entry:
        """An entry nobody can open, as dear as a real one: an unknown login takes as long as a wrong password."""
        dearest = max((entry.cost for entry in keys.people.values() if entry.cost), default=self.cost)
        return Entry(secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_bytes(48), dearest)


def derive(data_key: bytes | bytearray, purpose: Literal["database", "attachments", "index"]) -> bytes:
    """The 256-bit key for one purpose, by HKDF-SHA256: what leaks of one opens no other."""
    return bytes(derive_held(data_key, purpose))


def derive_held(data_key: bytes | bytearray, purpose: Literal["database", "attachments", "index"]) -> bytearray:
    """The same key, to be held while the office is open and overwritten with `forget` at the lock."""
    key = bytearray(32)
    HKDF(SHA256(), 32, None, b"liaison/1/" + purpose.encode()).derive_into(data_key, key)
    return key


def forget(key: bytearray) -> None:
    """Overwrite a key. Copies that the interpreter and the libraries made while they used it are out of reach."""
    key[:] = bytes(len(key))


def _require_key(keys: Keys, data_key: bytes | bytearray) -> None:
    """Wrapping another office's key would lock a person out unseen: a bug, so no sentence."""
    if not hmac.compare_digest(proof_of(data_key), keys.proof):
        raise ValueError("the data key does not belong to this key file")
