"""What hangs on a case: linked cases, people affected, numbers that others gave it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from app.authority import Actor, sees_person
from app.errors import Invalid, NotFound
from app.models import CaseLink, CasePerson, Reference
from app.services.cases import find_case, find_for_work
from app.services.history import record


def link_cases(session: Session, who: Actor, case_id: int, other_id: int, *, at: datetime) -> None:
    """Link two cases; linking twice changes nothing."""
    one, two = sorted((find_for_work(session, who, case_id).id or 0, find_case(session, who, other_id).id or 0))
    if one == two:
        raise Invalid({"other": "A case cannot be linked to itself."})
    if _link(session, one, two) is None:
        session.add(CaseLink(case_id=one, other_id=two, made_at=at, by_id=who.id))
        record(session, who, "linked", subject="case_record", subject_id=case_id, at=at, detail={"other_id": other_id})


def unlink_cases(session: Session, who: Actor, case_id: int, other_id: int, *, at: datetime) -> None:
    """Take a link back."""
    find_for_work(session, who, case_id)
    find_case(session, who, other_id)
    link = _link(session, *sorted((case_id, other_id)))
    if link is not None:
        session.delete(link)
        record(
            session, who, "unlinked", subject="case_record", subject_id=case_id, at=at, detail={"other_id": other_id}
        )


def _link(session: Session, one: int, two: int) -> CaseLink | None:
    return session.exec(select(CaseLink).where(CaseLink.case_id == one, CaseLink.other_id == two)).first()


def add_affected(session: Session, who: Actor, case_id: int, person_id: int, *, part: str, at: datetime) -> None:
    """Add somebody affected by the case, with their part ("neighbor, 46 Elm Street")."""
    find_for_work(session, who, case_id)
    if not sees_person(session, who, person_id):
        raise NotFound("This person is not in the office file.")
    found = session.exec(
        select(CasePerson).where(col(CasePerson.case_id) == case_id, CasePerson.person_id == person_id)
    ).first()
    affected = found or CasePerson(case_id=case_id, person_id=person_id)
    old, affected.part = affected.part if found else None, part
    session.add(affected)
    detail = {"person_id": person_id, "part": [old, part]}
    record(session, who, "affects", subject="case_record", subject_id=case_id, at=at, detail=detail)


def remove_affected(session: Session, who: Actor, case_id: int, person_id: int, *, at: datetime) -> None:
    """Take somebody off the list of people affected."""
    find_for_work(session, who, case_id)
    found = session.exec(
        select(CasePerson).where(CasePerson.case_id == case_id, CasePerson.person_id == person_id)
    ).first()
    if found is not None:
        session.delete(found)
        detail = {"person_id": person_id, "part": [found.part, None]}
        record(session, who, "affects no more", subject="case_record", subject_id=case_id, at=at, detail=detail)


def add_reference(session: Session, who: Actor, case_id: int, *, system: str, number: str, at: datetime) -> None:
    """Note the number that somebody else gave the case (311, a department)."""
    find_for_work(session, who, case_id)
    if not number.strip():
        raise Invalid({"number": "Give the number."})
    system, number = system.strip()[:60] or "311", number.strip()[:80]
    same = select(Reference).where(Reference.case_id == case_id, Reference.system == system, Reference.number == number)
    if session.exec(same).first() is None:
        session.add(Reference(case_id=case_id, system=system, number=number))
        detail = {"system": system, "number": number}
        record(session, who, "referenced", subject="case_record", subject_id=case_id, at=at, detail=detail)
