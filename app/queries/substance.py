"""Readings for substance: what waits for whom, what was marked, and how far readers agree (Q6).

Of a case that is read twice nobody sees a reader's marks before both are done, but who gave them: whoever has seen them
could be given the other reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select
from sqlmodel import Session

from app.authority import Actor, Right, require, visible_to
from app.errors import NotFound
from app.models import Case, Category, Criterion, ReadFor, Sample, Staff, SubstanceReview, table_of
from app.queries.agreement import Agreement, agreement


class SampleRow(NamedTuple):
    """A drawn month; `drawn_from` is None for who may not count confidential cases."""

    id: int
    month: date
    seed: str
    size: int
    drawn_from: int | None
    made_at: datetime
    by: str
    closed_at: datetime | None


class ReadingRow(NamedTuple):
    """One reading of a case. `marks` by criterion is empty while it is not done, or `sealed`: kept from all but its
    reader while another is yet to read the same case. `mine`: the one who asks is its reader; `locked`: its month is
    closed, and nothing is kept from anybody any more."""

    id: int
    case_id: int
    number: str
    subject: str
    month: date
    why: ReadFor
    second: bool
    category_id: int | None
    category: str
    owner: str
    reviewer_id: int | None
    reviewer: str
    reviewed_at: datetime | None
    marks: Mapping[str, int]
    source: str
    words: str
    learned: str
    confidential: bool
    locked: bool
    mine: bool
    sealed: bool

    @property
    def full(self) -> int:
        """How many of the six criteria are met in full."""
        return sum(mark == 2 for mark in self.marks.values())


def samples(session: Session, who: Actor) -> list[SampleRow]:
    """The months drawn, the newest first. Raises NotAllowed without REVIEW_SUBSTANCE."""
    require(who, Right.REVIEW_SUBSTANCE)
    t, s = table_of(Sample), table_of(Staff)
    query = select(t.c.id, t.c.month, t.c.seed, t.c.size, t.c.drawn_from, t.c.made_at, s.c.name, t.c.closed_at)
    rows = [SampleRow(*row) for row in session.execute(query.join(s, s.c.id == t.c.by_id).order_by(t.c.month.desc()))]
    counts = who.may(Right.COUNT_CONFIDENTIAL)
    return rows if counts else [row._replace(drawn_from=None) for row in rows]


def readings(session: Session, who: Actor, *, first: date | None = None, waiting: bool = False) -> list[ReadingRow]:
    """The readings of a month (its first day), or of all; those for the one who asks first, then those that
    wait, then the done ones of the newest month.

    Who does not hand out readings sees those that are done, and the own ones. Raises NotAllowed.
    """
    require(who, Right.REVIEW_SUBSTANCE)
    r = table_of(SubstanceReview).c
    parts = [] if first is None else [r.month == first]
    parts += [r.reviewed_at.is_(None)] if waiting else []
    if not who.may(Right.REVIEW_CASE):
        parts.append(r.reviewed_at.is_not(None) | (r.reviewer_id == who.id))
    rows = _rows(session, who, and_(visible_to(who), *parts))
    waits = [row for row in rows if row.reviewed_at is None]
    done = sorted((row for row in rows if row.reviewed_at is not None), key=lambda row: row.number)
    waits.sort(key=lambda row: (not row.mine, row.month, row.why, row.number))
    return [*waits, *sorted(done, key=lambda row: row.month, reverse=True)]


def to_read(session: Session, who: Actor) -> list[ReadingRow]:
    """What the one who asks has to read, the oldest month first; nothing for who does not read answers."""
    if not who.may(Right.REVIEW_SUBSTANCE):
        return []
    return [row for row in readings(session, who, waiting=True) if row.mine and not row.locked]


def reading(session: Session, who: Actor, review_id: int) -> ReadingRow:
    """One reading. Raises NotFound, also for one of a case that the actor may not see."""
    require(who, Right.REVIEW_SUBSTANCE)
    found = _rows(session, who, and_(visible_to(who), table_of(SubstanceReview).c.id == review_id))
    if not found:
        raise NotFound("This reading is not in the office file.")
    return found[0]


def agreement_of(session: Session, who: Actor, *, first: date | None = None) -> Agreement:
    """How far two readers agree over the marks that they gave blind, of a month or of all. Raises NotAllowed."""
    require(who, Right.REVIEW_SUBSTANCE)
    pairs, n = list[tuple[int, int]](), 0
    for one, other in _pairs(session, who, first):
        n += 1
        pairs += [(one[each.value], other[each.value]) for each in Criterion]
    return agreement(n, pairs)


def _pairs(session: Session, who: Actor, first: date | None) -> Sequence[Any]:
    """The blind marks of cases that both have read."""
    one, other, c = table_of(SubstanceReview).alias(), table_of(SubstanceReview).alias(), table_of(Case)
    both = and_(other.c.case_id == one.c.case_id, other.c.month == one.c.month, other.c.second)
    source = one.join(other, both).join(c, c.c.id == one.c.case_id)
    done = and_(one.c.reviewed_at.is_not(None), other.c.reviewed_at.is_not(None), one.c.second.is_(False))
    query = select(one.c.blind_marks, other.c.blind_marks).select_from(source).where(done, visible_to(who))
    return session.execute(query if first is None else query.where(one.c.month == first)).all()


def _rows(session: Session, who: Actor, wanted: ColumnElement[bool]) -> list[ReadingRow]:
    return [_row(who, row) for row in session.execute(_query(wanted)).mappings()]


def _query(wanted: ColumnElement[bool]) -> Select[Any]:
    r, c, k, t = table_of(SubstanceReview), table_of(Case), table_of(Category), table_of(Sample)
    owner, reader, other = table_of(Staff).alias(), table_of(Staff).alias(), table_of(SubstanceReview).alias()
    source: FromClause = r.join(c, c.c.id == r.c.case_id).join(t, t.c.month == r.c.month)
    source = source.outerjoin(owner, owner.c.id == c.c.owner_id).outerjoin(reader, reader.c.id == r.c.reviewer_id)
    pair = and_(other.c.case_id == r.c.case_id, other.c.month == r.c.month, other.c.id != r.c.id)
    source = source.outerjoin(k, k.c.id == c.c.category_id).outerjoin(other, pair)
    own = [r.c[name] for name in ("id", "case_id", "month", "why", "second", "reviewer_id", "reviewed_at", "marks")]
    own += [r.c[name] for name in ("source", "words", "learned")]
    about = [c.c.number, c.c.subject, c.c.category_id, c.c.confidential, func.coalesce(k.c.name, "").label("category")]
    names = [func.coalesce(owner.c.name, "").label("owner"), func.coalesce(reader.c.name, "").label("reviewer")]
    more = [t.c.closed_at, other.c.id.label("other_id"), other.c.reviewed_at.label("other_at")]
    return select(*own, *about, *names, *more).select_from(source).where(wanted)


def _row(who: Actor, row: Any) -> ReadingRow:
    given = dict(row)
    closed, other_id, other_at = given.pop("closed_at"), given.pop("other_id"), given.pop("other_at")
    mine = given["reviewer_id"] == who.id
    waits = other_id is not None and other_at is None and closed is None
    sealed = waits and given["reviewed_at"] is not None and not mine
    if sealed:
        given |= {"marks": {}, "source": "", "words": "", "learned": ""}
    return ReadingRow(**given, locked=closed is not None, mine=mine, sealed=sealed)
