"""How departments answer in a period: sent, answered, in target, inadequate, chased, owed; and which (Q5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, select, true
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Case, Chase, Referral, ReferralState, Status, table_of
from app.queries.columns import columns_of, kept, stamps
from app.queries.figures.period import Period
from app.queries.figures.seen import counted, seen
from app.queries.figures.spread import Spread, spread
from app.queries.office import calendar

OF_PERIOD = ("sent", "answered", "in_target", "inadequate", "chased")
SORTS = (*OF_PERIOD, "open", "overdue")
ENDS = ("answered", "withdrawn", "left", "owed")
"""What became until now of referrals sent in the period: answered, taken back, left when the case was closed, owed."""


def referral_counts(
    session: Session, who: Actor, period: Period, *, at: datetime, sorts: Sequence[str] = SORTS
) -> dict[str, dict[int, int]]:
    """By sort and department. Open and overdue are as of now, all others of the period; chases count, not referrals."""
    found: dict[str, dict[int, int]] = {}
    for sort in sorts:
        source, where = _sort(sort, period, at)
        r = table_of(Referral).c
        query = select(r.department_id, func.count()).select_from(source).where(where, _to_departments())
        rows = session.execute(query.where(counted(who, r.case_id)).group_by(r.department_id))
        found[sort] = {row[0]: row[1] for row in rows}
    return found


def answer_days(session: Session, who: Actor, period: Period) -> dict[int | None, Spread]:
    """Office days from sending to answer, of the answers of the period, by department; None of all of them."""
    r = table_of(Referral).c
    query = select(r.department_id, kept(r.sent_at), kept(r.answered_at)).where(_answered(period), _to_departments())
    to, sent, answered = columns_of(session, query.where(counted(who, r.case_id)))
    days = defaultdict[int, list[float]](list)
    for each, took in zip(to, calendar(session).days_between_stamps(stamps(sent), stamps(answered)), strict=True):
        days[int(each)].append(took)
    whole = spread(took for each in days.values() for took in each)
    return {**{each: spread(took) for each, took in days.items()}, None: whole}


def sent_and_became(session: Session, who: Actor, period: Period) -> dict[str, int]:
    """All referrals sent to departments in the period as `sent`, and what became of them (ENDS), each counted by
    itself: the sum is a check."""
    r = table_of(Referral)
    ended, running = r.c.closed_at.is_not(None), r.c.closed_at.is_(None)
    tests: Mapping[str, ColumnElement[bool]] = {
        "sent": true(),
        "answered": r.c.answered_at.is_not(None),
        "withdrawn": and_(ended, r.c.answered_at.is_(None)),
        "left": and_(running, r.c.answered_at.is_(None), _status() == Status.CLOSED),
        "owed": and_(running, r.c.answered_at.is_(None), _status() != Status.CLOSED),
    }
    sent = (r.c.sent_at >= period.start, r.c.sent_at < period.end, _to_departments(), counted(who, r.c.case_id))
    query = select(func.count()).select_from(r).where(*sent)
    return {name: int(session.execute(query.where(test)).scalar_one()) for name, test in tests.items()}


def referrals_behind(session: Session, who: Actor, key: str, period: Period, at: datetime) -> tuple[str, list[int]]:
    """The referrals behind `referred.SORT` or `referred.SORT.ID` of a department; one stands as often as it was chased.
    Raises NotFound for another key."""
    _, sort, value = [*key.split(".", 2), ""][:3]
    if sort not in SORTS or (value and not value.isdecimal()):
        raise NotFound("There is no such figure.")
    source, where = _sort(sort, period, at)
    r = table_of(Referral).c
    to = r.department_id == int(value) if value else _to_departments()
    query = select(r.id).select_from(source).where(where, to, seen(who, r.case_id))
    return "referral", list(session.execute(query.order_by(r.due_at, r.id)).scalars())


def _sort(sort: str, period: Period, at: datetime) -> tuple[FromClause, ColumnElement[bool]]:
    """Where it is counted, and which of it."""
    r, n = table_of(Referral), table_of(Chase)
    plain: FromClause = r
    owed = and_(r.c.closed_at.is_(None), _status() != Status.CLOSED)
    tests: dict[str, tuple[FromClause, Any]] = {
        "sent": (plain, _during(r.c.sent_at, period)),
        "answered": (plain, _answered(period)),
        "in_target": (plain, and_(_answered(period), r.c.answered_at <= r.c.due_at)),
        "inadequate": (plain, and_(_answered(period), r.c.state == ReferralState.INADEQUATE)),
        "chased": (n.join(r, r.c.id == n.c.referral_id), _during(n.c.at, period)),
        "open": (plain, owed),
        "overdue": (plain, and_(owed, r.c.due_at < at)),
    }
    return tests[sort]


def _status() -> Any:
    """That of the case, asked for each referral that runs: these are few, and cases are many."""
    c = table_of(Case).c
    return select(c.status).where(c.id == table_of(Referral).c.case_id).correlate(table_of(Referral)).scalar_subquery()


def _answered(period: Period) -> ColumnElement[bool]:
    return _during(table_of(Referral).c.answered_at, period)


def _during(column: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return and_(column >= period.start, column < period.end)


def _to_departments() -> ColumnElement[bool]:
    return table_of(Referral).c.department_id.is_not(None)


def totals(counts: Mapping[str, Mapping[int, int]]) -> Counter[str]:
    """The sums over all departments."""
    return Counter({sort: sum(each.values()) for sort, each in counts.items()})
