"""The custom reports that somebody may run: their own, and those that are shared."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid, NotFound
from app.models import CustomReport, Staff, table_of

NO_REPORT = "There is no such custom report. Choose one of the list: liaison custom list."


class CustomRow(NamedTuple):
    """A saved question; `mine` tells whether the actor made it, `changeable` whether they may change it."""

    id: int
    title: str
    words: str
    spec: dict[str, Any]
    owner_id: int
    owner: str
    shared: bool
    made_at: datetime
    changed_at: datetime
    version: int
    mine: bool
    changeable: bool


def seen_by(who: Actor, owner_id: int, *, shared: bool) -> bool:
    """Whether the actor knows of it: their own, shared ones, and all for who directs the office."""
    return shared or owner_id == who.id or who.may(Right.ASSIGN_CASE)


def custom_reports(session: Session, who: Actor) -> list[CustomRow]:
    """Those the actor may run, by title; none for who prints no reports."""
    r = table_of(CustomReport).c
    query = _query(who).order_by(func.lower(r.title), r.id)
    return [_row(who, row) for row in session.execute(query)]


def custom_report(session: Session, who: Actor, custom_id: int) -> CustomRow:
    """One of them; raises NotFound."""
    row = session.execute(_query(who).where(table_of(CustomReport).c.id == custom_id)).first()
    if row is None:
        raise NotFound(NO_REPORT)
    return _row(who, row)


def custom_id_of(session: Session, who: Actor, name: str) -> int:
    """The id of one by its title or id as typed. Raises NotFound, and Invalid where two have this title."""
    rows = custom_reports(session, who)
    found = [each.id for each in rows if each.title.casefold() == name.strip().casefold()]
    found = found or [each.id for each in rows if str(each.id) == name.strip()]
    if not found:
        raise NotFound(NO_REPORT)
    if len(found) > 1:
        ids = ", ".join(str(each) for each in found)
        raise Invalid({"name": f"More than one has this title. Give its number instead: {ids}."})
    return found[0]


def custom_titles(session: Session, who: Actor, *, only_shared: bool = False) -> list[tuple[int, str]]:
    """Ids and titles of those that the actor would meet in the list as their own or shared."""
    r = table_of(CustomReport).c
    mine = or_(r.shared, r.owner_id == who.id)
    query = select(r.id, r.title).where(r.gone_at.is_(None), r.shared if only_shared else mine)
    return [(int(row[0]), str(row[1])) for row in session.execute(query)]


def _query(who: Actor) -> Select[Any]:
    r, s = table_of(CustomReport), table_of(Staff)
    names = ["id", "title", "words", "spec", "owner_id", "shared", "made_at", "changed_at", "version"]
    return (
        select(*(r.c[name] for name in names), s.c.name.label("owner"))
        .select_from(r.join(s, s.c.id == r.c.owner_id))
        .where(r.c.gone_at.is_(None), _seen(who))
    )


def _seen(who: Actor) -> ColumnElement[bool]:
    r = table_of(CustomReport).c
    if not who.may(Right.PRINT):
        return r.id.is_(None)
    return true() if who.may(Right.ASSIGN_CASE) else or_(r.shared, r.owner_id == who.id)


def _row(who: Actor, row: Any) -> CustomRow:
    mine = row.owner_id == who.id
    return CustomRow(**row._mapping, mine=mine, changeable=mine or who.may(Right.ASSIGN_CASE))
