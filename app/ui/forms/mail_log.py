"""What becomes of an e-mail slip: one act of the office file, with the new sender and the files, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.exchange.mail_log import Sender, StoredFile, log_mail
from app.queries.suggest import PersonHit
from app.services.contacts import Logged
from app.ui.forms.person_line import Who
from app.ui.forms.slip_base import OPEN_CASE


@dataclass(frozen=True)
class MailEntry:
    """An e-mail slip as it was when it was sent off; `name` and `email` are those of a sender nobody knows."""

    outcome: int
    who: Who
    name: str
    email: str
    fields: Mapping[str, Any]
    category_id: int | None
    files: tuple[StoredFile, ...]
    promised: datetime | None = None

    def write(self, session: Session, who: Actor, at: datetime) -> Logged:
        """Log it; raises Invalid, NotFound, NotAllowed."""
        return log_mail(
            session,
            who,
            fields=self.fields,
            sender=Sender(self.who.kind, self.who.id, self.name, self.email),
            files=self.files,
            at=at,
            case_id=self.outcome if self.outcome > 0 else None,
            opens_case=self.outcome == OPEN_CASE,
            category_id=self.category_id,
            promised=self.promised,
        )


def who_of(hit: PersonHit) -> Who:
    """Somebody found, as a form holds them."""
    return Who(hit.kind, hit.id, hit.name)
