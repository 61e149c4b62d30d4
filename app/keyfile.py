"""The key file as it stands on the disk: for each person an entry that leads from their password to the data key.

An entry of version 2 has a *box*, sealed by the password (Argon2id, AES-256-GCM), with the person's private key and the
data key that the password last opened; the *public key* in clear, with the mark of who held the data key (`keypairs`);
and, for each change of the data key since, one *seal* to the public key. So a password opens only what it opened before
or what follows from it, and at the next sign-in box and seals become one box again. An entry of version 1 is a box with
the data key alone: it is read as ever, and becomes one of version 2 when its password next opens it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unavailable
from app.keypairs import KEY, MARK, SEAL, Key, new_pair, open_sealed, seal_to, vouch

VERSION = 2
RECOVERY = "recovery"
"""The name under which the recovery key's entry is sealed; people's are 64 hexadecimal digits."""
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


class NotFollowing(ValueError):
    """The data key that an entry leads to is not the one of the file, or does not follow from the one before."""


@dataclass(frozen=True)
class Pair:
    """What of a person's key pair stands in clear, and the data keys sealed to it since change number `epoch`."""

    public: bytes
    vouch: bytes
    epoch: int
    seals: tuple[bytes, ...] = ()

    def to_row(self) -> list[object]:
        """As it stands in the file, behind the box."""
        return [self.public.hex(), self.vouch.hex(), self.epoch, [seal.hex() for seal in self.seals]]

    @classmethod
    def from_row(cls, row: list[object]) -> Pair:
        """Raises ValueError or TypeError for anything but what was written."""
        public, mark, epoch, seals = row
        if not isinstance(seals, list) or _whole(epoch) < 0:
            raise TypeError("seals")
        found = tuple(_bytes(seal, SEAL) for seal in seals)
        return cls(_bytes(public, KEY), _bytes(mark, MARK), _whole(epoch), found)


@dataclass(frozen=True)
class Entry:
    """A sealed box for one person, or (without a cost) for the recovery key; without a `pair` it is of version 1."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost | None
    pair: Pair | None = None

    def to_row(self) -> list[object]:
        """As it stands in the file."""
        cost = [self.cost.memory, self.cost.rounds, self.cost.lanes] if self.cost else None
        box: list[object] = [self.salt.hex(), self.nonce.hex(), self.sealed.hex(), cost]
        return box + (self.pair.to_row() if self.pair else [])

    @classmethod
    def from_row(cls, row: list[object]) -> Entry:
        """Raises ValueError or TypeError for anything but what was written."""
        salt, nonce, sealed, cost, *rest = row
        if not isinstance(cost, list | None):
            raise TypeError("cost")
        dear = Cost(*map(_whole, cost)) if cost else None
        held = 2 * KEY if rest else KEY
        pair = Pair.from_row(rest) if rest else None
        return cls(_bytes(salt, 16), _bytes(nonce, 12), _bytes(sealed, held + _TAG), dear, pair)


@dataclass(frozen=True)
class Keys:
    """What the key file holds. `proof` tells whether a data key belongs to it; names stand as salted hashes.

    `epoch` counts how often the data key was changed; `file` stays, as it says which office this is.
    """

    file: bytes
    salt: bytes
    proof: bytes
    recovery: Entry
    people: dict[str, Entry] = field(default_factory=dict)
    epoch: int = 0

    @property
    def version(self) -> int:
        """1 while it holds nothing that an older program does not know."""
        return 2 if self.epoch or any(entry.pair for entry in (self.recovery, *self.people.values())) else 1

    def to_bytes(self) -> bytes:
        """As it stands on the disk."""
        body: dict[str, object] = {
            "kind": "liaison keys",
            "version": self.version,
            "file": self.file.hex(),
            "salt": self.salt.hex(),
            "proof": self.proof.hex(),
            "recovery": self.recovery.to_row(),
            "people": {name: entry.to_row() for name, entry in sorted(self.people.items())},
        }
        body |= {"epoch": self.epoch} if self.version > 1 else {}
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
        keys = cls(*salts, recovery=recovery, people=people, epoch=_whole(body.get("epoch", 0)))
        if keys.to_bytes() != raw or not all(keys._is_in_step(entry) for entry in (recovery, *people.values())):
            raise ValueError("not as written")
        return keys

    def _is_in_step(self, entry: Entry) -> bool:
        """Whether an entry leads to the data key of now: one seal for each change since its box was sealed."""
        return (entry.pair.epoch + len(entry.pair.seals) if entry.pair else 0) == self.epoch

    def seal(self, name: str, secret: bytes, *, data_key: Key, cost: Cost | None) -> Entry:
        """A new entry with a new key pair."""
        salt, (private, public) = secrets.token_bytes(16), new_pair()
        return self._boxed(
            name, _wrapping_key(secret, salt, cost), Entry(salt, b"", b"", cost), private, public, data_key
        )

    def unseal(self, name: str, secret: bytes, entry: Entry) -> tuple[bytearray, Entry | None]:
        """The data key, and the entry as it should stand from now on, None where it may stay as it is.

        Raises InvalidTag when the secret is not the right one, NotFollowing where the file was tampered with."""
        wrapping = _wrapping_key(secret, entry.salt, entry.cost)
        held = bytearray(len(entry.sealed) - _TAG)
        AESGCM(wrapping).decrypt_into(entry.nonce, entry.sealed, self._bound_to(name, entry.pair), held)
        if entry.pair is None:
            data_key, (private, public) = held, new_pair()
        else:
            private, public = bytes(held[:KEY]), entry.pair.public
            data_key = self._followed(name, entry.pair, private, held[KEY:])
        if not hmac.compare_digest(proof_of(data_key), self.proof):
            raise NotFollowing
        is_new = entry.pair is None or entry.pair.seals
        return data_key, self._boxed(name, wrapping, entry, private, public, data_key) if is_new else None

    def _followed(self, name: str, pair: Pair, private: bytes, data_key: bytearray) -> bytearray:
        """From the data key that the box holds to the one of now, each held against the one before."""
        for epoch, sealed in enumerate(pair.seals, start=pair.epoch + 1):
            try:
                data_key = open_sealed(private, sealed, old=data_key, bound=self._bound_seal(name, epoch))
            except InvalidTag:
                raise NotFollowing from None
        return data_key

    def _boxed(self, name: str, wrapping: bytes, entry: Entry, private: bytes, public: bytes, data_key: Key) -> Entry:
        nonce = secrets.token_bytes(12)
        pair = Pair(public, vouch(data_key, public, bound=self._bound_public(name)), self.epoch)
        sealed = AESGCM(wrapping).encrypt(nonce, private + bytes(data_key), self._bound_to(name, pair))
        return replace(entry, nonce=nonce, sealed=sealed, pair=pair)

    def is_vouched(self, name: str, entry: Entry, data_key: Key) -> bool:
        """Whether the next data key may be sealed to it: its public key was put there by a holder of the data key."""
        if entry.pair is None:
            return False
        return hmac.compare_digest(entry.pair.vouch, vouch(data_key, entry.pair.public, bound=self._bound_public(name)))

    def changed(self, old: Key, new: Key, *, names: Collection[str]) -> Keys:
        """The key file after a change of the data key: sealed to those of `names` who are vouched for, and no others.

        The recovery entry follows too where it can; else it is the caller's to seal anew. Raises ValueError for a data
        key that is not of this file.
        """
        if not hmac.compare_digest(proof_of(old), self.proof):
            raise ValueError("the data key does not belong to this key file")
        after = replace(self, epoch=self.epoch + 1, proof=proof_of(new), people={})
        people = {name: entry for name, entry in self.people.items() if name in names}
        kept = {name: entry for name, entry in people.items() if self.is_vouched(name, entry, old)}
        after.people.update({name: after._resealed(name, entry, old, new) for name, entry in kept.items()})
        if self.is_vouched(RECOVERY, self.recovery, old):
            return replace(after, recovery=after._resealed(RECOVERY, self.recovery, old, new))
        return after

    def _resealed(self, name: str, entry: Entry, old: Key, new: Key) -> Entry:
        assert entry.pair is not None  # `changed` asked
        public = entry.pair.public
        sealed = seal_to(public, new, old=old, bound=self._bound_seal(name, self.epoch))
        mark = vouch(new, public, bound=self._bound_public(name))
        return replace(entry, pair=replace(entry.pair, vouch=mark, seals=(*entry.pair.seals, sealed)))

    def _bound_to(self, name: str, pair: Pair | None) -> bytes:
        if pair is None:
            return self._bound(b"liaison keys/1", name)
        return self._bound(b"liaison keys/2/box/%d/%s" % (pair.epoch, pair.public.hex().encode()), name)

    def _bound_seal(self, name: str, epoch: int) -> bytes:
        return self._bound(b"liaison keys/2/data key/%d" % epoch, name)

    def _bound_public(self, name: str) -> bytes:
        return self._bound(b"liaison keys/2/public key", name)

    def _bound(self, purpose: bytes, name: str) -> bytes:
        return b"%s/%s/%s" % (purpose, name.encode(), self.file.hex().encode())

    def name_of(self, login: str) -> str:
        """How a login stands in the file."""
        return hmac.new(self.salt, text_bytes(folded(login)), hashlib.sha256).hexdigest()


def read_keys(path: Path) -> Keys:
    """The key file, checked to the byte. Raises KeyFileMissing, KeyFileNewer, KeyFileDamaged, Unavailable."""
    raw = _read_bytes(path)
    try:
        return Keys.from_bytes(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
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


def proof_of(data_key: Key) -> bytes:
    """What tells that a data key belongs to a file, and tells nothing of it."""
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
