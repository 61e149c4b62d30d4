"""What a staff member has kept: drafts, parked calls, saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import Draft, SavedView, table_of


class DraftRow(NamedTuple):
    """A draft with every field of its slip or form."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    parked: bool
    updated_at: datetime


TYPED = ("line", "subject", "words", "name", "text", "reason")
"""What of a draft names it best, first to last; choices and dates tell nobody what it was."""


def is_slip(draft: DraftRow) -> bool:
    """Whether it holds what somebody said."""
    return draft.parked or draft.kind in ("slip", "call", "contact", "email", "mail_slip")


def typed_in(draft: DraftRow) -> str:
    """The first words that were typed in it, "" where there are none."""
    texts = (text for key in TYPED if isinstance(text := draft.payload.get(key), str) and text.strip())
    return next((text.strip()[:120] for text in texts), "")


class ViewRow(NamedTuple):
    """A saved view of a list."""

    id: int
    name: str
    definition: dict[str, Any]


def drafts_of(session: Session, who: Actor) -> list[DraftRow]:
    """The actor's own drafts, newest first."""
    d = table_of(Draft).c
    query = select(d.id, d.kind, d.key, d.payload, d.parked, d.updated_at).where(d.staff_id == who.id)
    return [DraftRow(*row) for row in session.execute(query.order_by(d.updated_at.desc(), d.id.desc()))]


def views_of(session: Session, who: Actor, page: str) -> list[ViewRow]:
    """The actor's saved views of a page, in the order they were made."""
    v = table_of(SavedView).c
    query = select(v.id, v.name, v.definition).where(v.staff_id == who.id, v.page == page).order_by(v.id)
    return [ViewRow(*row) for row in session.execute(query)]
