"""More of Today: referrals that are to be chased or were answered, and for who directs what hurts in the office."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor, Right, visible_to
from app.models import Case, Referral, Staff, table_of
from app.queries.chasing import LateDepartment, ladder, late_departments
from app.queries.desk import on_desk
from app.queries.direct import to_review
from app.queries.referrals import ReferralRow, referral_rows, running_now
from app.queries.targets import overdue

MOST, LOOKED_AT = 8, 200
ANSWERED_SINCE = timedelta(days=2)


class OwnerLate(NamedTuple):
    """How many overdue cases somebody has; `owner_id` None and no name for those that nobody has."""

    owner_id: int | None
    owner: str
    many: int


class OfficeToday(NamedTuple):
    """What hurts in the office: looks that wait, overdue cases by owner, departments that owe answers."""

    reviews: int
    late: tuple[OwnerLate, ...]
    departments: tuple[LateDepartment, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing of it hurts."""
        return not (self.reviews or self.late or self.departments)


def referrals_to_act(session: Session, who: Actor, *, at: datetime) -> list[ReferralRow]:
    """On the desk: referrals whose answer is late, the longest first, then those answered within two days.

    What was chased stands here again when the next chase, or the brief, is due (`app.queries.chasing`).
    """
    r, c = table_of(Referral).c, table_of(Case).c
    query = select(r.id).select_from(table_of(Referral).join(table_of(Case), c.id == r.case_id))
    query = query.where(on_desk(session, who, c.owner_id, at=at), visible_to(who)).order_by(r.due_at, r.id)
    late = session.execute(query.where(running_now(), r.due_at < at).limit(LOOKED_AT)).scalars().all()
    fresh = session.execute(query.where(r.answered_at >= at - ANSWERED_SINCE).limit(MOST)).scalars().all()
    ripe = [each.referral for each in ladder(session, who, late, at=at) if not each.referral.chases or each.ripe(at)]
    return [*ripe, *referral_rows(session, who, fresh)][:MOST]


def office_today(session: Session, who: Actor, *, at: datetime) -> OfficeToday:
    """The office as who directs it sees it; nothing of a part that the actor has no right to."""
    c, s = table_of(Case).c, table_of(Staff)
    if not who.may(Right.ASSIGN_CASE):
        return OfficeToday(0, (), ())
    many = func.count().label("many")
    query = select(c.owner_id, func.coalesce(s.c.name, ""), many)
    query = query.select_from(table_of(Case).outerjoin(s, s.c.id == c.owner_id)).where(overdue(at), visible_to(who))
    rows = session.execute(query.group_by(c.owner_id, s.c.name).order_by(many.desc(), s.c.name).limit(MOST))
    reviews = len(to_review(session, who)) if who.may(Right.REVIEW_CASE) else 0
    late = tuple(OwnerLate(*row) for row in rows)
    return OfficeToday(reviews, late, tuple(late_departments(session, who, at=at)[:MOST]))
