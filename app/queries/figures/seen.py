"""What an actor may see, for tables of many rows: by the few hidden ids, found once a query instead of once a row."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true
from sqlmodel import Session

from app.authority import Actor, Right, hidden_cases, hidden_contacts
from app.models import Contact, table_of


def seen(who: Actor, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The filter of `visible_to` for what is listed."""
    return true() if who.may(Right.SEE_CONFIDENTIAL) else case_id.not_in(hidden_cases(who))


def counted(who: Actor, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The filter for what is only counted: who has COUNT_CONFIDENTIAL has figures over all cases, and lists of none
    of the hidden ones."""
    return true() if who.may(Right.COUNT_CONFIDENTIAL) else seen(who, case_id)


def contacts_seen(who: Actor) -> ColumnElement[bool]:
    """The filter of `contact_visible_to` for what is listed."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return true()
    return table_of(Contact).c.id.not_in(hidden_contacts(who))


def contacts_counted(who: Actor) -> ColumnElement[bool]:
    """The same for what is only counted."""
    return true() if who.may(Right.COUNT_CONFIDENTIAL) else contacts_seen(who)


def must_hide(session: Session, who: Actor) -> bool:
    """Whether figures for this actor leave cases out. Told by the role alone: a count could be subtracted."""
    return not who.may(Right.COUNT_CONFIDENTIAL)
