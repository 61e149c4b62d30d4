"""Promises as the window and the command line show them: what is due, what is late, what became of each (Q5)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, and_, func, literal_column, or_, select
from sqlmodel import Session

from app.authority import Actor, Right, asker_named, require, visible_to
from app.models import Case, Channel, Organization, Person, Promise, PromiseState, Staff, Status, table_of
from app.queries.desk import on_desk
from app.queries.figures.period import Period
from app.queries.office import calendar
from app.queries.register import away

MANY = 60
_END = time(23, 59)


class PromiseRow(NamedTuple):
    """One promise, times in UTC. `late`: its date is over and nobody said yet whether it was kept.

    `owner` and `asker` are names, "" for nobody by name; `moved_to` is the date in its place, if it was moved.
    """

    id: int
    case_id: int
    number: str
    subject: str
    asker: str
    owner_id: int | None
    owner: str
    waits: Status
    words: str
    due_at: datetime
    how: Channel
    told_at: datetime
    contact_id: int | None
    state: PromiseState
    settled_at: datetime | None
    settled_words: str
    moved_to: datetime | None
    late: bool


def day_promised(day: date, zone: str) -> datetime:
    """The instant (UTC) by which a promise without an hour is to be kept: the last minute of the local day."""
    return datetime.combine(day, _END, ZoneInfo(zone))


def has_hour(due_at: datetime, zone: str) -> bool:
    """Whether the resident was told an hour too, and not only a day."""
    return due_at.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0) != _END


def promises_due(session: Session, who: Actor, *, until: datetime, at: datetime) -> list[PromiseRow]:
    """The open promises of the desk (also of whom one stands in for) due before `until`, late ones first."""
    p, c = table_of(Promise).c, table_of(Case).c
    return _rows(session, who, and_(_open(), p.due_at < until, on_desk(session, who, c.owner_id, at=at)), at)


def promises_of(session: Session, who: Actor, case_id: int, *, at: datetime) -> list[PromiseRow]:
    """All promises of a case, by their dates; none for a case not to be seen."""
    return _rows(session, who, table_of(Promise).c.case_id == case_id, at)


def open_promises(
    session: Session, who: Actor, *, at: datetime, owner_id: int | None = None, until: datetime | None = None
) -> list[PromiseRow]:
    """All open promises of the office, or of the cases of one owner, due before `until` where given."""
    p, parts = table_of(Promise).c, [_open()]
    parts += [table_of(Case).c.owner_id == owner_id] if owner_id is not None else []
    parts += [p.due_at < until] if until is not None else []
    return _rows(session, who, and_(*parts), at, many=None)


def promises_next(session: Session, who: Actor, *, at: datetime, many: int = MANY) -> list[PromiseRow]:
    """The open promises of the office, as many as wanted: late ones first, then those due next."""
    return _rows(session, who, _open(), at, many=many)


def promises_settled(session: Session, who: Actor, period: Period, *, at: datetime, many: int) -> list[PromiseRow]:
    """Those that were broken, or moved with another date told, in the period: by their dates, as many as wanted."""
    p = table_of(Promise).c
    settled = and_(p.settled_at >= period.start, p.settled_at < period.end)
    return _rows(session, who, and_(settled, p.state.in_((PromiseState.BROKEN, PromiseState.MOVED))), at, many=many)


def promises_at_risk(session: Session, who: Actor, *, until: datetime, at: datetime) -> list[PromiseRow]:
    """Open promises that are late, or due before `until` while the case waits, is nobody's, or its owner is away.

    Raises NotAllowed without ASSIGN_CASE.
    """
    require(who, Right.ASSIGN_CASE)
    p, c = table_of(Promise).c, table_of(Case).c
    waits = c.status.in_((Status.WAITING_DEPARTMENT, Status.WAITING_THIRD_PARTY, Status.NEW))
    alone = or_(waits, c.owner_id.is_(None), c.owner_id.in_(list(away(session, at))))
    return _rows(session, who, and_(_open(), or_(p.due_at < at, and_(p.due_at < until, alone))), at)


def tomorrow_of(session: Session, at: datetime) -> datetime:
    """The end of the office's tomorrow (UTC): what is promised before it stands on the first screen."""
    zone = ZoneInfo(calendar(session).zone)
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=2), time(), zone)


def _open() -> ColumnElement[bool]:
    """To the letter, and not as a parameter: else the index of what is open would not be used."""
    return table_of(Promise).c.state == literal_column("'open'")


def _rows(
    session: Session, who: Actor, wanted: ColumnElement[bool], at: datetime, *, many: int | None = MANY
) -> list[PromiseRow]:
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    promise, owner, moved = table_of(Promise), table_of(Staff), table_of(Promise).alias("moved")
    p, c = promise.c, record.c
    source: FromClause = promise.join(record, c.id == p.case_id).outerjoin(owner, owner.c.id == c.owner_id)
    source = source.outerjoin(person, person.c.id == c.person_id).outerjoin(moved, moved.c.id == p.moved_to_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    asker = asker_named(who, person, organization)
    named = (p.id, p.case_id, c.number, c.subject, asker, c.owner_id, func.coalesce(owner.c.name, ""), c.status)
    more: tuple[Any, ...] = (p.words, p.due_at, p.how, p.told_at, p.contact_id, p.state, p.settled_at, p.settled_words)
    query = select(*named, *more, moved.c.due_at).select_from(source).where(wanted, visible_to(who))
    rows = session.execute(query.order_by(p.due_at, p.id).limit(many))
    return [PromiseRow._make((*row, row[13] is PromiseState.OPEN and row[9] < at)) for row in rows]
