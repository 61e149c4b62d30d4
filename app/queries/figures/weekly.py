"""What the Mayor's week is made of: weeks beside each other, what is loud, what is unusual, promised and done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.models import (
    Case,
    Category,
    Contact,
    Move,
    Outcome,
    Promise,
    PromiseState,
    Recommendation,
    Referral,
    Staff,
    Status,
    table_of,
)
from app.queries.figures.advised import stands
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period, days
from app.queries.figures.seen import counted, seen

LOUD, DAY = 3, timedelta(days=1)
"""So many contacts in the period make a trouble loud."""
MUCH, FEWEST = 1.5, 5
"""A category is much above its usual from so many times and so many cases on."""


class Span(NamedTuple):
    """Cases opened and closed in one of the periods beside each other."""

    period: Period
    opened: int
    closed: int


class Loud(NamedTuple):
    """A trouble: its main case, how many contacts it had in the period, and how many cases belong to it."""

    id: int
    number: str
    category: str
    ward: str
    contacts: int
    cases: int


class Unusual(NamedTuple):
    """A category of which many more cases were opened than usual: `usual` is the median of the periods before."""

    category_id: int | None
    opened: int
    usual: float


class DueNext(NamedTuple):
    """A promise that falls due after the period; times are UTC."""

    number: str
    category: str
    owner: str
    due_at: datetime
    status: Status


class Done(NamedTuple):
    """What was done in the period besides closing."""

    referred: int
    answered: int
    recommended: int


def spans(session: Session, who: Actor, periods: Sequence[Period]) -> list[Span]:
    """Cases opened and closed in each of several periods that follow each other, the oldest first."""
    m = table_of(Move).c
    opened = _bucketed(session, who, periods, m.was.is_(None))
    closed = _bucketed(session, who, periods, m.became == Status.CLOSED)
    return [Span(each, opened.get(place, 0), closed.get(place, 0)) for place, each in enumerate(periods)]


def _bucketed(session: Session, who: Actor, periods: Sequence[Period], which: ColumnElement[bool]) -> dict[int, int]:
    m = table_of(Move).c
    place = _place(periods)
    query = select(place, func.count()).where(which, m.at >= periods[0].start, m.at < periods[-1].end)
    rows = session.execute(query.where(counted(who, m.case_id)).group_by(place))
    return {number: many for number, many in rows}


def _place(periods: Sequence[Period]) -> ColumnElement[int]:
    """In which of the periods a move lies."""
    at = table_of(Move).c.at
    if len(periods) == 1:
        return literal(0)
    return case(*((at < each.end, place) for place, each in enumerate(periods[:-1])), else_=len(periods) - 1)


def unusual(session: Session, who: Actor, periods: Sequence[Period]) -> list[Unusual]:
    """The categories of which many more were opened in the last period than usual before, the most so first."""
    m, c, place = table_of(Move), table_of(Case), _place(periods)
    query = select(c.c.category_id, place, func.count()).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(m.c.was.is_(None), m.c.at >= periods[0].start, m.c.at < periods[-1].end)
    found: dict[int | None, list[int]] = {}
    for category, number, many in session.execute(query.where(counted(who, c.c.id)).group_by(c.c.category_id, place)):
        found.setdefault(category, [0] * len(periods))[number] = many
    lines = [Unusual(each, many[-1], float(median(many[:-1] or [0]))) for each, many in found.items()]
    much = [each for each in lines if each.opened >= max(FEWEST, MUCH * each.usual)]
    return sorted(much, key=lambda each: (-each.opened / max(each.usual, 0.5), each.category_id or 0))


def loudest(session: Session, who: Actor, period: Period, *, many: int) -> list[Loud]:
    """The troubles with the most contacts in the period, main case and those under it together, that may be seen."""
    t, c, main, k = table_of(Contact), table_of(Case), table_of(Case).alias("main"), table_of(Category)
    root = func.coalesce(c.c.parent_id, c.c.id)
    number, cases = func.count(), func.count(c.c.id.distinct())
    query = select(root.label("root"), number.label("contacts"), cases.label("cases"))
    query = query.select_from(t.join(c, c.c.id == t.c.case_id)).where(of_period(who, period, listed=True))
    loud = query.where(visible_to(who)).group_by(root).having(number >= LOUD).subquery()
    source = loud.join(main, main.c.id == loud.c.root).outerjoin(k, k.c.id == main.c.category_id)
    told = (main.c.id, main.c.number, func.coalesce(k.c.name, ""), main.c.ward, loud.c.contacts, loud.c.cases)
    rows = session.execute(
        select(*told)
        .select_from(source)
        .where(visible_to(who, main))
        .order_by(loud.c.contacts.desc(), main.c.id)
        .limit(many)
    )
    return [Loud(*row) for row in rows]


def due_next(session: Session, who: Actor, period: Period, *, many: int) -> tuple[int, list[DueNext]]:
    """How many open promises fall due within as many days after the period, and the first of those to be seen."""
    p, c, s, k = table_of(Promise), table_of(Case), table_of(Staff), table_of(Category)
    length = period.last - period.first  # in local dates: a week may have an hour more or less
    after = days(period.zone, period.last + DAY, period.last + DAY + length)
    due = (p.c.state == PromiseState.OPEN, p.c.due_at >= after.start, p.c.due_at < after.end)
    whole = session.execute(select(func.count()).select_from(p).where(*due, counted(who, p.c.case_id))).scalar_one()
    source = p.join(c, c.c.id == p.c.case_id).outerjoin(s, s.c.id == c.c.owner_id)
    source = source.outerjoin(k, k.c.id == c.c.category_id)
    told = (c.c.number, func.coalesce(k.c.name, ""), func.coalesce(s.c.name, ""), p.c.due_at, c.c.status)
    query = select(*told).select_from(source).where(*due, seen(who, c.c.id), visible_to(who))
    return int(whole), [DueNext(*row) for row in session.execute(query.order_by(p.c.due_at, p.c.id).limit(many))]


def outcomes(session: Session, who: Actor, period: Period) -> dict[Outcome, int]:
    """The closings of the period by their outcome, the most first."""
    m = table_of(Move).c
    outcome = func.coalesce(m.outcome, Outcome.NO_OUTCOME_RECORDED)
    query = select(outcome, func.count()).where(m.became == Status.CLOSED, m.at >= period.start, m.at < period.end)
    rows = session.execute(
        query.where(counted(who, m.case_id)).group_by(outcome).order_by(func.count().desc(), outcome)
    )
    return {Outcome(name): number for name, number in rows}


def done(session: Session, who: Actor, period: Period) -> Done:
    """Referrals sent and answered, and recommendations sent in the period."""
    r, n = table_of(Referral).c, table_of(Recommendation).c
    seen_by = counted(who, r.case_id)

    def many(column: ColumnElement[datetime], *wanted: ColumnElement[bool]) -> int:
        query = select(func.count()).where(column >= period.start, column < period.end, *wanted)
        return int(session.execute(query).scalar_one())

    return Done(many(r.sent_at, seen_by), many(r.answered_at, seen_by), many(n.sent_at, stands()))
