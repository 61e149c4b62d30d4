"""What the parts of a mail hold: words to be read, and files to be kept."""

from __future__ import annotations

import re
from binascii import a2b_uu
from dataclasses import dataclass, field
from email.errors import MessageError
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from typing import Literal, NamedTuple
from urllib.parse import unquote_to_bytes

from app.errors import Invalid
from app.exchange.mail_charsets import to_text
from app.exchange.mail_headers import decoded, first, headers_of, readable
from app.exchange.mail_html import LEFT_OUT, LONGEST_HTML, html_to_text
from app.exchange.mail_names import safe_name
from app.exchange.mail_text import tidy

Kind = Literal["plain", "html"]
MOST_FILES = 1000
WRONG_LETTERS = "The mail names a wrong character set: some letters may be wrong."
DAMAGED = "A part of the mail is damaged and kept as it came."
_BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError, MessageError)
"""What the library raises on broken mails, by and by."""
_ENCRYPTED = ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


@dataclass(frozen=True)
class MailAttachment:
    """A file that came with a mail; `name` is safe to use as a file's name, `media_type` is only what was claimed."""

    name: str
    media_type: str
    data: bytes


class Words(NamedTuple):
    """Words of one part, as text or as HTML."""

    kind: Kind
    text: str


@dataclass
class Contents:
    """What was found, in the order of the parts."""

    words: list[Words] = field(default_factory=list)
    attachments: list[MailAttachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def keep(self, name: str, kind: str, data: bytes) -> None:
        """Keep a file under a safe name that none of the others has. Raises Invalid where there are too many."""
        if len(self.attachments) >= MOST_FILES:
            raise Invalid(f"The mail holds more than {MOST_FILES:,} files. Save it and attach it, if it matters.")
        taken = [each.name for each in self.attachments]
        self.attachments.append(MailAttachment(safe_name(name, kind, taken=taken), kind[:120], data))

    def text(self) -> tuple[str, bool]:
        """All words as one text, and whether HTML had to be read for it; HTML that is too long is kept as a file."""
        read, done = list[str](), 0
        for each in self.words:
            if each.kind == "plain":
                read.append(tidy(each.text))
                continue
            read.append(html_to_text(each.text) if done < LONGEST_HTML else LEFT_OUT)
            done += len(each.text)
            if done > LONGEST_HTML:
                self.keep("whole mail.html", "text/html", each.text.encode("utf-8", "replace"))
                self.problems.append("The mail is a very long page. What was left out is in “whole mail.html”.")
        shown = [(text, each.kind) for text, each in zip(read, self.words, strict=True) if text]
        return "\n\n".join(text for text, _ in shown), any(kind == "html" for _, kind in shown)


def contents_of(message: Message) -> Contents:
    """Words and files of a mail; a mail within it is one file."""
    found = Contents()
    found.words = _walk(message, found)
    return found


def inner_parts(part: Message) -> list[Message]:
    """The parts of a part. A leaf is not asked: the library would read its letters in any set that it names."""
    payload = part.get_payload() if part.is_multipart() else []
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _walk(part: Message, found: Contents) -> list[Words]:
    payload, kind = inner_parts(part), part.get_content_type()
    if part.get_content_maintype() == "multipart" and payload:
        if kind == "multipart/encrypted":
            found.problems.append("The mail is encrypted: its words cannot be read here.")
        each = [_walk(inner, found) for inner in payload]
        return _chosen(each) if kind == "multipart/alternative" else [words for some in each for words in some]
    return _leaf(part, kind, found)


def _chosen(ways: list[list[Words]]) -> list[Words]:
    """Of several ways to say the same, the one in plain text that says anything, else the last in HTML."""
    for way in ways:
        if any(words.kind == "plain" and words.text.strip() for words in way):
            return [words for words in way if words.kind == "plain"] if len(ways) > 1 else way
    return next((way for way in reversed(ways) if way), [])


def _leaf(part: Message, kind: str, found: Contents) -> list[Words]:
    name, data = file_name(part), _data(part, found)
    if kind in ("text/plain", "text/html") and not name and not _is_attached(part):
        return _said(part, "html" if kind == "text/html" else "plain", data, found)
    if kind.startswith("multipart/"):  # without a boundary: there are no parts, only words
        return _said(part, "plain", data, found)
    if kind in _ENCRYPTED and "signed-data" not in str(part.get("content-type", "")):
        found.problems.append("The mail is encrypted: its words cannot be read here.")
    if kind == "message/external-body":
        found.problems.append("A part of the mail lies elsewhere on the Internet. It is not fetched.")
    if data or name:
        found.keep(name or _called(part, kind), kind, data)
    return []


def _said(part: Message, kind: Kind, data: bytes, found: Contents) -> list[Words]:
    text, right = to_text(data, _charset(part))
    if not right:
        found.problems.append(WRONG_LETTERS)
    return [Words(kind, text)]


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _data(part: Message, found: Contents) -> bytes:
    if inner := inner_parts(part):
        return b"".join(_whole(each) for each in inner)
    try:
        data = part.get_payload(decode=True)
    except _BROKEN:
        found.problems.append(DAMAGED)
        return _whole(part)
    if not isinstance(data, bytes):
        return b""
    return _unpacked(data) if "uuenc" in str(part.get("content-transfer-encoding", "")).lower() else data


def _unpacked(data: bytes) -> bytes:
    """Lines in uuencode that lack the first one; as they are where they are none."""
    try:
        return b"".join(a2b_uu(line) for line in data.splitlines() if line.strip() and line.strip() != b"`")
    except ValueError:
        return data


def _whole(message: Message) -> bytes:
    """A mail within a mail as it came; where the library cannot write it again, its head and words."""
    written = BytesIO()
    try:
        BytesGenerator(written, mangle_from_=False, maxheaderlen=0).flatten(message)
        return written.getvalue()
    except _BROKEN:
        head = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
        words = b"" if message.is_multipart() else message.get_payload(decode=True)
        return f"{head}\n".encode("utf-8", "surrogateescape") + (words if isinstance(words, bytes) else b"")


def _called(part: Message, kind: str) -> str:
    """A mail within a mail is called after its subject, a picture among the words by its id there."""
    content_id = str(part.get("content-id", "")).strip("<> ")
    if found := re.match(r"([\w -]{1,60}\.[A-Za-z]{3,4})@", content_id):
        return found[1]
    if kind in ("message/rfc822", "message/global") and (inner := inner_parts(part)):
        subject = first(headers_of(inner[0]), "subject")
        return f"{re.sub(r'[/:]', '_', subject)[:100]}.eml" if subject else ""
    return ""


def file_name(part: Message) -> str:
    """What a part says it is called, from either of its two head lines, in any of their forms; "" where it does not."""
    for key, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            value = part.get_param(key, None, header)
        except (ValueError, LookupError, TypeError, AttributeError):
            return "file"
        name = _param(value, _charset(part)) if value else ""
        if name.strip():
            return name.strip()
    return ""


def _param(value: object, charset: str) -> str:
    if isinstance(value, tuple):  # RFC 2231: (character set, language, letters)
        named, raw = str(value[0] or ""), str(value[2] or "")
        return to_text(_raw_bytes(raw), named or charset)[0]
    text = readable(str(value), charset)
    if "%" in text and re.fullmatch(r"(?:utf-8|iso-8859-1)''\S+", text, re.IGNORECASE):
        named, _, raw = text.partition("''")
        return to_text(unquote_to_bytes(raw), named)[0]
    return decoded(text)


def _raw_bytes(raw: str) -> bytes:
    try:
        return raw.encode("latin-1")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "surrogateescape")
