"""The winmail.dat that Outlook sends to others (MS-OXTNEF): its files and words are taken out of it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

from app.exchange.mail_charsets import to_text
from app.exchange.mail_mapi import (
    BINARY,
    BODY,
    DATA,
    HTML,
    LONG_NAME,
    MEDIA_TYPE,
    OBJECT,
    RTF,
    STRING_8,
    UNICODE,
    Properties,
    Value,
    code_page,
    text_of,
    unsqueezed,
)
from app.exchange.mail_parts import Contents, MailAttachment, Words
from app.exchange.mail_rtf import rtf_to_text

_SIGNATURE = 0x223E9F78
_CODE_PAGE, _MESSAGE, _BODY = 0x9007, 0x9003, 0x800C
_NEXT, _NAME, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8,
          0x0040: 8, 0x0048: 16}  # fmt: skip
_VARIABLE = (STRING_8, UNICODE, OBJECT, BINARY)
MOST_READ = 5
"""Files of this form in one mail whose words are read, where those before had none."""


@dataclass
class _File:
    name: str = ""
    kind: str = ""
    data: bytes = b""


def is_winmail(attachment: MailAttachment) -> bool:
    """Whether a file is of this form, whatever it is called."""
    return attachment.data[:4] == _SIGNATURE.to_bytes(4, "little")


def open_winmail(contents: Contents) -> None:
    """Put what is in each winmail.dat in its place; one that is damaged stays as it is, and is told."""
    kept, contents.attachments = contents.attachments, []
    read = 0
    for each in kept:
        read += is_winmail(each)
        if not is_winmail(each) or not _opened(each, contents, says=read <= MOST_READ and not _has_words(contents)):
            contents.keep(each.name, each.media_type, each.data)


def _has_words(contents: Contents) -> bool:
    return any(each.text.strip() for each in contents.words)


def _opened(winmail: MailAttachment, contents: Contents, *, says: bool) -> bool:
    """Take out the files, and the words too where it `says` what the mail does not."""
    try:
        files, words = _read(winmail.data, says=says)
    except (struct.error, IndexError, ValueError, OverflowError):
        contents.problems.append(f"{winmail.name} of Outlook is damaged and kept as it came.")
        return False
    for each in files:
        contents.keep(each.name, each.kind, each.data)
    if words.text.strip():
        contents.words.append(words)
    return True


def _read(data: bytes, *, says: bool = True) -> tuple[list[_File], Words]:
    """(the files, the words, none unless it `says` any) of a winmail.dat."""
    files: list[_File] = []
    words, charset, wanted = Words("plain", ""), "", says
    for kind, value in _attributes(data):
        if kind == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{unpack_from('<I', value)[0]}"
        elif kind == _NEXT:
            files.append(_File())
        elif kind == _MESSAGE:
            words, says = (_words(_properties(value), charset), False) if says and not words.text else (words, says)
        elif kind == _BODY and wanted and not words.text:
            words = Words("plain", to_text(value, charset)[0])
        elif files:
            _fill(files[-1], kind, value, charset)
    return [each for each in files if each.data or each.name], words


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The type and the value of each; what is cut off at the end is left out."""
    at = 6
    while at + 9 <= len(data):
        kind, size = unpack_from("<II", data, at + 1)
        value = data[at + 9 : at + 9 + size]
        if len(value) < size:
            raise ValueError("cut off")
        yield kind & 0xFFFF, value
        at += 9 + size + 2


def _fill(file: _File, kind: int, value: bytes, charset: str) -> None:
    if kind == _NAME and not file.name:
        file.name = to_text(value, charset)[0]
    elif kind == _DATA:
        file.data = value
    elif kind == _PROPERTIES:
        found = _properties(value)
        file.name = text_of(found, LONG_NAME, charset=charset) or file.name
        file.kind = text_of(found, MEDIA_TYPE, charset=charset) or file.kind
        inner = found.get(DATA, (0, b""))[1]
        if not file.data and isinstance(inner, bytes):
            file.data = inner[16:] if inner[16:20] == _SIGNATURE.to_bytes(4, "little") else inner


def _words(found: Properties, charset: str) -> Words:
    named = code_page(found) or charset
    html, rtf = found.get(HTML, (0, b""))[1], found.get(RTF, (0, b""))[1]
    if plain := text_of(found, BODY, charset=named):
        return Words("plain", plain)
    if isinstance(html, bytes) and html:
        return Words("html", to_text(html, named)[0])
    return Words("plain", rtf_to_text(unsqueezed(rtf)) if isinstance(rtf, bytes) else "")


def _properties(data: bytes) -> Properties:
    """The properties in an attribute, each padded to four bytes."""
    found: dict[int, tuple[int, Value]] = {}
    count, at = unpack_from("<I", data)[0], 4
    for _ in range(min(count, 5000)):
        kind, number = unpack_from("<HH", data, at)
        at = _past_name(data, at + 4, number)
        value, at = _value(data, at, kind)
        found.setdefault(number, (kind & ~0x2000, value))
    return found


def _past_name(data: bytes, at: int, number: int) -> int:
    """A property numbered from 0x8000 carries the set that it is of, and its number or name there."""
    if number < 0x8000:
        return at
    by_name, size = unpack_from("<II", data, at + 16)
    return at + 24 + ((size + 3) // 4 * 4 if by_name else 0)


def _value(data: bytes, at: int, kind: int) -> tuple[Value, int]:
    """(the value, or the first of several, where the next property begins)."""
    plain, several = kind & ~0x1000 & ~0x2000, kind & 0x1000
    if plain in _FIXED:
        size = _FIXED[plain]
        count = unpack_from("<I", data, at)[0] if several else 1
        start = at + (4 if several else 0)
        value = data[start : start + size]
        return (int.from_bytes(value[:4], "little") if size == 4 else value), start + size * count
    if plain not in _VARIABLE:
        raise ValueError("no such type")
    count, at = unpack_from("<I", data, at)[0], at + 4
    first: bytes | None = None
    for _ in range(min(count, 10_000)):
        size = unpack_from("<I", data, at)[0]
        first = data[at + 4 : at + 4 + size] if first is None else first
        at += 4 + (size + 3) // 4 * 4
    return first or b"", at
