"""The rules of the made-up office as they changed: hours that moved once, late evenings, closed days, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import Priority, Role, Setting, Staff, Target, TargetFields
from app.queries.office import CategoryRow, calendar, categories
from app.services.history import differences, line_of
from app.services.targets import ALWAYS
from app.workdays import OfficeCalendar, Span, WeekHours, day_of

DAY = timedelta(days=1)
OLD_WEEK: WeekHours = (((time(9), time(17)),),) * 5 + ((), ())
LATE: Span = (time(8, 30), time(19))
HOURS_CHANGED, TARGETS_CHANGED = 420, 330
"""Days before now."""
SNOW = (((1, 27), "Snow emergency"), ((2, 10), "Snow emergency"))
TIGHTER: Mapping[str, tuple[int, int, int]] = {
    "street_repair": (16, 3, 15),
    "trash_recycling": (16, 3, 8),
    "street_light": (16, 3, 15),
}
"""What was asked of these categories before: hours to acknowledge, days to the first answer and to the end."""


class _Goal(NamedTuple):
    category: str
    priority: Priority
    back: int
    values: tuple[int, int, int]


URGENT = (
    _Goal("", Priority.URGENT, 560, (4, 1, 3)),
    _Goal("", Priority.URGENT, 210, (2, 1, 2)),
    _Goal("street_repair", Priority.HIGH, 300, (4, 1, 5)),
    _Goal("snow_ice", Priority.HIGH, 300, (2, 1, 1)),
)


def make_rules(session: Session, *, now: datetime) -> list[dict[str, Any]]:
    """Set the calendar and the targets as they stand at `now`, with what held before; gives its lines of history.

    An office without a Director keeps what it has.
    """
    found = session.exec(select(Staff).where(Staff.role == Role.DIRECTOR).order_by(col(Staff.id))).first()
    if found is None:
        return []
    who = Actor(found.id or 0, found.name, found.role)
    return [*_calendar(session, who, now), *_targets(session, who, now)]


def _calendar(session: Session, who: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """Each change as the act would have told it, on a working morning before it."""
    hours = calendar(session)
    today = day_of(now, hours.zone)
    new_from = _monday(today - HOURS_CHANGED * DAY)
    was = replace(hours, hours=OLD_WEEK, special={}, earlier=())
    for on, then in _changes(was, hours.hours, new_from, today):
        at = datetime.combine(on, time(9, 40), ZoneInfo(hours.zone)).astimezone(now.tzinfo)
        detail = {"key": "calendar", "value": [was.to_json(), then.to_json()], "redated": 0}
        yield line_of(who, "changed setting", "office", 0, min(at, now), detail) | {"subject_id": None}
        was = then
    setting = session.get(Setting, "calendar") or Setting(key="calendar")
    setting.value = was.validated().to_json()
    session.add(setting)
    session.flush()


def _changes(
    first: OfficeCalendar, week: WeekHours, new_from: date, today: date
) -> Iterator[tuple[date, OfficeCalendar]]:
    """(Day of the change, the calendar since), in order; a snow day is named on its morning."""
    now = first.with_hours(week, from_on=new_from)
    yield new_from - 21 * DAY, now
    evenings = {day: (LATE,) for day in _thursdays(new_from, today) if now.is_office_day(day)}
    now = replace(now, special=evenings)
    yield new_from + DAY, now
    snow = [(day, why) for year in (today.year - 1, today.year) for day, why in _snow(now, year)]
    coming = (today + 24 * DAY, "Staff training day")
    training = (next(day for day in _from(coming[0]) if now.is_office_day(day) and day not in evenings), coming[1])
    for day, why in (*snow, training):
        if new_from + DAY < day <= today or why == training[1]:
            special = {each: spans for each, spans in now.special.items() if each != day}
            now = replace(now, closures={**now.closures, day: why}, special=special)
            yield min(day, today - DAY), now


def _snow(hours: OfficeCalendar, year: int) -> Iterator[tuple[date, str]]:
    for on, why in SNOW:
        yield next(day for day in _from(date(year, *on)) if hours.is_office_day(day)), why


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _thursdays(first: date, today: date) -> list[date]:
    """The third Thursday of each month, until three months ahead."""
    span = (first + n * DAY for n in range((today - first).days + 92))
    return [day for day in span if day.weekday() == 3 and 15 <= day.day <= 21]


def _targets(session: Session, who: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """Versions of a few categories, whose newest is what the category says, and of what is urgent."""
    known, today = {each.key: each for each in categories(session)}, day_of(now, calendar(session).zone)
    changed = _monday(today - TARGETS_CHANGED * DAY)
    for key in (each for each in TIGHTER if each in known):
        old, at = _fields(*TIGHTER[key]), now - (TARGETS_CHANGED + 12) * DAY
        session.add(Target(**old, category_id=known[key].id, from_on=ALWAYS, made_at=at, by_id=who.id))
        yield _set(session, who, Target(**_now(known[key]), category_id=known[key].id, from_on=changed, **_by(who, at)))
    for goal in (each for each in URGENT if not each.category or each.category in known):
        on, at = today - goal.back * DAY, now - (goal.back + 5) * DAY
        kind: dict[str, Any] = {"priority": goal.priority, "from_on": on}
        kind["category_id"] = known[goal.category].id if goal.category else None
        yield _set(session, who, Target(**_fields(*goal.values), **kind, **_by(who, at)))


def _by(who: Actor, at: datetime) -> dict[str, Any]:
    return {"made_at": at, "by_id": who.id}


def _fields(acknowledge: int, answer: int, end: int) -> dict[str, Any]:
    return {"acknowledge_hours": acknowledge, "first_response_days": answer, "resolution_days": end}


def _now(kind: CategoryRow) -> dict[str, Any]:
    return _fields(kind.acknowledge_hours, kind.first_response_days, kind.resolution_days)


def _set(session: Session, who: Actor, target: Target) -> dict[str, Any]:
    session.add(target)
    session.flush()
    new = target.model_dump(include=set(TargetFields.model_fields))
    kind = {"category_id": target.category_id, "priority": target.priority, "from_on": target.from_on.isoformat()}
    return line_of(who, "set target", "target", target.id or 0, target.made_at, {**differences({}, new), **kind})
