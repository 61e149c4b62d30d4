"""Which backups stay, and when the next is due: rules of dates alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

DAYS, WEEKS, MONTHS = 14, 8, 12
ALL_OF = timedelta(days=2)
"""Every backup as young as this stays, however many there are: somebody made them for a reason."""
AHEAD = timedelta(minutes=5)
"""A backup further in the future was made before the clock was set back: it stays, and does not count."""
EVERY, WARN_AFTER = timedelta(days=1), timedelta(days=3)


class Seen(NamedTuple):
    """A backup, as far as it matters here."""

    name: str
    at: datetime
    verified: bool


def keep(seen: Iterable[Seen], *, now: datetime, zone: tzinfo) -> frozenset[str]:
    """The names of those that stay: the last of each of 14 days, 8 weeks and 12 months that have one.

    Days are those of the office (`zone`) that have a verified backup, so a long closing takes none away. All of the
    last two days and of the future stay, and the newest verified one always. One that was never checked, since the
    program ended before, stays until a newer one is verified.
    """
    every = sorted(seen, key=lambda each: each.at, reverse=True)
    past = [each for each in every if each.verified and each.at <= now + AHEAD]
    newest = past[0].at if past else None
    kept = {each.name for each in every if (each.at > now - ALL_OF if each.verified else each.at > (newest or each.at))}
    kept |= {each.name for each in every if each.at > now + AHEAD or newest is None}
    for many, period in ((DAYS, _day(zone)), (WEEKS, _week(zone)), (MONTHS, _month(zone))):
        kept |= {each.name for each in _last_of_each(past, many, period)}
    return frozenset(kept)


def _last_of_each(newest_first: Sequence[Seen], many: int, period: Callable[[datetime], Hashable]) -> list[Seen]:
    last: dict[Hashable, Seen] = {}
    for each in newest_first:
        last.setdefault(period(each.at), each)
    return list(last.values())[:many]


def _day(zone: tzinfo) -> Callable[[datetime], Hashable]:
    return lambda at: at.astimezone(zone).date()


def _week(zone: tzinfo) -> Callable[[datetime], Hashable]:
    return lambda at: at.astimezone(zone).isocalendar()[:2]


def _month(zone: tzinfo) -> Callable[[datetime], Hashable]:
    return lambda at: (at.astimezone(zone).year, at.astimezone(zone).month)


def newest_of(moments: Iterable[datetime], now: datetime) -> datetime | None:
    """The newest moment that is not in the future."""
    return max((at for at in moments if at <= now + AHEAD), default=None)


def is_due(moments: Iterable[datetime], *, now: datetime, zone: tzinfo) -> bool:
    """Whether this day of the office has no backup yet, or the newest is a day old; future ones do not count."""
    last = newest_of(moments, now)
    return last is None or now - last >= EVERY or last.astimezone(zone).date() < now.astimezone(zone).date()


def is_overdue(moments: Iterable[datetime], *, now: datetime) -> bool:
    """Whether it can wait no longer for a quiet minute: the newest is a day old, or there is none."""
    last = newest_of(moments, now)
    return last is None or now - last >= EVERY


def is_late(last: datetime | None, *, now: datetime) -> bool:
    """Whether to warn: no verified backup in three days."""
    return last is None or now - last >= WARN_AFTER
