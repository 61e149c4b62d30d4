"""Absences of staff and the vacancy of the Director's place: recorded, changed, ended by the return (Q2, Q3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor, Right, present, require
from app.errors import Invalid, NotFound
from app.models import Absence, AbsenceFields, Designation, Ended
from app.queries.office import calendar
from app.services.absence_rules import check
from app.services.designations import end_designation
from app.services.history import differences, record
from app.workdays import end_in_words, start_in_words

CHANGEABLE = frozenset(AbsenceFields.model_fields) - {"staff_id"}


def record_absence(session: Session, who: Actor, *, fields: Mapping[str, Any], at: datetime) -> Absence:
    """Record that somebody is, was or will be away (fields of AbsenceFields), or that the Director's place is vacant.

    Everybody may record their own absence, who has RECORD_ABSENCE any. One that is past stands in the register but can
    bear no designation any more. Raises NotAllowed, Invalid with the sentence of each rule that is broken.
    """
    _require(who, fields.get("staff_id"))
    good = AbsenceFields.checked(_moments(fields))
    check(session, good, at=at)
    made = Absence(**good.model_dump(), made_at=at, by_id=who.id)
    session.add(made)
    session.flush()
    detail = differences({}, good.model_dump())
    record(session, who, "recorded absence", subject="absence", subject_id=made.id, at=at, detail=detail)
    return made


def change_absence(
    session: Session, who: Actor, absence_id: int, *, changes: Mapping[str, Any], at: datetime
) -> Absence:
    """Correct an absence: its days, reason or deputy; whose it is stays.

    Once the return is recorded its days stay too. A designation that rests on it must still lie within it.
    Raises NotAllowed, NotFound, Invalid.
    """
    found = _find(session, who, absence_id)
    old = found.model_dump(include=set(AbsenceFields.model_fields))
    kept = {name: value for name, value in changes.items() if name in CHANGEABLE}
    good = AbsenceFields.checked(_moments(old | kept))
    _check_returned(session, found, good)
    check(session, good, at=at, was=found)
    _check_borne(session, found, good)
    for name in CHANGEABLE:
        setattr(found, name, getattr(good, name))
    changed = differences(old, good.model_dump())
    if changed:
        session.add(found)
        record(session, who, "changed absence", subject="absence", subject_id=absence_id, at=at, detail=changed)
    return found


def end_absence(session: Session, who: Actor, absence_id: int, *, at: datetime, words: str = "") -> Absence:
    """Record that somebody is back, or that an absence to come is called off.

    The designation that rests on it ends in the same act (Q3). Who is away may always record the own return, also
    the Director for whom somebody acts. Raises NotAllowed, NotFound, Invalid when it is over already.
    """
    found, now = _find(session, who, absence_id), present(session, at)
    over = min((each for each in (found.until_at, found.ended_at) if each is not None), default=None)
    if over is not None and over <= now:
        day = end_in_words(over, calendar(session).zone)
        raise Invalid(f"This absence is over already: it ended {day}.")
    for resting in _designations(session, absence_id):
        if resting.until_at > now:
            end_designation(session, who, resting, why=Ended.EARLY_RETURN, at=at, words=words)
    detail = {"ended_at": [found.ended_at.isoformat() if found.ended_at else None, now.isoformat()]}
    verb = "returned" if found.from_at <= now else "called off absence"
    found.ended_at = now
    session.add(found)
    told = detail | ({"words": words.strip()[:400]} if words.strip() else {})
    record(session, who, verb, subject="absence", subject_id=absence_id, at=at, detail=told)
    return found


def _require(who: Actor, staff_id: Any) -> None:
    """One's own absence needs no right."""
    if staff_id != who.id:
        require(who, Right.RECORD_ABSENCE)


def _find(session: Session, who: Actor, absence_id: int) -> Absence:
    found = session.get(Absence, absence_id)
    if found is None or not (found.staff_id == who.id or who.may(Right.RECORD_ABSENCE)):
        require(who, Right.RECORD_ABSENCE)
        raise NotFound("This absence is not in the register.")
    return found


def _moments(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with their instants in UTC; a time without a zone is no instant."""
    given, problems = dict(fields), {}
    for name in ("from_at", "until_at"):
        value = given.get(name)
        if isinstance(value, datetime):
            given[name] = value.astimezone(UTC) if value.tzinfo else None
        if isinstance(value, datetime) and value.tzinfo is None:
            problems[name] = "Give the day and the time in the office's time zone."
    if problems:
        raise Invalid(problems)
    return given


def _check_returned(session: Session, found: Absence, good: AbsenceFields) -> None:
    if found.ended_at is None or (found.from_at, found.until_at) == (good.from_at, good.until_at):
        return
    day = start_in_words(found.ended_at, calendar(session).zone)
    raise Invalid({"from_at": f"The return was recorded {day}, so these days stay. Record a new absence instead."})


def _check_borne(session: Session, found: Absence, good: AbsenceFields) -> None:
    """A designation never stands outside of its absence."""
    zone = calendar(session).zone
    for resting in _designations(session, found.id or 0):
        over = resting.until_at
        if good.from_at > max(resting.from_at, found.from_at):
            day = start_in_words(resting.from_at, zone)
            raise Invalid({"from_at": f"Somebody acts from {day} because of this absence: it cannot begin later."})
        if good.until_at is not None and over > good.until_at:
            day = end_in_words(over, zone)
            words = f"Somebody acts until {day} because of this absence. Record the return on the day, or have the "
            raise Invalid({"until_at": words + "designation revoked first."})


def _designations(session: Session, absence_id: int) -> list[Designation]:
    query = select(Designation).where(Designation.absence_id == absence_id, col(Designation.ended_at).is_(None))
    return list(session.exec(query).all())
