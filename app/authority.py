"""Who is asking, what they may do, and what they may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, and_, false, or_, select
from sqlmodel import Session

from app.errors import NotAllowed
from app.models import Case, Role, Staff, table_of


class Right(StrEnum):
    """One thing that a role may do."""

    LOG_CONTACT = "log_contact"
    EDIT_PEOPLE = "edit_people"
    WORK_CASE = "work_case"
    ASSIGN_CASE = "assign_case"
    CLOSE_CASE = "close_case"
    SEE_CONFIDENTIAL = "see_confidential"
    IMPORT = "import"
    EXPORT = "export"
    PRINT = "print"
    MANAGE_OFFICE = "manage_office"
    MANAGE_STAFF = "manage_staff"


WORDS: Mapping[Right, str] = {
    Right.LOG_CONTACT: "log contacts",
    Right.EDIT_PEOPLE: "change people and organizations",
    Right.WORK_CASE: "work on cases",
    Right.ASSIGN_CASE: "hand cases to somebody else",
    Right.CLOSE_CASE: "close cases",
    Right.SEE_CONFIDENTIAL: "see confidential cases",
    Right.IMPORT: "bring in tables",
    Right.EXPORT: "export lists",
    Right.PRINT: "print reports",
    Right.MANAGE_OFFICE: "change the office's settings",
    Right.MANAGE_STAFF: "add or remove staff",
}

_DESK = frozenset({Right.LOG_CONTACT, Right.EDIT_PEOPLE, Right.WORK_CASE, Right.PRINT})
_ASSOCIATE = _DESK | {Right.ASSIGN_CASE, Right.CLOSE_CASE, Right.EXPORT, Right.IMPORT}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.MAYOR: frozenset({Right.PRINT, Right.EXPORT}),
    Role.DIRECTOR: frozenset(Right),
    Role.ASSOCIATE: _ASSOCIATE,
    Role.COORDINATOR: _ASSOCIATE,
    Role.CLERK: frozenset({Right.LOG_CONTACT, Right.PRINT, Right.EXPORT}),
    Role.INTERN: frozenset({Right.LOG_CONTACT, Right.WORK_CASE}),
}


@dataclass(frozen=True)
class Actor:
    """Who asks: the staff member and, when somebody's powers are borrowed, for whom they act (Q3)."""

    id: int
    name: str
    role: Role
    acting_for_id: int | None = None
    acting_for: str = ""

    def may(self, right: Right) -> bool:
        """Whether the actor has the right."""
        return right in RIGHTS[self.role]

    @property
    def signature(self) -> str:
        """How the actor is named on paper: "N. N., Director" or "N. N., Acting Director, for M. M."."""
        if self.acting_for:
            return f"{self.name}, Acting Director, for {self.acting_for}"
        return f"{self.name}, {self.role.value.capitalize()}"


def actor(session: Session, staff_id: int, at: datetime) -> Actor:
    """The staff member as of `at`; raises NotAllowed for one who is not there or has left."""
    staff = session.get(Staff, staff_id)
    if staff is None or staff.id is None or (staff.left_at and staff.left_at <= at):
        raise NotAllowed("You are no longer on the staff list. Ask the Director.")
    return Actor(staff.id, staff.name, staff.role)


def require(who: Actor, right: Right) -> None:
    """Let pass who has the right; raise NotAllowed with the sentence otherwise. First line of every act."""
    if not who.may(right):
        raise NotAllowed(f"Your role ({who.role.value}) may not {WORDS[right]}. Ask the Director.")


def visible_to(who: Actor, case: FromClause | None = None) -> ColumnElement[bool]:
    """The one filter for confidential cases, to stand in every WHERE over the case table (or an alias of it)."""
    c = (table_of(Case) if case is None else case).c
    if who.may(Right.SEE_CONFIDENTIAL):
        return c.id.is_not(None)
    own = and_(c.owner_id.is_not(None), c.owner_id == who.id)  # never NULL, so that its opposite hides unowned ones
    return or_(c.confidential == false(), own)


def linked_visible_to(who: Actor, case_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same filter for a row that belongs to a case, or to none (contacts, notes, attachments)."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return or_(case_id.is_(None), case_id.is_not(None))
    case = table_of(Case).alias()
    hidden = select(case.c.id).where(and_(case.c.id == case_id, case.c.confidential, ~visible_to(who, case)))
    return ~hidden.exists()
