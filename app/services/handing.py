"""All that somebody has in hand goes to others in one act: open cases, tasks and slips not yet logged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col
from sqlmodel import select as find

from app.authority import Actor, Right, actor, require, sees_case, sees_person, visible_to
from app.errors import Invalid, NotFound
from app.models import Case, Draft, FollowUp, Staff, Status, Telling, table_of
from app.queries.case_filter import OPEN
from app.queries.owner_suggestions import suggester
from app.services.cases import assign_cases
from app.services.history import record
from app.services.owners import check_owner
from app.services.review_queue import case_moved_on
from app.services.tasks import pass_tasks

SLIPS = frozenset({"slip", "mail_slip"})
"""The drafts that hold what a resident said: they go to whoever takes over."""
HANDED = "-of-"
"""Stands in the key of a slip that was handed over, so that it is told from one's own."""


class To(StrEnum):
    """Where open work goes when not to one person."""

    QUEUE = "queue"
    SUGGESTED = "suggested"


class Handed(NamedTuple):
    """What went to others: cases to people, cases back to the queue, slips, tasks, and what remained to be asked and
    told after closed cases. Promises go with their cases."""

    cases: int
    queued: int
    slips: int
    tasks: int = 0
    after: int = 0


def open_cases_of(staff_id: int) -> ColumnElement[bool]:
    """The condition on the case table: what they own and is not closed."""
    c = table_of(Case).c
    return and_(c.owner_id == staff_id, c.status.in_(OPEN))


def find_member(session: Session, staff_id: int) -> Staff:
    """Who is on the staff list now; raises NotFound for everybody else."""
    member = session.get(Staff, staff_id)
    if member is None or member.left_at is not None:
        raise NotFound("This person is not on the staff list.")
    return member


def hand_over_all(session: Session, who: Actor, staff_id: int, *, to: int | To, at: datetime) -> Handed:
    """Give all open cases, tasks and slips of somebody to `to`: a staff id, the queue, or each as it is suggested.

    A confidential case that the actor may not see goes to the queue, where the Director finds it.
    Raises NotAllowed, NotFound, Invalid.
    """
    require(who, Right.ASSIGN_CASE)
    find_member(session, staff_id)
    check_successor(session, who, staff_id, to, at=at)
    return hand_over(session, who, staff_id, to=to, at=at)


def check_successor(session: Session, who: Actor, staff_id: int, to: int | To, *, at: datetime) -> None:
    """Raises Invalid (to) unless it is the queue, each as suggested, or somebody else who may be given cases now."""
    if isinstance(to, To):
        return
    if to == staff_id:
        raise Invalid({"to": "Choose somebody else: these are their own cases."})
    try:
        check_owner(session, who, to, at=at)
    except Invalid as error:
        raise Invalid({"to": error.sentence}) from error


def hand_over(session: Session, who: Actor, staff_id: int, *, to: int | To, at: datetime) -> Handed:
    """The same without asking for a right: a part of the acts that have asked."""
    every = _ids(session, open_cases_of(staff_id))
    seen = [] if to is To.QUEUE else _ids(session, and_(open_cases_of(staff_id), visible_to(who)))
    given, suggested = 0, suggester(without=[staff_id])
    for case_id in seen:
        heir = suggested(session, who, case_id, at) if isinstance(to, To) else to
        if heir is not None:
            given += assign_cases(session, who, [case_id], owner_id=heir, at=at)
    queued = sum(_to_queue(session, who, case_id, staff_id, at) for case_id in every)
    taker = who.id if isinstance(to, To) else to
    slips = _pass_slips(session, who, staff_id, taker, at)
    tasks = pass_tasks(session, who, staff_id, taker, at=at)
    return Handed(given, queued, slips, tasks, _pass_after(session, who, staff_id, taker, at))


def after_closing(kind: type[FollowUp] | type[Telling], staff_id: int) -> ColumnElement[bool]:
    """The condition on follow-ups or tellings: still to be asked or told, and theirs to do."""
    t, c = table_of(kind).c, table_of(Case).c
    waits = and_(t.asked_at.is_(None), t.dropped_at.is_(None)) if kind is FollowUp else t.settled_at.is_(None)
    owned = select(c.id).where(c.owner_id == staff_id, c.status == Status.CLOSED)
    return and_(waits, or_(t.heir_id == staff_id, and_(t.heir_id.is_(None), t.case_id.in_(owned))))


def _pass_after(session: Session, who: Actor, staff_id: int, to_id: int, at: datetime) -> int:
    """What is to be asked and told after closed cases; they keep who answered them, so that figures stay."""
    heir, passed = actor(session, to_id, at), 0
    asked = session.exec(find(FollowUp).where(after_closing(FollowUp, staff_id)).order_by(col(FollowUp.id))).all()
    told = session.exec(find(Telling).where(after_closing(Telling, staff_id)).order_by(col(Telling.id))).all()
    rows: list[FollowUp | Telling] = [*asked, *told]
    for row in rows:
        row.heir_id = next((each.id for each in (heir, who) if sees_case(session, each, row.case_id)), None)
        session.add(row)
        name = "follow-up" if isinstance(row, FollowUp) else "telling"
        detail = {f"{name.replace('-', '_')}_id": row.id, "heir_id": [staff_id, row.heir_id]}
        record(session, who, f"handed {name}", subject="case_record", subject_id=row.case_id, at=at, detail=detail)
        passed += 1
    return passed


def _ids(session: Session, wanted: ColumnElement[bool]) -> list[int]:
    return list(session.execute(select(table_of(Case).c.id).where(wanted).order_by(table_of(Case).c.id)).scalars())


def _to_queue(session: Session, who: Actor, case_id: int, staff_id: int, at: datetime) -> bool:
    """Whether the case was still theirs, and is nobody's now. Needs no right to hand out: nobody is given anything."""
    case = session.get(Case, case_id)
    if case is None or case.owner_id != staff_id:
        return False
    case.owner_id = None
    session.add(case)
    case_moved_on(session, who, case, at=at)
    detail = {"owner_id": [staff_id, None]}
    record(session, who, "assigned", subject="case_record", subject_id=case_id, at=at, detail=detail)
    return True


def _pass_slips(session: Session, who: Actor, staff_id: int, to_id: int, at: datetime) -> int:
    """Slips not yet logged wait, parked, with whoever takes over; what they may not see waits with the actor."""
    heir, passed = actor(session, to_id, at), 0
    theirs = find(Draft).where(Draft.staff_id == staff_id, col(Draft.kind).in_(SLIPS))
    for draft in session.exec(theirs.order_by(col(Draft.id))).all():
        taker = next((each for each in (heir, who) if _may_read(session, each, draft.payload)), None)
        if taker is not None:
            draft.staff_id, draft.parked, draft.key = taker.id, True, f"{draft.key[:60]}{HANDED}{staff_id}"
            session.add(draft)
            passed += 1
    if passed:
        detail = {"from": staff_id, "slips": passed}
        record(session, who, "handed slips", subject="staff", subject_id=to_id, at=at, detail=detail)
    return passed


def _may_read(session: Session, who: Actor, payload: Mapping[str, Any]) -> bool:
    """Whether they may see the case and the person that a slip names, as far as these are in the file."""
    home, person, chosen = payload.get("home"), payload.get("person"), payload.get("who")
    if home and session.get(Case, int(home[0])) and not sees_case(session, who, int(home[0])):
        return False
    named = [(person["kind"], person["id"])] if person else []
    named += [(chosen[0], chosen[1])] if chosen else []
    return all(sees_person(session, who, int(each)) for kind, each in named if kind == "person" and each)
