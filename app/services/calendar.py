"""Change the office calendar, from today on; open due dates follow, what is past stays (DOMAIN.md, Time; Q5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, select

from app.authority import Actor, Right, require
from app.errors import Conflict, Invalid
from app.models import Case, Setting
from app.queries.office import calendar
from app.services.history import record
from app.services.redating import Progress, redate
from app.services.redating_referrals import redate_referrals
from app.workdays import OfficeCalendar, Span, WeekHours, day_of, past_problems, preset_closures

MOST_YEARS = 10


class CalendarChanged(NamedTuple):
    """What a change did: how many open cases have another due date now."""

    redated: int


def change_calendar(
    session: Session,
    who: Actor,
    value: Mapping[str, Any],
    *,
    at: datetime,
    base: Mapping[str, Any] | None = None,
    progress: Progress = lambda *_: None,
) -> CalendarChanged:
    """Take over a whole calendar in JSON and move the due dates of open cases that it touches.

    `base` is the calendar that was shown: a Conflict if it is not the one on file. `progress` (done, total, words) may
    raise to stop: then nothing is changed. Raises Invalid by field, also where a day before today would change.
    """
    require(who, Right.MANAGE_OFFICE)
    old, new = calendar(session), OfficeCalendar.from_json(value)
    if base is not None and OfficeCalendar.from_json(base) != old:
        raise Conflict("Somebody else changed the calendar first. Look at it again, then make your change.")
    problems = past_problems(old, new, day_of(at, old.zone))
    if "zone" in problems and session.exec(select(Case.id).limit(1)).first() is None:
        del problems["zone"]  # nothing is dated yet
    if problems:
        raise Invalid(problems)
    return _keep(session, who, old, new, at=at, progress=progress)


def change_hours(
    session: Session, who: Actor, hours: WeekHours, *, at: datetime, from_on: date | None = None
) -> CalendarChanged:
    """Other weekly hours from a local day on (today); raises Invalid under "from_on" for a day that is past."""
    require(who, Right.MANAGE_OFFICE)
    old = calendar(session)
    begins = from_on or day_of(at, old.zone)
    if begins < day_of(at, old.zone):
        raise Invalid({"from_on": "New hours begin today or later; those of days that are past stay."})
    return change_calendar(session, who, old.with_hours(hours, from_on=begins).to_json(), at=at)


def close_day(session: Session, who: Actor, day: date, name: str, *, at: datetime) -> CalendarChanged:
    """Close the office on a day, today or later, and say why; special hours of the day go. Raises Invalid."""
    require(who, Right.MANAGE_OFFICE)
    if not name.strip():
        raise Invalid({"name": "Say why the office is closed, so that due dates can explain themselves."})
    old = calendar(session)
    special = {each: spans for each, spans in old.special.items() if each != day}
    new = replace(old, closures={**old.closures, day: name.strip()}, special=special)
    return change_calendar(session, who, new.to_json(), at=at)


def open_day(session: Session, who: Actor, day: date, spans: Iterable[Span], *, at: datetime) -> CalendarChanged:
    """Hours of one day, today or later, in place of its usual ones or of a closure. Raises Invalid.

    No spans: the day has its usual hours again.
    """
    require(who, Right.MANAGE_OFFICE)
    old = calendar(session)
    closures = {each: name for each, name in old.closures.items() if each != day}
    special = {each: kept for each, kept in old.special.items() if each != day}
    given = tuple(spans)
    new = replace(old, closures=closures, special={**special, day: given} if given else special)
    return change_calendar(session, who, new.to_json(), at=at)


def add_preset(session: Session, who: Actor, key: str, years: Iterable[int], *, at: datetime) -> CalendarChanged:
    """Copy the holidays of a preset in these years, from today on, into the office's own list.

    Days that the office has named itself, or gave special hours, stay as they are. Raises Invalid.
    """
    require(who, Right.MANAGE_OFFICE)
    old, wanted = calendar(session), sorted(set(years))
    today = day_of(at, old.zone)
    if not wanted or not today.year <= wanted[0] <= wanted[-1] <= today.year + MOST_YEARS:
        raise Invalid({"years": f"Choose years from {today.year} to {today.year + MOST_YEARS}."})
    found = preset_closures(key, wanted)
    new = {day: name for day, name in found.items() if day >= today and day not in old.special}
    return change_calendar(session, who, replace(old, closures={**new, **old.closures}).to_json(), at=at)


def _keep(
    session: Session, who: Actor, old: OfficeCalendar, new: OfficeCalendar, *, at: datetime, progress: Progress
) -> CalendarChanged:
    setting = session.get(Setting, "calendar") or Setting(key="calendar")
    was, setting.value = setting.value, new.to_json()
    session.add(setting)
    changed = redate(session, who, old, new, at=at, progress=progress)
    asked = redate_referrals(session, who, old, new, at=at)
    detail = {"key": "calendar", "value": [was, setting.value], "redated": changed, "referrals": asked}
    record(session, who, "changed setting", subject="office", subject_id=None, at=at, detail=detail)
    return CalendarChanged(changed)
