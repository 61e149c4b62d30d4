"""Properties as Outlook keeps them (MS-OXPROPS, MS-OXCDATA), and its squeezed rich text (MS-OXRTFCP), read safely."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from struct import unpack_from

from app.exchange.mail_charsets import to_text

INTEGER, BOOLEAN, OBJECT, STRING_8, UNICODE, TIME, BINARY = 0x0003, 0x000B, 0x000D, 0x001E, 0x001F, 0x0040, 0x0102
MESSAGE_CLASS, SUBJECT, SUBMITTED, SENT_NAME, HEADERS = 0x001A, 0x0037, 0x0039, 0x0042, 0x007D
SENT_EMAIL, SENT_TYPE, SENDER_TYPE = 0x0065, 0x0064, 0x0C1E
SENDER_NAME, SENDER_EMAIL, DISPLAY_CC, DISPLAY_TO, DELIVERED = 0x0C1A, 0x0C1F, 0x0E03, 0x0E04, 0x0E06
BODY, RTF, HTML, MESSAGE_ID, REFERENCES, IN_REPLY_TO = 0x1000, 0x1009, 0x1013, 0x1035, 0x1039, 0x1042
DISPLAY_NAME, EMAIL, RECIPIENT_KIND, SMTP, CREATED = 0x3001, 0x3003, 0x0C15, 0x39FE, 0x3007
DATA, FILE_NAME, METHOD, LONG_NAME, MEDIA_TYPE = 0x3701, 0x3704, 0x3705, 0x3707, 0x370E
CODE_PAGE, MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD
SENDER_SMTP, SENT_SMTP = 0x5D01, 0x5D02
LARGEST_RTF = 16 << 20
_CODE_PAGES = {65001: "utf-8", 20127: "ascii", 28591: "latin-1", 50220: "iso-2022-jp", 51932: "euc_jp", 51949: "euc_kr",
               936: "gb18030", 54936: "gb18030", 20866: "koi8-r", 21866: "koi8-u", 1200: "utf-16-le",
               28605: "iso8859-15", 28592: "iso8859-2"}  # fmt: skip
_BEGUN = datetime(1601, 1, 1, tzinfo=UTC)
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" b"\r\n" rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # fmt: skip

Value = int | bytes
Properties = Mapping[int, tuple[int, Value]]
"""Of each property its type and its value: a number where it is short, else bytes."""


def code_page(properties: Properties) -> str:
    """The character set of the strings that are not Unicode."""
    for each in (MESSAGE_CODE_PAGE, CODE_PAGE):
        number = properties.get(each, (0, 0))[1]
        if isinstance(number, int) and number:
            return _CODE_PAGES.get(number, f"cp{number}")
    return ""


def text_of(properties: Properties, *wanted: int, charset: str = "") -> str:
    """The first of these properties that says anything, as text."""
    for each in wanted:
        kind, value = properties.get(each, (0, b""))
        if not isinstance(value, bytes):
            continue
        text = value.decode("utf-16-le", "replace") if kind == UNICODE else to_text(value, charset)[0]
        if text := text.replace("\0", "").strip():
            return text
    return ""


def moment_of(properties: Properties, *wanted: int) -> datetime | None:
    """The first of these properties that is a moment, in UTC."""
    for each in wanted:
        kind, value = properties.get(each, (0, 0))
        if kind == TIME and isinstance(value, bytes) and len(value) >= 8:
            try:
                return _BEGUN + timedelta(microseconds=unpack_from("<Q", value)[0] // 10)
            except OverflowError:
                continue
    return None


def unsqueezed(data: bytes) -> bytes:
    """The rich text squeezed in `data`; b"" where it is damaged or more than LARGEST_RTF bytes."""
    if len(data) < 16:
        return b""
    _, size, kind = unpack_from("<II4s", data)
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu" or size > LARGEST_RTF:
        return b""
    return _unfolded(data[16:], size)


def _unfolded(data: bytes, size: int) -> bytes:
    """Each byte of flags tells of eight things that follow: a letter, or a place and length in the last 4,096."""
    window, at, out, place = bytearray(_KNOWN.ljust(4096, b"\0")), len(_KNOWN), bytearray(), 0
    while place < len(data) and len(out) < size:
        flags, place = data[place], place + 1
        for bit in range(8):
            if place + (flags >> bit & 1) >= len(data) or len(out) >= size:
                return bytes(out[:size])
            if not flags >> bit & 1:
                run, place = data[place : place + 1], place + 1
            else:
                both, place = data[place] << 8 | data[place + 1], place + 2
                if both >> 4 == at:
                    return bytes(out[:size])
                run = _copied(window, both >> 4, (both & 15) + 2, at)
            for each in run:
                window[at], at = each, (at + 1) % 4096
            out += run
    return bytes(out[:size])


def _copied(window: bytearray, start: int, length: int, at: int) -> bytes:
    """A run out of the window, which may reach into what it is itself about to write."""
    gap = (at - start) % 4096
    return bytes(window[(start + step % gap) % 4096] for step in range(length))
