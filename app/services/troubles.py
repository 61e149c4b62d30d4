"""The same trouble: one parent case, many who ask; all are told when it is closed (Q5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require, sees_person
from app.errors import Invalid, NotFound
from app.models import Case, Status
from app.services.case_ties import add_affected
from app.services.cases import find_for_work
from app.services.history import record

ALONE = "is confidential and stays by itself: others would see that it belongs to the trouble."


def link_trouble(
    session: Session,
    who: Actor,
    parent_id: int,
    *,
    case_ids: Iterable[int] = (),
    person_ids: Iterable[int] = (),
    part: str = "same trouble",
    at: datetime,
) -> Case:
    """Put cases under the parent, and people who only called beside it, as affected.

    A parent has no parent and a child no children; both are open and neither is confidential. What belongs there
    already changes nothing. Raises Invalid with the sentence, NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    parent = find_for_work(session, who, parent_id)
    _check_parent(session, who, parent)
    for case_id in case_ids:
        _put_under(session, who, parent, case_id, at=at)
    for person_id in person_ids:
        _check_person(session, who, person_id)
        if person_id != parent.person_id:
            add_affected(session, who, parent_id, person_id, part=part, at=at)
    return parent


def unlink_trouble(session: Session, who: Actor, case_id: int, *, at: datetime) -> Case:
    """Take a case out of the trouble it was put to. Raises Invalid when it is in none, NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    child = find_for_work(session, who, case_id)
    if child.parent_id is None:
        raise Invalid({"case": f"{child.number} belongs to no other case."})
    old, child.parent_id = child.parent_id, None
    session.add(child)
    _note(session, who, child, old, None, at=at)
    return child


def children_of(session: Session, parent_id: int) -> list[Case]:
    """The cases under a parent, whoever may see them; for acts, not for answers."""
    return list(session.exec(select(Case).where(Case.parent_id == parent_id).order_by(col(Case.id))).all())


def _put_under(session: Session, who: Actor, parent: Case, case_id: int, *, at: datetime) -> None:
    child = find_for_work(session, who, case_id)
    if child.id == parent.id:
        raise Invalid({"case": "A case cannot be put under itself."})
    if child.parent_id == parent.id:
        return
    _check_child(session, who, child)
    old, child.parent_id = child.parent_id, parent.id
    session.add(child)
    _note(session, who, child, old, parent.id, at=at)


def _note(session: Session, who: Actor, child: Case, old: int | None, new: int | None, *, at: datetime) -> None:
    """Each side's history names the other, so each is hidden where the other is."""
    verb = "put under" if new else "taken out of"
    for subject_id, other_id in ((child.id, new or old), (new or old, child.id)):
        told = verb if subject_id == child.id else {"put under": "took in", "taken out of": "let go"}[verb]
        detail = {"other_id": other_id, "parent_id": [old, new]}
        record(session, who, told, subject="case_record", subject_id=subject_id, at=at, detail=detail)


def _check_parent(session: Session, who: Actor, parent: Case) -> None:
    if parent.status is Status.CLOSED:
        raise Invalid({"parent": f"{parent.number} is closed. Open it again, or choose another main case."})
    if parent.confidential:
        raise Invalid({"parent": f"{parent.number} {ALONE}"})
    if parent.parent_id is not None:
        main = session.get_one(Case, parent.parent_id)
        number = main.number if not main.confidential else "another case"
        raise Invalid({"parent": f"{parent.number} belongs to {number} itself. Put the others there."})


def _check_child(session: Session, who: Actor, child: Case) -> None:
    if child.confidential:
        raise Invalid({"case": f"{child.number} {ALONE}"})
    if child.status is Status.CLOSED:
        raise Invalid({"case": f"{child.number} is closed already; nobody is left to be told."})
    if child.parent_id is not None:
        raise Invalid({"case": f"{child.number} belongs to another case already. Take it out of that first."})
    if children_of(session, child.id or 0):
        raise Invalid({"case": f"{child.number} has cases of its own. Make it the main case, or free them first."})


def _check_person(session: Session, who: Actor, person_id: int) -> None:
    if not sees_person(session, who, person_id):
        raise NotFound("This person is not in the office file.")
