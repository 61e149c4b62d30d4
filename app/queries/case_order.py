"""In which order cases stand in a list, and in which parts the list of all is read, so that indexes give it sorted.

SQLite sorts a million rows in seconds, and reads as many in the order of an index in a quarter of one. An index knows
no "none comes last" and no order of statuses; so the whole list is read in stretches, each in the order of an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, UnaryExpression, and_, case, func, select, union_all
from sqlmodel import Session

from app.models import Case, Category, Organization, Person, Priority, Staff, Status, table_of
from app.queries.targets import due_order

Query = Any
"""A Select or a CompoundSelect whose first column is the id."""
Keys = list[ColumnElement[Any]]


def in_order(where: ColumnElement[bool], *, sort: str, descending: bool) -> Query:
    """The ids where something holds, in one query; an unknown `sort` means by due date, none and paused last."""
    source, keys = _sorted_by(sort)
    first, *rest = _turned([*keys, table_of(Case).c.id], descending)
    return select(table_of(Case).c.id).select_from(source).where(where).order_by(first.nulls_last(), *rest)


def all_in_order(session: Session, where: ColumnElement[bool], *, sort: str, descending: bool) -> list[Query]:
    """Queries that give the same order one after the other; `where` should hold for nearly all cases."""
    c = table_of(Case).c
    if sort in ("status", "priority"):
        values: Sequence[StrEnum] = list(Status if sort == "status" else Priority)
        more = [c.due_at] if sort == "status" else []
        parts: list[tuple[ColumnElement[bool], Keys]] = [(c[sort] == value, [*more, c.id]) for value in values]
        ordered = reversed(parts) if descending else parts
        return [_part(where, which, keys, descending) for which, keys in ordered]
    if sort in ("category", "owner"):
        return _by_other(session, where, sort, descending)
    if sort == "asker":
        nobody = and_(c.person_id.is_(None), c.organization_id.is_(None))
        return [_by_asker(where, descending), _part(where, nobody, [c.id], descending)]
    keys = _sorted_by(sort)[1]
    if sort in ("number", "subject", "received"):  # never none
        return [_part(where, None, [*keys, c.id], descending)]
    if sort == "ward":
        return [_part(where, c.ward != "", [c.ward, c.id], descending), _part(where, c.ward == "", [c.id], descending)]
    return [
        _part(where, keys[0].is_not(None), [*keys, c.id], descending),
        _part(where, keys[0].is_(None), [*keys[1:], c.id], descending),
    ]


def _part(where: ColumnElement[bool], which: ColumnElement[bool] | None, keys: Keys, descending: bool) -> Select[Any]:
    query = select(table_of(Case).c.id).where(where)
    query = query if which is None else query.where(which)
    return query.order_by(*_turned(keys, descending))


def _turned(keys: Keys, descending: bool) -> list[UnaryExpression[Any]]:
    return [key.desc() if descending else key.asc() for key in keys]


def _by_other(session: Session, where: ColumnElement[bool], sort: str, descending: bool) -> list[Query]:
    """Few categories and staff: their cases one after the other, nobody's last."""
    c, other = table_of(Case).c, table_of(Category if sort == "category" else Staff).c
    order = _turned([other.name, other.id], descending)
    ids = [*session.execute(select(other.id).order_by(*order)).scalars(), None]
    own = c.category_id if sort == "category" else c.owner_id
    return [_part(where, own == each if each is not None else own.is_(None), _after(sort), descending) for each in ids]


def _after(sort: str) -> Keys:
    """What follows the category or the owner in their index."""
    c = table_of(Case).c
    return [c.received_at, c.id] if sort == "category" else [c.status, c.due_at, c.id]


def _by_asker(where: ColumnElement[bool], descending: bool) -> Query:
    """People by name with their cases, and organizations among them."""
    c, found = table_of(Case), []
    for model, own in ((Person, c.c.person_id), (Organization, c.c.organization_id)):
        asker = table_of(model)
        columns = (c.c.id, asker.c.name_key.label("name_key"), asker.c.id.label("asker"))
        both = and_(own == asker.c.id, c.c.person_id.is_(None)) if model is Organization else own == asker.c.id
        found.append(select(*columns).select_from(asker.join(c, both)).where(where))
    together = union_all(*found)
    chosen = together.selected_columns
    return together.order_by(*_turned([chosen.name_key, chosen.asker, chosen.id], descending))


def _sorted_by(sort: str) -> tuple[FromClause, Keys]:
    """Where to read and by what to sort; other tables are joined only where the order needs them."""
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    c = record.c
    if sort == "asker":
        asked = record.outerjoin(person, person.c.id == c.person_id)
        asked = asked.outerjoin(organization, organization.c.id == c.organization_id)
        asker = func.coalesce(c.person_id, c.organization_id)
        return asked, [func.coalesce(person.c.name_key, organization.c.name_key), asker]
    if sort in ("category", "owner"):
        other = table_of(Category if sort == "category" else Staff)
        own = c.category_id if sort == "category" else c.owner_id
        return record.outerjoin(other, other.c.id == own), [other.c.name, other.c.id, *_after(sort)[:-1]]
    plain: dict[str, Keys] = {
        "number": [c.year, c.seq],
        "subject": [func.lower(c.subject)],
        "ward": [func.nullif(c.ward, "")],
        "status": [case({status: place for place, status in enumerate(Status)}, value=c.status), c.due_at],
        "priority": [case({priority: place for place, priority in enumerate(Priority)}, value=c.priority)],
        "channel": [c.channel],
        "received": [c.received_at],
        "closed": [c.closed_at],
    }
    return record, plain.get(sort, [due_order(), c.due_at])
