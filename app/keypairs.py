"""Key pairs: how a changed data key reaches people whose passwords nobody knows.

A new data key is sealed to a person's public X25519 key by HPKE in base mode (RFC 9180: DHKEM(X25519, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM) of the library `cryptography`; the purpose, the number of the change, the person and the file
are bound to it as HPKE's `info`. Two marks (HMAC-SHA256, each under a key of its own by HKDF-SHA256, RFC 5869) say who
may do what: base mode alone would let anybody who can write the key file seal a key of theirs to somebody.

- `vouch`, under the data key: this public key was put there by somebody who held the data key. Only such a public key
  gets the next data key.
- `succession`, under the data key of before: this new data key follows from it. It travels inside the seal, and is held
  against the data key that the person's own password last opened.

What they cannot do: who knew the data key of before can, until a person has signed in for the first time after the
change, still put before that person a key that follows from it, if they can write the key file. Nothing of the office
is opened by that; but a person could be shown another office. So the folder is closed to somebody who leaves.
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY, MARK, SEAL = 32, 32, 112
"""Bytes of a key, of a mark, and of a sealed data key: 32 encapsulated, 32 + 32 of key and mark, 16 of tag."""

Key = bytes | bytearray


def new_pair() -> tuple[bytes, bytes]:
    """A new private key and its public key."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal_to(public: bytes, new: Key, *, old: Key, bound: bytes) -> bytes:
    """The new data key, sealed to a public key, with the mark that it follows from the old one."""
    message = bytes(new) + succession(old, new, bound=bound)
    return _suite().encrypt(message, X25519PublicKey.from_public_bytes(public), bound)


def open_sealed(private: Key, sealed: bytes, *, old: Key, bound: bytes) -> bytearray:
    """The new data key. Raises InvalidTag where it was sealed to another, or does not follow from the old one."""
    try:
        message = _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private), bound)
    except ValueError as error:  # a point of low order, which no honest sender uses
        raise InvalidTag from error
    new, mark = bytearray(message[:KEY]), message[KEY:]
    if len(message) != KEY + MARK or not hmac.compare_digest(mark, succession(old, new, bound=bound)):
        raise InvalidTag
    return new


def vouch(data_key: Key, public: bytes, *, bound: bytes) -> bytes:
    """The mark of who holds the data key on a public key."""
    return hmac.digest(_derived(data_key, b"liaison/2/vouch"), bound + public, "sha256")


def succession(old: Key, new: Key, *, bound: bytes) -> bytes:
    """The mark that one data key follows from another."""
    return hmac.digest(_derived(old, b"liaison/2/succession"), bound + bytes(new), "sha256")


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _derived(data_key: Key, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, purpose).derive(data_key)
