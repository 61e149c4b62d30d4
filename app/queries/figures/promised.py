"""Promises kept, and how content residents are: counted from what was settled or asked in a period (Q5)."""

from __future__ import annotations

from collections.abc import Collection
from statistics import median
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import SETTLED, FollowUp, Promise, PromiseState, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted

KEPT_DEFINITION = (
    "Promises kept: dates told to residents that were kept by that date, over all promises settled in the period "
    "(kept, broken, moved). Moved: another date was told before; a date that passed without telling is broken. What is "
    "not settled yet, and what was noted by mistake, is not counted."
)
SATISFACTION_DEFINITION = (
    "Satisfaction: the median of the numbers from 1 (not at all) to 5 (very) that residents gave in follow-ups of the "
    "period, with n, and the share of 4 and 5. Response rate: numbers given over all follow-ups made, also those in "
    "which nobody was reached or no number was given."
)


class Kept(NamedTuple):
    """Promises settled in a period; `rate` is kept over settled, None without any."""

    kept: int
    broken: int
    moved: int

    @property
    def settled(self) -> int:
        """n: all that were settled."""
        return self.kept + self.broken + self.moved

    @property
    def rate(self) -> float | None:
        """The share kept, 0 to 1."""
        return self.kept / self.settled if self.settled else None


class Satisfaction(NamedTuple):
    """Follow-ups of a period: how many were made, how many reached somebody, the numbers given, and what is fixed."""

    made: int
    reached: int
    given: tuple[int, ...]
    fixed: int
    not_fixed: int

    @property
    def n(self) -> int:
        """How many gave a number."""
        return len(self.given)

    @property
    def middle(self) -> float | None:
        """The median of the numbers."""
        return float(median(self.given)) if self.given else None

    @property
    def content(self) -> float | None:
        """The share of 4 and 5, 0 to 1."""
        return sum(each >= 4 for each in self.given) / self.n if self.given else None

    @property
    def response_rate(self) -> float | None:
        """Numbers given over follow-ups made, 0 to 1."""
        return self.n / self.made if self.made else None


class Settled(NamedTuple):
    """One promise that was settled in a period."""

    case_id: int
    state: PromiseState


def settled_promises(session: Session, who: Actor, period: Period) -> list[Settled]:
    """What was kept, broken or moved in the period, in order."""
    p = table_of(Promise).c
    query = select(p.case_id, p.state).where(p.settled_at >= period.start, p.settled_at < period.end)
    query = query.where(p.state.in_(SETTLED), counted(who, p.case_id)).order_by(p.settled_at, p.id)
    return [Settled(*row) for row in session.execute(query)]


def kept_promises(session: Session, who: Actor, period: Period) -> Kept:
    """How many were kept, broken and moved in the period; see KEPT_DEFINITION."""
    states = [each.state for each in settled_promises(session, who, period)]
    return Kept(*(states.count(each) for each in (PromiseState.KEPT, PromiseState.BROKEN, PromiseState.MOVED)))


def satisfaction(session: Session, who: Actor, period: Period, *, of: Collection[int] | None = None) -> Satisfaction:
    """What residents answered in the period, of all cases or of these ids; see SATISFACTION_DEFINITION."""
    f = table_of(FollowUp).c
    asked = select(f.reached, f.fixed, f.satisfaction, f.case_id).where(f.asked_at >= period.start)
    asked = asked.where(f.asked_at < period.end, counted(who, f.case_id)).order_by(f.asked_at, f.id)
    rows = [row for row in session.execute(asked) if of is None or row.case_id in of]
    given = tuple(row.satisfaction for row in rows if row.satisfaction is not None)
    fixed = [row.fixed for row in rows if row.reached]
    return Satisfaction(
        len(rows), len(fixed), given, fixed.count("yes"), sum(each in ("no", "partly") for each in fixed)
    )
