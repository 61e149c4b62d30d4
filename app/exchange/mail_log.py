"""A mail becomes a contact: its fields, its sender if nobody knows them, and its files, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import getaddresses
from typing import Any, NamedTuple

from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.exchange.mail import Mail
from app.models import Channel, Direction
from app.queries.mail import Asked, MailFacts
from app.services.attachments import add_attachment
from app.services.contacts import Logged, log_contact
from app.services.people import add_person

LONGEST_SUBJECT = 120
OLD = timedelta(days=30)
_ANSWER = re.compile(r"^\s*((re|fw|fwd|aw|wg|sv|vs|tr|rv)\s*:\s*|\[?\d{4}-\d{4,6}\]?[\s:]*)+", re.IGNORECASE)


class StoredFile(NamedTuple):
    """A file already in the encrypted store, not yet with a contact; `size` in bytes."""

    name: str
    media_type: str
    size: int
    address: str


class Sender(NamedTuple):
    """Who sent it: somebody known, or (kind "") a name and address to be added; "anonymous" is nobody by name."""

    kind: str = ""
    id: int | None = None
    name: str = ""
    email: str = ""


def asked_of(mail: Mail) -> Asked:
    """What the office file is asked of a mail; of a bounce, whose address could not be reached."""
    back = mail.bounced
    return Asked(
        name="" if back else mail.from_name,
        email=back.to if back else mail.from_email,
        subject=f"{mail.subject} {back.subject}" if back else mail.subject,
        message_id=mail.message_id,
        answers=mail.answers,
        to=tuple(address for _, address in getaddresses(list(mail.to)) if "@" in address),
    )


def sender_of(mail: Mail, facts: MailFacts) -> Sender:
    """Who it is from, or of a mail of ours to whom it went, where nobody is asked. Raises Invalid where one must be."""
    if facts.shared:
        raise Invalid("Several people have this e-mail address. Open the mail in the window and choose who it is.")
    if facts.inside:
        raise Invalid("It went from one of the staff to another. Open it in the window and choose who it is about.")
    if facts.sender is not None:
        return Sender(facts.sender.kind, facts.sender.id)
    name, email = mail.from_name, mail.from_email
    if facts.from_office:
        to = [each for each in getaddresses(list(mail.to)) if "@" in each[1]]
        name, email = next((each for each in to if each[1].casefold() not in facts.ours), ("", ""))
    return Sender("", None, name, email) if name or email else Sender("anonymous")


def fields_of(mail: Mail, *, at: datetime) -> dict[str, Any]:
    """The values of ContactFields that a mail tells; one without a date happened `at`, as does one of the future."""
    return {
        "happened_at": min(mail.date or at, at),
        "words": mail.text.strip() or mail.subject or "(no words)",
        "mail_subject": mail.subject,
        "mail_from": mail.sender[:998],
        "mail_to": ", ".join(mail.to)[:4000],
        "message_id": mail.message_id[:998],
        "in_reply_to": next(iter(mail.answers), "")[:998],
        "automatic": mail.automatic,
    }


def log_mail(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    sender: Sender,
    files: Sequence[StoredFile] = (),
    at: datetime,
    case_id: int | None = None,
    opens_case: bool = False,
    category_id: int | None = None,
    promised: datetime | None = None,
) -> Logged:
    """Log a mail: alone, on a case, or opening one. Raises Invalid, NotFound, NotAllowed.

    A sender whom nobody knows is added as a person, unless a machine wrote the mail. A case that an old mail opens is
    received `at`: its clocks would else begin overdue. `promised` is the date that the resident was told, kept with the
    case in the words of the mail's subject.
    """
    made = log_contact(
        session,
        who,
        fields={"direction": Direction.IN, **fields, "channel": Channel.EMAIL, "anonymous": sender.kind == "anonymous"},
        at=at,
        person_id=_person(session, who, sender, fields, at),
        organization_id=sender.id if sender.kind == "organization" else None,
        category_id=category_id,
        case_id=case_id,
        new_case=_new_case(fields, at) if opens_case else None,
        promise=_promise(fields, promised),
    )
    for file in files:
        add_attachment(session, who, **file._asdict(), at=at, contact_id=made.contact_id)
    return made


def _person(session: Session, who: Actor, sender: Sender, fields: Mapping[str, Any], at: datetime) -> int | None:
    if sender.kind or (not sender.name and not sender.email) or fields.get("automatic"):
        return sender.id if sender.kind == "person" else None
    reaches = [{"kind": "email", "typed": sender.email}] if sender.email else []
    given = {"name": sender.name or name_from(sender.email), "language": fields.get("language", "")}
    return add_person(session, who, fields=given, details={"reaches": reaches}, at=at).id


def name_from(email: str) -> str:
    """A name made of an address, where nothing better is known."""
    return email.partition("@")[0].replace(".", " ").title()


def is_old(happened_at: datetime, at: datetime) -> bool:
    """Whether a mail is too old for the case that it opens to be received on its day."""
    return happened_at < at - OLD


def _promise(fields: Mapping[str, Any], due_at: datetime | None) -> dict[str, Any] | None:
    subject = case_subject(str(fields.get("mail_subject") or ""), str(fields["words"]))
    return {"words": subject, "due_at": due_at} if due_at else None


def _new_case(fields: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    words = str(fields["words"])
    given = {"subject": case_subject(str(fields["mail_subject"]), words), "account": words}
    return {**given, "received_at": at} if is_old(fields["happened_at"], at) else given


def case_subject(subject: str, words: str) -> str:
    """What a case opened from a mail is called: its subject without "Re:" and numbers, else its first words."""
    text = _ANSWER.sub("", subject).strip() or words.strip()
    first = text.splitlines()[0].strip() if text else ""
    return first if len(first) <= LONGEST_SUBJECT else first[:LONGEST_SUBJECT].rsplit(" ", 1)[0] + "…"
