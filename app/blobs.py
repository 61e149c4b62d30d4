"""Attachments: any file up to a limit, encrypted in pieces, under a name that tells nothing."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Invalid, Unavailable
from app.files import fresh_file, make_private_folder, settle, write_all

PIECE = 1 << 20
LARGEST = 200 << 20
_MAGIC = b"LIAISON1"
_SALT, _BOND, _TAG = 16, 32, 16
_HEADER = len(_MAGIC) + _SALT + _BOND


class BlobDamaged(Unavailable):
    """The stored file is not as it was written: cut, lengthened, changed or exchanged."""

    def __init__(self) -> None:
        super().__init__("This attachment is damaged. Attach the file again, or put it back from a backup.")


class BlobMissing(Unavailable):
    """The stored file is not there."""

    def __init__(self) -> None:
        super().__init__("This attachment is missing. Put the folder of attachments back from a backup.")


class Cancelled(Unavailable):
    """The user stopped it; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("Stopped. The file was not attached.")


class Blob(NamedTuple):
    """A stored file: its address, its size in bytes, and the SHA-256 of its content in hexadecimal."""

    address: str
    size: int
    sha256: str


class Blobs:
    """The folder of attachments under one key. The same content is kept once.

    A stored file is a header (magic, random salt, bond to its address), then pieces of 1 MiB in AES-GCM: the number of
    the piece is the nonce under a key of the file's own, and the last piece is marked, so that pieces that were cut,
    exchanged or added do not pass. Memory stays at a few MiB for any size.

    A key given as a bytearray is held and not copied: once it is overwritten, nothing is read or written any more."""

    def __init__(self, folder: Path, key: bytes | bytearray) -> None:
        self.folder = folder
        self._held = key

    @property
    def _key(self) -> bytes | bytearray:
        if isinstance(self._held, bytearray) and not any(self._held):
            raise Unavailable("The office is locked. Sign in again.")
        return self._held

    def put(
        self,
        source: Path | BinaryIO,
        *,
        limit: int = LARGEST,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Blob:
        """Store a file; `progress` hears the bytes done. Raises Invalid({"file": …}) when it is too large or cannot be
        read, Cancelled, Unavailable when the disk is full; in each case nothing stays behind."""
        make_private_folder(self.folder)
        if not isinstance(source, Path):
            return self._put(source, limit, progress or (lambda done: None), cancelled or (lambda: False))
        with _readable(source) as stream:
            return self.put(stream, limit=limit, progress=progress, cancelled=cancelled)

    def has(self, address: str) -> bool:
        """Whether a file is stored under this address."""
        return _is_address(address) and self._path(address).is_file()

    def open(self, address: str) -> Iterator[bytes]:
        """The content, piece by piece; what is yielded is authentic, but only the end shows that none is missing.

        Raises BlobMissing, BlobDamaged, Unavailable, when the first piece is asked for or later."""
        if not self.has(address):
            raise BlobMissing
        with _disk(self._path(address), reading=True), self._path(address).open("rb") as file:
            cipher = self._cipher(self._salt_in(file.read(_HEADER), address))
            for number, (sealed, is_last) in enumerate(_with_last(lambda: _piece_of(file, PIECE + _TAG))):
                yield _decrypted(cipher, number, sealed, is_last)

    def copy_to(self, address: str, path: Path) -> None:
        """Write the content to a file that only its owner reads, whole or not at all. Raises as `open`."""
        with _disk(path), fresh_file(path.parent) as (file, fresh):
            for piece in self.open(address):
                write_all(file, piece)
            settle(file, fresh, path)

    def verify(self, address: str) -> None:
        """Read it all and hold it against its address. Raises BlobMissing, BlobDamaged, Unavailable."""
        digest = hashlib.sha256()
        for piece in self.open(address):
            digest.update(piece)
        if not hmac.compare_digest(self._address(digest.digest()), address):
            raise BlobDamaged

    def address_of(self, sha256: str) -> str:
        """The address under which a content is kept, by its SHA-256 in hexadecimal; another key, another address."""
        return self._address(bytes.fromhex(sha256))

    def remove_unused(self, used: Collection[str], *, before: datetime) -> int:
        """Remove stored files that nothing uses, and leavings of a crash; give how many.

        Only what was written `before` then goes: a file just put may not be in the database yet."""
        gone = 0
        for path in [*self.folder.glob("??/*"), *self.folder.glob(".*.new")]:
            with _disk(path):
                if path.name not in used and path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    gone += 1
        return gone

    def _put(
        self, stream: BinaryIO, limit: int, progress: Callable[[int], None], cancelled: Callable[[], bool]
    ) -> Blob:
        salt, digest, size = secrets.token_bytes(_SALT), hashlib.sha256(), 0
        cipher = self._cipher(salt)
        with _disk(self.folder), fresh_file(self.folder) as (file, fresh):
            write_all(file, bytes(_HEADER))
            for number, (piece, is_last) in enumerate(_with_last(lambda: _piece_given(stream))):
                size += len(piece)
                _refuse_larger(size, limit)
                if cancelled():
                    raise Cancelled
                digest.update(piece)
                write_all(file, cipher.encrypt(_nonce(number), piece, _mark(is_last)))
                progress(size)
            address = self._address(digest.digest())
            file.seek(0)
            write_all(file, _MAGIC + salt + self._bond(salt, address))
            make_private_folder(self._path(address).parent)
            # An equal file that is there already is replaced: nothing is lost, and a damaged one is healed.
            settle(file, fresh, self._path(address))
        return Blob(address, size, digest.hexdigest())

    def _salt_in(self, header: bytes, address: str) -> bytes:
        """The salt of a stored file, if it is the one of this address."""
        salt = header[len(_MAGIC) : -_BOND]
        if not hmac.compare_digest(header, _MAGIC + salt + self._bond(salt, address)):
            raise BlobDamaged
        return salt

    def _path(self, address: str) -> Path:
        return self.folder / address[:2] / address

    def _address(self, digest: bytes) -> str:
        return hmac.new(self._key, b"address" + digest, hashlib.sha256).hexdigest()

    def _bond(self, salt: bytes, address: str) -> bytes:
        """Ties a stored file to its name, so that two whole files exchanged are found at once."""
        return hmac.digest(self._key, b"bond" + salt + address.encode(), "sha256")

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, salt, b"liaison/1/attachment").derive(self._key))


def _is_address(address: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", address) is not None


def _refuse_larger(size: int, limit: int) -> None:
    if size > limit:
        raise Invalid(
            {"file": f"The file is larger than {limit >> 20} MB. Attach a smaller one, or say where it lies."}
        )


def _with_last(read: Callable[[], bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece with whether it is the last; nothing at all is one empty piece."""
    piece = read()
    while following := read():
        yield piece, False
        piece = following
    yield piece, True


def _piece_of(stream: BinaryIO, length: int) -> bytes:
    """The next `length` bytes, fewer only at the end: a pipe may give less at a time."""
    found = stream.read(length)
    while 0 < len(found) < length and (more := stream.read(length - len(found))):
        found += more
    return found


def _piece_given(stream: BinaryIO) -> bytes:
    """The next piece of what the user gave: its troubles are not those of our disk."""
    try:
        return _piece_of(stream, PIECE)
    except OSError as error:
        raise Invalid({"file": "The file could not be read to its end. See whether it is still there."}) from error


def _decrypted(cipher: AESGCM, number: int, sealed: bytes, is_last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number), sealed, _mark(is_last))
    except (InvalidTag, ValueError):
        raise BlobDamaged from None


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _mark(is_last: bool) -> bytes:
    return b"last" if is_last else b"more"


@contextmanager
def _readable(path: Path) -> Iterator[BinaryIO]:
    """A file of the user's, open. Raises Invalid when it is no file or may not be read."""
    if not path.name:
        raise Invalid({"file": "Choose a file."})
    try:
        if not path.is_file():
            raise Invalid({"file": f"{path.name} is not there, or is no file. Choose another."})
        stream = path.open("rb")
    except OSError as error:
        raise Invalid({"file": f"{path.name} may not be read. Ask who may open it, or choose another."}) from error
    with stream:
        yield stream


@contextmanager
def _disk(path: Path, *, reading: bool = False) -> Iterator[None]:
    """Turns the disk's troubles into a sentence."""
    try:
        yield
    except OSError as error:
        if reading:
            raise Unavailable("This attachment cannot be read. See whether the disk is still connected.") from error
        raise Unavailable(
            f"{path} could not be written. See whether the disk is full or may only be read, then try again."
        ) from error
