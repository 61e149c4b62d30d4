"""Head lines of a mail: names, addresses, dates and ids, read as they were meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from zoneinfo import ZoneInfo

from app.exchange.dates import read_moment
from app.exchange.mail_charsets import to_text
from app.exchange.mail_text import straight

Headers = dict[str, list[str]]
"""Values as they came, unfolded, by lower-case name."""
LONGEST_WORDS = 10_000
"""Encoded words of a longer line stay as they are: decoding takes a time that grows with the square of the length."""
_EMAIL = re.compile(r"[^\s<>\"'(),;:@]{1,200}@[^\s<>\"'(),;:@]{1,250}")
_ID = re.compile(r"<[^<>\s]{1,990}>")
_FOLD = re.compile(r"\r?\n|\r")
_HALF_DAY = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_WEEK = timedelta(days=7)
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


def headers_of(message: Message) -> Headers:
    """All head lines; bytes that are no ASCII are read as UTF-8, in the set of the mail's words, or else guessed."""
    charset, found = _charset(message), dict[str, list[str]]()
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(_readable(str(value), charset))
    return found


def _charset(message: Message) -> str:
    for part in message.walk():
        try:
            named = part.get_content_charset()
        except (ValueError, LookupError, TypeError):
            continue
        if named and named not in ("utf-8", "us-ascii"):
            return str(named)
    return ""


def _readable(raw: str, charset: str = "") -> str:
    text, _ = to_text(raw.encode("utf-8", "surrogateescape"), instead=charset)
    return _FOLD.sub("", text).replace("\t", " ").strip()


def readable(raw: str, charset: str = "") -> str:
    """A value as the parser gives it, with its encoded words, as text."""
    return decoded(_readable(raw, charset))


def decoded(value: str) -> str:
    """Encoded words decoded; an unknown character set is read as well as can be."""
    if "=?" not in value or len(value) > LONGEST_WORDS:
        return straight(value[:LONGEST_WORDS])
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return straight(value)
    return straight(_FOLD.sub(" ", _joined([(p, c) for p, c in pieces])).replace("\t", " ")).strip()


def _joined(pieces: list[tuple[bytes | str, str | None]]) -> str:
    """The pieces as text; bytes of one set that follow each other are one run, for a letter may be cut between them."""
    text, run, named = "", b"", ""
    for piece, charset in pieces:
        if isinstance(piece, str) or (charset or "") != named:
            text, run = text + (to_text(run, named)[0] if run else ""), b""
        if isinstance(piece, str):
            text += piece
        else:
            run, named = run + piece, charset or ""
    return text + (to_text(run, named)[0] if run else "")


def first(headers: Headers, name: str) -> str:
    """The first head line of this name, decoded; "" where there is none."""
    return decoded(headers.get(name, [""])[0])


def ids(headers: Headers, name: str) -> tuple[str, ...]:
    """The message ids of a head line; where none is well formed, its first word."""
    value = " ".join(headers.get(name, []))[:50_000]
    return tuple(_ID.findall(value)) or ((word[:990],) if (word := value.strip().split(" ")[0]) else ())


def people(headers: Headers, *names: str) -> list[tuple[str, str]]:
    """(name, address) of the first of these head lines that holds an address."""
    for name in names:
        found = [person for value in headers.get(name, []) for person in addresses(value)]
        if found:
            return found
    return []


def addresses(value: str) -> list[tuple[str, str]]:
    """(name, address) of each that a head line holds, however it was written."""
    for text in dict.fromkeys((straight(value), decoded(value))):
        try:
            pairs = getaddresses([text])
        except (RecursionError, ValueError, IndexError):
            pairs = []
        found = [(_plain_name(name), address) for name, address in pairs if _is_address(address)]
        if found:
            return found
    text = decoded(value)
    loose = _EMAIL.findall(text)
    before = text.partition("<")[0].strip(" \"'") if len(loose) == 1 and "<" in text else ""
    return [(before, address) for address in loose]


def _is_address(address: str) -> bool:
    return "@" in address and len(address) <= 500 and not re.search(r"[\s<>]", address.rpartition("@")[2])


def _plain_name(name: str) -> str:
    return re.sub(r"\s+", " ", decoded(name)).strip(" \"'")


def shown(people: list[tuple[str, str]]) -> tuple[str, ...]:
    """Each as a reader writes it."""
    return tuple(f"{name} <{address}>" if name and name != address else address for name, address in people)


def sent_at(headers: Headers) -> tuple[datetime | None, bool]:
    """(when it was sent, in UTC, whether its own date line says so): else when it was first received."""
    for value in headers.get("date", []):
        if (date := read_date(value)) is not None:
            return date, True
    for name in ("resent-date", "delivery-date", "x-original-date"):
        if (date := read_date(headers.get(name, [""])[0])) is not None:
            return date, False
    received = (read_date(value.rpartition(";")[2]) for value in reversed(headers.get("received", [])[-20:]))
    return next((date for date in received if date is not None), None), False


def is_misdated(headers: Headers, date: datetime | None) -> bool:
    """Whether the last server that passed it on tells another week than its own date line."""
    received = read_date(headers.get("received", [""])[0].rpartition(";")[2])
    return date is not None and received is not None and abs(received - date) > _WEEK


def read_date(value: str, zone: ZoneInfo | None = None) -> datetime | None:
    """A date in any form that mails have, in UTC; `zone` is that of one without an offset (UTC if not given)."""
    plain = re.sub(r"\s+", " ", decoded(value[:200]).replace("\u202f", " ")).strip()
    if _HALF_DAY.search(plain) and (found := _other_date(plain, zone)):
        return found  # the standard reader takes 3:15 PM for the morning
    try:
        sent = parsedate_to_datetime(plain)
        date: datetime | None = (sent if sent.tzinfo else sent.replace(tzinfo=zone or UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        date = _other_date(plain, zone)
    return date if date and date >= _EARLIEST else None


def _other_date(plain: str, zone: ZoneInfo | None) -> datetime | None:
    try:
        return read_moment(re.sub(r"\s+at\s+", " ", plain), "mdy", zone or ZoneInfo("UTC")).at
    except (ValueError, OverflowError):
        return None
