"""The queue of messages meant for the Mayor: what came, what waits, and what was done with each (K9).

A message waits until something was done with it: the Mayor or who directs said what, it was answered at once, or its
case was closed. One to be called back goes on waiting, whatever else was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select, true
from sqlmodel import Session

from app.authority import Actor, asker_named
from app.errors import NotFound
from app.models import (
    Case,
    Category,
    Channel,
    Contact,
    Direction,
    Disposition,
    MayorMessage,
    Organization,
    Outcome,
    Person,
    Staff,
    Status,
    table_of,
)
from app.queries.figures.period import Period
from app.queries.figures.seen import contacts_counted, contacts_seen

MANY = 60
LATELY = timedelta(days=30)
"""How far back the first screen looks; what is older is told by its number."""


class MayorRow(NamedTuple):
    """A message; times are UTC. `asker` is "" for nobody by name, `number` "" without a case.

    `disposition` is None while nobody said what was done; `done_at` is when it left the queue, None while it waits,
    `at_once` that whoever took it answered it. `version` is that of what was said, 0 for nothing.
    """

    id: int
    happened_at: datetime
    channel: Channel
    words: str
    language: str
    asker: str
    category: str
    ward: str
    case_id: int | None
    number: str
    case_status: Status | None
    outcome: Outcome | None
    owner: str
    at_once: bool
    disposition: Disposition | None
    answer: str
    by: str
    at: datetime | None
    done_at: datetime | None
    version: int


class QueueCounts(NamedTuple):
    """The queue of a period, each counted by itself; `dispositions` are those of what was done in it: those said, and
    `at_once` and `closed` for what the office did."""

    waited: int
    came: int
    done: int
    waiting: int
    dispositions: Mapping[str, int]

    @property
    def reconciles(self) -> bool:
        """Whether what was there and came is what was done and waits."""
        return self.waited + self.came == self.done + self.waiting


class Older(NamedTuple):
    """What waits of the last month, and how much that is older."""

    rows: list[MayorRow]
    older: int


def waiting(session: Session, who: Actor, *, at: datetime) -> Older:
    """The messages that wait, of the last 30 days, the oldest first; as far as the actor may see them."""
    since, t = at - LATELY, table_of(Contact).c
    rows = _rows(session, who, and_(t.happened_at >= since, t.happened_at <= at, ~_done(before=None)))
    return Older(rows, _count(session, contacts_seen(who), and_(t.happened_at < since, ~_done(before=None))))


def waiting_at_end(session: Session, who: Actor, period: Period) -> list[MayorRow]:
    """What waited when the period ended, the oldest first."""
    return _rows(session, who, _waiting(period.end))


def came(session: Session, who: Actor, period: Period) -> list[MayorRow]:
    """What came in the period, in order."""
    return _rows(session, who, _came(period), many=None)


def done(session: Session, who: Actor, period: Period) -> list[MayorRow]:
    """What left the queue in the period, in the order in which it came."""
    return _rows(session, who, _done_in(period), many=None)


def queue_counts(session: Session, who: Actor, period: Period) -> QueueCounts:
    """The figures of the queue; they count confidential ones for who has figures over all."""
    seen = contacts_counted(who)
    kinds = _kinds(session, seen, period)
    counts = [_count(session, seen, each) for each in (_waiting(period.start), _came(period), _waiting(period.end))]
    return QueueCounts(counts[0], counts[1], sum(kinds.values()), counts[2], kinds)


def mayor_behind(session: Session, who: Actor, key: str, period: Period, at: datetime) -> tuple[str, list[int]]:
    """The contacts behind a figure: mayor.waited, .came, .done, .waiting or .done.KIND, as far as they may be listed.

    Raises NotFound for another key.
    """
    del at
    _, base, kind = f"{key}..".split(".", 2)
    kind = kind.rstrip(".")
    tests = {
        "waited": lambda: _waiting(period.start),
        "came": lambda: _came(period),
        "done": lambda: and_(_done_in(period), _kind() == kind if kind else true()),
        "waiting": lambda: _waiting(period.end),
    }
    if base not in tests or (kind and base != "done"):
        raise NotFound("There is no such figure.")
    t = table_of(Contact).c
    query = _of_queue(select(t.id), contacts_seen(who)).where(tests[base]())
    return "contact", list(session.execute(query.order_by(t.happened_at, t.id)).scalars())


# -- what waits ---------------------------------------------------------------------------------------------


def _left() -> ColumnElement[Any]:
    """When it left the queue: NULL while it waits, and never before it came."""
    t, m, c = table_of(Contact).c, table_of(MayorMessage).c, table_of(Case).c
    by_office = case((t.answered_at_once, t.happened_at), else_=c.closed_at)
    left = case((m.id.is_not(None), m.settled_at), else_=by_office)
    return case((left < t.happened_at, t.happened_at), else_=left)


def _done(*, before: datetime | None) -> ColumnElement[bool]:
    left = _left()
    return left.is_not(None) if before is None else and_(left.is_not(None), left < before)


def _waiting(at: datetime) -> ColumnElement[bool]:
    return and_(table_of(Contact).c.happened_at < at, ~_done(before=at))


def _came(period: Period) -> ColumnElement[bool]:
    t = table_of(Contact).c
    return and_(t.happened_at >= period.start, t.happened_at < period.end)


def _done_in(period: Period) -> ColumnElement[bool]:
    left = _left()
    return and_(left >= period.start, left < period.end)


def _kind() -> ColumnElement[str]:
    m, t = table_of(MayorMessage).c, table_of(Contact).c
    by_office = case((t.answered_at_once, "at_once"), else_="closed")
    return case({each.value: each.value for each in Disposition}, value=m.disposition, else_=by_office)


def _of_queue(query: Select[Any], seen: ColumnElement[bool]) -> Select[Any]:
    """The question over contacts meant for the Mayor that were not undone and that no machine wrote."""
    contact, message, record = table_of(Contact), table_of(MayorMessage), table_of(Case)
    t = contact.c
    source: FromClause = contact.outerjoin(message, message.c.contact_id == t.id)
    source = source.outerjoin(record, record.c.id == t.case_id)
    return query.select_from(source).where(_ours(), seen)


def _ours() -> ColumnElement[bool]:
    t = table_of(Contact).c
    return and_(t.for_mayor, t.direction == Direction.IN, t.undone_at.is_(None), t.automatic.is_(None))


def _count(session: Session, seen: ColumnElement[bool], wanted: ColumnElement[bool]) -> int:
    return int(session.execute(_of_queue(select(func.count()), seen).where(wanted)).scalar_one())


def _kinds(session: Session, seen: ColumnElement[bool], period: Period) -> dict[str, int]:
    kind = _kind()
    columns: tuple[ColumnElement[Any], ...] = (kind, func.count())
    query = _of_queue(select(*columns), seen).where(_done_in(period)).group_by(kind)
    return {str(name): number for name, number in session.execute(query)}


def _rows(session: Session, who: Actor, wanted: ColumnElement[bool], *, many: int | None = MANY) -> list[MayorRow]:
    contact, message, record = table_of(Contact), table_of(MayorMessage), table_of(Case)
    person, organization, category = table_of(Person), table_of(Organization), table_of(Category)
    by, owner, t, m, c = table_of(Staff).alias("by"), table_of(Staff), contact.c, message.c, record.c
    source: FromClause = contact.outerjoin(message, m.contact_id == t.id).outerjoin(record, c.id == t.case_id)
    source = source.outerjoin(person, person.c.id == t.person_id).outerjoin(by, by.c.id == m.by_id)
    source = source.outerjoin(organization, organization.c.id == t.organization_id)
    source = source.outerjoin(category, category.c.id == func.coalesce(t.category_id, c.category_id))
    source = source.outerjoin(owner, owner.c.id == c.owner_id)
    named = (asker_named(who, person, organization), func.coalesce(category.c.name, ""))
    of_case = (t.case_id, func.coalesce(c.number, ""), c.status, c.outcome, func.coalesce(owner.c.name, ""))
    said = (m.disposition, func.coalesce(m.words, ""), func.coalesce(by.c.name, ""), m.at)
    told = (t.happened_at, t.channel, t.words, t.language, *named, t.ward, *of_case, t.answered_at_once, *said)
    left: ColumnElement[Any] = _left().label("left")
    left.type = t.happened_at.type
    query = select(t.id, *told, left, func.coalesce(m.version, 0)).select_from(source)
    query = query.where(_ours(), wanted, contacts_seen(who)).order_by(t.happened_at, t.id)
    return [MayorRow(*row) for row in session.execute(query.limit(many))]
