"""A table's bytes, unpacked on the way when it is an .xz file; what swells beyond all measure is refused."""

from __future__ import annotations

import io
import lzma
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import Invalid

MAGIC = b"\xfd7zXZ\x00"
_LARGEST = 4 << 30
_MEMORY = 256 << 20
_PIECE = 1 << 16


class _Unpacked(io.RawIOBase):
    """The content of an .xz file, a piece at a time, with bounded memory and bounded length."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self._unpack = self._begun()
        self._length = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def close(self) -> None:
        """Close the packed file too."""
        self._file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; raises Invalid when the file is damaged or far too large."""
        view = memoryview(buffer)
        try:
            piece = self._next(len(view))
        except (lzma.LZMAError, EOFError) as problem:
            raise Invalid(f"{self._name} is damaged or not a compressed table. Unpack it first.") from problem
        self._length += len(piece)
        if self._length > _LARGEST:
            raise Invalid(f"{self._name} unpacks to more than {_LARGEST >> 30} GB. Please split the table.")
        view[: len(piece)] = piece
        return len(piece)

    def _next(self, length: int) -> bytes:
        while True:
            if self._unpack.eof:  # several streams may follow each other
                rest = self._unpack.unused_data.lstrip(b"\0") or self._file.read(_PIECE)
                if not rest:
                    return b""
                self._unpack = self._begun()
            else:
                rest = self._file.read(_PIECE) if self._unpack.needs_input else b""
                if not rest and self._unpack.needs_input:
                    raise EOFError
            if piece := self._unpack.decompress(rest, length):
                return piece

    @staticmethod
    def _begun() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


def open_bytes(path: Path) -> BinaryIO:
    """A path in, its bytes (of an .xz file: its content) out. Raises OSError; reading raises Invalid."""
    file = path.open("rb")
    head = file.read(len(MAGIC))
    file.seek(0)
    return io.BufferedReader(_Unpacked(file, path.name), _PIECE) if head == MAGIC else file


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """The same as text, line ends as they are, what cannot be read as U+FFFD."""
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, errors="replace", newline="")
