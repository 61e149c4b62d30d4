"""Weekly hours that held until a day, and the rule that a change of the calendar never rewrites what is past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from app.errors import Invalid
from app.workdays import hours as h
from app.workdays.hours import WEEKDAY_KEYS, Span, WeekHours
from app.workdays.words import day_in_words

if TYPE_CHECKING:
    from app.workdays.calendar import OfficeCalendar

DAY = timedelta(days=1)
_UNREADABLE = "The earlier hours of the office cannot be read; restore the calendar from a backup."


class Earlier(NamedTuple):
    """Weekly hours that were in force up to and with a local day."""

    until: date
    hours: WeekHours


def week_from_json(value: object) -> WeekHours:
    """Seven days from {"mon": [["08:30", "16:30"]], …}; a day that is left out is closed. Raises Invalid by weekday."""
    if not isinstance(value, Mapping):
        raise Invalid({"hours": "The calendar's hours cannot be read; set them again in the settings."})
    return tuple(h.spans_from_json(key, value.get(key, ())) for key in WEEKDAY_KEYS)


def week_to_json(week: WeekHours) -> dict[str, list[list[str]]]:
    """Seven days as {"mon": [["08:30", "16:30"]], …}."""
    return {key: h.spans_to_json(spans) for key, spans in zip(WEEKDAY_KEYS, week, strict=True)}


def earlier_from_json(value: object) -> tuple[Earlier, ...]:
    """[{"until": "2026-11-30", "hours": {…}}, …] in the order of their days. Raises Invalid under "earlier"."""
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
        raise Invalid({"earlier": _UNREADABLE})
    made = (Earlier(h.date_from_json("earlier", e.get("until")), week_from_json(e.get("hours"))) for e in value)
    return tuple(sorted(made, key=lambda each: each.until))


def earlier_problems(earlier: Sequence[Earlier]) -> dict[str, str]:
    """What is wrong with the earlier hours, under "earlier"."""
    days = [each.until for each in earlier]
    if days != sorted(set(days)) or any(h.week_problems(each.hours) for each in earlier):
        return {"earlier": _UNREADABLE}
    return {}


def past_problems(old: OfficeCalendar, new: OfficeCalendar, today: date) -> dict[str, str]:
    """Where `new` would rewrite what is past, as sentences by field: zone, hours, closures, special.

    Days before `today` (local) keep their hours and closures, so that no past due date or figure changes.
    """
    found = {
        "zone": "The time zone dates all that is on file, so it stays as it was set up."
        if old.zone != new.zone
        else "",
        "hours": "New hours begin today or later; those of days that are past stay." if _hours(old, new, today) else "",
        "closures": _days("closure", old.closures, new.closures, today),
        "special": _days("opening hours of one day", old.special, new.special, today),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def first_change(old: OfficeCalendar, new: OfficeCalendar, today: date) -> date | None:
    """The first local day from `today` on whose hours differ, None where none does: what is due before it stays."""
    marked = {day for one in (old, new) for day in (*one.closures, *one.special)}
    turns = {each.until + DAY for one in (old, new) for each in one.earlier} | {today}
    weeks = len(marked) + 1  # by then each weekday came once without a mark, so that its usual hours show
    week = {day + n * DAY for day in turns for n in range(7 * weeks)}
    return min((d for d in marked | week if d >= today and old.spans_on(d) != new.spans_on(d)), default=None)


def _hours(old: OfficeCalendar, new: OfficeCalendar, today: date) -> bool:
    """Whether the weekly hours of a day before today differ; they can only change after the day a version ends."""
    ends = [each.until for each in (*old.earlier, *new.earlier) if each.until < today]
    return any(old.week_on(day) != new.week_on(day) for day in (*ends, today - DAY))


def _days(
    what: str,
    old: Mapping[date, str] | Mapping[date, tuple[Span, ...]],
    new: Mapping[date, str] | Mapping[date, tuple[Span, ...]],
    today: date,
) -> str:
    changed = sorted(day for day in _differing(old, new) if day < today)
    if not changed:
        return ""
    return f"{day_in_words(changed[0])} is past, so its {what} can be neither added, changed nor taken out."


def _differing(old: Mapping[date, object], new: Mapping[date, object]) -> Iterable[date]:
    nothing = object()
    return (day for day in {*old, *new} if old.get(day, nothing) != new.get(day, nothing))
