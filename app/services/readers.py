"""What is confidential, and who is named to see it besides its owner and the Director (DOMAIN.md, Trust; G6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require, sees_person
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Case, CaseReader, Person, PersonReader, Staff
from app.queries.readers import readers
from app.services.history import record

CASE, PERSON = "case_record", "person"
_NOT_YOURS = "Only the owner of the case and the Director say who may see it."
_NOT_YOUR_PERSON = "Only who marked this person, the owners of their cases and the Director say who may see them."
_OPEN = "This is not confidential: everybody in the office sees it. Mark it confidential first."
_FOLLOWS = "Who asks is confidential, and so is this case. Say who may see it instead."


def name_reader(session: Session, who: Actor, *, subject: str, subject_id: int, staff_id: int, at: datetime) -> None:
    """Let a staff member see a confidential case or person (`subject` is "case_record" or "person").

    Naming twice changes nothing. Raises NotFound, NotAllowed, Invalid.
    """
    _may_name(session, who, subject, subject_id)
    staff = session.get(Staff, staff_id)
    if staff is None or (staff.left_at is not None and staff.left_at <= at):
        raise Invalid({"staff_id": "Choose somebody who is on the staff list."})
    _name(session, who, subject, subject_id, staff_id, at)


def drop_reader(session: Session, who: Actor, *, subject: str, subject_id: int, staff_id: int, at: datetime) -> None:
    """Take a name off the list again; somebody who is not on it changes nothing. Raises as `name_reader`."""
    _may_name(session, who, subject, subject_id)
    _drop(session, who, subject, subject_id, [staff_id], at)


def mark_person_confidential(session: Session, who: Actor, person_id: int, *, confidential: bool, at: datetime) -> int:
    """Hide a person from all but those named, the owners of their cases and the Director; or show them again.

    Who marks is named. The cases in which they ask become confidential with them, for a case tells of who asks; those
    stay so when the mark is taken away. Answers how many became so. Raises NotFound, NotAllowed.
    """
    require(who, Right.EDIT_PEOPLE)
    person = session.get(Person, person_id) if sees_person(session, who, person_id) else None
    if person is None:
        raise NotFound("This person is not in the office file.")
    if person.confidential == confidential:
        return 0
    if not confidential:
        _may_name(session, who, PERSON, person_id)
    person.confidential = confidential
    session.add(person)
    record(session, who, "changed", subject=PERSON, subject_id=person_id, at=at, detail=_marked(confidential))
    if not confidential:
        _drop(session, who, PERSON, person_id, _named_for(session, PERSON, person_id), at)
        return 0
    _name(session, who, PERSON, person_id, who.id, at)
    return _close_cases(session, who, person_id, at)


def _close_cases(session: Session, who: Actor, person_id: int, at: datetime) -> int:
    cases = session.exec(select(Case).where(Case.person_id == person_id, col(Case.confidential).is_(False))).all()
    for case in cases:
        case.confidential = True
        session.add(case)
        record(session, who, "changed", subject=CASE, subject_id=case.id, at=at, detail=_marked(True))
        name_who_marks(session, who, case, at=at)
    return len(cases)


def _marked(confidential: bool) -> dict[str, list[bool]]:
    return {"confidential": [not confidential, confidential]}


def follows_asker(session: Session, person_id: int | None) -> bool:
    """Whether a case is confidential because who asks in it is."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person is not None and person.confidential


def confide(session: Session, who: Actor, case: Case, *, was: bool, at: datetime) -> None:
    """What follows when a correction marks a case confidential, or no longer.

    Whoever sees a case may mark it; its owner and the Director take the mark away. Raises NotAllowed, Invalid.
    """
    if follows_asker(session, case.person_id):
        if was and not case.confidential:
            raise Invalid({"confidential": _FOLLOWS})
        case.confidential = True
    if case.confidential and not was:
        name_who_marks(session, who, case, at=at)
    elif was and not case.confidential:
        if case.owner_id != who.id and not who.may(Right.SEE_CONFIDENTIAL):
            raise NotAllowed(_NOT_YOURS)
        _drop(session, who, CASE, case.id or 0, _named_for(session, CASE, case.id or 0), at)


def name_who_marks(session: Session, who: Actor, case: Case, *, at: datetime) -> None:
    """Who marks a case that is not theirs goes on seeing it."""
    if case.owner_id != who.id and not who.may(Right.SEE_CONFIDENTIAL):
        _name(session, who, CASE, case.id or 0, who.id, at)


def _may_name(session: Session, who: Actor, subject: str, subject_id: int) -> None:
    """Raises NotAllowed, NotFound where the actor does not see it, Invalid where everybody does."""
    require(who, Right.WORK_CASE if subject == CASE else Right.EDIT_PEOPLE)
    found = readers(session, who, subject, subject_id)
    if not found.confidential:
        raise Invalid(_OPEN)
    if not found.may_name:
        raise NotAllowed(_NOT_YOURS if subject == CASE else _NOT_YOUR_PERSON)


def _named_for(session: Session, subject: str, subject_id: int) -> list[int]:
    if subject == CASE:
        return list(session.exec(select(CaseReader.staff_id).where(CaseReader.case_id == subject_id)))
    return list(session.exec(select(PersonReader.staff_id).where(PersonReader.person_id == subject_id)))


def _name(session: Session, who: Actor, subject: str, subject_id: int, staff_id: int, at: datetime) -> None:
    if staff_id in _named_for(session, subject, subject_id):
        return
    by: dict[str, Any] = {"staff_id": staff_id, "at": at, "by_id": who.id}
    session.add(CaseReader(case_id=subject_id, **by) if subject == CASE else PersonReader(person_id=subject_id, **by))
    record(session, who, "named", subject=subject, subject_id=subject_id, at=at, detail={"reader_id": [None, staff_id]})


def _drop(session: Session, who: Actor, subject: str, subject_id: int, staff_ids: Iterable[int], at: datetime) -> None:
    for staff_id in staff_ids:
        row = _row(session, subject, subject_id, staff_id)
        if row is not None:
            session.delete(row)
            detail = {"reader_id": [staff_id, None]}
            record(session, who, "named no more", subject=subject, subject_id=subject_id, at=at, detail=detail)


def _row(session: Session, subject: str, subject_id: int, staff_id: int) -> CaseReader | PersonReader | None:
    if subject == CASE:
        own = select(CaseReader).where(CaseReader.case_id == subject_id, CaseReader.staff_id == staff_id)
        return session.exec(own).first()
    one = select(PersonReader).where(PersonReader.person_id == subject_id, PersonReader.staff_id == staff_id)
    return session.exec(one).first()
