"""What stood open at the end of a period, how old it was, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlmodel import Session

from app.authority import Actor, Right, visible_to
from app.models import Case, Category, Move, Staff, Status, table_of
from app.queries.figures.flow import open_at
from app.queries.figures.period import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.queries.targets import is_overdue

MANY = 500
BANDS: tuple[tuple[int, int | None], ...] = ((0, 5), (6, 10), (11, 30), (31, 90), (91, None))
"""Whole business days since receipt, both ends included."""


class OpenCase(NamedTuple):
    """A case open at the end of the period; `status`, `age` (business days) and `overdue` as of then.

    The rest is as on file. A due date that had passed by then was not moved since (`app.workdays.target`). Where it
    is only counted and not to be listed, `shown` is false, and number, subject and ward are empty.
    """

    id: int
    number: str
    subject: str
    confidential: bool
    category_id: int | None
    category: str
    ward: str
    owner_id: int | None
    owner: str
    received_at: datetime
    due_at: datetime | None
    status: Status
    age: float
    overdue: bool
    shown: bool = True


def band_of(age: float) -> int:
    """The place in BANDS of an age in business days."""
    return next(place for place, (_, last) in enumerate(BANDS) if last is None or int(age) <= last)


def standing(session: Session, who: Actor, period: Period, *, at: datetime) -> list[OpenCase]:
    """The cases open at the end of the period (while it lasts: now), the oldest first."""
    ids, moment, hours = open_at(session, who, period.end), period.as_of(at), calendar(session)
    rows: list[tuple[Any, Status]] = []
    for first in range(0, len(ids), MANY):
        part = ids[first : first + MANY]
        stood = _status_at(session, part, period.end)
        rows += [(row, stood[row[0]]) for row in session.execute(_query(who, part)).all()]
    rows.sort(key=lambda each: (each[0][9], each[0][0]))
    ages = hours.days_between_many((row[9], max(row[9], moment)) for row, _ in rows)
    return [_open_case(row, status, age, moment) for (row, status), age in zip(rows, ages, strict=True)]


def _query(who: Actor, ids: Sequence[int]) -> Select[Any]:
    record, category, staff = table_of(Case), table_of(Category), table_of(Staff)
    source = record.outerjoin(category, category.c.id == record.c.category_id)
    source = source.outerjoin(staff, staff.c.id == record.c.owner_id)
    c, owner, shown = record.c, func.coalesce(staff.c.name, ""), visible_to(who)

    def told(column: ColumnElement[str]) -> ColumnElement[str]:
        return column if who.may(Right.SEE_CONFIDENTIAL) else case((shown, column), else_="")

    columns: list[ColumnElement[Any]] = [c.id, told(c.number), told(c.subject), c.confidential, c.category_id]
    columns += [func.coalesce(category.c.name, ""), told(c.ward), c.owner_id, owner, c.received_at, c.due_at, shown]
    return select(*columns).select_from(source).where(c.id.in_(ids), counted(who, c.id))


def _status_at(session: Session, ids: Sequence[int], end: datetime) -> dict[int, Status]:
    m = table_of(Move).c
    query = select(m.case_id, m.became).where(m.case_id.in_(ids), m.at < end).order_by(m.case_id, m.at, m.id)
    return {case_id: became for case_id, became in session.execute(query).all()}


def _open_case(row: Any, status: Status, age: float, moment: datetime) -> OpenCase:
    late = is_overdue(Status(status), row[10], moment)
    return OpenCase._make((*row[:-1], Status(status), max(0.0, age), late, bool(row[-1])))
