"""Appointments by the Mayor: who is Director or Associate, by which instrument, until when (Q1, Q2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from app.authority import Actor, Right, present, require
from app.errors import Invalid, NotFound
from app.models import APPOINTED, Absence, Appointment, Role, Staff
from app.queries.office import calendar
from app.services.designations import note_turns
from app.services.history import record
from app.workdays import Term, day_in_words, day_of, end_in_words, end_of, first_monday, start_of, term_of

EARLY_DAYS = 60
"""How long before the first Monday of February the appointments of the coming year can be recorded."""
GONE = "This person is not on the staff list."


def appoint_newcomer(
    session: Session, who: Actor, member: Staff, *, instrument: str = "", at: datetime
) -> Appointment | None:
    """The appointment of somebody who joins in, or changes to, a role that the Mayor fills; None for other roles.

    It runs to the end of the term. Without an instrument the Delegation page asks for its number. What they held in
    another role ends.
    """
    for other in _held(session, member, at):
        if other.role is not member.role:
            _end(session, who, other, at)
    if member.role not in APPOINTED or member.id is None:
        return None
    zone = calendar(session).zone
    until = end_of(term_of(day_of(at, zone)).last, zone)
    return _made(session, who, member, instrument=instrument.strip(), span=(at, until), at=at)


def appoint(
    session: Session, who: Actor, *, staff_id: int, instrument: str, from_on: date, at: datetime
) -> Appointment:
    """Record that the Mayor appointed somebody in their role, from a day of the office to the end of its term (Q1, Q2).

    The end is computed: the day before the next first Monday of February. What is recorded after the day begins at the
    moment recorded: nothing is back-dated. Raises NotAllowed, NotFound, Invalid.
    """
    require(who, Right.APPOINT)
    zone, now = calendar(session).zone, present(session, at)
    member = _member(session, staff_id)
    order = _checked(instrument)
    _check_from(member, from_on, now, zone)
    span = max(start_of(from_on, zone), now), end_of(term_of(from_on).last, zone)
    _refuse_overlap(session, member, span, zone)
    return _made(session, who, member, instrument=order, span=span, at=at)


def renew_all(
    session: Session, who: Actor, *, instrument: str, at: datetime, on: date | None = None
) -> list[Appointment]:
    """Renew the appointments of the Director and all Associates for the term that holds `on`, by one order.

    Without `on` it is the coming term from 60 days before it on, else the one that runs. They begin on its first
    Monday of February, or at the moment recorded when that is later: nothing is back-dated. Left out are those whose
    last appointment was ended early: the Mayor appoints them by name. Raises NotAllowed, Invalid.
    """
    require(who, Right.APPOINT)
    zone, now = calendar(session).zone, present(session, at)
    order, term = _checked(instrument), _term_to_renew(on, day_of(now, zone))
    span = max(start_of(term.first, zone), now), end_of(term.last, zone)
    due = [member for member in _members(session) if _is_due(session, member, span)]
    if not due:
        raise Invalid(_nothing_due(term, day_of(now, zone)))
    return [_made(session, who, member, instrument=order, span=span, at=at) for member in due]


def set_instrument(session: Session, who: Actor, appointment_id: int, *, instrument: str, at: datetime) -> Appointment:
    """Give, or correct, the number of the order of an appointment. Raises NotAllowed, NotFound, Invalid."""
    require(who, Right.APPOINT)
    found = _find(session, appointment_id)
    order = _checked(instrument)
    detail = {"appointment_id": found.id, "instrument": [found.instrument, order]}
    found.instrument = order
    session.add(found)
    record(session, who, "corrected appointment", subject="staff", subject_id=found.staff_id, at=at, detail=detail)
    return found


def end_appointment(session: Session, who: Actor, appointment_id: int, *, at: datetime) -> Appointment:
    """End an appointment from this moment on, or before it begins; a designation that rests on it ends with it.

    Raises NotAllowed, NotFound, Invalid when it is over already.
    """
    require(who, Right.APPOINT)
    found = _find(session, appointment_id)
    over = min(found.until_at, found.ended_at or found.until_at)
    if over <= present(session, at):
        words = end_in_words(over, calendar(session).zone)
        raise Invalid(f"This appointment is over already: it ended {words}.")
    _end(session, who, found, at)
    return found


# -- rules --------------------------------------------------------------------------------------------------------


def _member(session: Session, staff_id: int) -> Staff:
    member = session.get(Staff, staff_id)
    if member is None or member.left_at is not None:
        raise NotFound(GONE)
    if member.role not in APPOINTED:
        words = f"{member.name} is {_article(member.role)} and needs no appointment: the Mayor appoints the Director "
        raise Invalid({"staff_id": words + "and the Associates. Change the role on the Office page first."})
    return member


def _article(role: Role) -> str:
    return f"an {role.value}" if role.value[0] in "aeiou" else f"a {role.value}"


def _checked(instrument: str) -> str:
    order = instrument.strip()
    if not order:
        raise Invalid({"instrument": "Give the number of the Mayor's order."})
    if len(order) > 120:
        raise Invalid({"instrument": "Keep the number of the order under 120 characters."})
    return order


def _check_from(member: Staff, from_on: date, now: datetime, zone: str) -> None:
    """Not before they joined, not in a term that is over, not too early for the coming term."""
    joined, term, today = day_of(member.joined_at, zone), term_of(from_on), day_of(now, zone)
    if from_on < joined:
        words = f"{member.name} joined on {day_in_words(joined)}. Choose that day or a later one."
        raise Invalid({"from_on": words})
    if term.last < today:
        words = f"The year of appointments that holds this day ended {day_in_words(term.last)}. Choose a later day."
        raise Invalid({"from_on": words})
    if term.first - today > timedelta(days=EARLY_DAYS):
        raise Invalid({"from_on": _too_early(term)})


def _too_early(term: Term) -> str:
    opens = term.first - timedelta(days=EARLY_DAYS)
    return (
        f"It is too early for the year of appointments that begins {day_in_words(term.first)}: "
        f"it can be recorded from {day_in_words(opens)} on."
    )


def _refuse_overlap(session: Session, member: Staff, span: tuple[datetime, datetime], zone: str) -> None:
    for held in _touching(session, member, span):
        until = end_in_words(min(held.until_at, held.ended_at or held.until_at), zone)
        words = f"{member.name} is appointed until {until} already. Choose a later day, or end that appointment first."
        raise Invalid({"from_on": words})


def _touching(session: Session, member: Staff, span: tuple[datetime, datetime]) -> list[Appointment]:
    """Appointments of the person in their role that touch a span, as far as they came to it."""
    start, end = span
    p = Appointment
    ended = col(p.ended_at)
    query = select(p).where(
        col(p.staff_id) == member.id,
        col(p.role) == member.role,
        col(p.from_at) < end,
        col(p.until_at) > start,
        or_(ended.is_(None), (ended > start) & (ended > col(p.from_at))),
    )
    return list(session.exec(query.order_by(col(p.from_at))))


def _term_to_renew(on: date | None, today: date) -> Term:
    """The term asked for; by itself the coming one when it is near, else the one that runs."""
    running = term_of(today)
    coming = term_of(first_monday(running.first.year + 1))
    if on is None:
        return coming if coming.first - today <= timedelta(days=EARLY_DAYS) else running
    asked = term_of(on)
    if asked.last < today:
        words = f"The year of appointments that holds this day ended {day_in_words(asked.last)}. Choose a later day."
        raise Invalid({"on": words})
    if asked.first - today > timedelta(days=EARLY_DAYS):
        raise Invalid({"on": _too_early(asked)})
    return asked


def _members(session: Session) -> list[Staff]:
    query = select(Staff).where(col(Staff.left_at).is_(None), col(Staff.role).in_(APPOINTED))
    return list(session.exec(query.order_by(col(Staff.name), col(Staff.id))))


def _is_due(session: Session, member: Staff, span: tuple[datetime, datetime]) -> bool:
    """Whether nothing of theirs touches the span, and the last one ran its whole term."""
    if _touching(session, member, span):
        return False
    query = select(Appointment).where(Appointment.staff_id == member.id, Appointment.role == member.role)
    last = session.exec(query.order_by(col(Appointment.from_at).desc(), col(Appointment.id).desc())).first()
    return last is None or last.ended_at is None


def _nothing_due(term: Term, today: date) -> str:
    following = term_of(first_monday(term.first.year + 1))
    if term.first > today or (today - term.first).days < 7:
        return f"The appointments from {day_in_words(term.first)} on are recorded already."
    return (
        f"Everybody is appointed until {day_in_words(term.last)}, or the appointment was ended by name. "
        + _too_early(following)
    )


# -- records ------------------------------------------------------------------------------------------------------


def _find(session: Session, appointment_id: int) -> Appointment:
    found = session.get(Appointment, appointment_id)
    if found is None:
        raise NotFound("This appointment is not in the register.")
    return found


def _held(session: Session, member: Staff, at: datetime) -> Iterable[Appointment]:
    """The appointments of a person that run or are to come."""
    query = select(Appointment).where(
        Appointment.staff_id == member.id, col(Appointment.ended_at).is_(None), col(Appointment.until_at) > at
    )
    return session.exec(query).all()


def _made(
    session: Session, who: Actor, member: Staff, *, instrument: str, span: tuple[datetime, datetime], at: datetime
) -> Appointment:
    assert member.id is not None
    begins, until = span
    made = Appointment(
        staff_id=member.id,
        role=member.role,
        instrument=instrument,
        from_at=begins,
        until_at=until,
        made_at=at,
        by_id=who.id,
    )
    session.add(made)
    session.flush()
    detail: dict[str, Any] = {"role": member.role.value, "instrument": made.instrument, "appointment_id": made.id}
    detail |= {"from": begins.isoformat(), "until": until.isoformat()}
    record(session, who, "appointed", subject="staff", subject_id=member.id, at=at, detail=detail)
    if member.role is Role.DIRECTOR:
        _fill_vacancies(session, who, made, at)
    return made


def _fill_vacancies(session: Session, who: Actor, made: Appointment, at: datetime) -> None:
    """A vacancy ends when a Director's appointment begins, and with it the designation that rests on it."""
    query = select(Absence).where(
        col(Absence.staff_id).is_(None),
        or_(col(Absence.until_at).is_(None), col(Absence.until_at) > made.from_at),
        or_(col(Absence.ended_at).is_(None), col(Absence.ended_at) > made.from_at),
        col(Absence.from_at) < made.until_at,
    )
    for vacancy in session.exec(query).all():
        was, vacancy.ended_at = vacancy.ended_at, made.from_at
        session.add(vacancy)
        detail = {"ended_at": [was and was.isoformat(), made.from_at.isoformat()], "appointment_id": made.id}
        record(session, who, "vacancy filled", subject="absence", subject_id=vacancy.id, at=at, detail=detail)
    note_turns(session, at)


def _end(session: Session, who: Actor, found: Appointment, at: datetime) -> None:
    found.ended_at = present(session, at)
    session.add(found)
    detail = {"appointment_id": found.id, "role": found.role.value, "ended_at": [None, found.ended_at.isoformat()]}
    record(session, who, "ended appointment", subject="staff", subject_id=found.staff_id, at=at, detail=detail)
    note_turns(session, at)
