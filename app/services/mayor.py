"""Messages meant for the Mayor: what was done with each, by the Mayor or who directs (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.authority import Actor, Right, require
from app.errors import Conflict, Invalid
from app.models import SAYS, WAITS, Direction, MayorMessage, MayorMessageFields
from app.services.contacts import find_contact
from app.services.editing import CHANGED
from app.services.history import record


def answer_message(
    session: Session,
    who: Actor,
    contact_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    version: int | None = None,
) -> MayorMessage:
    """Say what was done with a message, in place of what was said before; one to be called back goes on waiting.

    `version` is that of what was shown, 0 for nothing, None for not to be checked. Raises NotAllowed, NotFound,
    Conflict, and Invalid: a contact that was not meant for the Mayor, no words where they are the answer.
    """
    require(who, Right.ANSWER_MAYOR)
    contact = find_contact(session, who, contact_id)
    if not contact.for_mayor or contact.direction is not Direction.IN:
        raise Invalid({"contact_id": "This contact was not meant for the Mayor. Mark it so first, if it was."})
    good = _checked(fields)
    found = session.exec(select(MayorMessage).where(MayorMessage.contact_id == contact_id)).first()
    if version is not None and (found.version if found else 0) != version:
        raise Conflict(CHANGED)
    detail = {
        "disposition": [found.disposition.value if found else None, good.disposition.value],
        "words": [found.words if found else "", good.words],
    }
    made = found or MayorMessage(**good.model_dump(), contact_id=contact_id, by_id=who.id, at=at)
    made.disposition, made.words, made.by_id, made.at = good.disposition, good.words, who.id, at
    made.settled_at = None if good.disposition in WAITS else made.settled_at or at
    session.add(made)
    session.flush()
    record(session, who, "answered for the Mayor", subject="contact", subject_id=contact_id, at=at, detail=detail)
    return made


def _checked(fields: Mapping[str, Any]) -> MayorMessageFields:
    good = MayorMessageFields.checked({**fields, "words": str(fields.get("words") or "").strip()})
    if good.disposition in SAYS and not good.words:
        raise Invalid({"words": "Say what was answered, or what the office is to do."})
    return good
