"""When contacts come: by weekday and hour of the office's clock, for the staffing of the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Contact, Direction, table_of
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period

Hours = dict[tuple[int, int], int]
"""(weekday, Monday is 0; hour of the day) to the number of contacts."""


def contact_hours(session: Session, who: Actor, period: Period) -> Hours:
    """The contacts that the public began, by weekday and hour of local time; those without any are left out.

    Grouped by the hour in UTC, so that a year is 8,760 rows at most, and turned by the rules of the zone: an hour in
    autumn that comes twice counts both times.
    """
    t = table_of(Contact).c
    hour = func.substr(cast(t.happened_at, String), 1, 13)
    came = of_period(who, period, listed=False)
    query = select(hour, func.count()).where(came, t.direction == Direction.IN).group_by(hour)
    found: Counter[tuple[int, int]] = Counter()
    zone = ZoneInfo(period.zone)
    for words, number in session.execute(query):
        at = datetime.fromisoformat(f"{words}:00").replace(tzinfo=UTC).astimezone(zone)
        found[at.weekday(), at.hour] += int(number)
    return dict(found)


def contacts_at(session: Session, who: Actor, period: Period, *, weekday: int | None, hour: int | None) -> list[int]:
    """The ids of the contacts that the public began on a weekday or in an hour (None: any)."""
    t, zone = table_of(Contact).c, ZoneInfo(period.zone)
    query = select(t.id, t.happened_at).where(of_period(who, period, listed=True), t.direction == Direction.IN)

    def wanted() -> Iterator[int]:
        for each, at in session.execute(query.order_by(t.happened_at, t.id)):
            local = at.astimezone(zone)
            if weekday in (None, local.weekday()) and hour in (None, local.hour):
                yield each

    return list(wanted())


def contact_count(session: Session, who: Actor, period: Period) -> int:
    """How many contacts there are, counted by itself: the sum against which every division is held."""
    t = table_of(Contact).c
    return int(session.execute(select(func.count(t.id)).where(of_period(who, period, listed=False))).scalar_one())
