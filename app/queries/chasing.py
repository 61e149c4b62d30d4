"""The chase ladder: when a department is to be reminded, by its own target and its own speed.

The first chase is due on the office day after the answer was. Each next one, and after the third the brief from the
Director to the head, follows half as many office days after the one before as that department usually takes: its own
median where at least ten answers say so, else its target; never under two days nor over ten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from app.authority import Actor, hidden_cases, visible_to
from app.models import Case, Department, Official, Referral, ReferralState, table_of
from app.queries.columns import columns_of, kept, stamps
from app.queries.figures.spread import Spread, spread
from app.queries.office import calendar
from app.queries.referrals import ReferralRow, referral_rows, running_now
from app.workdays import OfficeCalendar, day_of, start_of

ENOUGH = 10
"""So many answers make a department's own median worth counting with (n is always told)."""
RUNGS = 3
LEAST, MOST = 2, 10
LOOK_BACK = timedelta(days=365)


class Speed(NamedTuple):
    """How a department answers: office days from sending to answer of what was sent in the last 365 days and answered.

    `inadequate` of `taken.n` answers would not do. `target` is its own, in office days.
    """

    target: int
    taken: Spread
    inadequate: int

    @property
    def usual(self) -> float:
        """Office days it usually takes: its own median from ten answers on, else its target."""
        return self.taken.median if self.by_median and self.taken.median is not None else float(self.target)

    @property
    def by_median(self) -> bool:
        """Whether its own median counts."""
        return self.taken.n >= ENOUGH


class Rung(NamedTuple):
    """What comes next for a referral: chase `number` (over three: the brief), due by `due_at`; why in `speed`.

    It is time from `ripe_at` on: the midnight at which the day of `due_at` begins in the office.
    """

    referral: ReferralRow
    number: int
    due_at: datetime
    gap: int
    speed: Speed
    ripe_at: datetime

    @property
    def brief(self) -> bool:
        """Whether the Director writes to the head now."""
        return self.number > RUNGS

    def ripe(self, at: datetime) -> bool:
        """Whether it is time."""
        return self.ripe_at <= at


class LateDepartment(NamedTuple):
    """A department with overdue answers: how many, office days by which the oldest is late, chases sent at most.

    `next` is the referral to chase next, the one with most chases, then the oldest.
    """

    department_id: int
    name: str
    late: int
    days: float
    chases: int
    next: ReferralRow


def speeds(
    session: Session, who: Actor, *, at: datetime, department_ids: Sequence[int] | None = None
) -> dict[int, Speed]:
    """The speed of each department, of referrals that the actor may see."""
    d = table_of(Department).c
    asked = select(d.id, d.answer_days)
    asked = asked if department_ids is None else asked.where(d.id.in_(department_ids))
    targets = {row.id: row.answer_days for row in session.execute(asked)}
    return _speeds(session, who, table_of(Referral).c.department_id, targets, at)


def official_speeds(session: Session, who: Actor, *, at: datetime, official_ids: Sequence[int]) -> dict[int, Speed]:
    """The same for officials, each for themselves."""
    o = table_of(Official).c
    rows = session.execute(select(o.id, o.answer_days).where(o.id.in_(official_ids))).all()
    targets = {row.id: row.answer_days for row in rows}
    return _speeds(session, who, table_of(Referral).c.official_id, targets, at)


def _speeds(
    session: Session, who: Actor, to: ColumnElement[int | None], targets: Mapping[int, int], at: datetime
) -> dict[int, Speed]:
    """All in one pass over an index: of a large office it is tens of thousands of answers."""
    r = table_of(Referral).c
    query = select(to, kept(r.sent_at), kept(r.answered_at), r.state).where(to.in_(list(targets)))
    query = query.where(r.sent_at >= at - LOOK_BACK, r.sent_at <= at, r.answered_at.is_not(None))
    asked, sent, answered, states = columns_of(session, query.where(r.case_id.not_in(hidden_cases(who))))
    days, poor = defaultdict[str, list[float]](list), Counter[str]()
    took = calendar(session).days_between_stamps(stamps(sent), stamps(answered))
    for each, taken, state in zip(asked, took, states, strict=True):
        days[each].append(taken)
        poor[each] += state == ReferralState.INADEQUATE
    return {each: Speed(target, spread(days[str(each)]), poor[str(each)]) for each, target in targets.items()}


def gap_of(speed: Speed) -> int:
    """Office days between two chases."""
    return min(MOST, max(LEAST, ceil(speed.usual / 2)))


def rung(row: ReferralRow, speed: Speed, hours: OfficeCalendar) -> Rung:
    """What comes next for a referral that runs."""
    gap = gap_of(speed)
    due = hours.days_later(row.due_at, 1) if row.chased_at is None else hours.add_days(row.chased_at, gap)
    return Rung(row, row.chases + 1, due, gap, speed, start_of(day_of(due, hours.zone), hours.zone))


def ladder(session: Session, who: Actor, ids: Sequence[int], *, at: datetime) -> list[Rung]:
    """What comes next for each of these referrals, of those that run and that the actor may see, in their order."""
    rows = [row for row in referral_rows(session, who, ids) if row.running]
    own = {row.department_id for row in rows if row.department_id is not None}
    others = {row.official_id for row in rows if row.official_id is not None}
    by_department = speeds(session, who, at=at, department_ids=sorted(own)) if own else {}
    by_official = official_speeds(session, who, at=at, official_ids=sorted(others)) if others else {}
    hours = calendar(session)
    return [
        rung(row, by_department[row.department_id] if row.department_id else by_official[row.official_id or 0], hours)
        for row in rows
    ]


def late_departments(session: Session, who: Actor, *, at: datetime) -> list[LateDepartment]:
    """The departments with overdue answers, those with most chases first, then by how many are late."""
    r, c = table_of(Referral), table_of(Case)
    query = select(r.c.id).select_from(r.join(c, c.c.id == r.c.case_id)).order_by(r.c.due_at, r.c.id)
    query = query.where(running_now(), r.c.due_at < at, r.c.department_id.is_not(None), visible_to(who))
    found: dict[int, list[ReferralRow]] = defaultdict(list)
    for row in referral_rows(session, who, list(session.execute(query).scalars())):
        found[row.department_id or 0].append(row)
    hours = calendar(session)
    late = [_late(rows, hours, at) for rows in found.values()]
    return sorted(late, key=lambda each: (-each.chases, -each.late, each.name))


def _late(rows: Sequence[ReferralRow], hours: OfficeCalendar, at: datetime) -> LateDepartment:
    following = max(rows, key=lambda row: (row.chases, -row.due_at.timestamp()))
    first = rows[0]
    days = hours.days_between(first.due_at, at)
    return LateDepartment(first.department_id or 0, first.to, len(rows), days, following.chases, following)
