"""Outlook's own .msg files (MS-OXMSG), read with olefile; what a mail within holds becomes an .eml file."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr
from io import BytesIO
from struct import unpack_from
from typing import NamedTuple

import olefile

from app.errors import Invalid
from app.exchange import mail_mapi as m
from app.exchange.mail import LARGEST_MAIL, Mail, assembled
from app.exchange.mail_charsets import to_text
from app.exchange.mail_headers import Headers, headers_of
from app.exchange.mail_parts import Contents, Words
from app.exchange.mail_rtf import rtf_to_text

MAGIC: bytes = olefile.MAGIC
MOST_PARTS = 500
_DEEPEST = 5
_MOST_RICH = 5
"""Mails within the mail whose words are rich text alone."""
_KINDS = {0: "", 1: "to", 2: "cc", 3: "bcc"}
_ATTACHED, _RECIPIENT = "__attach_version1.0_", "__recip_version1.0_"
_PROPERTIES, _VALUE = "__properties_version1.0", "__substg1.0_"
_DAMAGED = (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, AssertionError, RecursionError,
            struct.error, MessageError)  # fmt: skip
Path = tuple[str, ...]


class _Item(NamedTuple):
    """One mail, recipient or file in the file, with its properties and the items below it."""

    path: Path
    properties: m.Properties
    charset: str


def is_msg(data: bytes) -> bool:
    """Whether these are the bytes of an Outlook file."""
    return data.startswith(MAGIC)


def read_msg(data: bytes) -> Mail:
    """The bytes of a .msg file in, the mail out. Raises Invalid when it is too large, damaged or no mail."""
    if len(data) > LARGEST_MAIL:
        raise Invalid(f"The mail is larger than {LARGEST_MAIL >> 20} MB. Please save its attachments one by one.")
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return _Reader(ole, len(data)).mail()
    except _DAMAGED as error:
        raise Invalid(
            "The Outlook file is damaged. Open it in Outlook and save it again, or copy its words."
        ) from error


class _Reader:
    def __init__(self, ole: olefile.OleFileIO, size: int) -> None:
        self._ole, self._left, self._rich = ole, 2 * size, 0
        self._below: dict[Path, list[str]] = {}
        for entry in ole.listdir(streams=True, storages=True):
            path = tuple(entry)
            self._below.setdefault(path[:-1], []).append(path[-1])
        if _PROPERTIES not in self._below.get((), []):
            raise Invalid("The Outlook file holds no mail. Choose a mail, or attach the file.")

    def mail(self) -> Mail:
        """The mail itself."""
        item = self._item((), 32)
        kind = m.text_of(item.properties, m.MESSAGE_CLASS, charset=item.charset).lower()
        message = self._head(item, kind)
        contents = self._contents(item, 0)
        if not kind.startswith(("ipm.note", "report.", "ipm.schedule", "ipm.post")):
            contents.problems.append(f"This is no mail but another record of Outlook ({kind[:60] or 'unnamed'}).")
        return assembled(message, headers_of(message), contents)

    # -- properties -----------------------------------------------------------------------------------------

    def _item(self, path: Path, head: int) -> _Item:
        """An item; `head` is how many bytes stand before its properties."""
        table = self._stream((*path, _PROPERTIES))
        found: dict[int, tuple[int, m.Value]] = {}
        for at in range(head, len(table) - 15, 16):
            kind, number = unpack_from("<HH", table, at)
            if kind in (m.INTEGER, m.BOOLEAN):
                found[number] = kind, unpack_from("<I", table, at + 8)[0]
            elif kind == m.TIME:
                found[number] = kind, table[at + 8 : at + 16]
        for name in self._below.get(path, []):
            if name.startswith(_VALUE) and len(name) == 20:
                number, kind = int(name[12:16], 16), int(name[16:], 16)
                if kind in (m.STRING_8, m.UNICODE, m.BINARY):
                    found[number] = kind, self._stream((*path, name))
        return _Item(path, found, m.code_page(found))

    def _stream(self, path: Path) -> bytes:
        if path[-1] not in self._below.get(path[:-1], []) or self._ole.get_type(list(path)) != olefile.STGTY_STREAM:
            return b""
        self._left -= self._ole.get_size(list(path))
        if self._left < 0:  # several streams may name the same bytes
            raise Invalid("The Outlook file holds more than it can. It was made to do harm, or is damaged.")
        data = self._ole.openstream(list(path)).read()
        return data if isinstance(data, bytes) else b""

    def _items(self, path: Path, mark: str) -> Iterator[_Item]:
        names = sorted(name for name in self._below.get(path, []) if name.startswith(mark))
        if len(names) > MOST_PARTS:
            raise Invalid(f"The mail has more than {MOST_PARTS} parts. Save the file and attach it, if it matters.")
        return (self._item((*path, name), 8) for name in names)

    # -- head -----------------------------------------------------------------------------------------------

    def _head(self, item: _Item, kind: str) -> Message:
        """The head lines: those it came with, and what Outlook keeps where one is missing."""
        found, charset = item.properties, item.charset
        lines = m.text_of(found, m.HEADERS, charset=charset)
        message = Message()
        for name, value in HeaderParser().parsestr(lines).raw_items() if lines else ():
            message.set_raw(name, value)
        own = {
            "From": _address(
                m.text_of(found, m.SENT_NAME, m.SENDER_NAME, charset=charset),
                m.text_of(found, m.SENDER_SMTP, m.SENT_SMTP, m.SENT_EMAIL, m.SENDER_EMAIL, charset=charset),
            ),
            "Subject": m.text_of(found, m.SUBJECT, charset=charset),
            "Message-ID": m.text_of(found, m.MESSAGE_ID, charset=charset),
            "In-Reply-To": m.text_of(found, m.IN_REPLY_TO, charset=charset),
            "References": m.text_of(found, m.REFERENCES, charset=charset),
            **self._recipients(item),
        }
        if moment := m.moment_of(found, m.SUBMITTED, m.DELIVERED, m.CREATED):
            own["Date"] = format_datetime(moment)
        if kind.startswith("report.") or "oof" in kind or "replytemplate" in kind:
            own["X-Failed-Recipients" if kind.endswith(".ndr") else "X-Autoreply"] = own.get("To", "yes") or "yes"
        for name, value in own.items():
            if value and not message.get(name):
                message.set_raw(name, " ".join(value.split()))
        return message

    def _recipients(self, item: _Item) -> dict[str, str]:
        found: dict[str, list[str]] = {"to": [], "cc": [], "bcc": [], "": []}
        for each in self._items(item.path, _RECIPIENT):
            charset = each.charset or item.charset
            number = each.properties.get(m.RECIPIENT_KIND, (0, 0))[1]
            name = m.text_of(each.properties, m.DISPLAY_NAME, charset=charset)
            email = m.text_of(each.properties, m.SMTP, m.EMAIL, m.DISPLAY_NAME, charset=charset)
            found[_KINDS.get(number & 15, "") if isinstance(number, int) else ""].append(_address(name, email))
        return {"To": ", ".join(found["to"]), "Cc": ", ".join(found["cc"])}

    # -- contents -------------------------------------------------------------------------------------------

    def _contents(self, item: _Item, depth: int) -> Contents:
        contents = Contents(words=[self._words(item)])
        for each in self._items(item.path, _ATTACHED):
            named = m.text_of(each.properties, m.LONG_NAME, m.FILE_NAME, m.DISPLAY_NAME, charset=item.charset)
            kind = m.text_of(each.properties, m.MEDIA_TYPE, charset=item.charset) or "application/octet-stream"
            data = each.properties.get(m.DATA, (0, b""))[1]
            if isinstance(data, bytes) and data:
                contents.keep(named, kind, data)
            elif f"{_VALUE}3701000D" in self._below.get(each.path, []):
                self._keep_object(each, named, contents, depth)
            elif named:
                contents.problems.append("A file of the mail lies elsewhere, only a link to it was sent.")
        return contents

    def _keep_object(self, attached: _Item, named: str, contents: Contents, depth: int) -> None:
        """A mail within the mail is kept as .eml; another object of a program of Microsoft's cannot be."""
        path = (*attached.path, f"{_VALUE}3701000D")
        if _PROPERTIES not in self._below.get(path, []):
            contents.problems.append("An object drawn into the mail by an Office program is left out.")
        elif depth >= _DEEPEST:
            raise Invalid("The mail is nested too deeply to be read. Save the file and attach it, if it matters.")
        else:
            inner = self._item(path, 24)
            contents.keep(f"{named or 'mail'}.eml", "message/rfc822", self._as_eml(inner, depth + 1))

    def _words(self, item: _Item) -> Words:
        """Plain words as Outlook made them, else HTML, else rich text."""
        found = item.properties
        html, rtf = found.get(m.HTML, (0, b""))[1], found.get(m.RTF, (0, b""))[1]
        if plain := m.text_of(found, m.BODY, charset=item.charset):
            return Words("plain", plain)
        if isinstance(html, bytes) and html.strip():
            return Words("html", m.text_of(found, m.HTML) if found[m.HTML][0] == m.UNICODE else _html(html, found))
        self._rich += bool(rtf)
        may = isinstance(rtf, bytes) and self._rich <= _MOST_RICH
        return Words("plain", rtf_to_text(m.unsqueezed(rtf)) if may and isinstance(rtf, bytes) else "")

    def _as_eml(self, item: _Item, depth: int) -> bytes:
        made, head = EmailMessage(), headers_of(self._head(item, ""))
        for name in ("from", "to", "cc", "subject", "date", "message-id"):
            if value := _plain(head, name):
                made[name.title()] = value
        contents = self._contents(item, depth)
        made.set_content(contents.text()[0] or "\n")
        for each in contents.attachments:
            plain = re.fullmatch(r"(?!message|multipart)([a-z]{1,20})/([\w.+-]{1,80})", each.media_type)
            main, sub = plain.groups() if plain else ("application", "octet-stream")
            made.add_attachment(each.data, maintype=main, subtype=sub, filename=each.name)
        return made.as_bytes()


def _plain(head: Headers, name: str) -> str:
    return " ".join(head.get(name, [""])[0].split())[:900]


def _html(html: bytes, found: m.Properties) -> str:
    number = found.get(m.CODE_PAGE, (0, 0))[1]
    return to_text(html, m.code_page({m.CODE_PAGE: (m.INTEGER, number)}))[0]


def _address(name: str, email: str) -> str:
    """As a head line has it; an address inside Exchange ("/o=…") is none."""
    if "@" not in email:
        return name
    try:
        return formataddr((name if name.strip("'\"") != email else "", email))
    except UnicodeError:
        return email
