"""Mail read from a file or pasted: never raises for what a stranger sent, tells what was wrong instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.exchange.dates import read_moment
from app.exchange.mail_text import fold_quoted, html_to_text, tidy

__all__ = ["LARGEST_MAIL", "Mail", "MailAttachment", "fold_quoted", "html_to_text", "read_mail", "read_pasted"]
LARGEST_MAIL = 100 << 20
_DEEPEST = 30
_MOST_PARTS = 1000
_EMAIL = re.compile(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+")
_ID = re.compile(r"<[^<>\s]+>")
_AUTO_SUBJECT = re.compile(r"^\s*(?:auto(?:matic)?[ -]?(?:reply|response)|auto:|out of (?:the )?office|vacation)", re.I)
_BOUNCE_FROM = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@|^mailer-daemon$", re.I)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|returned mail|failure notice", re.I
)
_PASTED = re.compile(r"^\s*\*?(From|Date|Sent|To|Cc|Subject|Reply-To|Importance)\s*:\*?\s*(.*)$", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_EXTENSIONS = {"text/plain": ".txt", "text/html": ".html", "image/jpeg": ".jpg", "image/png": ".png",
               "application/pdf": ".pdf", "message/rfc822": ".eml", "image/gif": ".gif"}  # fmt: skip
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


@dataclass(frozen=True)
class MailAttachment:
    """A file that came with a mail; `name` is safe to use as a file's name, `media_type` is only what was claimed."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A mail's parts; "" and () where it has none. `date` is in UTC; `problems` are sentences for the reader."""

    from_name: str = ""
    from_email: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    html_was_used: bool = False
    attachments: tuple[MailAttachment, ...] = ()
    is_auto_reply: bool = False
    is_bounce: bool = False
    problems: tuple[str, ...] = ()


@dataclass
class _Body:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[MailAttachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_mail(data: bytes) -> Mail:
    """The bytes of an .eml file in, the mail out.

    Raises Invalid only when there is nothing or more than LARGEST_MAIL bytes. The lenient parsing policy is taken,
    for the strict one raises on broken headers.
    """
    if not data.strip():
        raise Invalid("The file is empty. Please choose another one.")
    if len(data) > LARGEST_MAIL:
        raise Invalid("The mail is larger than 100 MB. Please save its attachments one by one.")
    try:
        message = message_from_bytes(data.lstrip())
    except RecursionError:
        return Mail(problems=("The mail is nested too deeply to be read. Please attach the file itself.",))
    headers = _headers(message)
    body = _Body()
    for part in _parts(message, 0):
        _take(part, body)
    name, address = next(iter(_people(headers, "from", "sender", "reply-to")), ("", ""))
    text, html_was_used = _words(body)
    date = _date(headers.get("date", [""])[0])
    _tell_missing(body.problems, address=address, date=date)
    return Mail(
        from_name=name,
        from_email=address,
        to=_shown(_people(headers, "to")),
        cc=_shown(_people(headers, "cc")),
        subject=_first(headers, "subject"),
        date=date,
        message_id=_ids(headers, "message-id", 1),
        in_reply_to=_ids(headers, "in-reply-to", 1),
        references=tuple(_ID.findall(" ".join(headers.get("references", [])))),
        text=text,
        html_was_used=html_was_used,
        attachments=tuple(body.attachments),
        is_auto_reply=_is_auto_reply(headers),
        is_bounce=_is_bounce(message, headers, address),
        problems=tuple(dict.fromkeys(body.problems)),
    )


def read_pasted(text: str, *, zone: ZoneInfo | None = None) -> Mail:
    """Words pasted from a mail program in, the mail out; header lines above the words are read, in any order.

    `zone` is the office's, for a date without an offset (UTC if not given).
    """
    lines = tidy(text).split("\n")
    found: dict[str, str] = {}
    at, last = 0, ""
    while at < len(lines) and (line := lines[at]).strip():
        header = _PASTED.match(line)
        if header:
            last = header[1].lower()
            found.setdefault(last, header[2].strip())
        elif last in ("to", "cc") and "@" in line:
            found[last] += " " + line.strip()
        else:
            break
        at += 1
    if not {"from", "subject", "to"} & set(found):
        return Mail(text=tidy(text))
    name, address = next(iter(_addresses(found.get("from", ""))), ("", ""))
    return Mail(
        from_name=name or ("" if address else found.get("from", "")),
        from_email=address,
        to=_shown(_addresses(found.get("to", ""))),
        cc=_shown(_addresses(found.get("cc", ""))),
        subject=found.get("subject", ""),
        date=_pasted_date(found.get("date") or found.get("sent", ""), zone),
        text=tidy("\n".join(lines[at:])),
    )


def _headers(message: Message) -> dict[str, list[str]]:
    """Raw header values by lower-case name, bytes that are no ASCII read as UTF-8 or else Windows-1252."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(_readable(str(value)))
    return found


def _readable(raw: str) -> str:
    data = raw.encode("utf-8", "surrogateescape")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return " ".join(text.replace("\0", "").split())


def _decoded(value: str) -> str:
    """Encoded words decoded; an unknown charset is read as well as can be."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    text = "".join(p if isinstance(p, str) else _decode(p, c or "utf-8")[0] for p, c in pieces)
    return " ".join(text.replace("\0", "").split())


def _decode(data: bytes, charset: str) -> tuple[str, bool]:
    """Bytes in, (their text, whether the charset named was right) out."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name), name == charset
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace"), False


def _first(headers: dict[str, list[str]], name: str) -> str:
    return _decoded(headers.get(name, [""])[0])


def _ids(headers: dict[str, list[str]], name: str, most: int) -> str:
    value = " ".join(headers.get(name, []))
    return " ".join(_ID.findall(value)[:most]) or value.split(" ")[0]


def _people(headers: dict[str, list[str]], *names: str) -> list[tuple[str, str]]:
    """(name, address) of the first of these headers that holds an address."""
    for name in names:
        found = [person for value in headers.get(name, []) for person in _addresses(value)]
        if found:
            return found
    return []


def _addresses(value: str) -> list[tuple[str, str]]:
    found = [(_decoded(name), address) for name, address in getaddresses([value]) if "@" in address]
    if found or not value:
        return found
    decoded = _decoded(value)
    found = [(_decoded(name), address) for name, address in getaddresses([decoded]) if "@" in address]
    if found:
        return found
    loose = _EMAIL.findall(decoded)
    before = decoded.partition("<")[0].strip(" \"'") if len(loose) == 1 and "<" in decoded else ""
    return [(before, address) for address in loose]


def _shown(people: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{name} <{address}>" if name and name != address else address for name, address in people)


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _pasted_date(value: str, zone: ZoneInfo | None) -> datetime | None:
    plain = re.sub(r"\s+at\s+", " ", value.replace("\u202f", " "))
    if re.search(r"[+-]\d{4}\b|GMT|UTC", plain) and (date := _date(plain)):
        return date
    try:
        return read_moment(plain, "mdy", zone or ZoneInfo("UTC")).at
    except (ValueError, OverflowError):
        return _date(plain)


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """The leaves of a mail; a mail within it is one leaf, and what is nested without end is cut off."""
    payload = message.get_payload()
    if depth > _DEEPEST:
        return
    if isinstance(payload, list) and message.get_content_maintype() == "multipart":
        for part in payload[:_MOST_PARTS]:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)
    else:
        yield message


def _take(part: Message, body: _Body) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    is_words = kind in ("text/plain", "text/html") and not name and not _is_attached(part)
    data = _data(part, body)
    if is_words:
        text, right = _decode(data, part.get_content_charset() or "utf-8")
        if not right:
            body.problems.append("The mail names a wrong character set: some letters may be wrong.")
        (body.plain if kind == "text/plain" else body.html).append(text)
    elif data or name:
        safe = _safe_name(name, kind, len(body.attachments) + 1)
        body.attachments.append(MailAttachment(safe, kind, data))


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _data(part: Message, body: _Body) -> bytes:
    payload = part.get_payload()
    try:
        if isinstance(payload, list):
            return b"\n".join(each.as_bytes() for each in payload if isinstance(each, Message))
        decoded = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError):
        body.problems.append("A part of the mail is damaged and kept as it came.")
        return str(payload).encode("utf-8", "surrogateescape")
    return decoded if isinstance(decoded, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        raw = part.get_param("filename", None, "content-disposition") or part.get_param("name", None, "content-type")
        name = collapse_rfc2231_value(raw) if raw else ""
    except (ValueError, LookupError, TypeError):
        return "attachment"
    return _decoded(_readable(str(name)))


def _safe_name(name: str, media_type: str, number: int) -> str:
    """A name without folders, devices, control or direction marks, at most 120 letters, with its ending kept."""
    last = re.split(r"[\\/]", name)[-1]
    safe = _UNSAFE.sub("_", last).strip(" .")
    if not safe or _DEVICES.match(safe):
        safe = f"attachment {number}{_EXTENSIONS.get(media_type, '')}"
    stem, dot, ending = safe.rpartition(".")
    return safe if len(safe) <= 120 else f"{stem[:100] or ending[:100]}{dot}{ending[:19]}" if dot else safe[:120]


def _words(body: _Body) -> tuple[str, bool]:
    plain = tidy("\n\n".join(body.plain))
    if plain or not body.html:
        return plain, False
    return html_to_text("\n".join(body.html)), True


def _tell_missing(problems: list[str], *, address: str, date: datetime | None) -> None:
    if not address:
        problems.append("The mail does not say who sent it.")
    if date is None:
        problems.append("The mail has no readable date.")


def _is_auto_reply(headers: dict[str, list[str]]) -> bool:
    submitted = headers.get("auto-submitted", ["no"])[0].lower()
    told = any(name in headers for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress-reply"))
    precedence = headers.get("precedence", [""])[0].lower() in ("auto_reply", "auto-reply")
    return not submitted.startswith("no") or told or precedence or bool(_AUTO_SUBJECT.match(_first(headers, "subject")))


def _is_bounce(message: Message, headers: dict[str, list[str]], address: str) -> bool:
    if message.get_content_type() == "multipart/report" and "delivery-status" in str(message.get("content-type", "")):
        return True
    from_daemon = bool(_BOUNCE_FROM.match(address)) or "mailer-daemon" in headers.get("from", [""])[0].lower()
    refused = bool(_BOUNCE_SUBJECT.search(_first(headers, "subject")))
    return from_daemon or (refused and headers.get("return-path", [""])[0] == "<>") or "x-failed-recipients" in headers
