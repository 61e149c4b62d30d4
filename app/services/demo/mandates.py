"""The made-up years of appointments, of the Director's absences, and of who acted meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.authority import ACTING, Actor
from app.models import APPOINTED, Absence, AbsenceKind, Appointment, Designation, Ended, Made, Role, Staff
from app.queries.office import calendar
from app.services.history import line_of
from app.workdays import OfficeCalendar, end_of, first_monday, term_of

SIGNED = time(9, 15)
DAY = timedelta(days=1)
LEAD = 6 * DAY
"""How long before it begins the Mayor makes a designation."""


class _Away(NamedTuple):
    first: tuple[int, int]
    last: tuple[int, int]
    kind: AbsenceKind
    words: str
    days_early: int = 0


AWAY = (
    _Away((2, 17), (2, 20), AbsenceKind.VACATION, "winter vacation"),
    _Away((4, 20), (4, 24), AbsenceKind.VACATION, "spring vacation", days_early=1),
    _Away((7, 6), (7, 17), AbsenceKind.VACATION, "summer vacation"),
    _Away((9, 14), (9, 16), AbsenceKind.BUSINESS, "a conference of city offices"),
    _Away((12, 22), (12, 31), AbsenceKind.VACATION, "end of the year"),
)


class Stretch(NamedTuple):
    """A time in which somebody acted for the Director; `until` is not included."""

    first: datetime
    until: datetime
    acting: Actor


@dataclass
class MadeMandates:
    """What the years brought: who acted when, and the lines of history that tell it, in any order."""

    acted: list[Stretch] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def make_mandates(session: Session, *, zone: str, now: datetime) -> MadeMandates:
    """Renew every appointment on each first Monday of February up to `now`, and make the absences that are over.

    An office without a Director, associates or a Mayor's account gets what it can have of these.
    """
    members = session.exec(select(Staff).where(col(Staff.left_at).is_(None)).order_by(col(Staff.id))).all()
    founded = min((each.joined_at for each in members), default=now)
    made, mayor = MadeMandates(), _first(list(members), Role.MAYOR)
    by = mayor or _first(list(members), Role.DIRECTOR)
    if by is not None:
        _appoint(session, [each for each in members if each.role in APPOINTED], by, _Span(zone, founded, now), made)
    director = _first(list(members), Role.DIRECTOR)
    stand_ins = [_actor(each) for each in members if each.role is Role.ASSOCIATE][1:3]
    if mayor is not None and director is not None and stand_ins:
        _absences(session, director, stand_ins, mayor, _Span(zone, founded, now), made)
    return made


class _Span(NamedTuple):
    zone: str
    first: datetime
    now: datetime

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(self.first.tzinfo)

    @property
    def years(self) -> range:
        return range(self.first.year, self.now.year + 1)


def _first(members: list[Staff], role: Role) -> Actor | None:
    return next((_actor(each) for each in members if each.role is role), None)


def _actor(member: Staff) -> Actor:
    return Actor(member.id or 0, member.name, member.role)


def _appoint(session: Session, members: list[Staff], by: Actor, span: _Span, made: MadeMandates) -> None:
    founding = session.exec(select(Appointment).where(Appointment.instrument == "")).all()
    for each in founding:
        each.instrument = f"Order {each.from_at.year}-001"
        session.add(each)
    for year in span.years:
        at = span.at(first_monday(year), SIGNED)
        if not span.first < at <= span.now:
            continue
        until = end_of(term_of(first_monday(year)).last, span.zone)
        for member in members:
            order = f"Order {year}-004"
            new = {"instrument": order, "from_at": at, "until_at": until, "made_at": at, "by_id": by.id}
            session.add(Appointment.model_validate({"staff_id": member.id, "role": member.role, **new}))
            detail = {"role": member.role.value, "instrument": order, "until": until.isoformat()}
            made.lines.append(line_of(by, "appointed", "staff", member.id or 0, at, detail))
    session.flush()


def _absences(
    session: Session, director: Actor, stand_ins: list[Actor], mayor: Actor, span: _Span, made: MadeMandates
) -> None:
    memo, hours = 0, calendar(session)
    for year in span.years:
        for away in AWAY:
            first = _working(date(year, *away.first), 1, hours)
            last = _working(date(year, *away.last), -1, hours)
            from_at, until = span.at(first, hours.spans_on(first)[0][0]), span.at(last, hours.spans_on(last)[-1][1])
            if from_at - LEAD <= span.first or until >= span.now:
                continue
            memo += 1
            acting = stand_ins[memo % len(stand_ins)]
            early = _working(last - away.days_early * DAY, -1, hours)
            back = span.at(early, hours.spans_on(early)[-1][1]) if away.days_early else None
            absence = _absence(session, director, away, (from_at, until, back), made)
            _designation(session, absence, away, acting, director, mayor, f"Memo {year}-{5 + 4 * memo:02d}", made)


def _working(day: date, step: int, hours: OfficeCalendar) -> date:
    """The day itself, or the next one after (or before) it on which the office opens: nobody goes away on a Sunday."""
    while not hours.is_office_day(day):
        day += step * DAY
    return day


def _absence(
    session: Session,
    director: Actor,
    away: _Away,
    span: tuple[datetime, datetime, datetime | None],
    made: MadeMandates,
) -> Absence:
    from_at, until, back = span
    told = from_at - LEAD - DAY
    row = Absence(
        staff_id=director.id,
        kind=away.kind,
        words=away.words,
        from_at=from_at,
        until_at=until,
        ended_at=back,
        made_at=told,
        by_id=director.id,
    )
    session.add(row)
    session.flush()
    told_of = {"staff_id": director.id, "from_at": from_at.isoformat(), "until_at": until.isoformat()}
    detail = {name: [None, value] for name, value in told_of.items()}
    made.lines.append(line_of(director, "recorded absence", "absence", row.id or 0, told, detail))
    if back is not None:
        made.lines.append(
            line_of(director, "returned", "absence", row.id or 0, back, {"ended_at": [None, back.isoformat()]})
        )
    return row


def _designation(
    session: Session,
    absence: Absence,
    away: _Away,
    acting: Actor,
    director: Actor,
    mayor: Actor,
    memo: str,
    made: MadeMandates,
) -> None:
    until = absence.until_at or absence.from_at
    row = Designation(
        staff_id=acting.id,
        absence_id=absence.id or 0,
        for_id=director.id,
        instrument=memo,
        instrument_on=(absence.from_at - LEAD).date(),
        reason=away.words,
        from_at=absence.from_at,
        until_at=until,
        kept_back=[],
        made=Made.BY_MAYOR,
        made_at=absence.from_at - LEAD,
        by_id=mayor.id,
        ended_at=absence.ended_at,
        ended_why=Ended.EARLY_RETURN if absence.ended_at else None,
        ended_by_id=director.id if absence.ended_at else None,
    )
    session.add(row)
    session.flush()
    number, end = row.id or 0, absence.ended_at or until
    detail = {"staff_id": acting.id, "instrument": memo, "from": row.from_at.isoformat(), "until": until.isoformat()}
    made.lines.append(line_of(mayor, "designated", "designation", number, row.made_at, detail))
    made.lines.append(line_of(None, "designation began", "designation", number, row.from_at, {"staff_id": acting.id}))
    why = row.ended_why.value if row.ended_why else "by itself"
    over = {"staff_id": acting.id, "until": end.isoformat(), "why": why, "words": ""}
    made.lines.append(line_of(None, "designation ended", "designation", number, end, over))
    stands_for: dict[str, Any] = {"acting_for_id": director.id, "acting_for": director.name, "designation_id": number}
    made.acted.append(Stretch(row.from_at, end, Actor(acting.id, acting.name, acting.role, held=ACTING, **stands_for)))
