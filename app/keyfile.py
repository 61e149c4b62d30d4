"""The key file as it stands on the disk: entries that each hold the data key, wrapped for one person."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unavailable

VERSION = 1
_LARGEST_FILE = 4 << 20
_TAG = 16


class KeyFileMissing(Unavailable):
    """There is no key file beside the office file."""


class KeyFileDamaged(Unavailable):
    """The key file is not as it was written."""


class KeyFileNewer(Unavailable):
    """The key file was written by a newer version of the program."""


@dataclass(frozen=True, order=True)
class Cost:
    """What one try costs in Argon2id: memory in KiB, rounds, lanes. The default takes about 0.3 s on 2 cores."""

    memory: int = 64 * 1024
    rounds: int = 5
    lanes: int = 1

    def __post_init__(self) -> None:
        # A forged file must not make the program take all memory or run for hours.
        if not (8 * self.lanes <= self.memory <= 1 << 20 and 1 <= self.rounds <= 64 and 1 <= self.lanes <= 16):
            raise ValueError("cost out of bounds")

    @classmethod
    def default(cls) -> Cost:
        """The cost for real offices."""
        return cls()

    @classmethod
    def cheap(cls) -> Cost:
        """A cost for tests and the made-up office only: it protects nothing."""
        return cls(memory=8, rounds=1)


@dataclass(frozen=True)
class Entry:
    """The data key wrapped for one person, or (without a cost) for the recovery key."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost | None

    def to_row(self) -> list[object]:
        cost = [self.cost.memory, self.cost.rounds, self.cost.lanes] if self.cost else None
        return [self.salt.hex(), self.nonce.hex(), self.sealed.hex(), cost]

    @classmethod
    def from_row(cls, row: list[object]) -> Entry:
        salt, nonce, sealed, cost = row
        if not isinstance(cost, list | None):
            raise TypeError("cost")
        return cls(_bytes(salt, 16), _bytes(nonce, 12), _bytes(sealed, 48), Cost(*map(_whole, cost)) if cost else None)


@dataclass(frozen=True)
class Keys:
    """What the key file holds. `proof` tells whether a data key belongs to it; names stand as salted hashes."""

    file: bytes
    salt: bytes
    proof: bytes
    recovery: Entry
    people: dict[str, Entry] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        body = {
            "kind": "liaison keys",
            "version": VERSION,
            "file": self.file.hex(),
            "salt": self.salt.hex(),
            "proof": self.proof.hex(),
            "recovery": self.recovery.to_row(),
            "people": {name: entry.to_row() for name, entry in sorted(self.people.items())},
        }
        # The sum tells damage from a wrong password; it is no protection, the sealed entries are.
        total = hashlib.sha256(json.dumps(body).encode()).hexdigest()
        return json.dumps(body | {"sum": total}, indent=1).encode() + b"\n"

    @classmethod
    def from_bytes(cls, raw: bytes) -> Keys:
        """Raises ValueError, KeyError or TypeError for anything but the very bytes that were written."""
        body = json.loads(raw)
        recovery = Entry.from_row(body["recovery"])
        people = {_bytes(name, 32).hex(): Entry.from_row(row) for name, row in body["people"].items()}
        if recovery.cost is not None or any(entry.cost is None for entry in people.values()):
            raise ValueError("cost")
        salts = (_bytes(body["file"], 16), _bytes(body["salt"], 16), _bytes(body["proof"], 32))
        keys = cls(*salts, recovery=recovery, people=people)
        if keys.to_bytes() != raw:
            raise ValueError("not as written")
        return keys

    def seal(self, name: str, secret: bytes, *, data_key: bytes | bytearray, cost: Cost | None) -> Entry:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        cipher = AESGCM(_wrapping_key(secret, salt, cost))
        return Entry(salt, nonce, cipher.encrypt(nonce, data_key, self._bound_to(name)), cost)

    def unseal(self, name: str, secret: bytes, entry: Entry) -> bytearray:
        """Raises InvalidTag when the secret is not the right one."""
        cipher = AESGCM(_wrapping_key(secret, entry.salt, entry.cost))
        data_key = bytearray(len(entry.sealed) - _TAG)
        cipher.decrypt_into(entry.nonce, entry.sealed, self._bound_to(name), data_key)
        return data_key

    def _bound_to(self, name: str) -> bytes:
        return b"liaison keys/%d/%s/%s" % (VERSION, name.encode(), self.file.hex().encode())

    def name_of(self, login: str) -> str:
        return hmac.new(self.salt, text_bytes(folded(login)), hashlib.sha256).hexdigest()


def read_keys(path: Path) -> Keys:
    """The key file, checked to the byte. Raises KeyFileMissing, KeyFileNewer, KeyFileDamaged, Unavailable."""
    raw = _read_bytes(path)
    try:
        return Keys.from_bytes(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        if _version_in(raw) > VERSION:
            raise KeyFileNewer(f"{path.name} was written by a newer version of Liaison. Install that.") from None
    raise KeyFileDamaged(
        f"{path.name} in {path.parent} is damaged, so nobody can sign in. "
        f"Put back {path.name} from the newest backup; passwords are then those of that day."
    )


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise KeyFileMissing(
            f"{path.name} is missing in {path.parent}; without it the office file cannot be opened. "
            f"Put it back from the newest backup."
        ) from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read. Ask who may open this folder, then try again.") from error


def _wrapping_key(secret: bytes, salt: bytes, cost: Cost | None) -> bytes:
    """Argon2id for a password; HKDF is enough for the 200 random bits of a recovery key."""
    if cost is None:
        return HKDF(SHA256(), 32, salt, b"liaison/1/recovery").derive(secret)
    try:
        return hash_secret_raw(secret, salt, cost.rounds, cost.memory, cost.lanes, 32, Type.ID)
    except HashingError as error:
        raise Unavailable(
            "There is too little memory to check the password. Close other programs and try again."
        ) from error


def proof_of(data_key: bytes | bytearray) -> bytes:
    return HKDF(SHA256(), 32, None, b"liaison/1/proof").derive(data_key)


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def text_bytes(text: str) -> bytes:
    """One form however the keyboard composes accents; lone surrogates are let through, never a crash."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def _bytes(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(found := bytes.fromhex(value)) != length:
        raise ValueError("length")
    return found


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("number")
    return value


def _version_in(raw: bytes) -> int:
    try:
        return _whole(json.loads(raw)["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
