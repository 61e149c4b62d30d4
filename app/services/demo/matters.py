"""Made-up matters: what a case is about, how long each step takes, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.models import CLOCK_STOPS
from app.queries.office import CategoryRow
from app.workdays import OfficeCalendar, Stretch

HOURS = (0.6, 1.1, 1.4, 1.3, 0.8, 0.7, 1.0, 0.9)
MONTHS = (1.15, 1.1, 1.0, 0.95, 0.95, 1.0, 1.05, 1.0, 1.0, 0.95, 0.9, 0.95)
CHANNELS = {"phone": 58, "walk_in": 14, "email": 16, "letter": 3, "text": 3, "social_media": 3, "web": 2, "meeting": 1}
NEVER_ANSWERED = 0.06
FORGOTTEN, FOUND_AFTER = 0.025, (10, 45)
"""The share of matters that lie untouched, and for how many days of eight hours until somebody finds them."""


@dataclass
class Matter:
    """One made-up case: its moves are (status, at, reason), in order."""

    category: CategoryRow
    subject: str
    words: str
    reply: str
    received: datetime
    channel: str
    moves: list[tuple[str, datetime, str]] = field(default_factory=list)
    first_response: datetime | None = None
    closed: datetime | None = None
    outcome: str | None = None
    why_not_told: str = ""

    @property
    def waits(self) -> list[Stretch]:
        """The waits that are over and stopped our clock, in order."""
        following = zip(self.moves, self.moves[1:], strict=False)
        return [(start[1], end[1]) for start, end in following if start[0] in CLOCK_STOPS]


class Matters:
    """Draws matters; all times lie between the opening of `first` and `now`."""

    def __init__(
        self,
        data: Mapping[str, Any],
        rng: Random,
        *,
        categories: Sequence[CategoryRow],
        hours: OfficeCalendar,
        now: datetime,
    ) -> None:
        self._data, self._rng, self._hours, self._now = data, rng, hours, now
        self._texts = data["matters"]
        self._categories = [c for c in categories if c.key in self._texts]
        self._weights = [self._texts[c.key]["weight"] for c in self._categories]

    def arrivals(self, many: int, days: Sequence[date], opening: Mapping[date, datetime]) -> list[datetime]:
        """`many` instants in office hours over the given office days, in order; busier before noon."""
        rng = self._rng
        weights = [MONTHS[day.month - 1] * (1.25 if day.weekday() == 0 else 1.0) for day in days]
        chosen = rng.choices(days, weights, k=many)
        found = []
        for day in chosen:
            hour = rng.choices(range(8), HOURS)[0]
            found.append(opening[day] + timedelta(hours=hour, seconds=rng.uniform(0, 3599)))
        return sorted(min(at, self._now - timedelta(seconds=90)) for at in found)

    def channel(self) -> str:
        """How somebody comes in."""
        return self._rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]

    def category(self) -> CategoryRow:
        """A category, the common ones oftener."""
        return self._rng.choices(self._categories, self._weights)[0]

    def words(self, category: CategoryRow, *, place: str, street: str) -> str:
        """What somebody said about a matter of this category."""
        return self._fill(self._texts[category.key]["words"], place, street)

    def draw(self, received: datetime, *, place: str, street: str) -> Matter:
        """A matter received at an instant, worked as far as the present allows."""
        category = self.category()
        texts = self._texts[category.key]
        matter = Matter(
            category,
            self._fill(texts["subjects"], place, street),
            self._fill(texts["words"], place, street),
            self._fill(texts["replies"], place, street),
            received,
            self.channel(),
        )
        self._work(matter)
        return matter

    def _fill(self, templates: Sequence[str], place: str, street: str) -> str:
        park = self._rng.choice(self._data["parks"])
        return self._rng.choice(templates).format(place=place, street=street, park=park)

    def _after(self, at: datetime, hours: float) -> datetime:
        return self._hours.add_hours(at, max(0.05, hours))

    def _work(self, matter: Matter) -> None:
        """Open, wait, answer, close, perhaps reopen: skewed delays, some past the target, few far past it."""
        rng, target = self._rng, matter.category.resolution_days * 8
        matter.moves.append(("new", matter.received, ""))
        at = self._after(matter.received, rng.expovariate(1 / 2.5))
        if at >= self._now:
            return
        matter.moves.append(("open", at, ""))
        respond = self._after(matter.received, rng.lognormvariate(1.9, 1.0))
        if respond < self._now and rng.random() > NEVER_ANSWERED:
            matter.first_response = respond
        length = target * rng.lognormvariate(-0.62, 0.75)
        if rng.random() < FORGOTTEN:
            at = self._after(at, rng.uniform(*FOUND_AFTER) * 8)
            if at >= self._now:
                return
        if rng.random() < 0.55:
            at = self._wait(matter, at, length)
        self._close(matter, self._after(at, length * 0.5))

    def _wait(self, matter: Matter, at: datetime, length: float) -> datetime:
        kind = self._rng.choices(list(self._data["waits"]), (6, 3, 2))[0]
        start = self._after(at, length * self._rng.uniform(0.05, 0.3))
        if start >= self._now:
            return start
        matter.moves.append((kind, start, self._rng.choice(self._data["waits"][kind])))
        end = self._after(start, length * self._rng.uniform(0.2, 0.6))
        if end < self._now:
            matter.moves.append(("open", end, ""))
        return end

    def _close(self, matter: Matter, at: datetime) -> None:
        rng = self._rng
        if at >= self._now:
            if rng.random() < 0.1 and matter.first_response and matter.moves[-1][0] == "open":
                matter.moves.append(("answered", max(matter.first_response, matter.moves[-1][1]), ""))
            return
        outcome = rng.choices(
            ("resolved", "answered", "referred_out", "not_possible", "withdrawn", "duplicate"), (56, 20, 9, 8, 4, 3)
        )[0]
        matter.moves.append(("closed", at, outcome))
        matter.closed, matter.outcome = at, outcome
        if matter.first_response is None and rng.random() < 0.8:
            matter.first_response = at
        if rng.random() < 0.09:
            matter.why_not_told = rng.choice(self._data["not_told"])
        if rng.random() < 0.035:
            self._reopen(matter, at)

    def _reopen(self, matter: Matter, closed: datetime) -> None:
        again = self._after(closed, self._rng.uniform(8, 160))
        if again >= self._now:
            return
        matter.moves.append(("reopened", again, "The trouble came back."))
        matter.closed = matter.outcome = None
        end = self._after(again, self._rng.uniform(4, 80))
        if end < self._now:
            matter.moves.append(("closed", end, "resolved"))
            matter.closed, matter.outcome = end, "resolved"


def office_days(hours: OfficeCalendar, first: date, last: date) -> list[date]:
    """The days on which the office opens, first to last."""
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if hours.is_office_day(day)]


def openings(hours: OfficeCalendar, days: Sequence[date], zone: Any) -> dict[date, datetime]:
    """The first opening of each day."""
    return {day: datetime.combine(day, hours.spans_on(day)[0][0], tzinfo=zone) for day in days}
