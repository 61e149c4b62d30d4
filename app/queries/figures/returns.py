"""What came back and what did not have to: reopened, contacted again, solved at first contact; and which (Q6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Case, Category, Contact, Direction, Move, Status, table_of
from app.queries.columns import kept
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period
from app.queries.figures.seen import counted, seen

AGAIN = timedelta(days=30)
REPEAT = timedelta(days=14)
ROUNDED = 16
"""Letters of an instant as it is kept, to the minute: a slip's contact and the case it opens stand at the same one."""


class ReturnCount(NamedTuple):
    """Of a category: `part` of `whole` closings, cases or first contacts."""

    category_id: int | None
    whole: int
    part: int


class Reopening(NamedTuple):
    """A closing after which the case was opened again within 30 days."""

    case_id: int
    closed_at: datetime
    reopened_at: datetime
    category_id: int | None


class Repeat(NamedTuple):
    """A case with so many contacts from the public within 14 days of receipt."""

    case_id: int
    received_at: datetime
    contacts: int
    category_id: int | None


def reopened_of(session: Session, who: Actor, period: Period, *, listed: bool = False) -> list[Reopening]:
    """The closings of the period after which the case was opened again within 30 days, in order of closing; of what is
    `listed` without confidential ones that the actor may count and not see."""
    m, n, c = table_of(Move), table_of(Move).alias("again"), table_of(Case)
    shown = seen(who, c.c.id) if listed else counted(who, c.c.id)
    after = and_(n.c.became == Status.REOPENED, n.c.at >= m.c.at, n.c.at < period.end + AGAIN)
    source = n.join(m, and_(m.c.case_id == n.c.case_id, m.c.became == Status.CLOSED, after)).join(
        c, c.c.id == m.c.case_id
    )
    query = select(m.c.case_id, m.c.at, func.min(n.c.at), c.c.category_id).select_from(source)
    query = query.where(n.c.became == Status.REOPENED, n.c.at >= period.start, n.c.at < period.end + AGAIN)
    query = query.where(m.c.at >= period.start, m.c.at < period.end, shown)
    query = query.group_by(m.c.case_id, m.c.at, c.c.category_id).order_by(m.c.at, m.c.case_id)
    return [row for row in map(Reopening._make, session.execute(query)) if row.reopened_at - row.closed_at <= AGAIN]


def closed_by_category(session: Session, who: Actor, period: Period) -> dict[int | None, int]:
    """How many closings of the period, by category as on file."""
    m, c = table_of(Move), table_of(Case)
    query = select(c.c.category_id, func.count()).select_from(m.join(c, c.c.id == m.c.case_id))
    query = query.where(m.c.became == Status.CLOSED, m.c.at >= period.start, m.c.at < period.end)
    return {row[0]: row[1] for row in session.execute(query.where(counted(who, c.c.id)).group_by(c.c.category_id))}


def closed_in(session: Session, who: Actor, period: Period) -> int:
    """The same counted by itself."""
    m = table_of(Move)
    query = select(func.count()).select_from(m).where(m.c.became == Status.CLOSED, counted(who, m.c.case_id))
    return int(session.execute(query.where(m.c.at >= period.start, m.c.at < period.end)).scalar_one())


def repeats_of(session: Session, who: Actor, period: Period, *, at: datetime, many: int | None = None) -> list[Repeat]:
    """The cases received in the period, 14 days ago or more, with a second contact from the public in these 14 days;
    those that the actor may see, in the order of receipt, or the last `many`, the newest first."""
    found = _repeats(period, at, seen(who, table_of(Case).c.id)).subquery().c
    query = select(found.id, found.received_at, found.contacts, found.category_id).where(found.contacts > 1)
    if many is None:
        return [Repeat._make(row) for row in session.execute(query.order_by(found.received_at, found.id))]
    newest = query.order_by(found.received_at.desc(), found.id.desc()).limit(many)
    return [Repeat._make(row) for row in session.execute(newest)]


def repeats_by_category(session: Session, who: Actor, period: Period, *, at: datetime) -> dict[int | None, int]:
    """How many such cases, by category."""
    found = _repeats(period, at, counted(who, table_of(Case).c.id)).subquery().c
    query = select(found.category_id, func.count()).where(found.contacts > 1).group_by(found.category_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _repeats(period: Period, at: datetime, shown: ColumnElement[bool]) -> Select[Any]:
    """The cases with how many contacts each had: counted case by case, so that the long rows of cases are not read."""
    c, t = table_of(Case), table_of(Contact)
    until = func.strftime("%Y-%m-%d %H:%M:%f", kept(c.c.received_at), f"+{REPEAT.days} days")
    inside = (kept(t.c.happened_at) >= func.substr(kept(c.c.received_at), 1, ROUNDED), kept(t.c.happened_at) <= until)
    real = (t.c.undone_at.is_(None), t.c.automatic.is_(None), t.c.direction == Direction.IN)
    came = select(func.count()).where(t.c.case_id == c.c.id, *inside, *real).correlate(c).scalar_subquery()
    columns = (c.c.id, c.c.received_at, c.c.category_id, came.label("contacts"))
    return select(*columns).where(_settled(period, at), shown)


def settled_by_category(session: Session, who: Actor, period: Period, *, at: datetime) -> dict[int | None, int]:
    """The cases received in the period, 14 days ago or more, by category."""
    c = table_of(Case).c
    query = select(c.category_id, func.count()).where(_settled(period, at), counted(who, c.id))
    return {row[0]: row[1] for row in session.execute(query.group_by(c.category_id))}


def first_contacts(session: Session, who: Actor, period: Period) -> list[ReturnCount]:
    """What the public brought in the period, by category: contacts answered at once without a case, over these, the
    others that stand without one, and the cases received."""
    c, t = table_of(Case).c, table_of(Contact).c
    alone = (t.direction == Direction.IN, t.case_id.is_(None), of_period(who, period, listed=False))
    at_once = func.sum(case((t.answered_at_once, 1), else_=0))
    query = select(t.category_id, func.count(), at_once).where(*alone).group_by(t.category_id)
    found: dict[int | None, list[int]] = {row[0]: [row[1], row[2]] for row in session.execute(query)}
    received = select(c.category_id, func.count()).where(_received(period), counted(who, c.id))
    for category_id, number in session.execute(received.group_by(c.category_id)):
        found.setdefault(category_id, [0, 0])[0] += number
    return [ReturnCount(each, *numbers) for each, numbers in found.items()]


def matters(session: Session, who: Actor, period: Period) -> tuple[int, int]:
    """Contacts from the public without a case, and cases received: each counted by itself."""
    c, t = table_of(Case), table_of(Contact)
    alone = select(func.count()).select_from(t).where(t.c.direction == Direction.IN, t.c.case_id.is_(None))
    alone = alone.where(of_period(who, period, listed=False))
    received = select(func.count()).select_from(c).where(_received(period), counted(who, c.c.id))
    return int(session.execute(alone).scalar_one()), int(session.execute(received).scalar_one())


def returns_behind(session: Session, who: Actor, key: str, period: Period, at: datetime) -> tuple[str, list[int]]:
    """The cases behind `returns.again`, `returns.repeat`, or the contacts behind `returns.at_once`; with
    `.category.ID` or `.department.ID` at the end (0 is none) those of one. Raises NotFound for another key."""
    _, what, by, value = [*key.split(".", 3), "", ""][:4]
    if by not in ("", "category", "department") or (by and not value.isdecimal()):
        raise NotFound("There is no such figure.")
    if what == "at_once":
        return "contact", _at_once(session, who, period, by, value)
    if what == "again":
        found: list[Any] = [*reopened_of(session, who, period, listed=True)]
    elif what == "repeat":
        found = [*repeats_of(session, who, period, at=at)]
    else:
        raise NotFound("There is no such figure.")
    k = table_of(Category).c
    home = {row[0]: row[1] for row in session.execute(select(k.id, k.department_id))} if by == "department" else {}
    named = [(row, home.get(row.category_id) if home or by == "department" else row.category_id) for row in found]
    return "case", [row.case_id for row, each in named if not by or (each or 0) == int(value)]


def _at_once(session: Session, who: Actor, period: Period, by: str, value: str) -> list[int]:
    t, k = table_of(Contact), table_of(Category)
    column = k.c.department_id if by == "department" else t.c.category_id
    source: FromClause = t.outerjoin(k, k.c.id == t.c.category_id)
    query = select(t.c.id).select_from(source).where(of_period(who, period, listed=True), t.c.answered_at_once)
    query = query.where(t.c.direction == Direction.IN, t.c.case_id.is_(None))
    if by:
        query = query.where(column == int(value) if int(value) else column.is_(None))
    return list(session.execute(query.order_by(t.c.happened_at, t.c.id)).scalars())


def _received(period: Period) -> ColumnElement[bool]:
    c = table_of(Case).c
    return and_(c.received_at >= period.start, c.received_at < period.end)


def _settled(period: Period, at: datetime) -> ColumnElement[bool]:
    return and_(_received(period), table_of(Case).c.received_at < at - REPEAT)
