"""How records are grouped: the column read, the group it means, its name and its place in the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from app.models import (
    Case,
    Category,
    Contact,
    Department,
    Move,
    Person,
    Place,
    Priority,
    Recommendation,
    Referral,
    Staff,
    table_of,
)
from app.queries.custom.sources import Source, hour_of
from app.queries.custom.words import DIMENSIONS, What
from app.queries.figures.period import MONTHS, Period, month

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NONE = {
    "category": "No category",
    "department": "No department",
    "owner": "Unassigned",
    "channel": "Not noted",
    "language": "Not noted",
    "outcome": "No outcome recorded",
}
NOT_KNOWN = "Not known"
_OWN = {
    "waiting_department": "Waiting on department",
    "waiting_resident": "Waiting on resident",
    "waiting_third_party": "Waiting on third party",
    "email": "E-mail",
    "walk_in": "Walk-in",
    "not_possible": "Not possible",
    "referred_out": "Referred elsewhere",
}


class Grouping(NamedTuple):
    """`fold` makes the key of a group of what was read; `name` names it, `place` orders it where groups have an order;
    `all` are the keys that stand even where nothing is counted."""

    key: str
    fold: Callable[[Any], str]
    name: Callable[[str], str]
    place: Callable[[str], Any]
    all: tuple[str, ...] = ()


def column_of(key: str, what: What, source: Source) -> ColumnElement[Any]:
    """The column that tells the group of a record; of moments the hour, which is turned afterwards."""
    if DIMENSIONS[key].time:
        assert source.at is not None
        return hour_of(source.at)
    if what is What.CONTACTS:
        return _of_contact(key)
    if what is What.RECOMMENDATIONS:
        r = table_of(Recommendation).c
        return {"category": r.category_id, "department": r.department_id, "status": r.status}[key]
    if what is What.REFERRALS and key in ("department", "status", "channel"):
        r = table_of(Referral).c
        return {"department": r.department_id, "status": r.state, "channel": r.how}[key]
    return _of_case(key)


def _of_contact(key: str) -> ColumnElement[Any]:
    t, p = table_of(Contact).c, table_of(Place).c
    if key == "neighborhood":
        return select(p.neighborhood).where(p.id == t.place_id).scalar_subquery()
    names = {"category": "category_id", "department": "category_id", "taken_by": "taken_by_id", "help": "language_help"}
    return t[names.get(key, key)]


def _of_case(key: str) -> ColumnElement[Any]:
    c, p, n = table_of(Case).c, table_of(Place).c, table_of(Person).c
    if key == "neighborhood":
        return select(p.neighborhood).where(p.id == c.place_id).scalar_subquery()
    if key == "language":
        return select(n.language).where(n.id == c.person_id).scalar_subquery()
    if key == "outcome":
        return table_of(Move).c.outcome
    names = {"category": "category_id", "department": "category_id", "owner": "owner_id"}
    return c[names.get(key, key)]


def grouping(session: Session, key: str, what: What, period: Period) -> Grouping:
    """How what is read for a dimension becomes groups with names."""
    if DIMENSIONS[key].time:
        return _of_time(key, period)
    if key == "department" and what in (What.REFERRALS, What.RECOMMENDATIONS):
        return _named(key, _names(session, Department), "Another body" if what is What.REFERRALS else "")
    if key == "department":
        g = table_of(Category).c
        of: dict[Any, Any] = {row[0]: row[1] for row in session.execute(select(g.id, g.department_id))}
        return _named(key, _names(session, Department))._replace(fold=lambda raw: str(of.get(raw) or ""))
    models: Mapping[str, Any] = {"category": Category, "owner": Staff, "taken_by": Staff}
    if key in models:
        return _named(key, _names(session, models[key]))
    order = {each.value: place for place, each in enumerate(Priority)} if key == "priority" else {}
    return Grouping(key, _text, lambda each: _said(key, each), lambda each: _order(key, each, order))


def _names(session: Session, model: Any) -> dict[str, str]:
    t = table_of(model).c
    return {str(row[0]): str(row[1]) for row in session.execute(select(t.id, t.name))}


def _named(key: str, names: Mapping[str, str], none: str = "") -> Grouping:
    nobody = none or NONE.get(key, NOT_KNOWN)
    return Grouping(
        key,
        lambda raw: str(raw or ""),
        lambda each: names.get(each, nobody),
        lambda each: (not each, names.get(each, "").casefold(), each),
    )


def _text(raw: Any) -> str:
    return str(raw.value if isinstance(raw, StrEnum) else raw or "").strip()


def _said(key: str, value: str) -> str:
    if not value:
        return NONE.get(key, NOT_KNOWN)
    if key == "ward":
        return f"Ward {value}" if value.isdigit() else value
    if key in ("language", "neighborhood"):
        return value
    return _OWN.get(value, value.replace("_", " ").capitalize())


def _order(key: str, value: str, order: Mapping[str, int]) -> Any:
    number = int(value) if key == "ward" and value.isdecimal() else 0
    return (not value, order.get(value, 0), number, value.casefold())


# -- time ---------------------------------------------------------------------------------------------------


def _of_time(key: str, period: Period) -> Grouping:
    zone = ZoneInfo(period.zone)

    @lru_cache(maxsize=20_000)
    def fold(raw: str) -> str:
        return _KEYS[key](datetime.fromisoformat(f"{raw}:00").replace(tzinfo=UTC).astimezone(zone))

    return Grouping(key, fold, lambda each: _NAMES[key](each), lambda each: each.rjust(10), _all(key, period))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _all(key: str, period: Period) -> tuple[str, ...]:
    days = (period.last - period.first).days + 1
    every = [period.first + timedelta(days=n) for n in range(min(days, 3700))]
    if key == "month":
        return tuple(dict.fromkeys(f"{each:%Y-%m}" for each in every))
    if key == "week":
        return tuple(dict.fromkeys(_monday(each).isoformat() for each in every))
    return tuple(str(n) for n in range(7)) if key == "weekday" and days >= 7 else ()


def _month_name(key: str) -> str:
    year, number = key.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def _week_name(key: str) -> str:
    first = date.fromisoformat(key)
    return f"Week of {first:%b} {first.day}, {first.year}"


def _hour_name(key: str) -> str:
    hour = int(key)
    return f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}"


_KEYS: Mapping[str, Callable[[datetime], str]] = {
    "month": lambda at: f"{at:%Y-%m}",
    "week": lambda at: _monday(at.date()).isoformat(),
    "weekday": lambda at: str(at.weekday()),
    "hour": lambda at: str(at.hour),
}
_NAMES: Mapping[str, Callable[[str], str]] = {
    "month": _month_name,
    "week": _week_name,
    "weekday": lambda key: DAYS[int(key)],
    "hour": _hour_name,
}


def short_name(key: str, group: str, name: str) -> str:
    """A group in few letters, for the foot of a chart."""
    if key == "month":
        return f"{month('UTC', int(group[:4]), int(group[5:])).first:%b}"
    if key == "week":
        day = date.fromisoformat(group)
        return f"{day:%b} {day.day}"
    return name[:3] if key == "weekday" else name
