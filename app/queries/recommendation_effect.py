"""The same figures of a category before and after a recommendation is in effect (Q7).

Both sides are as long: from the date of effect to today, at most six months, and as many days before it. What is seen
is that figures differ, not why; below n 20 on a side nothing is said.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.models import Case, Contact, Direction, table_of
from app.queries.figures.closings import closings
from app.queries.figures.period import Period, days, month, told
from app.queries.figures.seen import counted
from app.queries.figures.spread import spread
from app.queries.office import calendar
from app.queries.recommendations import recommendation
from app.workdays import day_of

ENOUGH = 20
"""Cases and closings on a side below which nothing is said."""
HARDLY = 0.1
"""The part of a figure by which it may differ without being called fewer, more, sooner or later."""
LONGEST, AGAIN, MONTHS = 183, timedelta(days=14), 6
DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Before and after",
        "From the date of effect to the day of the figures, at most 183 days, and as many days before it. Cases by "
        "their day of receipt, closings by the day of closing, of the category as it is on file now.",
    ),
    (
        "Resolution, within target",
        "As in the monthly report: median business days from receipt to closing without waits on the resident or a "
        "third party; closed by the due date, of those closed that have one.",
    ),
    (
        "Repeat contact",
        "Cases with a second contact from the public within 14 days of receipt, of those received 14 days ago or more.",
    ),
    (
        "n",
        f"How many were counted. With fewer than {ENOUGH} cases or closings on a side nothing is said of an effect. A "
        "tenth more or less is told as about the same.",
    ),
)


class Side(NamedTuple):
    """One side: cases received in `period` and per 30 days; of `closed` closings the median business days and how many
    of those `with_target` were within; of `settled` cases how many with a `repeat` contact."""

    period: Period
    received: int
    per_month: float
    closed: int
    median: float | None
    with_target: int
    in_target: int
    settled: int
    repeat: int

    @property
    def says(self) -> bool:
        """Whether there is enough to compare."""
        return self.received >= ENOUGH and self.closed >= ENOUGH


class EffectMonth(NamedTuple):
    """Cases received in a calendar month, before and after the date of effect."""

    period: Period
    before: int
    after: int


class Effect(NamedTuple):
    """Both sides, with the months around the date, and the sentence that says whether they can be compared."""

    category: str
    effective_on: date
    before: Side
    after: Side
    months: tuple[EffectMonth, ...]

    @property
    def words(self) -> str:
        """What can be said, in plain words."""
        before, after = self.before, self.after
        if not (before.says and after.says):
            told_n = f"{before.received:,} before and {after.received:,} after received"
            closed = f"{before.closed:,} and {after.closed:,} closed"
            return f"Too few to say: {told_n}, {closed}; it takes {ENOUGH} of each on both sides."
        many = _way(before.per_month, after.per_month, "fewer", "more", "as many")
        took = _way(before.median or 0, after.median or 0, "sooner", "later", "as soon")
        came = f"Since {told(self.effective_on)} there are {many.format('cases in 30 days')}"
        return f"{came}; they are closed {took.format('(median business days)')}. Other causes are possible."


def _way(one: float, other: float, less: str, more: str, same: str) -> str:
    """ "fewer {0}, 4.1 after 6.2 before"; a tenth more or less is no effect to speak of: "about as many {0}, …"."""
    if round(one, 1) == round(other, 1):
        word = same
    elif abs(other - one) <= HARDLY * one:
        word = f"about {same}"
    else:
        word = less if other < one else more
    return f"{word} {{0}}, {other:,.1f} after {one:,.1f} before"


def effect(session: Session, who: Actor, recommendation_id: int, *, at: datetime) -> Effect:
    """The figures before and after. Raises NotFound; Invalid without a category or a date of effect that has come."""
    row, zone = recommendation(session, who, recommendation_id), calendar(session).zone
    today = day_of(at, zone)
    if row.category_id is None:
        raise Invalid({"category_id": "Without a category there is nothing to measure. Name it in the recommendation."})
    begun = row.effective_on
    if begun is None:
        raise Invalid({"effective_on": "Give the date of effect first; figures are told from that day on."})
    if begun > today:
        raise Invalid({"effective_on": f"It takes effect on {told(begun)}; figures are told from that day on."})
    last = min(today, begun + timedelta(days=LONGEST - 1))
    long = (last - begun).days + 1
    before, after = days(zone, begun - timedelta(days=long), begun - timedelta(days=1)), days(zone, begun, last)
    return Effect(
        category=row.category,
        effective_on=begun,
        before=_side(session, who, row.category_id, before, at),
        after=_side(session, who, row.category_id, after, at),
        months=_months(session, who, row.category_id, begun, last, zone),
    )


def _side(session: Session, who: Actor, category_id: int, period: Period, at: datetime) -> Side:
    closed = closings(session, who, period, category_id=category_id)
    aimed = [each.in_target for each in closed if each.in_target is not None]
    long = (period.last - period.first).days + 1
    received = _received(session, who, category_id, period)
    settled, repeat = _repeats(session, who, category_id, period, at)
    return Side(
        period=period,
        received=received,
        per_month=30 * received / long,
        closed=len(closed),
        median=spread(each.net for each in closed).median,
        with_target=len(aimed),
        in_target=sum(aimed),
        settled=settled,
        repeat=repeat,
    )


def _received(session: Session, who: Actor, category_id: int, period: Period) -> int:
    c = table_of(Case).c
    inside = (c.category_id == category_id, c.received_at >= period.start, c.received_at < period.end)
    return int(session.execute(select(func.count()).where(*inside, counted(who, c.id))).scalar_one())


def _repeats(session: Session, who: Actor, category_id: int, period: Period, at: datetime) -> tuple[int, int]:
    """Cases whose 14 days are over, and those of them with a second contact in these."""
    c, t = table_of(Case).c, table_of(Contact).c
    inside = (c.category_id == category_id, c.received_at >= period.start, c.received_at < min(period.end, at - AGAIN))
    received = {
        row[0]: row[1] for row in session.execute(select(c.id, c.received_at).where(*inside, counted(who, c.id)))
    }
    came: dict[int, int] = {}
    query = select(t.case_id, t.happened_at).join(table_of(Case), c.id == t.case_id)
    real = (t.undone_at.is_(None), t.automatic.is_(None), t.direction == Direction.IN)
    for case_id, happened in session.execute(query.where(*inside, *real, counted(who, c.id))):
        begun = received[case_id].replace(second=0, microsecond=0)  # what was logged on it from before is no return
        if begun <= happened <= received[case_id] + AGAIN:
            came[case_id] = came.get(case_id, 0) + 1
    return len(received), sum(many > 1 for many in came.values())


def _months(
    session: Session, who: Actor, category_id: int, begun: date, last: date, zone: str
) -> tuple[EffectMonth, ...]:
    end = month(zone, last.year, last.month)
    found = list[EffectMonth]()
    for back in range(2 * MONTHS + 1, -1, -1):
        each = end.back(back)
        if each.first < month(zone, begun.year, begun.month).back(MONTHS).first:
            continue
        before = _received(session, who, category_id, days(zone, each.first, min(each.last, begun - timedelta(days=1))))
        every = _received(session, who, category_id, each)
        before = every if each.last < begun else before if each.first < begun else 0
        found.append(EffectMonth(each, before, every - before))
    return tuple(found)
