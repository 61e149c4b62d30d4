"""The directory of departments and officials, with how each of them answers (Q2, Q5)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.errors import NotFound
from app.models import Case, Department, DepartmentContact, Level, Official, Referral, table_of
from app.queries.chasing import Speed, speeds
from app.queries.ids import ids_of
from app.queries.plain_filter import PlainFilter
from app.queries.referrals import running_now


@dataclass(frozen=True)
class DepartmentFilter(PlainFilter):
    """Which departments. `text` is part of a name, head or liaison; those no longer in use only on request."""

    text: str = ""
    with_inactive: bool = False
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class OfficialFilter(PlainFilter):
    """Which officials. `text` is part of a name, body or district."""

    ENUMS: ClassVar[Mapping[str, type[StrEnum]]] = {"levels": Level}
    text: str = ""
    levels: tuple[Level, ...] = ()
    with_inactive: bool = False
    ids: tuple[int, ...] | None = None


class DepartmentLine(NamedTuple):
    """A department in the list: referrals whose answer is owed, those of them overdue, and its speed."""

    id: int
    name: str
    head: str
    liaison: str
    phone: str
    email: str
    answer_days: int
    active: bool
    running: int
    overdue: int
    speed: Speed


class ContactLine(NamedTuple):
    """A contact at a department."""

    id: int
    name: str
    title: str
    phone: str
    email: str
    active: bool


class OfficialRow(NamedTuple):
    """An official with their staff."""

    id: int
    name: str
    title: str
    body: str
    level: Level
    district: str
    phone: str
    email: str
    address: str
    term_until: date | None
    staff: tuple[str, ...]
    answer_days: int
    active: bool


def department_ids(
    session: Session, wanted: DepartmentFilter, *, sort: str = "name", descending: bool = False
) -> array[int]:
    """The ids of the departments wanted, by name or target."""
    d = table_of(Department).c
    query = select(d.id).where(*_texts(wanted.text, (d.name, d.head, d.liaison)))
    query = query if wanted.with_inactive else query.where(d.active)
    query = query if wanted.ids is None else query.where(d.id.in_(wanted.ids))
    keys: dict[str, ColumnElement[Any]] = {"target": d.answer_days, "head": func.lower(d.head)}
    order = [keys.get(sort, func.lower(d.name)), func.lower(d.name), d.id]
    return ids_of(session, query.order_by(*(key.desc() if descending else key for key in order)))


def department_lines(session: Session, who: Actor, ids: Sequence[int], *, at: datetime) -> list[DepartmentLine]:
    """The rows of these departments in their order, counted as of `at` of what the actor may see."""
    d = table_of(Department).c
    names = ["id", "name", "head", "liaison", "phone", "email", "answer_days", "active"]
    rows = {row.id: row for row in session.execute(select(*(d[name] for name in names)).where(d.id.in_(ids)))}
    owed, fast = _owed(session, who, at), speeds(session, who, at=at, department_ids=list(rows))
    lines = []
    for row in (rows[each] for each in ids if each in rows):
        running, overdue = owed.get(row.id, (0, 0))
        lines.append(DepartmentLine(**row._mapping, running=running, overdue=overdue, speed=fast[row.id]))
    return lines


def _owed(session: Session, who: Actor, at: datetime) -> dict[int, tuple[int, int]]:
    r, c = table_of(Referral), table_of(Case)
    late = func.sum(case((r.c.due_at < at, 1), else_=0))
    query = select(r.c.department_id, func.count(), late).select_from(r.join(c, c.c.id == r.c.case_id))
    query = query.where(running_now(), r.c.department_id.is_not(None), visible_to(who)).group_by(r.c.department_id)
    return {row[0]: (row[1], int(row[2] or 0)) for row in session.execute(query)}


def department_line(session: Session, who: Actor, department_id: int, *, at: datetime) -> DepartmentLine:
    """One department; raises NotFound."""
    rows = department_lines(session, who, [department_id], at=at)
    if not rows:
        raise NotFound("This department is not in the office file.")
    return rows[0]


def department_named(session: Session, typed: str) -> int | None:
    """The department of a name, or of the beginning of one; None where none or several fit."""
    d = table_of(Department).c
    rows = session.execute(select(d.id, d.name).where(d.active)).all()
    wanted = typed.strip().casefold()
    same = [row.id for row in rows if row.name.casefold() == wanted]
    like = [row.id for row in rows if wanted and row.name.casefold().startswith(wanted)]
    return same[0] if same else like[0] if len(like) == 1 else None


def contacts_at(session: Session, department_id: int, *, with_inactive: bool = False) -> list[ContactLine]:
    """The contacts at a department, by name."""
    t = table_of(DepartmentContact).c
    query = select(t.id, t.name, t.title, t.phone, t.email, t.active).where(t.department_id == department_id)
    query = query if with_inactive else query.where(t.active)
    return [ContactLine(*row) for row in session.execute(query.order_by(func.lower(t.name), t.id))]


def official_ids(
    session: Session, wanted: OfficialFilter, *, sort: str = "name", descending: bool = False
) -> array[int]:
    """The ids of the officials wanted."""
    o = table_of(Official).c
    query = select(o.id).where(*_texts(wanted.text, (o.name, o.body, o.district)))
    query = query if wanted.with_inactive else query.where(o.active)
    query = query.where(o.level.in_(wanted.levels)) if wanted.levels else query
    query = query if wanted.ids is None else query.where(o.id.in_(wanted.ids))
    keys: dict[str, ColumnElement[Any]] = {"body": func.lower(o.body), "level": o.level, "term": o.term_until}
    order = [keys.get(sort, func.lower(o.name)), func.lower(o.name), o.id]
    return ids_of(session, query.order_by(*(key.desc() if descending else key for key in order)))


def official_rows(session: Session, ids: Sequence[int]) -> list[OfficialRow]:
    """The rows of these officials in their order."""
    o = table_of(Official).c
    names = [
        "id",
        "name",
        "title",
        "body",
        "level",
        "district",
        "phone",
        "email",
        "address",
        "term_until",
        "staff",
        "answer_days",
        "active",
    ]
    query = select(*(o[name] for name in names)).where(o.id.in_(ids))
    rows = {row.id: OfficialRow(*row)._replace(staff=tuple(row.staff or ())) for row in session.execute(query)}
    return [rows[each] for each in ids if each in rows]


def officials(session: Session) -> list[OfficialRow]:
    """All officials in office, by name."""
    return official_rows(session, official_ids(session, OfficialFilter()))


def _texts(typed: str, columns: Sequence[ColumnElement[str]]) -> list[ColumnElement[bool]]:
    """Conditions that each word stands in one of the columns."""
    return [or_(*(each.icontains(word, autoescape=True) for each in columns)) for word in typed.split()[:8]]
