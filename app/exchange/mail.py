"""Mail read from a file or pasted: never raises for what a stranger sent, tells what was wrong instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from zoneinfo import ZoneInfo

from app.exchange.mail_automatic import Bounced, about, kind_of
from app.exchange.mail_headers import (
    Headers,
    addresses,
    first,
    headers_of,
    ids,
    is_misdated,
    people,
    read_date,
    sent_at,
    shown,
)
from app.exchange.mail_html import html_to_text
from app.exchange.mail_parts import Contents, MailAttachment, Words, contents_of
from app.exchange.mail_quotes import fold_quoted
from app.exchange.mail_text import straight, tidy
from app.exchange.mail_tnef import open_winmail
from app.exchange.mail_tree import LARGEST_MAIL, parsed
from app.models import Automatic

__all__ = ["LARGEST_MAIL", "Mail", "MailAttachment", "assembled", "fold_quoted", "html_to_text", "read_mail",
           "read_pasted"]  # fmt: skip
LONGEST_TEXT = 90_000
"""Letters that a contact takes of a mail; a longer one is kept whole as a file."""
MOST_SUBJECT = 998
_PASTED = re.compile(r"^\s*\*?(From|Date|Sent|To|Cc|Subject|Reply-To|Importance)\s*:\*?\s*(.*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """A mail's parts; "" and () where it has none. `date` is in UTC; `problems` are sentences for the reader.

    `automatic` says that a machine wrote it; `bounced` is then what came back, if something did.
    """

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
    automatic: Automatic | None = None
    bounced: Bounced | None = None
    problems: tuple[str, ...] = ()

    @property
    def sender(self) -> str:
        """Who sent it, as a reader writes it."""
        return next(iter(shown([(self.from_name, self.from_email)])), "") if self.from_email else self.from_name

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids of the mails it answers or belongs to, the nearest first; of a bounce, the mail that came back."""
        back = (self.bounced.message_id,) if self.bounced else ()
        found = dict.fromkeys((*back, self.in_reply_to, *reversed(self.references)))
        return tuple(each for each in found if each)[:50]


def read_mail(data: bytes) -> Mail:
    """The bytes of an .eml file in, the mail out.

    Raises Invalid only when there is nothing, or it was made to exhaust its reader (see mail_tree.parsed).
    """
    message = parsed(data)
    contents = contents_of(message)
    open_winmail(contents)
    return assembled(message, headers_of(message), contents)


def assembled(message: Message, headers: Headers, contents: Contents) -> Mail:
    """The mail that head lines and contents make."""
    name, address = next(iter(people(headers, "from", "sender", "reply-to")), ("", ""))
    text, html_was_used = contents.text()
    date, by_itself = sent_at(headers)
    automatic = kind_of(message, headers)
    if by_itself and is_misdated(headers, date):
        contents.problems.append("The mail says it was sent long before or after it was received: look at its date.")
    _tell(contents.problems, name=name, address=address, date=date, by_itself=by_itself)
    shown_text = _fitting(text, contents)
    return Mail(
        from_name=name or ("" if address else first(headers, "from")[:MOST_SUBJECT]),
        from_email=address,
        to=shown(people(headers, "to")),
        cc=shown(people(headers, "cc")),
        subject=first(headers, "subject")[:MOST_SUBJECT],
        date=date,
        message_id=next(iter(ids(headers, "message-id")), ""),
        in_reply_to=next(iter(ids(headers, "in-reply-to")), ""),
        references=ids(headers, "references"),
        text=shown_text,
        html_was_used=html_was_used,
        attachments=tuple(contents.attachments),
        automatic=automatic,
        bounced=about(message, headers, text=text) if automatic is Automatic.BOUNCE else None,
        problems=tuple(dict.fromkeys(contents.problems)),
    )


def _fitting(text: str, contents: Contents) -> str:
    """As much of the words as a contact takes; all of a longer text is kept as a file."""
    if len(text) <= LONGEST_TEXT:
        return text
    contents.keep("whole mail.txt", "text/plain", text.encode("utf-8", "replace"))
    contents.problems.append("The mail is very long. Its beginning is shown, all of it is kept as “whole mail.txt”.")
    return text[:LONGEST_TEXT].rpartition("\n")[0] or text[:LONGEST_TEXT]


def _tell(problems: list[str], *, name: str, address: str, date: datetime | None, by_itself: bool) -> None:
    if not address:
        problems.append("The mail does not say who sent it.")
    inside = addresses(name) if "@" in name else []
    if inside and inside[0][1].casefold() != address.casefold():
        problems.append(f"The sender’s name shows another address than the one it came from, {address}.")
    if date is None:
        problems.append("The mail has no readable date.")
    elif not by_itself:
        problems.append("The mail does not say when it was sent. The time it was received is taken.")


def read_pasted(text: str, *, zone: ZoneInfo | None = None) -> Mail:
    """Words pasted from a mail program in, the mail out; header lines above the words are read, in any order.

    `zone` is the office's, for a date without an offset (UTC if not given).
    """
    lines = tidy(text).split("\n")
    found, at = _head_of(lines)
    if not {"from", "subject", "to"} & set(found):
        return _cut(Mail(text=tidy(text)))
    name, address = next(iter(addresses(found.get("from", ""))), ("", ""))
    return _cut(
        Mail(
            from_name=name or ("" if address else straight(found.get("from", ""))[:MOST_SUBJECT]),
            from_email=address,
            to=shown(addresses(found.get("to", ""))),
            cc=shown(addresses(found.get("cc", ""))),
            subject=straight(found.get("subject", ""))[:MOST_SUBJECT],
            date=read_date(found.get("date") or found.get("sent", ""), zone),
            text=tidy("\n".join(lines[at:])),
        )
    )


def _head_of(lines: list[str]) -> tuple[dict[str, str], int]:
    """(the head lines pasted, the line where the words begin)."""
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
    return found, at


def _cut(mail: Mail) -> Mail:
    """The mail with words that a contact takes, and the whole as a file."""
    contents = Contents(words=[Words("plain", mail.text)])
    return replace(
        mail,
        text=_fitting(mail.text, contents),
        attachments=tuple(contents.attachments),
        problems=tuple(contents.problems),
    )
