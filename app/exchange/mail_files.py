"""Files of mails: one mail as .eml, .msg or text, or many in an .mbox, told apart by what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from app.errors import AppError, Invalid
from app.exchange.mail import LARGEST_MAIL, Mail, read_mail, read_pasted
from app.exchange.mail_charsets import to_text
from app.exchange.mail_msg import is_msg, read_msg

T = TypeVar("T")
MOST_MAILS = 1000
"""Mails taken from one archive."""
ENDINGS = (".eml", ".msg", ".mbox", ".mbx", ".box", ".txt")
_LARGEST_TEXT = 2 << 20
_START = re.compile(rb"From .{0,300}\d\d:\d\d.{0,60}\r?\n?$")
_HEADER = re.compile(rb"[!-9;-~]{1,100}:")
_HEAD_OF_MAIL = re.compile(rb"(?im)^(?:received|message-id|mime-version|content-type|return-path|delivered-to)[ \t]*:")
_ESCAPED = re.compile(rb">+From ")


class Taken(NamedTuple):
    """One mail of a file, or the sentence why it could not be read; `name` tells them apart."""

    name: str
    mail: Mail | None
    problem: str = ""


def is_of_mail(path: Path) -> bool:
    """Whether a file is read as mail: by its ending, or by what it holds."""
    return path.suffix.lower() in ENDINGS or is_msg(_first_bytes(path))


def mails_in(path: Path, *, zone: ZoneInfo | None = None) -> Iterator[Taken]:
    """The mails of a file, one after the other; one that cannot be read does not keep the next from being read.

    `zone` is the office's, for dates without an offset. Raises Invalid where the file cannot be read or is too large.
    """
    first = _first_bytes(path)
    try:
        if is_msg(first):
            yield _taken(path.name, read_msg_file, path)
        elif path.suffix.lower() == ".txt" and not _HEAD_OF_MAIL.search(first):
            yield Taken(path.name, read_pasted(to_text(_bytes_of(path, _LARGEST_TEXT))[0], zone=zone))
        elif first.startswith(b"From ") or path.suffix.lower() in (".mbox", ".mbx"):
            yield from _archived(path)
        else:
            yield _taken(path.name, read_mail_file, path)
    except OSError as error:
        raise _unread(path, error) from error


def read_mail_file(path: Path) -> Mail:
    """An .eml file. Raises Invalid where it is none, or too large."""
    data = _bytes_of(path, LARGEST_MAIL)
    mail = read_mail(data)
    known = mail.from_email or mail.subject or mail.date or mail.message_id or mail.to
    if not known and not _HEAD_OF_MAIL.match(data.lstrip()):
        raise Invalid(f"{path.name} is no mail. Choose an .eml or .msg file, or copy and paste the words of the mail.")
    return mail


def read_msg_file(path: Path) -> Mail:
    """A .msg file. Raises Invalid where it is too large or damaged."""
    return read_msg(_bytes_of(path, LARGEST_MAIL))


def _taken(name: str, read: Callable[[T], Mail], given: T) -> Taken:
    try:
        return Taken(name, read(given))
    except AppError as error:
        return Taken(name, None, error.sentence)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8192).lstrip()
    except OSError as error:
        raise _unread(path, error) from error


def _unread(path: Path, error: OSError) -> Invalid:
    """Why a file gave nothing, and what to do."""
    if isinstance(error, FileNotFoundError):
        return Invalid(f"{path.name} is not there. Check its name and folder, or choose another.")
    return Invalid(f"{path.name} may not be read. Ask who may open it, or choose another.")


def _bytes_of(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise Invalid(f"{path.name} is larger than {limit >> 20} MB. Save its attachments one by one.")
    return path.read_bytes()


def _archived(path: Path) -> Iterator[Taken]:
    with path.open("rb") as file:
        for number, data in enumerate(_pieces(file), 1):
            if number > MOST_MAILS:
                problem = f"{path.name} holds more than {MOST_MAILS:,} mails. The rest is left: split the archive."
                yield Taken(path.name, None, problem)
                return
            yield _taken(f"{path.name}, mail {number}", read_mail, data)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of each mail: one begins after an empty line, with "From ", a time, and a head line below."""
    lines: list[bytes] = []
    size, was_empty, start = 0, True, b""
    while line := file.readline(1 << 20):
        if start:
            if _HEADER.match(line) and any(each.strip() for each in lines):
                yield b"".join(lines)
                lines, size = [], 0
            elif not _HEADER.match(line):
                lines.append(start)
            start = b""
        if was_empty and _START.match(line):
            start = line
        elif size <= LARGEST_MAIL:  # of a larger one enough is kept to be refused
            lines.append(line[1:] if _ESCAPED.match(line) else line)
            size += len(line)
        was_empty = not line.strip()
    if any(each.strip() for each in lines):
        yield b"".join(lines)
