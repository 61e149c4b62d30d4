"""What a mail brings that no field shows: its ids, and whether a machine wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.exchange.mail import Mail
from app.models import Automatic


class MailTraits(NamedTuple):
    """`answers` are the ids of the mails that it answers; of a bounce, where the mail went and what it was about."""

    message_id: str = ""
    answers: tuple[str, ...] = ()
    automatic: Automatic | None = None
    back_to: str = ""
    back_subject: str = ""
    back_reason: str = ""

    def plain(self) -> dict[str, Any]:
        """For a draft."""
        return {**self._asdict(), "answers": list(self.answers)}


def traits_of(mail: Mail) -> MailTraits:
    """Of a mail that was read."""
    back = mail.bounced
    return MailTraits(
        message_id=mail.message_id,
        answers=mail.answers,
        automatic=mail.automatic,
        back_to=back.to if back else "",
        back_subject=back.subject if back else "",
        back_reason=back.reason if back else "",
    )


def traits_from(plain: Mapping[str, Any]) -> MailTraits:
    """As `plain` gave them."""
    automatic = plain.get("automatic")
    return MailTraits(
        message_id=str(plain.get("message_id", "")),
        answers=tuple(str(each) for each in plain.get("answers", ())),
        automatic=Automatic(automatic) if automatic else None,
        back_to=str(plain.get("back_to", "")),
        back_subject=str(plain.get("back_subject", "")),
        back_reason=str(plain.get("back_reason", "")),
    )
