"""Questions about the office itself: settings, calendar, staff, departments, taxonomy."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.models import Category, Department, Role, Setting, Staff, table_of
from app.models.staff import login_key
from app.queries.goals import Goals
from app.workdays import OfficeCalendar

OFFICE = {
    "city": "",
    "state": "",
    "office": "Office of Constituent Services",
    "address": "",
    "phone": "",
    "paper": "letter",
    "training": False,
    "languages": ["English"],
    "wards": [],
}


class StaffRow(NamedTuple):
    """A staff member in a list."""

    id: int
    name: str
    login: str
    role: Role
    email: str
    languages: str
    left_at: datetime | None
    version: int


class CategoryRow(NamedTuple):
    """A category with its targets in business time (hours, days, days)."""

    id: int
    key: str
    name: str
    grouping: str
    department_id: int | None
    department: str
    keywords: str
    acknowledge_hours: int
    first_response_days: int
    resolution_days: int
    active: bool


class DepartmentRow(NamedTuple):
    """A department in the directory."""

    id: int
    name: str
    head: str
    liaison: str
    phone: str
    email: str
    active: bool
    answer_days: int = 5


def setting(session: Session, key: str, default: Any = None) -> Any:
    """One setting, or the default."""
    found = session.get(Setting, key)
    return default if found is None else found.value


def office(session: Session) -> dict[str, Any]:
    """Name, address, languages … of the office, with defaults where nothing was set."""
    return OFFICE | (setting(session, "office") or {})


def calendar(session: Session) -> OfficeCalendar:
    """The office calendar; the standard hours where none was set."""
    kept = setting(session, "calendar")
    return _calendar(json.dumps(kept, sort_keys=True)) if kept else OfficeCalendar()


@lru_cache(maxsize=4)
def _calendar(kept: str) -> OfficeCalendar:
    """One calendar a setting: its prefix sums are built once."""
    return OfficeCalendar.from_json(json.loads(kept))


def staff(session: Session, *, with_left: bool = False) -> list[StaffRow]:
    """Staff members by name."""
    s = table_of(Staff).c
    query = select(s.id, s.name, s.login, s.role, s.email, s.languages, s.left_at, s.version).order_by(s.name, s.id)
    if not with_left:
        query = query.where(s.left_at.is_(None))
    return [StaffRow(*row) for row in session.execute(query)]


def staff_id_of(session: Session, login: str) -> int | None:
    """The id of who signs in with this login, without regard to case; None when there is nobody."""
    wanted = login_key(login)
    return next((row.id for row in staff(session) if login_key(row.login) == wanted), None)


def categories(session: Session, *, with_inactive: bool = False, on: date | None = None) -> list[CategoryRow]:
    """The taxonomy in its order, with the targets in force on the local day `on`, else those that were set last for
    their own day: a target set for a day to come is no target before it."""
    c, d = table_of(Category), table_of(Department)
    query = (
        select(
            c.c.id,
            c.c.key,
            c.c.name,
            c.c.grouping,
            c.c.department_id,
            func.coalesce(d.c.name, "").label("department"),
            c.c.keywords,
            c.c.acknowledge_hours,
            c.c.first_response_days,
            c.c.resolution_days,
            c.c.active,
        )
        .select_from(c.outerjoin(d, d.c.id == c.c.department_id))
        .order_by(c.c.position, c.c.name, c.c.id)
    )
    if not with_inactive:
        query = query.where(c.c.active)
    rows = [CategoryRow(*row) for row in session.execute(query)]
    goals = Goals.of(session) if on else None
    return [_in_force(goals, row, on) for row in rows] if goals and on else rows


def _in_force(goals: Goals, row: CategoryRow, on: date) -> CategoryRow:
    hours, first, done = goals.of_category(row.id, on) or (
        row.acknowledge_hours,
        row.first_response_days,
        row.resolution_days,
    )
    return row._replace(acknowledge_hours=hours, first_response_days=first, resolution_days=done)


def departments(session: Session, *, with_inactive: bool = False) -> list[DepartmentRow]:
    """The departments by name."""
    d = table_of(Department).c
    query = select(d.id, d.name, d.head, d.liaison, d.phone, d.email, d.active, d.answer_days).order_by(d.name, d.id)
    if not with_inactive:
        query = query.where(d.active)
    return [DepartmentRow(*row) for row in session.execute(query)]
