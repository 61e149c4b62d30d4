"""The office itself: set up once, settings, staff, departments, taxonomy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, func, select

from app.authority import CLOCK_FLOOR, MANDATING, Actor, Right, require
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Category, CategoryFields, Department, DepartmentFields, Setting, Staff, StaffFields
from app.models.staff import login_key
from app.services.appointments import appoint_newcomer
from app.services.calendar import change_calendar
from app.services.handing import find_member
from app.services.history import differences, record
from app.services.leaving import end_mandates, refuse_last_director, refuse_mandating
from app.services.targets import keep_targets, present_targets
from app.workdays import OfficeCalendar


def set_up_office(
    session: Session,
    *,
    office: Mapping[str, Any],
    calendar: Mapping[str, Any],
    departments: Sequence[Mapping[str, Any]],
    categories: Sequence[Mapping[str, Any]],
    staff: Mapping[str, Any],
    at: datetime,
    instrument: str = "",
) -> Actor:
    """Fill an empty office file; `staff` is the first person. Returns the first actor; raises Invalid.

    `instrument` is the Mayor's order by which the first person is appointed, "" while its number is not known.
    `departments` and `categories` are as in resources/presets (a category names its "department").
    """
    if session.exec(select(Staff.id)).first() is not None:
        raise Conflict("This office is set up already.")
    if not str(office.get("city", "")).strip():
        raise Invalid({"city": "Give the name of the city."})
    first = Staff(**StaffFields.checked(staff).model_dump(), joined_at=at, version=1)
    session.add(first)
    session.flush()
    assert first.id is not None
    session.add(Setting(key="office", value=dict(office)))
    session.add(Setting(key="calendar", value=OfficeCalendar.from_json(calendar).to_json()))
    names = {str(d["name"]): _department(session, d) for d in departments}
    for position, given in enumerate(categories):
        _add_category(session, given, names, position)
    who = Actor(first.id, first.name, first.role)
    record(session, who, "set up", subject="office", subject_id=None, at=at)
    appoint_newcomer(session, who, first, instrument=instrument, at=at)
    return who


def _department(session: Session, given: Mapping[str, Any]) -> int:
    department = Department(**DepartmentFields.checked(given).model_dump())
    session.add(department)
    session.flush()
    return department.id or 0


def _add_category(session: Session, given: Mapping[str, Any], departments: Mapping[str, int], position: int) -> None:
    words = given.get("keywords", "")
    values = {
        **given,
        "grouping": given.get("group", given.get("grouping", "")),
        "keywords": words if isinstance(words, str) else "\n".join(words),
        "department_id": given.get("department_id") or departments.get(str(given.get("department", ""))),
    }
    session.add(
        Category(**CategoryFields.checked(values).model_dump(), key=str(given.get("key", "")), position=position)
    )


def change_setting(session: Session, who: Actor, key: str, value: Any, *, at: datetime) -> None:
    """Change one office-wide setting, with history; the calendar by its own act. Raises Invalid."""
    require(who, Right.MANAGE_OFFICE)
    if key == CLOCK_FLOOR:
        raise Invalid("The clock is set right by an act of its own. See liaison check --clock.")
    if key == "calendar":
        change_calendar(session, who, value, at=at)
        return
    setting = session.get(Setting, key) or Setting(key=key)
    old, setting.value = setting.value, value
    session.add(setting)
    detail = {"key": key, "value": [old, value]}
    record(session, who, "changed setting", subject="office", subject_id=None, at=at, detail=detail)


def add_staff(session: Session, who: Actor, *, fields: Mapping[str, Any], at: datetime, instrument: str = "") -> Staff:
    """Add a staff member; their key is added to the vault beside this act. Raises Invalid, NotAllowed.

    A Director or Associate is appointed from now to the end of the term by `instrument` (Q1, Q2); added by an acting
    director, who makes no mandates (Q3), they have none until their appointment is recorded.
    """
    require(who, Right.MANAGE_STAFF)
    good = StaffFields.checked(fields)
    refuse_mandating(session, who, good.role, at=at)
    # also of those who left, and folded as the key file folds it: "roß" would be given the key of "ross"
    if login_key(good.login) in {login_key(taken) for taken in session.exec(select(Staff.login))}:
        raise Invalid({"login": "Somebody signs in with this name already. Choose another."})
    member = Staff(**good.model_dump(), joined_at=at, version=1)
    session.add(member)
    session.flush()
    record(session, who, "added", subject="staff", subject_id=member.id, at=at, detail={"role": member.role.value})
    if who.may(Right.APPOINT):
        appoint_newcomer(session, who, member, instrument=instrument, at=at)
    return member


def change_staff(
    session: Session,
    who: Actor,
    staff_id: int,
    *,
    version: int,
    changes: Mapping[str, Any],
    at: datetime,
    instrument: str = "",
) -> Staff:
    """Correct name, role, e-mail or languages of a staff member; the login stays. Raises Conflict, Invalid.

    Another role ends the appointment of the one before, and begins one by `instrument` where the Mayor fills it.
    """
    require(who, Right.MANAGE_STAFF)
    member = find_member(session, staff_id)
    if member.version != version:
        raise Conflict("Somebody else saved this first. Look at both versions, then save again.")
    kept = {name: value for name, value in changes.items() if name != "login"}
    old = member.model_dump(include=set(StaffFields.model_fields))
    good = StaffFields.checked({**old, **kept})
    if staff_id == who.id and good.role is not member.role:
        raise Invalid({"role": "You cannot change your own role."})
    if good.role is not member.role:
        refuse_mandating(session, who, member.role, good.role, at=at)
        refuse_last_director(session, member)
    for name in StaffFields.model_fields:
        setattr(member, name, getattr(good, name))
    session.add(member)
    changed = differences(old, good.model_dump())
    record(session, who, "changed", subject="staff", subject_id=staff_id, at=at, detail=changed)
    if "role" in changed:
        end_mandates(session, who, staff_id, why="changed role", at=at)
        if who.may(Right.APPOINT):
            appoint_newcomer(session, who, member, instrument=instrument, at=at)
    return member


def give_password(session: Session, who: Actor, staff_id: int, *, at: datetime) -> str:
    """Note that somebody on the staff list who has no password gets one; gives their login.

    The key itself goes into the vault beside this act (`opening.give_password`). Who acts for the Director gives none
    to the Director, the Mayor or a Clerk: with it they could sign in as one who makes or records mandates (Q3). Raises
    NotAllowed, NotFound.
    """
    require(who, Right.MANAGE_STAFF)
    member = find_member(session, staff_id)
    if who.acts and member.role in MANDATING:
        words = "An acting director gives no password to the Director, the Mayor or a Clerk."
        raise NotAllowed(f"{words} Use the recovery key.")
    record(session, who, "gave password", subject="staff", subject_id=staff_id, at=at)
    return member.login


def save_department(
    session: Session, who: Actor, *, fields: Mapping[str, Any], at: datetime, department_id: int | None = None
) -> Department:
    """Add or correct a department; "active" may be among the fields. Raises Invalid."""
    require(who, Right.KEEP_TAXONOMY)
    found = session.get(Department, department_id) if department_id else None
    if department_id and found is None:
        raise NotFound("This department is not in the office file.")
    old = found.model_dump() if found else {}
    good = DepartmentFields.checked({**old, **fields})
    department = found or Department(**good.model_dump())
    for name in DepartmentFields.model_fields:
        setattr(department, name, getattr(good, name))
    department.active = bool(fields.get("active", department.active))
    _refuse_twin(session, Department, good.name, department.id)
    session.add(department)
    session.flush()
    detail = differences(old, department.model_dump())
    record(session, who, "saved", subject="department", subject_id=department.id, at=at, detail=detail)
    return department


def save_category(
    session: Session, who: Actor, *, fields: Mapping[str, Any], at: datetime, category_id: int | None = None
) -> Category:
    """Add or correct a category with its targets, which hold for what is received from today on. Raises Invalid."""
    require(who, Right.KEEP_TAXONOMY)
    found = session.get(Category, category_id) if category_id else None
    if category_id and found is None:
        raise NotFound("This category is not in the office file.")
    old = found.model_dump() | present_targets(session, category_id, at=at) if found else {}
    good = CategoryFields.checked({**old, **fields})
    category = found or Category(**good.model_dump(), position=_last_position(session) + 1)
    for name in CategoryFields.model_fields:
        setattr(category, name, getattr(good, name))
    category.active = bool(fields.get("active", category.active))
    _refuse_twin(session, Category, good.name, category.id)
    session.add(category)
    session.flush()
    keep_targets(session, who, category, old=old, at=at)
    detail = differences(old, category.model_dump())
    record(session, who, "saved", subject="category", subject_id=category.id, at=at, detail=detail)
    return category


def _last_position(session: Session) -> int:
    return session.exec(select(func.max(Category.position))).one() or 0


def _refuse_twin(session: Session, kind: type[Department] | type[Category], name: str, own_id: int | None) -> None:
    with session.no_autoflush:
        twins = session.exec(select(kind.id).where(func.lower(kind.name) == name.lower())).all()
    if any(twin != own_id for twin in twins):
        raise Invalid({"name": "This name is taken already. Choose another."})
