"""Lists of cases: their ids in any order, their number, their rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlmodel import Session

from app.authority import Actor, Right, asker_named, hidden_cases, person_visible_to, visible_to
from app.models import Case, Category, Channel, Organization, Outcome, Person, Priority, Staff, Status, table_of
from app.queries.case_clocks import CaseClocks, Waits, clocks_of, waits_of
from app.queries.case_filter import OPEN, CaseFilter, asked_for
from app.queries.case_order import all_in_order, in_order
from app.queries.ids import hidden_of, ids_of
from app.queries.office import calendar
from app.workdays import OfficeCalendar

__all__ = [
    "OPEN",
    "CaseClocks",
    "CaseFilter",
    "CaseRow",
    "case_by_number",
    "case_count",
    "case_counts",
    "case_ids",
    "case_rows",
]

MANY = 500


class CaseRow(NamedTuple):
    """A case in a list. `asker` is empty for nobody by name, and HIDDEN_PERSON, without id, for somebody confidential.

    Times are UTC.
    """

    id: int
    number: str
    subject: str
    status: Status
    priority: Priority
    confidential: bool
    complaint: bool
    anonymous: bool
    asker: str
    person_id: int | None
    organization_id: int | None
    category_id: int | None
    category: str
    ward: str
    channel: Channel | None
    owner_id: int | None
    owner: str
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: Outcome | None
    clocks: CaseClocks


def case_ids(
    session: Session, who: Actor, wanted: CaseFilter, *, sort: str = "due", descending: bool = False
) -> array[int]:
    """The ids of the cases wanted, in a total order; an unknown `sort` means by due date, none and paused last."""
    where, hidden = asked_for(wanted), _hidden(session, who)
    if wanted != CaseFilter():
        return ids_of(session, in_order(where, sort=sort, descending=descending), hidden=hidden)
    ids = array("q")
    for query in all_in_order(session, where, sort=sort, descending=descending):
        ids.extend(ids_of(session, query, hidden=hidden))
    return ids


def case_count(session: Session, who: Actor, wanted: CaseFilter) -> int:
    """How many cases are wanted."""
    query = select(func.count()).select_from(table_of(Case)).where(asked_for(wanted))
    found = int(session.execute(query).scalar_one())
    if not found or who.may(Right.SEE_CONFIDENTIAL):
        return found
    hidden = query.where(table_of(Case).c.id.in_(hidden_cases(who)))  # few: quicker than to look up each row
    return found - int(session.execute(hidden).scalar_one())


def _hidden(session: Session, who: Actor) -> frozenset[int]:
    return frozenset() if who.may(Right.SEE_CONFIDENTIAL) else hidden_of(session, hidden_cases(who))


def case_counts(session: Session, who: Actor, filters: Sequence[CaseFilter]) -> list[int]:
    """How many cases each of several filters finds, in one transaction."""
    return [case_count(session, who, wanted) for wanted in filters]


def case_by_number(session: Session, who: Actor, number: tuple[int | None, int]) -> int | None:
    """The id of the case with (year or None, sequence): without a year the newest; None when there is none to see."""
    c = table_of(Case).c
    year, seq = number
    query = select(c.id).where(visible_to(who), c.seq == seq)
    if year is not None:
        query = query.where(c.year == year)
    found: int | None = session.execute(query.order_by(c.year.desc()).limit(1)).scalar()
    return found


def case_numbers(session: Session, who: Actor, ids: Sequence[int]) -> list[str]:
    """The numbers of these cases in the order of the ids, as far as the actor may see them."""
    c, found = table_of(Case).c, {}
    for place in range(0, len(ids), MANY):
        query = select(c.id, c.number).where(c.id.in_(list(ids[place : place + MANY])), visible_to(who))
        found.update({row.id: row.number for row in session.execute(query)})
    return [found[each] for each in ids if each in found]


def case_rows(session: Session, who: Actor, ids: Sequence[int], *, at: datetime) -> list[CaseRow]:
    """The rows of these cases in their order, with clocks as of `at`; cases gone or not to be seen are left out."""
    found: dict[int, CaseRow] = {}
    days = calendar(session)  # once: it is read from the settings each time
    for first in range(0, len(ids), MANY):
        part = list(ids[first : first + MANY])
        waits = waits_of(session, part, at=at)
        for row in session.execute(_rows_query(who, part)).mappings():
            found[row["id"]] = _row(days, dict(row), waits, at)
    return [found[each] for each in ids if each in found]


def _rows_query(who: Actor, ids: Sequence[int]) -> Select[Any]:
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    category, staff, c = table_of(Category), table_of(Staff), table_of(Case).c
    source = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    source = source.outerjoin(category, category.c.id == c.category_id).outerjoin(staff, staff.c.id == c.owner_id)
    names = "id number subject status priority confidential complaint anonymous organization_id category_id ward"
    columns = [c[name] for name in f"{names} channel owner_id received_at due_at closed_at outcome".split()]
    more = [
        asker_named(who, person, organization).label("asker"),
        _asker_id(who).label("person_id"),
        func.coalesce(category.c.name, "").label("category"),
        func.coalesce(staff.c.name, "").label("owner"),
    ]
    return select(*columns, *more).select_from(source).where(c.id.in_(ids), visible_to(who))


def _asker_id(who: Actor) -> ColumnElement[Any]:
    person, asker_id = table_of(Person), table_of(Case).c.person_id
    return asker_id if who.may(Right.SEE_CONFIDENTIAL) else case((person_visible_to(who, person), asker_id))


def _row(days: OfficeCalendar, values: dict[str, Any], waits: Waits, at: datetime) -> CaseRow:
    clocks = clocks_of(
        days,
        received_at=values["received_at"],
        closed_at=values["closed_at"],
        status=values["status"],
        waits=waits.get(values["id"], ()),
        due_at=values["due_at"],
        at=at,
    )
    return CaseRow(**values, clocks=clocks)
