"""The directory of who answers and who governs: contacts at departments, officials at three levels (Q2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import NotFound
from app.models import Department, DepartmentContact, DepartmentContactFields, Official, OfficialFields
from app.services.editing import check_base
from app.services.history import differences, record

NO_DEPARTMENT = "This department is not in the office file."
NO_OFFICIAL = "This official is not in the office file."


def save_contact(
    session: Session,
    who: Actor,
    department_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    contact_id: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> DepartmentContact:
    """Add or correct a contact at a department; "active" may be among the fields, `base` is what the form showed.

    Raises Invalid, NotFound, Conflict where somebody else was quicker.
    """
    require(who, Right.EDIT_PEOPLE)
    if session.get(Department, department_id) is None:
        raise NotFound(NO_DEPARTMENT)
    found = session.get(DepartmentContact, contact_id) if contact_id else None
    if contact_id and (found is None or found.department_id != department_id):
        raise NotFound("This contact is not in the office file.")
    old = found.model_dump() if found else {}
    check_base(base, old)
    good = DepartmentContactFields.checked({**old, **fields})
    contact = found or DepartmentContact(department_id=department_id, **good.model_dump())
    for name in DepartmentContactFields.model_fields:
        setattr(contact, name, getattr(good, name))
    contact.active = bool(fields.get("active", contact.active))
    session.add(contact)
    session.flush()
    detail = {"contact_id": contact.id, **differences(old, contact.model_dump(exclude={"id", "department_id"}))}
    record(session, who, "saved contact", subject="department", subject_id=department_id, at=at, detail=detail)
    return contact


def save_official(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    official_id: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Official:
    """Add or correct an official with their staff; "active" may be among the fields, `base` is what the form showed.

    Raises Invalid, NotFound, Conflict where somebody else was quicker.
    """
    require(who, Right.EDIT_PEOPLE)
    found = session.get(Official, official_id) if official_id else None
    if official_id and found is None:
        raise NotFound(NO_OFFICIAL)
    old = found.model_dump() if found else {}
    check_base(base, old)
    good = OfficialFields.checked({**old, **fields})
    official = found or Official(**good.model_dump())
    for name in OfficialFields.model_fields:
        setattr(official, name, getattr(good, name))
    official.active = bool(fields.get("active", official.active))
    session.add(official)
    session.flush()
    detail = differences(old, official.model_dump(exclude={"id"}))
    record(session, who, "saved", subject="official", subject_id=official.id, at=at, detail=detail)
    return official
