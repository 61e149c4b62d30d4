"""What becomes of an e-mail slip: one act of the office file, with the new sender and the files, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.models import Channel
from app.queries.suggest import PersonHit
from app.services.attachments import add_attachment
from app.services.contacts import Logged, log_contact
from app.services.people import add_person
from app.ui.forms.mail_read import KeptFile
from app.ui.forms.person_line import Who

LOG, OPEN_CASE = -1, -2
"""What becomes of a slip, besides the id of a case to which it is added."""
SUBJECT = 120
_ANSWER = re.compile(r"^\s*((re|fw|fwd|aw|wg)\s*:\s*|\[?\d{4}-\d{4,6}\]?[\s:]*)+", re.IGNORECASE)


@dataclass(frozen=True)
class MailEntry:
    """An e-mail slip as it was when it was sent off; `name` and `email` are those of a sender nobody knows."""

    outcome: int
    who: Who
    name: str
    email: str
    fields: Mapping[str, Any]
    category_id: int | None
    files: tuple[KeptFile, ...]

    def write(self, session: Session, who: Actor, at: datetime) -> Logged:
        """Log it; raises Invalid, NotFound, NotAllowed."""
        person_id = self.who.id if self.who.kind == "person" else None
        if not self.who.kind:
            person_id = self._new_person(session, who, at)
        made = log_contact(
            session,
            who,
            fields={**self.fields, "channel": Channel.EMAIL, "anonymous": self.who.kind == "anonymous"},
            at=at,
            person_id=person_id,
            organization_id=self.who.id if self.who.kind == "organization" else None,
            category_id=self.category_id,
            case_id=self.outcome if self.outcome > 0 else None,
            new_case=self._new_case(),
        )
        for file in self.files:
            add_attachment(session, who, **file._asdict(), at=at, contact_id=made.contact_id)
        return made

    def _new_person(self, session: Session, who: Actor, at: datetime) -> int | None:
        reaches = [{"kind": "email", "typed": self.email}] if self.email else []
        given = {"name": self.name, "language": self.fields["language"]}
        return add_person(session, who, fields=given, details={"reaches": reaches}, at=at).id

    def _new_case(self) -> dict[str, Any] | None:
        if self.outcome != OPEN_CASE:
            return None
        words = str(self.fields["words"])
        return {"subject": case_subject(str(self.fields["mail_subject"]), words), "account": words}


def case_subject(subject: str, words: str) -> str:
    """What a case opened from a mail is called: its subject without "Re:" and numbers, else its first words."""
    text = _ANSWER.sub("", subject).strip() or words.strip()
    first = text.splitlines()[0].strip() if text else ""
    return first if len(first) <= SUBJECT else first[:SUBJECT].rsplit(" ", 1)[0] + "…"


def who_of(hit: PersonHit) -> Who:
    """Somebody found, as a form holds them."""
    return Who(hit.kind, hit.id, hit.name)
