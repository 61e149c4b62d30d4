"""The flow of cases, from dated moves only, so that any past month stays what it was.

Opened: the first move of a case. Closed: each move to closed. Reopened: each move to reopened. A case that is closed
twice in a period counts twice, as it is also reopened once; so carried in + opened + reopened = closed + carried out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, Move, Status, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted

FIRST = datetime(1, 1, 1, tzinfo=UTC)


class Flow(NamedTuple):
    """Cases that stood open at the beginning, came, came back, went, and stood open at the end."""

    carried_in: int
    opened: int
    reopened: int
    closed: int
    carried_out: int

    @property
    def reconciles(self) -> bool:
        """Whether what came in is what went out."""
        return self.carried_in + self.opened + self.reopened == self.closed + self.carried_out


class Opening(NamedTuple):
    """A case opened, or opened again."""

    case_id: int
    category_id: int | None
    owner_id: int | None
    organization_id: int | None


class Month(NamedTuple):
    """One month of the series."""

    period: Period
    opened: int
    closed: int


def flow(session: Session, who: Actor, period: Period, *, carried_out: int | None = None) -> Flow:
    """The five figures, each counted by itself: the sum is a check, not a definition.

    `carried_out` is the number of cases open at the end, where that is known already.
    """
    start, end = period.start, period.end
    before = [_opened(session, who, FIRST, start)]
    before += [_became(session, who, status, FIRST, start) for status in (Status.REOPENED, Status.CLOSED)]
    return Flow(
        before[0] + before[1] - before[2],
        _opened(session, who, start, end),
        _became(session, who, Status.REOPENED, start, end),
        _became(session, who, Status.CLOSED, start, end),
        len(open_at(session, who, end)) if carried_out is None else carried_out,
    )


def openings(session: Session, who: Actor, period: Period) -> list[Opening]:
    """The cases opened, in the order of opening."""
    return _moved(session, who, period, table_of(Move).c.was.is_(None))


def reopenings(session: Session, who: Actor, period: Period) -> list[Opening]:
    """The cases opened again, once for each time."""
    return _moved(session, who, period, table_of(Move).c.became == Status.REOPENED)


def open_at(session: Session, who: Actor, at: datetime) -> list[int]:
    """The ids of the cases open just before an instant: opened, and closed no oftener than opened again."""
    m = table_of(Move).c
    shut = func.sum(case({Status.CLOSED: 1, Status.REOPENED: -1}, value=m.became, else_=0))
    query = select(m.case_id).where(m.at < at, counted(who, m.case_id)).group_by(m.case_id).having(shut == 0)
    return list(session.execute(query.order_by(m.case_id)).scalars().all())


def twelve_months(session: Session, who: Actor, period: Period) -> list[Month]:
    """Opened and closed in the month of the period and the eleven before, oldest first."""
    months = [period.back(n) for n in range(11, -1, -1)]
    return [
        Month(
            each,
            _opened(session, who, each.start, each.end),
            _became(session, who, Status.CLOSED, each.start, each.end),
        )
        for each in months
    ]


def _moved(session: Session, who: Actor, period: Period, which: ColumnElement[bool]) -> list[Opening]:
    m, c = table_of(Move), table_of(Case)
    query = select(c.c.id, c.c.category_id, c.c.owner_id, c.c.organization_id)
    query = query.select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(which, m.c.at >= period.start, m.c.at < period.end, counted(who, m.c.case_id))
    return [Opening(*row) for row in session.execute(query.order_by(m.c.at, m.c.case_id)).all()]


def _opened(session: Session, who: Actor, start: datetime, end: datetime) -> int:
    return _count(session, who, table_of(Move).c.was.is_(None), start, end)


def _became(session: Session, who: Actor, status: Status, start: datetime, end: datetime) -> int:
    return _count(session, who, table_of(Move).c.became == status, start, end)


def _count(session: Session, who: Actor, which: ColumnElement[bool], start: datetime, end: datetime) -> int:
    m = table_of(Move).c
    query = select(func.count()).where(which, m.at >= start, m.at < end, counted(who, m.case_id))
    return int(session.execute(query).scalar_one())
