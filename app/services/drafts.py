"""Drafts and saved views: what a staff member keeps for later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.authority import Actor
from app.errors import Invalid
from app.models import Draft, SavedView


def save_draft(
    session: Session, who: Actor, *, kind: str, key: str, payload: Mapping[str, Any], parked: bool, at: datetime
) -> int:
    """Keep the actor's own draft; saved again under the same kind and key it is replaced. Returns its id.

    No history: what is not yet said is nobody's act.
    """
    draft = _find(session, who, kind, key) or Draft(staff_id=who.id, kind=kind, key=key, updated_at=at)
    draft.payload, draft.parked, draft.updated_at = dict(payload), parked, at
    session.add(draft)
    session.flush()
    return draft.id or 0


def drop_draft(session: Session, who: Actor, *, kind: str, key: str) -> None:
    """Forget the actor's own draft, if there is one."""
    draft = _find(session, who, kind, key)
    if draft is not None:
        session.delete(draft)


def _find(session: Session, who: Actor, kind: str, key: str) -> Draft | None:
    return session.exec(select(Draft).where(Draft.staff_id == who.id, Draft.kind == kind, Draft.key == key)).first()


def save_view(session: Session, who: Actor, *, page: str, name: str, definition: Mapping[str, Any]) -> int:
    """Keep filters, columns and order under a name; the same name replaces. Raises Invalid."""
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise Invalid({"name": "Give the view a name of at most 60 characters."})
    view = _view(session, who, page, name) or SavedView(staff_id=who.id, page=page, name=name)
    view.definition = dict(definition)
    session.add(view)
    session.flush()
    return view.id or 0


def drop_view(session: Session, who: Actor, *, page: str, name: str) -> None:
    """Forget a saved view of the actor's own."""
    view = _view(session, who, page, name)
    if view is not None:
        session.delete(view)


def _view(session: Session, who: Actor, page: str, name: str) -> SavedView | None:
    same = select(SavedView).where(SavedView.staff_id == who.id, SavedView.page == page, SavedView.name == name)
    return session.exec(same).first()
