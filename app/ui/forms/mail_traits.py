"""What a mail brings to its slip: values of the fields, and what no field shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.exchange.mail import Mail, fold_quoted
from app.exchange.mail_log import StoredFile
from app.models import Automatic
from app.ui.case_words import time_words


class MailTraits(NamedTuple):
    """`answers` are the ids of the mails that it answers; of a bounce, where the mail went and what it was about.

    `told` are the sentences about what is wrong with the mail.
    """

    message_id: str = ""
    answers: tuple[str, ...] = ()
    automatic: Automatic | None = None
    back_to: str = ""
    back_subject: str = ""
    back_reason: str = ""
    told: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """For a draft."""
        return {**self._asdict(), "answers": list(self.answers), "told": list(self.told)}


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
        told=mail.problems,
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
        told=tuple(str(each) for each in plain.get("told", ())),
    )


def moment_line(local: datetime) -> str:
    """When a mail was sent, as its field shows it; `local` is in the office's time."""
    return f"{local:%b} {local.day}, {local.year} {time_words(local)}"


def slip_values(mail: Mail, files: Sequence[StoredFile], local: Callable[[datetime], datetime]) -> dict[str, Any]:
    """A mail as the draft of its slip; `local` gives the office's time of a moment."""
    words, quoted = fold_quoted(mail.text)
    return {
        "from": mail.sender,
        "to": ", ".join(mail.to),
        "date": moment_line(local(mail.date)) if mail.date else "",
        "moment": mail.date.isoformat() if mail.date else "",
        "subject": mail.subject,
        "words": words.strip(),
        "quoted": quoted.strip(),
        "traits": traits_of(mail).plain(),
        "files": [list(each) for each in files],
    }
