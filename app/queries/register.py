"""The register: who is appointed, who is away and who acts for the Director (Q1, Q2, Q3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlmodel import Session

from app.authority import Actor, Right, in_force, present, require, stands
from app.models import Absence, Appointment, Designation, Event, Role, Staff, table_of
from app.models.base import enum_type
from app.queries.office import calendar
from app.queries.register_rows import AbsenceRow, AppointmentRow, AwayRow, DesignationRow, Ending, State, Year
from app.workdays import Term, day_of, end_of, last_day, start_of

WARN_DAYS, URGENT_DAYS = 60, 14
"""How long before its end an appointment is warned of, and when the warning becomes pressing (DOMAIN.md)."""


def appointments(session: Session, who: Actor, *, at: datetime) -> list[AppointmentRow]:
    """Every appointment with its state at `at`, the newest first. Raises NotAllowed without READ_REGISTER."""
    require(who, Right.READ_REGISTER)
    return _appointments(session, at)


def absences(session: Session, who: Actor, *, at: datetime) -> list[AbsenceRow]:
    """Every absence and vacancy, the newest first. Raises NotAllowed without READ_REGISTER.

    Why somebody is away (illness …) is told to themselves and to those who record mandates; others read that they are.
    """
    require(who, Right.READ_REGISTER)
    return [_absence_told(who, row) for row in _absences(session, at)]


def designations(session: Session, who: Actor, *, at: datetime) -> list[DesignationRow]:
    """Every designation, the newest first. Raises NotAllowed without READ_REGISTER.

    Its reason is told to those it names and to those who record mandates.
    """
    require(who, Right.READ_REGISTER)
    return [_designation_told(who, row) for row in _designations(session, at)]


def year(session: Session, who: Actor, *, term: Term, at: datetime) -> Year:
    """What touches a year of appointments, oldest first, for the year strip. Raises NotAllowed without READ_REGISTER.

    An absence that was ended early counts up to its end only; what was ended before it began is left out.
    """
    require(who, Right.READ_REGISTER)
    zone = calendar(session).zone
    start, end = start_of(term.first, zone), end_of(term.last, zone)
    away = [_absence_told(who, row) for row in _absences(session, at, touching=(start, end))]
    acted = [_designation_told(who, row) for row in _designations(session, at, touching=(start, end))]
    return Year(
        term,
        tuple(reversed(_appointments(session, at, touching=(start, end)))),
        tuple(reversed([row for row in away if row.of_director])),
        tuple(reversed([row for row in away if not row.of_director])),
        tuple(reversed(acted)),
    )


def year_counts(session: Session, who: Actor, *, term: Term) -> tuple[int, int, int]:
    """How many appointments, absences and designations touch a year, each counted by itself; what `year` lists is held
    against it. Raises NotAllowed without READ_REGISTER."""
    require(who, Right.READ_REGISTER)
    zone = calendar(session).zone
    window = start_of(term.first, zone), end_of(term.last, zone)
    tables = (table_of(Appointment), table_of(Absence), table_of(Designation))
    asked = (select(func.count()).select_from(each).where(_touches(each, window)) for each in tables)
    found = [int(session.execute(query).scalar_one()) for query in asked]
    return found[0], found[1], found[2]


def standing(session: Session, at: datetime) -> DesignationRow | None:
    """The designation in force, None without one; anybody signed in may know it, so reasons and words stay empty."""
    found = _designations(session, at, only_standing=True)
    return found[0].without_reason() if found else None


def away(session: Session, at: datetime) -> dict[int, AwayRow]:
    """Who is away at `at`, by staff id. Anybody signed in may know that somebody is away and until when, but not why:
    the reason (illness …) is in `absences` only, for those who may know it."""
    return {row.staff_id: row for row in _away(session, at) if row.staff_id is not None}


def vacancy(session: Session, at: datetime) -> AwayRow | None:
    """The vacancy of the Director's place at `at`; None while it is filled, or when none was recorded."""
    return next((row for row in _away(session, at) if row.staff_id is None), None)


def stood_in_for(session: Session, staff_id: int, at: datetime) -> list[AwayRow]:
    """Those who are away at `at` and have named this staff member as their deputy, by name."""
    return sorted((r for r in away(session, at).values() if r.deputy_id == staff_id), key=lambda row: row.name)


def director_now(session: Session, at: datetime) -> int | None:
    """The id of the Director with an appointment in force at `at`; None while nobody holds the place."""
    s, p = table_of(Staff), table_of(Appointment)
    now = _moment(present(session, at))
    held = and_(p.c.role == Role.DIRECTOR, s.c.role == Role.DIRECTOR, in_force(p, now), _on_staff(s, now))
    found = select(s.c.id).select_from(s.join(p, p.c.staff_id == s.c.id)).where(held).order_by(p.c.from_at.desc())
    return session.execute(found.limit(1)).scalar()


def appointment_of(session: Session, staff_id: int, at: datetime) -> AppointmentRow | None:
    """The appointment that a staff member holds at `at`; anybody may ask, since who directs is no secret."""
    rows = _appointments(session, at, staff_id=staff_id)
    return next((row for row in rows if row.state is State.IN_FORCE), None)


def ending_soon(session: Session, who: Actor, *, at: datetime) -> list[Ending]:
    """Appointments in force with 60 days or less to their end and no other to follow, the next to end first.

    Their end is the midnight after the last day: that of the first Monday of February, when they can be renewed.
    Those who may record appointments are told of all of them, everybody else of their own.
    """
    zone, now = calendar(session).zone, present(session, at)
    rows = _appointments(session, at, staff_id=None if who.may(Right.APPOINT) else who.id)
    followed = {(row.staff_id, row.role) for row in rows if row.state is State.TO_COME}
    found = []
    for row in rows:
        ahead = (day_of(row.ends_at, zone) - day_of(now, zone)).days
        if row.state is State.IN_FORCE and ahead <= WARN_DAYS and (row.staff_id, row.role) not in followed:
            last = last_day(row.ends_at, zone)
            found.append(Ending(row, last, (last - day_of(now, zone)).days, ahead <= URGENT_DAYS))
    return sorted(found, key=lambda ending: (ending.last, ending.row.name))


def lapsed(session: Session, *, at: datetime) -> list[AppointmentRow]:
    """The last appointment of each Director and Associate on the staff list who holds none at `at`, by name."""
    rows = [row for row in _appointments(session, at) if row.role is row.has_role and not row.left]
    held = {row.staff_id for row in rows if row.state is State.IN_FORCE}
    last: dict[int, AppointmentRow] = {}
    for row in rows:
        if row.staff_id not in held and row.state is State.OVER:
            last.setdefault(row.staff_id, row)
    return sorted(last.values(), key=lambda row: row.name)


def missing_instruments(session: Session, who: Actor, *, at: datetime) -> list[AppointmentRow]:
    """Appointments in force or to come whose order has no number yet; empty for those who may not record it."""
    if not who.may(Right.APPOINT):
        return []
    return [row for row in _appointments(session, at) if not row.instrument and row.state is not State.OVER]


_RECORDS = (Right.RECORD_ABSENCE, Right.DESIGNATE, Right.RECORD_DESIGNATION)


def _knows(who: Actor, *concerned: int | None) -> bool:
    """Whether somebody may know the reason: whom it concerns, and those who record mandates."""
    return who.id in concerned or any(who.may(right) for right in _RECORDS)


def _absence_told(who: Actor, row: AbsenceRow) -> AbsenceRow:
    """A vacancy is nobody's secret."""
    return row if row.staff_id is None or _knows(who, row.staff_id) else row.without_reason()


def _designation_told(who: Actor, row: DesignationRow) -> DesignationRow:
    return row if _knows(who, row.staff_id, row.for_id) else row.without_reason()


# -- statements ---------------------------------------------------------------------------------------------------

Window = tuple[datetime, datetime]


def _moment(at: datetime) -> ColumnElement[Any]:
    return literal(at, table_of(Event).c.at.type)


def _on_staff(s: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(s.c.left_at.is_(None), s.c.left_at > now)


def _state(of: Table, now: ColumnElement[Any], holds: ColumnElement[bool]) -> ColumnElement[State]:
    """To come, in force while it `holds`, else over; what was ended before it began is over."""
    ended = and_(of.c.ended_at.is_not(None), of.c.ended_at <= now)
    whens = ((ended, State.OVER.value), (of.c.from_at > now, State.TO_COME.value), (holds, State.IN_FORCE.value))
    return type_coerce(case(*whens, else_=State.OVER.value), enum_type(State))


def _touches(of: Table, window: Window) -> ColumnElement[bool]:
    """Whether it lies in a stretch of time, as far as it came to it."""
    start, end = (_moment(each) for each in window)
    ended = of.c.ended_at
    return and_(
        of.c.from_at < end,
        or_(of.c.until_at.is_(None), of.c.until_at > start),
        or_(ended.is_(None), and_(ended > start, ended > of.c.from_at)),
    )


def _appointments(
    session: Session, at: datetime, *, touching: Window | None = None, staff_id: int | None = None
) -> list[AppointmentRow]:
    p, s, by = table_of(Appointment), table_of(Staff), table_of(Staff).alias()
    now = _moment(present(session, at))
    holds = and_(in_force(p, now), _on_staff(s, now), s.c.role == p.c.role)
    c, left = p.c, type_coerce(~_on_staff(s, now), Boolean())
    asked = (c.id, c.staff_id, s.c.name, c.role, c.instrument, c.from_at, c.until_at, c.ended_at, c.made_at, c.by_id)
    source = p.join(s, s.c.id == c.staff_id).outerjoin(by, by.c.id == c.by_id)
    query = select(*asked, func.coalesce(by.c.name, ""), _state(p, now, holds), s.c.role, left).select_from(source)
    if staff_id is not None:
        query = query.where(c.staff_id == staff_id)
    rows = session.execute(_newest(query, p, touching))
    return [AppointmentRow(*row) for row in rows]


def _newest(query: Select[Any], of: Table, touching: Window | None) -> Select[Any]:
    chosen = query if touching is None else query.where(_touches(of, touching))
    return chosen.order_by(of.c.from_at.desc(), of.c.id.desc())


def _absences(session: Session, at: datetime, *, touching: Window | None = None) -> list[AbsenceRow]:
    a, s = table_of(Absence), table_of(Staff)
    deputy, by = table_of(Staff).alias(), table_of(Staff).alias()
    now, c = _moment(present(session, at)), a.c
    source = a.outerjoin(s, s.c.id == c.staff_id).outerjoin(deputy, deputy.c.id == c.deputy_id)
    asked = (
        *(c.id, c.staff_id, func.coalesce(s.c.name, ""), s.c.role, c.kind, c.words, c.from_at, c.until_at),
        *(c.deputy_id, func.coalesce(deputy.c.name, ""), c.ended_at, c.made_at, c.by_id, func.coalesce(by.c.name, "")),
    )
    query = select(*asked, _state(a, now, in_force(a, now)))
    query = query.select_from(source.outerjoin(by, by.c.id == c.by_id))
    rows = session.execute(_newest(query, a, touching))
    return [AbsenceRow(*row) for row in rows]


def _away(session: Session, at: datetime) -> list[AwayRow]:
    """Those in force; who has left is nobody's to stand in for any more."""
    a, s, deputy = table_of(Absence), table_of(Staff), table_of(Staff).alias()
    now, c = _moment(present(session, at)), a.c
    source = a.outerjoin(s, s.c.id == c.staff_id).outerjoin(deputy, deputy.c.id == c.deputy_id)
    asked = (c.id, c.staff_id, func.coalesce(s.c.name, ""), s.c.role, c.from_at, c.until_at)
    query = select(*asked, c.deputy_id, func.coalesce(deputy.c.name, "")).select_from(source)
    query = query.where(in_force(a, now), or_(c.staff_id.is_(None), _on_staff(s, now))).order_by(c.from_at, c.id)
    return [AwayRow(*row) for row in session.execute(query)]


def _designations(
    session: Session, at: datetime, *, touching: Window | None = None, only_standing: bool = False
) -> list[DesignationRow]:
    d, s = table_of(Designation), table_of(Staff)
    absent, by, ended = table_of(Staff).alias(), table_of(Staff).alias(), table_of(Staff).alias()
    now, c = _moment(present(session, at)), d.c
    source = d.join(s, s.c.id == c.staff_id).outerjoin(absent, absent.c.id == c.for_id)
    source = source.outerjoin(by, by.c.id == c.by_id).outerjoin(ended, ended.c.id == c.ended_by_id)
    asked = (
        *(c.id, c.staff_id, s.c.name, c.for_id, func.coalesce(absent.c.name, ""), c.absence_id, c.instrument),
        *(c.instrument_on, c.reason, c.from_at, c.until_at, c.kept_back, c.director_directs, c.made, c.made_at),
        *(c.by_id, func.coalesce(by.c.name, ""), c.ended_at, c.ended_why, c.ended_by_id),
        *(func.coalesce(ended.c.name, ""), c.ended_words),
    )
    holds = stands(d, s, now)
    query = select(*asked, _state(d, now, holds)).select_from(source)
    if only_standing:
        query = query.where(holds)
    rows = session.execute(_newest(query, d, touching))
    return [DesignationRow(*row) for row in rows]
