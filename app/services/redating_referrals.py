"""Move the dates by which departments owe an answer after a change of the calendar, as those of cases are moved."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import RUNNING, Referral
from app.services.history import record_series
from app.workdays import OfficeCalendar, day_of, first_change, start_of


def redate_referrals(session: Session, who: Actor, old: OfficeCalendar, new: OfficeCalendar, *, at: datetime) -> int:
    """Give running referrals the date that the department's days make by the new calendar; how many changed.

    Left alone are dates before the first day that changes, those the old calendar does not explain, and what would
    become late by the change. History tells of each.
    """
    turn = first_change(old, new, day_of(at, new.zone))
    if turn is None:
        return 0
    cut = start_of(turn, new.zone)
    query = select(Referral).where(col(Referral.state).in_(sorted(RUNNING)), col(Referral.due_at) >= cut)
    lines = []
    for referral in session.exec(query.order_by(col(Referral.id))):
        due = _due(referral, old, new)
        if due != referral.due_at and not due < at <= referral.due_at:
            lines.append((referral.id or 0, {"due_at": [referral.due_at.isoformat(), due.isoformat()]}))
            referral.due_at = due
            session.add(referral)
    session.flush()
    record_series(session, who, "redated", subject="referral", at=at, lines=lines)
    return len(lines)


def _due(referral: Referral, old: OfficeCalendar, new: OfficeCalendar) -> datetime:
    days = old.days_allowed(referral.sent_at, referral.due_at)
    explained = old.add_days(referral.sent_at, days) == referral.due_at
    return new.add_days(referral.sent_at, days) if explained else referral.due_at
