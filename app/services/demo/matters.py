"""Made-up matters: what a case is about, how long each step takes, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.models import CLOCK_STOPS, Priority
from app.queries.goals import Goal, Goals
from app.queries.office import CategoryRow
from app.workdays import OfficeCalendar, Stretch, day_of

HOURS = (0.6, 1.1, 1.4, 1.3, 0.8, 0.7, 1.0, 0.9)
MONTHS = (1.15, 1.1, 1.0, 0.95, 0.95, 1.0, 1.05, 1.0, 1.0, 0.95, 0.9, 0.95)
CHANNELS = {"phone": 58, "walk_in": 14, "email": 16, "letter": 3, "text": 3, "social_media": 3, "web": 2, "meeting": 1}
PRIORITIES = ((Priority.NORMAL, Priority.HIGH, Priority.LOW, Priority.URGENT), (82, 11, 5, 2))
NEVER_ANSWERED = 0.06
KNOWN_TO_BE_THERE = 0.75
"""The share whose receipt is acknowledged when they are opened; for the others the first answer does it."""
FORGOTTEN, FOUND_AFTER = 0.025, (10, 45)
"""The share of matters that lie untouched, and for how many days of eight hours until somebody finds them."""
SWEPT, LIES = 0.35, (31, 60)
"""The share of these that nobody finds until a sweep closes them, after how many such days."""
LOST, STUCK = 0.025, 0.035
LOST_DAYS, STUCK_DAYS = (55, 105), (24, 55)
"""The share of what came so many days ago that lies still, or still waits on its department; one of each at least."""
SWEEP = "Nobody had touched the case for {days} office days; it was closed in a sweep and nobody was told."


@dataclass
class Matter:
    """One made-up case: its moves are (status, at, reason), in order."""

    category: CategoryRow
    subject: str
    words: str
    reply: str
    received: datetime
    channel: str
    goal: Goal
    priority: Priority
    moves: list[tuple[str, datetime, str]] = field(default_factory=list)
    first_response: datetime | None = None
    closed: datetime | None = None
    outcome: str | None = None
    why_not_told: str = ""
    acknowledged: datetime | None = None
    quiet: bool = False
    """Nobody asks and nobody notes anything: it lies, or lay until a sweep."""

    @property
    def swept(self) -> bool:
        """Whether a sweep closed it."""
        return self.outcome == "no_outcome_recorded"

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
        goals: Goals,
        now: datetime,
    ) -> None:
        self._goals, self._lost, self._stuck = goals, 0, 0
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
        category, priority = self.category(), self._rng.choices(*PRIORITIES)[0]
        goal = self._goals.on(category.id, priority, day_of(received, self._hours.zone))
        assert goal is not None
        texts = self._texts[category.key]
        matter = Matter(
            category,
            self._fill(texts["subjects"], place, street),
            self._fill(texts["words"], place, street),
            self._fill(texts["replies"], place, street),
            received,
            self.channel(),
            goal,
            priority,
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
        rng, target = self._rng, matter.goal.resolution_days * 8
        matter.moves.append(("new", matter.received, ""))
        at = self._after(matter.received, rng.expovariate(1 / 2.5))
        if at >= self._now:
            return
        matter.moves.append(("open", at, ""))
        if rng.random() < KNOWN_TO_BE_THERE:
            matter.acknowledged = at
        if self._lies(matter, at):
            return
        respond = self._after(matter.received, rng.lognormvariate(1.9, 1.0))
        if respond < self._now and rng.random() > NEVER_ANSWERED:
            matter.first_response = respond
        length = target * rng.lognormvariate(-0.72, 0.7)
        if rng.random() < FORGOTTEN:
            if rng.random() < SWEPT:
                return self._sweep(matter, at)
            at = self._after(at, rng.uniform(*FOUND_AFTER) * 8)
            if at >= self._now:
                return
        if rng.random() < 0.55:
            at = self._wait(matter, at, length)
        self._close(matter, self._after(at, length * 0.5))

    def _lies(self, matter: Matter, at: datetime) -> bool:
        """Whether it is one of those that nobody touched since, or that wait on a department since long."""
        days, lot = (self._now - matter.received).days, self._rng.random()
        matter.quiet = LOST_DAYS[0] < days < LOST_DAYS[1] and (lot < LOST or not self._lost)
        self._lost += matter.quiet
        has_department = matter.category.department_id is not None
        if STUCK_DAYS[0] < days < STUCK_DAYS[1] and has_department and (lot < STUCK or not self._stuck):
            since, reason = self._after(at, self._rng.uniform(1, 6)), self._data["waits"]["waiting_department"][0]
            self._stuck, matter.first_response = self._stuck + 1, self._after(at, 0.5)
            matter.moves.append(("waiting_department", since, reason))
            return True
        return matter.quiet

    def _sweep(self, matter: Matter, at: datetime) -> None:
        """Closed as what it is: nobody knows the outcome. What happened before stays as it was."""
        days = self._rng.randint(*LIES)
        end, matter.quiet = self._after(at, days * 8), True
        if end < self._now:
            matter.moves.append(("closed", end, "no_outcome_recorded"))
            matter.closed, matter.outcome, matter.why_not_told = end, "no_outcome_recorded", SWEEP.format(days=days)

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
