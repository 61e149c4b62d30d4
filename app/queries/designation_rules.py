"""The rules of a designation, each one sentence: the form shows them while it is filled in, the act refuses by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import literal
from sqlmodel import Session, col, select

from app.authority import KEEPABLE, Actor, Right, in_force, present
from app.models import Absence, Appointment, Designation, Role, Staff, table_of
from app.queries.office import calendar
from app.workdays import day_of, last_day


class Rule(NamedTuple):
    """A rule of `field`, kept (`ok`) or broken, in the sentence to show; `use` is the moment that would mend it."""

    ok: bool
    sentence: str
    field: str
    use: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """What is known of a designation so far, with the records it names; None where the form says nothing yet.

    `now` is the moment by which mandates are judged (`present`); `from_at` is moved up to it where it lies within the
    minute that is running.
    """

    session: Session
    who: Actor
    now: datetime
    zone: str
    member: Staff | None
    absence: Absence | None
    absent: str
    from_at: datetime | None
    until_at: datetime | None
    instrument_on: date | None
    kept_back: tuple[str, ...]

    def day(self, at: datetime) -> str:
        """The office's day of an instant: "Thu, Dec 31"; with its year where that is not the running one."""
        return short(day_of(at, self.zone), day_of(self.now, self.zone))

    def last(self, until: datetime) -> str:
        """The last day of an end: "Thu, Dec 31", with the time of day where it is not the end of that day."""
        local = until.astimezone(ZoneInfo(self.zone))
        words = short(last_day(until, self.zone), day_of(self.now, self.zone))
        return words if local.hour == local.minute == 0 else f"{words}, {clock(local)}"


def short(day: date, running: date) -> str:
    """A day in few letters: "Thu, Dec 31", and "Mon, Jan 4, 2027" in another year than the running one."""
    return f"{day:%a, %b} {day.day}" + ("" if day.year == running.year else f", {day.year}")


def clock(local: datetime) -> str:
    """A time of day: "4:30 PM"."""
    return f"{local:%I:%M %p}".lstrip("0")


def ask(session: Session, who: Actor, fields: Mapping[str, Any], at: datetime) -> Asked:
    """Read what the fields name; what is missing or is no value of its kind is None."""
    now, absence = present(session, at), _one(session, Absence, fields.get("absence_id"))
    absent = session.get(Staff, absence.staff_id) if absence is not None and absence.staff_id else None
    on = fields.get("instrument_on")
    return Asked(
        session=session,
        who=who,
        now=now,
        zone=calendar(session).zone,
        member=_one(session, Staff, fields.get("staff_id")),
        absence=absence,
        absent=absent.name if absent is not None else "",
        from_at=begun_now(_moment(fields.get("from_at")), now),
        until_at=_moment(fields.get("until_at")),
        instrument_on=on if isinstance(on, date) and not isinstance(on, datetime) else None,
        kept_back=tuple(str(each) for each in fields.get("kept_back") or ()),
    )


def begun_now(from_at: datetime | None, now: datetime) -> datetime | None:
    """The begin, never before now for one chosen as "now": a form shows whole minutes, and this one is running."""
    if from_at is not None and now.replace(second=0, microsecond=0) <= from_at < now:
        return now
    return from_at


def rules(asked: Asked) -> list[Rule]:
    """Every rule that can be judged by what is known, in the order in which a reader asks (Q3)."""
    parts = (_who(asked), _absence(asked), _span(asked), _within(asked), _alone(asked), _paper(asked))
    return [rule for part in parts for rule in part]


def _one(session: Session, model: Any, given: Any) -> Any:
    return session.get(model, given) if isinstance(given, int) else None


def _moment(given: Any) -> datetime | None:
    return given.astimezone(UTC) if isinstance(given, datetime) and given.tzinfo is not None else None


def _who(asked: Asked) -> Iterator[Rule]:
    """Only an Associate with an appointment in force for the whole span; nobody by their own hand."""
    member = asked.member
    if member is None:
        return
    if member.id == asked.who.id:
        yield Rule(False, "Nobody records their own designation. The Mayor or somebody else must do it.", "staff_id")
    if member.left_at is not None:
        yield Rule(
            False, f"{member.name} is no longer on the staff list. Choose an Associate of the office.", "staff_id"
        )
    elif member.role is not Role.ASSOCIATE:
        words = f"{member.name} is not an Associate. Only an Associate may act for the Director."
        yield Rule(False, words, "staff_id")
    else:
        yield _appointment(asked, member)


def _appointment(asked: Asked, member: Staff) -> Rule:
    first = asked.from_at or asked.now
    until = appointed_until(asked.session, member.id or 0, first)
    if until is None:
        words = f"{member.name} has no appointment in force on {asked.day(first)}. The Mayor's order must come first."
        return Rule(False, words, "staff_id")
    if asked.until_at is not None and asked.until_at > until:
        words = f"The appointment of {member.name} ends {asked.last(until)}, before the designation would."
        return Rule(False, words, "until_at", until)
    day = last_day(until, asked.zone)
    return Rule(True, f"{member.name} is an Associate, appointed until {day:%B} {day.day}, {day.year}.", "staff_id")


def appointed_until(session: Session, staff_id: int, first: datetime) -> datetime | None:
    """Until when (UTC, not included) an Associate is appointed without a gap from `first` on; None where not at all."""
    kept = (Appointment.staff_id == staff_id, Appointment.role == Role.ASSOCIATE)
    spans = [
        (row.from_at, min(row.until_at, row.ended_at or row.until_at))
        for row in session.exec(select(Appointment).where(*kept).order_by(col(Appointment.from_at)))
    ]
    until: datetime | None = None
    for begin, end in spans:
        if begin <= (until or first) < end:
            until = end
    return until


def _absence(asked: Asked) -> Iterator[Rule]:
    """Only for an absence of the Director, or while the place is vacant."""
    absence = asked.absence
    if absence is None:
        return
    until = ended(absence)
    if until is not None and until <= asked.now:
        yield Rule(False, "This absence is over. Record a new one first.", "absence_id")
    elif absence.staff_id is not None and not _is_directors(asked.session, absence.staff_id):
        words = f"{asked.absent} is not the Director. Choose an absence of the Director, or a vacancy."
        yield Rule(False, words, "absence_id")
    elif holder := _holder(asked.session, absence.staff_id, asked.from_at or asked.now):
        words = f"{holder} holds the place of Director {_when(asked)}. Choose an absence of {holder}."
        yield Rule(False, words, "absence_id")
    else:
        away = f"{asked.absent} is away" if absence.staff_id is not None else "The Director's place is vacant"
        yield Rule(True, f"{away}{_days(asked, absence)}.", "absence_id")


def _holder(session: Session, absent_id: int | None, at: datetime) -> str:
    """The name of another Director, appointed at `at` while the absent one is not; "" without one."""
    p, moment = table_of(Appointment), literal(at, table_of(Appointment).c.from_at.type)
    held = (Staff.id == p.c.staff_id, p.c.role == Role.DIRECTOR, in_force(p, moment))
    query = select(Staff).where(*held, Staff.role == Role.DIRECTOR, col(Staff.left_at).is_(None))
    names = {member.id: member.name for member in session.exec(query.order_by(col(Staff.id)))}
    return "" if absent_id in names else next(iter(names.values()), "")


def _when(asked: Asked) -> str:
    first = asked.from_at
    return f"on {asked.day(first)}" if first is not None and first > asked.now else "now"


def _is_directors(session: Session, staff_id: int) -> bool:
    absent = session.get(Staff, staff_id)
    return absent is not None and absent.role is Role.DIRECTOR


def ended(absence: Absence) -> datetime | None:
    """When an absence is over: its end, or the return before it; None while it is open."""
    known = [each for each in (absence.until_at, absence.ended_at) if each is not None]
    return min(known) if known else None


def _days(asked: Asked, absence: Absence) -> str:
    until = ended(absence)
    return f" from {asked.day(absence.from_at)}" + (f" to {asked.last(until)}" if until else ", with no end yet")


def _span(asked: Asked) -> Iterator[Rule]:
    """Ends after it begins; never covers acts already done."""
    first, until = asked.from_at, asked.until_at
    if first is not None and first < asked.now:
        words = "It would begin before now. It cannot cover acts already done: let it begin now or later."
        yield Rule(False, words, "from_at", asked.now)
    elif first is not None:
        begins = "at once" if first == asked.now else "in the future"
        yield Rule(True, f"It begins {begins}: nothing already done is covered.", "from_at")
    if first is not None and until is not None and until <= first:
        yield Rule(False, "It would end before it begins. Choose a later end.", "until_at")


def _within(asked: Asked) -> Iterator[Rule]:
    """The whole span within the absence."""
    absence, first, until = asked.absence, asked.from_at, asked.until_at
    if absence is None:
        return
    over, broken = ended(absence), False
    if first is not None and first < absence.from_at:
        broken = True
        by = _apart(asked, first, absence.from_at, "before")
        words = f"It would begin {by} the absence. The absence begins {_begin(asked, absence.from_at)}."
        yield Rule(False, words, "from_at", max(absence.from_at, asked.now))
    if first is not None and over is not None and first >= over:
        broken = True
        yield Rule(False, f"It would begin when the absence is over. The absence ends {asked.last(over)}.", "from_at")
    if until is not None and over is not None and until > over:
        broken = True
        by = _apart(asked, over, until, "after")
        yield Rule(False, f"It would end {by} the absence. The absence ends {asked.last(over)}.", "until_at", over)
    if not broken and first is not None and until is not None and first < until:
        yield Rule(True, "It lies within the absence.", "until_at")


def _begin(asked: Asked, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(asked.zone))
    return asked.day(at) if local.hour == local.minute == 0 else f"{asked.day(at)}, {clock(local)}"


def _apart(asked: Asked, early: datetime, late: datetime, way: str) -> str:
    """How far apart two instants are by the office's calendar days: "4 days after", or "after" within a day."""
    between = (last_day if way == "after" else day_of)(late, asked.zone)
    days = (between - (last_day if way == "after" else day_of)(early, asked.zone)).days
    return way if days < 1 else f"{days:,} {'day' if days == 1 else 'days'} {way}"


def _alone(asked: Asked) -> Iterator[Rule]:
    """Never two at once, begun or yet to come."""
    if asked.from_at is None or asked.until_at is None or asked.until_at <= asked.from_at:
        return
    clashing = next((each for each in standing_or_to_come(asked.session, asked.now) if _touches(asked, each)), None)
    if clashing is None:
        yield Rule(True, "No other designation touches these days.", "from_at")
        return
    other = asked.session.get(Staff, clashing.staff_id)
    days = f"from {_begin(asked, clashing.from_at)} to {asked.last(clashing.until_at)}"
    words = f"{other.name if other else 'Somebody'} is designated {days}: never two at once."
    yield Rule(False, f"{words} Choose other days, or revoke that one.", "from_at", clashing.until_at)


def _touches(asked: Asked, other: Designation) -> bool:
    first, until = asked.from_at, asked.until_at
    return first is not None and until is not None and other.from_at < until and first < other.until_at


def standing_or_to_come(session: Session, now: datetime) -> list[Designation]:
    """The designations that have not ended, in their order: the one in force, and those ahead."""
    query = select(Designation).where(col(Designation.ended_at).is_(None), col(Designation.until_at) > now)
    return list(session.exec(query.order_by(col(Designation.from_at), col(Designation.id))))


def _paper(asked: Asked) -> Iterator[Rule]:
    """The memo is there already; only powers of the Director can be kept back."""
    on = asked.instrument_on
    if on is not None and on > day_of(asked.now, asked.zone):
        yield Rule(False, "The memo is dated in the future. Give the date that stands on it.", "instrument_on")
    strange = [name for name in asked.kept_back if name not in {str(each) for each in KEEPABLE}]
    if strange:
        words = f"“{strange[0]}” cannot be kept back: it is no power that an acting director gets from the Director."
        yield Rule(False, words, "kept_back")


def kept_rights(names: tuple[str, ...]) -> list[Right]:
    """The powers kept back, in the order of the table of rights."""
    return [right for right in Right if right in KEEPABLE and right.value in names]
