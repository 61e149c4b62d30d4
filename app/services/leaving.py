"""Somebody leaves: access, appointment and powers end at once, and their open work goes to others in the same act."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as find

from app.authority import MANDATING, Actor, Refusal, Right, linked_visible_to, present, require, visible_to
from app.errors import Invalid
from app.models import (
    Absence,
    Appointment,
    Case,
    Designation,
    Draft,
    Ended,
    FollowUp,
    Promise,
    PromiseState,
    Review,
    ReviewKind,
    Role,
    Staff,
    Task,
    Telling,
    table_of,
)
from app.queries.register import director_now
from app.services.designations import end_designation
from app.services.handing import (
    SLIPS,
    Handed,
    To,
    after_closing,
    check_successor,
    find_member,
    hand_over,
    hand_over_all,
    open_cases_of,
)
from app.services.history import record

__all__ = ["Handed", "OpenWork", "To", "end_mandates", "hand_over_all", "let_go", "open_work", "refuse_last_director"]
__all__ += ["refuse_mandating"]


class OpenWork(NamedTuple):
    """What somebody has in hand, as far as the one who asks may see it.

    `slips` are calls and mails not yet logged, `drafts` other forms not yet saved; `reviews` are closings of theirs
    that wait for approval, `deputy_for` the absences in which they stand in for somebody. `promises` are the open ones
    of their open cases, `after` what is to be asked and told after closed ones.
    """

    cases: int
    slips: int
    drafts: int
    reviews: int
    deputy_for: int
    appointed: bool
    acting: bool
    tasks: int = 0
    promises: int = 0
    after: int = 0


def open_work(session: Session, who: Actor, staff_id: int, *, at: datetime) -> OpenWork:
    """What there is to hand over when they leave. Raises NotAllowed, NotFound."""
    require(who, Right.MANAGE_STAFF)
    find_member(session, staff_id)
    d, r, a = table_of(Draft).c, table_of(Review).c, table_of(Absence).c
    t, p = table_of(Task).c, table_of(Promise).c
    waits = and_(r.asked_by_id == staff_id, r.decided_at.is_(None), r.kind == ReviewKind.APPROVAL)
    return OpenWork(
        cases=_count(session, and_(open_cases_of(staff_id), visible_to(who))),
        slips=_count(session, and_(d.staff_id == staff_id, d.kind.in_(SLIPS))),
        drafts=_count(session, and_(d.staff_id == staff_id, d.kind.not_in(SLIPS))),
        reviews=_count(session, waits),
        deputy_for=_count(session, and_(a.deputy_id == staff_id, _stands(a, at))),
        appointed=bool(_theirs(session, Appointment, staff_id, at)),
        acting=bool(_theirs(session, Designation, staff_id, at)),
        tasks=_count(session, and_(t.owner_id == staff_id, t.done_at.is_(None), linked_visible_to(who, t.case_id))),
        promises=_count(session, and_(p.state == PromiseState.OPEN, p.case_id.in_(_seen_cases(who, staff_id)))),
        after=sum(_count(session, _after(who, kind, staff_id)) for kind in (FollowUp, Telling)),
    )


def _seen_cases(who: Actor, staff_id: int) -> Select[tuple[int]]:
    return select(table_of(Case).c.id).where(open_cases_of(staff_id), visible_to(who))


def _after(who: Actor, kind: type[FollowUp] | type[Telling], staff_id: int) -> ColumnElement[bool]:
    return and_(after_closing(kind, staff_id), linked_visible_to(who, table_of(kind).c.case_id))


def let_go(
    session: Session,
    who: Actor,
    staff_id: int,
    *,
    to: int | To = To.QUEUE,
    at: datetime,
) -> Handed:
    """End a staff member's access, appointment and powers now, and hand over their open work; what they did stays.

    `to` is as in `hand_over_all`. Their key must be taken from the vault with this act
    (`opening.remove_member`). Raises NotAllowed, NotFound, Invalid (to, or a sentence).
    """
    require(who, Right.MANAGE_STAFF)
    member = find_member(session, staff_id)
    if staff_id == who.id:
        raise Invalid("You cannot remove yourself. Another Director must do it.")
    refuse_mandating(session, who, member.role, at=at)
    if not who.acts:  # who acts removes a Director only where nobody holds the place
        refuse_last_director(session, member)
    if to is not To.QUEUE:
        require(who, Right.ASSIGN_CASE)
        check_successor(session, who, staff_id, to, at=at)
    handed = hand_over(session, who, staff_id, to=to, at=at)
    end_mandates(session, who, staff_id, why="left", at=at)
    _clear_absences(session, who, staff_id, at)
    member.left_at = at
    session.add(member)
    record(session, who, "left", subject="staff", subject_id=staff_id, at=at, detail=handed._asdict())
    return handed


def refuse_last_director(session: Session, member: Staff) -> None:
    """Raises Invalid when nobody else on the list is a Director: nobody could manage the office then."""
    others = find(Staff.id).where(Staff.role == Role.DIRECTOR, col(Staff.left_at).is_(None), Staff.id != member.id)
    if member.role is Role.DIRECTOR and session.exec(others).first() is None:
        raise Invalid({"role": f"{member.name} is the only Director. Add the next one first."})


def refuse_mandating(session: Session, who: Actor, *roles: Role, at: datetime) -> None:
    """Raises NotAllowed where an acting director would let in or out somebody who could make or record a mandate.

    The account would lengthen their own powers, or leave nobody who ends them (Q3: no chains). A Director may be added
    or removed while nobody holds that appointment.
    """
    free = {Role.DIRECTOR} if who.acts and director_now(session, at) is None else set()
    if who.acts and MANDATING.intersection(roles) - free:
        words = "As Acting Director you may not add, remove or change the role of the Mayor, the Director or a Clerk."
        raise Refusal(f"{words} Ask the Mayor, or wait for the Director.", Right.MANAGE_STAFF)


def _count(session: Session, wanted: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).where(wanted)).scalar_one())


def _stands(c: Any, at: datetime) -> ColumnElement[bool]:
    """Whether an appointment, absence or designation stands now or is still to come."""
    return and_(or_(c.until_at.is_(None), c.until_at > at), or_(c.ended_at.is_(None), c.ended_at > at))


def _theirs(
    session: Session, kind: type[Appointment] | type[Absence] | type[Designation], staff_id: int, at: datetime
) -> list[int]:
    c = table_of(kind).c
    return list(session.execute(select(c.id).where(c.staff_id == staff_id, _stands(c, at)).order_by(c.id)).scalars())


def end_mandates(session: Session, who: Actor, staff_id: int, *, why: str, at: datetime) -> None:
    """Appointment and designation end with this moment; one that has not begun never comes into force.

    A part of acts that have asked for their right. `why` is "left" or "changed role".
    """
    now = present(session, at)  # a clock set back moves no end that stands already
    for number in _theirs(session, Designation, staff_id, now):
        deed = session.get_one(Designation, number)
        end_designation(session, who, deed, why=Ended.LAPSED, at=at, words=f"{why.capitalize()}.")
    for number in _theirs(session, Appointment, staff_id, now):
        appointment = session.get_one(Appointment, number)
        appointment.ended_at = now
        session.add(appointment)
        detail = {"appointment_id": number, "ended_at": [None, now.isoformat()], "why": why}
        record(session, who, "ended appointment", subject="staff", subject_id=staff_id, at=at, detail=detail)


def _clear_absences(session: Session, who: Actor, staff_id: int, at: datetime) -> None:
    """Nobody is stood in for by one who has left. Their own absence stays: a designation may rest on it."""
    a = table_of(Absence).c
    for number in session.execute(select(a.id).where(a.deputy_id == staff_id, _stands(a, at))).scalars().all():
        absence = session.get_one(Absence, number)
        absence.deputy_id = None
        session.add(absence)
        detail = {"deputy_id": [staff_id, None]}
        record(session, who, "changed", subject="absence", subject_id=number, at=at, detail=detail)
