"""What becomes of what is written in a case's composer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QCoreApplication
from sqlmodel import Session

from app.authority import Actor
from app.models import Channel, NoteKind
from app.services.cases import add_note
from app.services.promises import promise
from app.services.tasks import add_task
from app.ui.forms.when import parse_day_to_come, parse_promise
from app.ui.pages.composer_parts import CaseDraft
from app.ui.seat import Seat

Act = Callable[[Session, Actor, datetime], Any]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Composer", text)


def act_of(seat: Seat, kind: str, draft: CaseDraft, *, case_id: int, how: Channel | None) -> Act | str:
    """The act with the values as they are now, or the sentence that says why the day cannot be read."""
    if kind == "promise":
        return _promise(seat, draft, case_id, how or Channel.PHONE)
    if kind == "task":
        return _task(seat, draft, case_id)
    words, note = draft.words, NoteKind(kind)
    channel = how if note is NoteKind.REPLY else None
    return lambda s, who, at: add_note(s, who, case_id, kind=note, words=words, channel=channel, at=at).id


def _promise(seat: Seat, draft: CaseDraft, case_id: int, how: Channel) -> Act | str:
    due = parse_promise(draft.when, seat.local(seat.now()))
    if due is None:
        return _tr("Give the date that the resident was told, as Thu, Nov 19 or Fri 3 PM.")
    fields = {"words": draft.words, "due_at": due.astimezone(UTC), "how": how}
    return lambda s, who, at: promise(s, who, case_id, fields=fields, at=at).id


def _task(seat: Seat, draft: CaseDraft, case_id: int) -> Act | str:
    """Without a day it is due when it suits."""
    day = parse_day_to_come(draft.when, seat.today()) if draft.when.strip() else None
    if draft.when.strip() and day is None:
        return _tr("This is no day. Type it as tomorrow or Nov 19, or leave it empty.")
    fields = {"words": draft.words, "due_on": day}
    return lambda s, who, at: add_task(s, who, fields=fields, case_id=case_id, at=at).id
