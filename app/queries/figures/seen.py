"""What an actor may see, for tables of many rows that hang on a case."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true
from sqlmodel import Session

from app.authority import Actor, Right, visible_to
from app.models import Case, table_of


def seen(who: Actor, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The filter of `visible_to` by the few hidden ids, found once a query instead of once a row."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return true()
    case = table_of(Case).alias()
    return case_id.not_in(select(case.c.id).where(case.c.confidential, ~visible_to(who, case)))


def must_hide(session: Session, who: Actor) -> bool:
    """Whether figures for this actor leave cases out. Told by the role alone: a count could be subtracted."""
    return not who.may(Right.SEE_CONFIDENTIAL)
