"""What the directing page shows: cases that nobody has, what everybody has in hand, and what waits for a look."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select
from sqlmodel import Session

from app.authority import (
    HIDDEN_PERSON,
    Actor,
    Right,
    actor,
    asker_named,
    require,
    visible_to,
)
from app.models import (
    Case,
    Category,
    Organization,
    Outcome,
    Person,
    Priority,
    ReadFor,
    Review,
    ReviewKind,
    Role,
    Staff,
    table_of,
)
from app.queries.case_filter import OPEN
from app.queries.ids import ids_of
from app.queries.office import StaffRow, calendar, staff
from app.queries.register import away
from app.queries.targets import due_between, overdue
from app.workdays import day_of, start_of

AT_ONCE = 500
_ORDER = (Role.ASSOCIATE, Role.COORDINATOR, Role.INTERN, Role.DIRECTOR)
"""Who works on cases stands before who hands them out."""


class QueueRow(NamedTuple):
    """A case that is to be handed out. `asker` is empty for nobody by name, `language` that of the asker; UTC."""

    id: int
    number: str
    subject: str
    asker: str
    language: str
    category_id: int | None
    category: str
    ward: str
    priority: Priority
    confidential: bool
    complaint: bool
    owner_id: int | None
    received_at: datetime
    due_at: datetime | None


class Load(NamedTuple):
    """What somebody who can own cases has in hand: open ones, of these overdue, and due until the end of the week.

    `away_until` is the end (UTC, not included) of an absence, None while it is open; `is_away` says whether there is
    one. Those with `works` False have no right to work on cases now (no appointment in force).
    """

    staff_id: int
    name: str
    role: Role
    languages: str
    open: int
    due_week: int
    overdue: int
    is_away: bool
    away_until: datetime | None
    works: bool

    @property
    def other(self) -> int:
        """Open, and neither overdue nor due this week."""
        return self.open - self.due_week - self.overdue

    @property
    def takes_cases(self) -> bool:
        """Whether a case can be handed to them now."""
        return self.works and not self.is_away


class ReviewRow(NamedTuple):
    """A case that waits for a look. Of a closing to approve: its outcome, words and how the resident was told.

    `own` says that the one who asks cannot decide on it: their own case, or a closing that they asked for.
    """

    id: int
    case_id: int
    number: str
    subject: str
    kind: ReviewKind | ReadFor
    owner: str
    asked_at: datetime
    asked_by: str
    outcome: Outcome | None
    words: str
    told: Mapping[str, Any]
    own: bool


# -- the queue ----------------------------------------------------------------------------------------------


def unassigned(session: Session, who: Actor) -> array[int]:
    """The ids of open cases that nobody has, those received first before. Raises NotAllowed without ASSIGN_CASE."""
    require(who, Right.ASSIGN_CASE)
    c = table_of(Case).c
    query = select(c.id).where(c.owner_id.is_(None), c.status.in_(OPEN), visible_to(who))
    return ids_of(session, query.order_by(c.received_at, c.id))


def late_unassigned(session: Session, who: Actor, *, at: datetime) -> int:
    """How many open cases that nobody has are overdue at `at`. Raises NotAllowed without ASSIGN_CASE."""
    require(who, Right.ASSIGN_CASE)
    c = table_of(Case).c
    query = select(func.count()).where(c.owner_id.is_(None), c.status.in_(OPEN), overdue(at), visible_to(who))
    return int(session.execute(query).scalar_one())


def queue_rows(session: Session, who: Actor, ids: Sequence[int]) -> list[QueueRow]:
    """The rows of these cases in their order; cases gone or not to be seen are left out."""
    found: dict[int, QueueRow] = {}
    for first in range(0, len(ids), AT_ONCE):
        part = list(ids[first : first + AT_ONCE])
        found |= {row[0]: QueueRow(*row) for row in session.execute(_queue_query(who, part))}
    return [found[each] for each in ids if each in found]


def _queue_query(who: Actor, ids: Sequence[int]) -> Select[Any]:
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    category, c = table_of(Category), table_of(Case).c
    source: FromClause = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    source = source.outerjoin(category, category.c.id == c.category_id)
    asker = asker_named(who, person, organization)
    language = case((asker == HIDDEN_PERSON, ""), else_=func.coalesce(person.c.language, ""))
    columns = (c.id, c.number, c.subject, asker, language, c.category_id, func.coalesce(category.c.name, ""), c.ward)
    more = (c.priority, c.confidential, c.complaint, c.owner_id, c.received_at, c.due_at)
    return select(*columns, *more).select_from(source).where(c.id.in_(ids), visible_to(who))


# -- people -------------------------------------------------------------------------------------------------


def loads(session: Session, who: Actor, *, at: datetime) -> list[Load]:
    """Everybody who can own cases, always in the same order, with what they have in hand as far as the actor sees it.

    Raises NotAllowed without ASSIGN_CASE.
    """
    require(who, Right.ASSIGN_CASE)
    members = sorted((row for row in staff(session) if row.role in _ORDER), key=_place)
    counts, absent = _counts(session, who, [row.id for row in members], at), away(session, at)
    return [
        Load(
            *(row.id, row.name, row.role, row.languages),
            *counts.get(row.id, (0, 0, 0)),
            row.id in absent,
            absent[row.id].until_at if row.id in absent else None,
            actor(session, row.id, at).may(Right.WORK_CASE),
        )
        for row in members
    ]


def _place(row: StaffRow) -> tuple[int, int]:
    return _ORDER.index(row.role), row.id


def _counts(session: Session, who: Actor, ids: Iterable[int], at: datetime) -> dict[int, tuple[int, int, int]]:
    c = table_of(Case).c
    asked = (func.count(), _sum(due_between(at, _week_end(session, at))), _sum(overdue(at)))
    query = select(c.owner_id, *asked).where(c.owner_id.in_(list(ids)), c.status.in_(OPEN), visible_to(who))
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query.group_by(c.owner_id))}


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.count().filter(condition)


def _week_end(session: Session, at: datetime) -> datetime:
    zone = calendar(session).zone
    here = day_of(at, zone)
    return start_of(here + timedelta(days=7 - here.weekday()), zone)


def open_of(
    session: Session,
    who: Actor,
    *,
    owner_id: int | None,
    category_id: int | None = None,
    ward: str | None = None,
) -> array[int]:
    """The open cases of somebody (None: of nobody), of one category or ward where given, due first before; for a
    hand-out of many. Raises NotAllowed without ASSIGN_CASE."""
    require(who, Right.ASSIGN_CASE)
    c = table_of(Case).c
    mine = c.owner_id.is_(None) if owner_id is None else c.owner_id == owner_id
    parts = [mine, c.status.in_(OPEN), visible_to(who)]
    parts += [c.category_id == category_id] if category_id is not None else []
    parts += [c.ward == ward] if ward is not None else []
    return ids_of(session, select(c.id).where(*parts).order_by(c.due_at.asc().nulls_last(), c.id))


# -- to review ----------------------------------------------------------------------------------------------


def to_review(session: Session, who: Actor) -> list[ReviewRow]:
    """What waits for a look, the longest waiting first. Raises NotAllowed without REVIEW_CASE."""
    require(who, Right.REVIEW_CASE)
    return waiting_reviews(session, who)


def waiting_reviews(session: Session, who: Actor) -> list[ReviewRow]:
    """The same for the brief of a designation, as far as its reader may see, whatever the right to decide on it."""
    return [_review(who, row) for row in session.execute(_review_query(who, table_of(Review).c.decided_at.is_(None)))]


def reviews_of(session: Session, who: Actor, case_id: int) -> tuple[ReviewRow, ...]:
    """The looks that a case waits for, for all who may see the case; a closing to approve first."""
    r = table_of(Review).c
    rows = session.execute(_review_query(who, and_(r.decided_at.is_(None), r.case_id == case_id)))
    found = (_review(who, row) for row in rows)
    return tuple(sorted(found, key=lambda row: row.kind is not ReviewKind.APPROVAL))


def _review_query(who: Actor, wanted: ColumnElement[bool]) -> Select[Any]:
    r, c = table_of(Review), table_of(Case)
    owner, asker = table_of(Staff).alias(), table_of(Staff).alias()
    source = r.join(c, c.c.id == r.c.case_id).join(asker, asker.c.id == r.c.asked_by_id)
    source = source.outerjoin(owner, owner.c.id == c.c.owner_id)
    columns = (r.c.id, r.c.case_id, c.c.number, c.c.subject, r.c.kind, func.coalesce(owner.c.name, "").label("owner"))
    more = (r.c.asked_at, asker.c.name.label("asked_by"), r.c.closing, r.c.asked_by_id, c.c.owner_id)
    query = select(*columns, *more).select_from(source).where(wanted, visible_to(who))
    return query.order_by(r.c.asked_at, r.c.id)


def _review(who: Actor, row: Any) -> ReviewRow:
    closing = row.closing or {}
    waits = row.kind is ReviewKind.APPROVAL
    asked_it = waits and row.asked_by_id == who.id
    return ReviewRow(
        id=row.id,
        case_id=row.case_id,
        number=row.number,
        subject=row.subject,
        kind=row.kind,
        owner=row.owner,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        outcome=Outcome(closing["outcome"]) if waits else None,
        words=closing.get("words", "") if waits else "",
        told=closing.get("told", {}) if waits else {},
        own=asked_it or who.id in (row.owner_id, closing.get("owner_id")),
    )
