"""Open cases that nobody has touched for long: the list of the sweep (LESSONS.md row 26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlmodel import Session

from app.authority import Actor, Right, visible_to
from app.errors import Invalid
from app.models import Case, Category, Chase, Contact, Move, Note, Promise, Referral, Staff, Status, Task, table_of
from app.queries.case_filter import OPEN
from app.queries.office import calendar, setting
from app.workdays import OfficeCalendar

SETTING, DEFAULT = "stale_days", 30
LEAST, MOST = 5, 1_000


class StaleRow(NamedTuple):
    """An open case with the last day on which anything came of it; `days` are whole office days since (times in UTC).

    `asked_at` is when a task was last noted on it that is not done yet: its owner was asked.
    """

    id: int
    number: str
    subject: str
    category: str
    owner_id: int | None
    owner: str
    status: Status
    received_at: datetime
    touched_at: datetime
    asked_at: datetime | None
    days: int


def stale_after(session: Session) -> int:
    """After how many office days without a contact, note, reply or move the office calls a case stale."""
    return int(setting(session, SETTING, DEFAULT))


def stale_cases(
    session: Session, who: Actor, *, at: datetime, days: int | None = None, ids: Sequence[int] | None = None
) -> list[StaleRow]:
    """The open cases untouched for `days` office days (the office's own number where None), longest untouched first.

    Who hands out sees all that they may see, others their own. Touching is a contact, note, reply, change of status,
    referral, chase or promise; looking at a case, printing it or handing it on is none. Raises Invalid (days).
    """
    hours, least = calendar(session), checked_days(stale_after(session) if days is None else days)
    until, c = day_back(hours, at, least), table_of(Case).c
    mine = [] if who.may(Right.ASSIGN_CASE) else [c.owner_id == who.id]
    chosen = [] if ids is None else [c.id.in_(ids)]
    found = _touched(c.received_at < until, c.status.in_(OPEN), visible_to(who), *mine, *chosen)
    rows = session.execute(_query(found, until)).all()
    return [StaleRow._make((*row, int(hours.days_between(row.touched_at, at)))) for row in rows]


def checked_days(days: int) -> int:
    """The number, if it is one that a sweep can go by; raises Invalid (days)."""
    if not LEAST <= days <= MOST:
        raise Invalid({"days": f"Give a number of office days from {LEAST} to {MOST:,}."})
    return days


def day_back(hours: OfficeCalendar, at: datetime, days: int) -> datetime:
    """The local midnight (UTC) that begins the office day so many office days before the day of `at`."""
    zone = ZoneInfo(hours.zone)
    day = at.astimezone(zone).date()
    while days > 0:
        day -= timedelta(days=1)
        days -= hours.is_office_day(day)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _touched(*wanted: ColumnElement[bool]) -> Subquery:
    """The cases with the newest of what came of them, each looked up by its index."""
    c, n, m, k = table_of(Case).c, table_of(Note).c, table_of(Move).c, table_of(Contact).c
    r, a, p = table_of(Referral).c, table_of(Chase).c, table_of(Promise).c
    chases = select(func.max(a.at)).select_from(table_of(Chase).join(table_of(Referral), r.id == a.referral_id))
    parts: tuple[Select[Any], ...] = (
        select(func.max(m.at)).where(m.case_id == c.id),
        select(func.max(n.at)).where(n.case_id == c.id),
        select(func.max(k.happened_at)).where(k.case_id == c.id, k.undone_at.is_(None)),
        select(func.max(func.max(r.sent_at, func.coalesce(r.answered_at, r.sent_at)))).where(r.case_id == c.id),
        chases.where(r.case_id == c.id),
        select(func.max(p.told_at)).where(p.case_id == c.id),
    )
    newest = func.max(
        *(func.coalesce(each.scalar_subquery(), c.received_at) for each in parts), type_=c.received_at.type
    )
    return select(c.id.label("case_id"), newest.label("touched_at")).where(*wanted).subquery()


def _query(found: Subquery, until: datetime) -> Select[Any]:
    record, kind, staff, t = table_of(Case), table_of(Category), table_of(Staff), table_of(Task).c
    c = record.c
    asked = select(func.max(t.made_at)).where(t.case_id == c.id, t.done_at.is_(None)).scalar_subquery()
    source = found.join(record, c.id == found.c.case_id).outerjoin(kind, kind.c.id == c.category_id)
    source = source.outerjoin(staff, staff.c.id == c.owner_id)
    names = (func.coalesce(kind.c.name, ""), c.owner_id, func.coalesce(staff.c.name, ""))
    query = select(c.id, c.number, c.subject, *names, c.status, c.received_at, found.c.touched_at, asked)
    return query.select_from(source).where(found.c.touched_at < until).order_by(found.c.touched_at, c.id)
