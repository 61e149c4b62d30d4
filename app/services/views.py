"""Who looked at what is confidential: one line of history for each opening (DOMAIN.md, Trust)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from app.authority import Actor, sees_case, sees_person
from app.models import Attachment, Case, Contact, Person
from app.services.history import record


def note_view(session: Session, who: Actor, subject: str, subject_id: int, *, at: datetime) -> bool:
    """Write that somebody opened a confidential record; answers whether there was anything to write.

    `subject` is "case_record", "person", "contact" or "attachment". A contact is as confidential as its case and who
    it was with; a file as what it is kept with, on which the line then stands. What is open to everybody, or not to be
    seen by this actor, leaves no line. It needs no right: whoever may see may look, and cannot leave it untold.
    """
    found = _confidential(session, who, subject, subject_id)
    if found is not None:
        detail = {"attachment_id": subject_id} if subject == "attachment" else {}
        record(session, who, "viewed", subject=found[0], subject_id=found[1], at=at, detail=detail)
    return found is not None


def _confidential(session: Session, who: Actor, subject: str, subject_id: int) -> tuple[str, int] | None:
    """The record on which the line stands, if it is confidential and the actor sees it."""
    if subject == "attachment":
        return _kept_with(session, who, subject_id)
    if subject == "contact":
        contact = session.get(Contact, subject_id)
        hidden = contact is not None and _of_contact(session, who, contact)
    else:
        hidden = (
            _of_case(session, who, subject_id) if subject == "case_record" else _of_person(session, who, subject_id)
        )
    return (subject, subject_id) if hidden else None


def _kept_with(session: Session, who: Actor, attachment_id: int) -> tuple[str, int] | None:
    file = session.get(Attachment, attachment_id)
    if file is None:
        return None
    if file.case_id is not None:
        return _confidential(session, who, "case_record", file.case_id)
    return _confidential(session, who, "contact", file.contact_id) if file.contact_id is not None else None


def _of_contact(session: Session, who: Actor, contact: Contact) -> bool:
    of_case = contact.case_id is not None and _of_case(session, who, contact.case_id)
    return of_case or (contact.person_id is not None and _of_person(session, who, contact.person_id))


def _of_case(session: Session, who: Actor, case_id: int) -> bool:
    case = session.get(Case, case_id)
    return case is not None and case.confidential and sees_case(session, who, case_id)


def _of_person(session: Session, who: Actor, person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.confidential and sees_person(session, who, person_id)
