"""Who may see a confidential case or person, and who says so."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select
from sqlmodel import Session

from app.authority import Actor, Right, sees_case, sees_person
from app.errors import NotFound
from app.models import Case, CaseReader, Person, PersonReader, Staff, table_of


class ReaderRow(NamedTuple):
    """Somebody named, by whom and when (UTC)."""

    staff_id: int
    name: str
    by: str
    at: datetime


class Readers(NamedTuple):
    """`named` are those named beside owner and Director; `may_name` whether the actor adds and removes names."""

    confidential: bool
    named: tuple[ReaderRow, ...]
    may_name: bool


def readers(session: Session, who: Actor, subject: str, subject_id: int) -> Readers:
    """The list of a record (`subject` is "case_record" or "person"); raises NotFound where the actor may not see it."""
    of_case = subject == "case_record"
    if not (sees_case if of_case else sees_person)(session, who, subject_id):
        raise NotFound(f"This {'case' if of_case else 'person'} is not in the office file.")
    table = table_of(Case if of_case else Person)
    hidden = bool(session.execute(select(table.c.confidential).where(table.c.id == subject_id)).scalar())
    right = Right.WORK_CASE if of_case else Right.EDIT_PEOPLE
    may = hidden and who.may(right) and _says(session, who, subject_id, of_case=of_case)
    return Readers(hidden, _named(session, subject_id, of_case=of_case) if hidden else (), may)


def _named(session: Session, subject_id: int, *, of_case: bool) -> tuple[ReaderRow, ...]:
    row, staff, by = table_of(CaseReader if of_case else PersonReader), table_of(Staff), table_of(Staff).alias("by")
    source = row.join(staff, staff.c.id == row.c.staff_id).join(by, by.c.id == row.c.by_id)
    own = row.c.case_id if of_case else row.c.person_id
    query = select(row.c.staff_id, staff.c.name, by.c.name, row.c.at).select_from(source).where(own == subject_id)
    return tuple(ReaderRow(*found) for found in session.execute(query.order_by(staff.c.name, row.c.id)))


def _says(session: Session, who: Actor, subject_id: int, *, of_case: bool) -> bool:
    """Whether they own the case, or marked the person or own a case of theirs; the Director always."""
    c, r = table_of(Case).c, table_of(PersonReader).c
    owns = exists().where(c.id == subject_id if of_case else c.person_id == subject_id, c.owner_id == who.id)
    marked = exists().where(r.person_id == subject_id, r.staff_id == who.id, r.by_id == who.id)
    asked = select(owns if of_case else or_(owns, marked))
    return who.may(Right.SEE_CONFIDENTIAL) or bool(session.execute(asked).scalar())


def cases_to_hide(session: Session, who: Actor, person_id: int) -> int:
    """How many cases become confidential when this person is marked so. Raises NotFound."""
    if not sees_person(session, who, person_id):
        raise NotFound("This person is not in the office file.")
    c = table_of(Case).c
    open_to_all = select(func.count()).where(c.person_id == person_id, c.confidential.is_(False))
    return int(session.execute(open_to_all).scalar_one())
