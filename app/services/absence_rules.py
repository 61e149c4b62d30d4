"""The rules of an absence across records: whose it is, its days, who stands in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import literal
from sqlmodel import Session, col, or_, select

from app.authority import appointed, present
from app.errors import Invalid
from app.models import Absence, AbsenceFields, AbsenceKind, Appointment, Role, Staff, table_of
from app.queries.office import calendar
from app.workdays import end_in_words, start_in_words

STAND_IN = frozenset({Role.ASSOCIATE, Role.COORDINATOR})
"""Roles that may stand in for a colleague who is away: those who work on cases of their own."""


def check(session: Session, good: AbsenceFields, *, at: datetime, was: Absence | None = None) -> None:
    """Raise Invalid with the sentence of the first rule that is broken.

    Of one that is changed (`was`) only what changes is judged: its days may have been overtaken by the return.
    """
    _check_whose(session, good, was)
    if good.until_at is not None and good.until_at <= good.from_at:
        raise Invalid({"until_at": "The end must come after the beginning."})
    same_days = was is not None and (was.from_at, was.until_at) == (good.from_at, good.until_at)
    if not same_days:
        _check_alone(session, good, was)
    if not same_days and good.staff_id is None:
        _check_vacant(session, good)
    same_deputy = was is not None and was.deputy_id == good.deputy_id
    if good.deputy_id is not None and not (same_days and same_deputy):
        _check_deputy(session, good, present(session, at))


def _check_whose(session: Session, good: AbsenceFields, was: Absence | None) -> None:
    if good.staff_id is None:
        if good.kind is not AbsenceKind.VACANCY:
            raise Invalid({"staff_id": "Choose who is away. Only a vacancy of the Director's place has nobody."})
        if good.deputy_id is not None:
            raise Invalid({"deputy_id": "A vacancy has no deputy: the Mayor designates an acting director."})
        return
    if good.kind is AbsenceKind.VACANCY:
        raise Invalid({"kind": "A vacancy has nobody. Choose another reason, or record it without a person."})
    member = session.get(Staff, good.staff_id)
    if member is None or (member.left_at is not None and was is None):
        raise Invalid({"staff_id": "Choose somebody who is on the staff list."})


def _touching(session: Session, staff_id: int | None, good: AbsenceFields) -> list[Absence]:
    """Absences of a person (None: vacancies) that touch these days, as far as they came to it."""
    ended, until = col(Absence.ended_at), col(Absence.until_at)
    whose = col(Absence.staff_id).is_(None) if staff_id is None else col(Absence.staff_id) == staff_id
    query = select(Absence).where(
        whose,
        or_(until.is_(None), until > good.from_at),
        or_(ended.is_(None), (ended > good.from_at) & (ended > col(Absence.from_at))),
    )
    if good.until_at is not None:
        query = query.where(col(Absence.from_at) < good.until_at)
    return list(session.exec(query.order_by(col(Absence.from_at))))


def _days(session: Session, absence: Absence) -> str:
    """ "from Monday … until Friday …", or without an end "since Monday …, with no end yet"."""
    zone = calendar(session).zone
    over = min((each for each in (absence.until_at, absence.ended_at) if each is not None), default=None)
    begins = f"from {start_in_words(absence.from_at, zone)}"
    return f"{begins} on, with no end yet" if over is None else f"{begins} until {end_in_words(over, zone)}"


def _check_alone(session: Session, good: AbsenceFields, was: Absence | None) -> None:
    for other in _touching(session, good.staff_id, good):
        if was is None or other.id != was.id:
            member = session.get(Staff, good.staff_id) if good.staff_id else None
            whose = f"{member.name} is away" if member else "The Director's place is vacant"
            words = f"{whose} already {_days(session, other)}. Choose other days, or change that absence."
            raise Invalid({"from_at": words})


def _check_vacant(session: Session, good: AbsenceFields) -> None:
    """No vacancy while a Director on the staff list holds an appointment (Q1)."""
    p, zone = Appointment, calendar(session).zone
    query = select(Appointment, Staff).where(
        p.staff_id == Staff.id,
        p.role == Role.DIRECTOR,
        Staff.role == Role.DIRECTOR,
        col(p.until_at) > good.from_at,
        or_(col(p.ended_at).is_(None), (col(p.ended_at) > good.from_at) & (col(p.ended_at) > col(p.from_at))),
        or_(col(Staff.left_at).is_(None), col(Staff.left_at) > good.from_at),
    )
    if good.until_at is not None:
        query = query.where(col(p.from_at) < good.until_at)
    found = session.exec(query.order_by(col(p.from_at))).first()
    if found is not None:
        held, member = found
        over = min(each for each in (held.until_at, held.ended_at, member.left_at) if each is not None)
        words = f"{member.name} is appointed Director until {end_in_words(over, zone)}: the place is not vacant. "
        raise Invalid({"staff_id": words + "Record an absence of the Director, or end the appointment first."})


def _check_deputy(session: Session, good: AbsenceFields, now: datetime) -> None:
    """Who stands in is somebody else, works on cases, is appointed where the role needs it, and is there."""
    deputy = session.get(Staff, good.deputy_id)
    if deputy is None or deputy.left_at is not None:
        raise Invalid({"deputy_id": "Choose a deputy who is on the staff list."})
    if deputy.id == good.staff_id:
        raise Invalid({"deputy_id": "Nobody stands in for themselves. Choose somebody else."})
    if deputy.role not in STAND_IN:
        raise Invalid({"deputy_id": f"{deputy.name} cannot stand in: choose an Associate or the Coordinator."})
    days = {now, max(good.from_at, now)}  # who is appointed now may be renewed by then: vacations are planned early
    if deputy.role is Role.ASSOCIATE and not any(_appointed(session, deputy, each) for each in days):
        raise Invalid({"deputy_id": f"{deputy.name} has no appointment in force in these days. Choose somebody else."})
    for other in _touching(session, deputy.id, good):
        words = f"{deputy.name} is away too {_days(session, other)}. Choose somebody who is there."
        raise Invalid({"deputy_id": words})


def _appointed(session: Session, member: Staff, at: datetime) -> bool:
    s = table_of(Staff).c
    held = appointed(s.id, member.role, literal(at, table_of(Appointment).c.from_at.type))
    return session.execute(select(s.id).where(s.id == member.id, held)).first() is not None
