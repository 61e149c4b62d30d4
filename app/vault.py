"""Keys: who may open the office file. Password or recovery key → the one data key that everything is encrypted with."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable
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
    Cost,
    Entry,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileNewer,
    Keys,
    folded,
    proof_of,
    read_keys,
    text_bytes,
)

__all__ = ["Cost", "Created", "KeyFileDamaged", "KeyFileMissing", "KeyFileNewer", "Refused", "TooSoon", "Vault"]
__all__ += ["WrongPassword", "WrongRecoveryKey", "check_password", "derive", "forget", "recovery_secret"]

SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1000
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_LENGTH, _CHECK_LENGTH = 40, 4
_RECOVERY = "recovery"
_COMMON_WORDS = """
1234567890 12345678910 123456789a 0123456789 0987654321 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwerty12345
qwerty1234 qwerty123456 qwertzuiop azertyuiop asdfghjkl1 abcdefghij abcd123456 password12 password123 password1234
password01 password1! passw0rd123 p@ssword123 iloveyou12 iloveyou123 letmein123 welcome123 welcome1234 admin12345
administrator administrator1 changeme123 trustno1234 football123 baseball123 basketball superman123 sunshine123
princess123 liverpool123 monkey12345 dragon12345 master12345 michael123 cityhall123 citycouncil mayorsoffice
constituent constituent1 summer2025 summer2026 winter2025 winter2026 spring2026 autumn2026 liaison123
"""
_COMMON = frozenset(_COMMON_WORDS.split())


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


class Refused(NamedTuple):
    """Tries at the keyboard that were refused within a day: for one login, when last, and for all other names."""

    tries: int = 0
    last: datetime | None = None
    others: int = 0


class Vault:
    """The key file: one random 256-bit data key, wrapped for each person by password and once by the recovery key.

    Names in the file are salted hashes: not readable, though a guess at a name can be proved. A new password does not
    change the data key, so an old copy of the key file still opens with the old password.
    """

    def __init__(self, path: Path, cost: Cost | None = None, *, attempts: Path | None = None) -> None:
        """`attempts` is where wrong tries are counted, in place of beside the key file: for the copy in a backup."""
        self.path = path
        self.cost = cost or Cost.default()
        self._attempts = Attempts(attempts or path.with_suffix(".attempts"))

    @classmethod
    def create(cls, path: Path, login: str, password: str, *, cost: Cost | None = None) -> Created:
        """Make the key file of a new office. Raises Invalid (login, password), Conflict when one is there already."""
        vault = cls(path, cost)
        check_password(login, password)
        if path.exists():
            raise Conflict(
                f"{path} is there already: an office lives in this folder. Open it, or choose another folder."
            )
        data_key, recovery_key = bytearray(secrets.token_bytes(32)), _new_recovery_key()
        nothing = Entry(b"", b"", b"", None)
        keys = Keys(secrets.token_bytes(16), secrets.token_bytes(16), proof_of(data_key), nothing)
        sealed = keys.seal(_RECOVERY, recovery_secret(recovery_key), data_key=data_key, cost=None)
        keys = Keys(keys.file, keys.salt, keys.proof, sealed)
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
            data_key = keys.unseal(name, text_bytes(password), entry or self._decoy(keys))
        except InvalidTag:
            raise WrongPassword from None
        self._attempts.succeeded(name, at)
        return data_key

    def open_with_recovery(self, recovery_key: str, *, at: datetime) -> bytearray:
        """The data key by the printed key. Raises Invalid (mistyped), WrongRecoveryKey, TooSoon, Unavailable."""
        secret, keys = recovery_secret(recovery_key), read_keys(self.path)
        self._attempts.begin(_RECOVERY, at)
        try:
            data_key = keys.unseal(_RECOVERY, secret, keys.recovery)
        except InvalidTag:
            raise WrongRecoveryKey from None
        self._attempts.succeeded(_RECOVERY, at)
        return data_key

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

        def without(keys: Keys) -> None:
            if len(keys.people) == 1:
                raise Invalid({"login": "This is the last person who can sign in. Add another person first."})
            keys.people.pop(keys.name_of(login), None)

        self._change(without)

    def renew_recovery(self, data_key: bytes | bytearray) -> str:
        """A new recovery key to print; the old one opens this file no more."""
        keys, recovery_key = read_keys(self.path), _new_recovery_key()
        _require_key(keys, data_key)
        entry = keys.seal(_RECOVERY, recovery_secret(recovery_key), data_key=data_key, cost=None)
        replace_file(self.path, Keys(keys.file, keys.salt, keys.proof, entry, keys.people).to_bytes())
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
        self._change(lambda fresh: fresh.people.update({sealed.name: sealed.entry}))

    def _put(self, data_key: bytes | bytearray, login: str, password: str) -> None:
        self.put(self.seal(data_key, login, password))  # the file is read again after the slow half

    def _change(self, change: Callable[[Keys], None]) -> None:
        keys = read_keys(self.path)
        change(keys)
        replace_file(self.path, keys.to_bytes())

    def _require(self, login: str) -> None:
        if not self.has(login):
            raise NotFound("Nobody signs in with this login. Check its spelling.")

    def _decoy(self, keys: Keys) -> Entry:
        """An entry nobody can open, as dear as a real one: an unknown login takes as long as a wrong password."""
        dearest = max((entry.cost for entry in keys.people.values() if entry.cost), default=self.cost)
        return Entry(secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_bytes(48), dearest)


def check_password(login: str, password: str) -> None:
    """Raises Invalid unless the login is not empty and the password is long, uncommon and not the login."""
    if not login.strip():
        raise Invalid({"login": "Type a login."})
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise Invalid({"password": f"Use at least {SHORTEST_PASSWORD} characters, such as four words."})
    if folded(password) in (folded(login), folded(login)[::-1]):
        raise Invalid({"password": "The password must not be the login. Choose another."})
    if folded(password) in _COMMON or len(set(password)) < 4:
        raise Invalid({"password": "This password is easy to guess. Choose another, such as four words."})


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


def recovery_secret(typed: str) -> bytes:
    """The secret in a recovery key as typed: case, spaces, dashes, O for 0, I or L for 1 do not matter.

    Raises Invalid({"recovery": …}) when characters are missing, too many, or the check at the end does not fit."""
    kept = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).upper().translate(str.maketrans("OIL", "011"))
    wanted = _RECOVERY_LENGTH + _CHECK_LENGTH
    if len(kept) != wanted:
        raise Invalid({"recovery": f"A recovery key has {wanted} letters and digits; {len(kept)} were typed."})
    secret, check = kept[:_RECOVERY_LENGTH], kept[_RECOVERY_LENGTH:]
    if not set(kept) <= set(_ALPHABET) or _check_of(secret) != check:
        raise Invalid({"recovery": "A character of this recovery key is wrong. Compare it with the sheet."})
    return secret.encode()


def _new_recovery_key() -> str:
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))
    return "-".join(re.findall("....", secret + _check_of(secret)))


def _check_of(secret: str) -> str:
    return "".join(_ALPHABET[byte % 32] for byte in hashlib.sha256(secret.encode()).digest()[:_CHECK_LENGTH])


def _require_key(keys: Keys, data_key: bytes | bytearray) -> None:
    """Wrapping another office's key would lock a person out unseen: a bug, so no sentence."""
    if not hmac.compare_digest(proof_of(data_key), keys.proof):
        raise ValueError("the data key does not belong to this key file")
