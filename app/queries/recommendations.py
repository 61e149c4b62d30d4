"""The register of recommendations, with the cases that each rests on as far as the reader may see them (Q7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from app.authority import Actor, Right, visible_to
from app.errors import NotFound
from app.models import (
    Case,
    Category,
    Department,
    Outcome,
    Recommendation,
    RecommendationStatus,
    Staff,
    Status,
    table_of,
)
from app.queries.filter_words import filter_words

_MANY = 500


class RecommendationRow(NamedTuple):
    """A recommendation; `query` is what was asked for its evidence, `asked` the same in words (both told to who sees
    every case); `case_ids` are those of its cases that the reader sees, with their `numbers`."""

    id: int
    number: str
    department_id: int
    department: str
    head: str
    category_id: int | None
    category: str
    title: str
    words: str
    status: RecommendationStatus
    made_at: datetime
    by_id: int
    by: str
    sent_at: datetime | None
    answered_at: datetime | None
    answer: str
    effective_on: date | None
    reason: str
    query: Mapping[str, Any]
    asked: str
    case_ids: tuple[int, ...]
    numbers: tuple[str, ...]

    @property
    def cases(self) -> int:
        """How many of its cases the reader sees."""
        return len(self.case_ids)


class EvidenceRow(NamedTuple):
    """A case that a recommendation rests on."""

    id: int
    number: str
    subject: str
    category: str
    status: Status
    outcome: Outcome | None
    received_at: datetime
    closed_at: datetime | None
    confidential: bool


def recommendations(
    session: Session,
    who: Actor,
    *,
    department_id: int | None = None,
    status: RecommendationStatus | None = None,
) -> list[RecommendationRow]:
    """The register, the newest first: all but the drafts of others, which only who recommends sees."""
    r = table_of(Recommendation).c
    parts = [] if department_id is None else [r.department_id == department_id]
    parts += [] if status is None else [r.status == status]
    return _rows(session, who, and_(_seen(who), *parts))


def recommendation(session: Session, who: Actor, recommendation_id: int) -> RecommendationRow:
    """One of them. Raises NotFound, also for a draft of somebody else."""
    found = _rows(session, who, and_(_seen(who), table_of(Recommendation).c.id == recommendation_id))
    if not found:
        raise NotFound("This recommendation is not in the office file.")
    return found[0]


def recommendation_id_of(session: Session, who: Actor, number: str) -> int:
    """The id of a number, as 2026-03. Raises NotFound."""
    r = table_of(Recommendation).c
    found: int | None = session.execute(select(r.id).where(r.number == number.strip(), _seen(who))).scalar()
    if found is None:
        raise NotFound(f"Recommendation {number} is not in the office file. See `liaison recommend list`.")
    return found


def evidence(session: Session, who: Actor, recommendation_id: int, *, printed: bool = False) -> list[EvidenceRow]:
    """Its cases in the order of receipt, those that the reader may see; for what is `printed` for others than the
    office no confidential one."""
    ids = list(recommendation(session, who, recommendation_id).case_ids)
    c, k = table_of(Case), table_of(Category)
    columns = [c.c.id, c.c.number, c.c.subject, func.coalesce(k.c.name, ""), c.c.status, c.c.outcome]
    columns += [c.c.received_at, c.c.closed_at, c.c.confidential]
    source, open_to = c.outerjoin(k, k.c.id == c.c.category_id), [c.c.confidential.is_(False)] if printed else []
    query = select(*columns).select_from(source).where(c.c.id.in_(ids), visible_to(who), *open_to)
    return [EvidenceRow(*row) for row in session.execute(query.order_by(c.c.received_at, c.c.id))]


def _seen(who: Actor) -> ColumnElement[bool]:
    r = table_of(Recommendation).c
    return r.id.is_not(None) if who.may(Right.RECOMMEND) else or_(r.sent_at.is_not(None), r.by_id == who.id)


def _rows(session: Session, who: Actor, wanted: ColumnElement[bool]) -> list[RecommendationRow]:
    r, d, k, s = table_of(Recommendation), table_of(Department), table_of(Category), table_of(Staff)
    source = r.join(d, d.c.id == r.c.department_id).outerjoin(k, k.c.id == r.c.category_id).join(s, s.c.id == r.c.by_id)
    names = ["id", "number", "department_id", "category_id", "title", "words", "status", "made_at", "by_id", "sent_at"]
    names += ["answered_at", "answer", "effective_on", "reason", "evidence"]
    told = [d.c.name.label("department"), d.c.head, func.coalesce(k.c.name, "").label("category"), s.c.name.label("by")]
    query = select(*(r.c[name] for name in names), *told).select_from(source).where(wanted)
    rows = [dict(row) for row in session.execute(query.order_by(r.c.year.desc(), r.c.seq.desc())).mappings()]
    kept = [row.pop("evidence") or {} for row in rows]
    shown = _shown(session, who, sorted({each for one in kept for each in one.get("case_ids", ())}))
    found, all_of_it = list[RecommendationRow](), who.may(Right.SEE_CONFIDENTIAL)
    for row, one in zip(rows, kept, strict=True):
        query = one.get("query", {}) if all_of_it else {}
        ids = tuple(each for each in one.get("case_ids", ()) if each in shown)
        more = {"query": query, "asked": filter_words(session, query) if query else "", "case_ids": ids}
        found.append(RecommendationRow(**row, **more, numbers=tuple(shown[each] for each in ids)))
    return found


def _shown(session: Session, who: Actor, ids: list[int]) -> dict[int, str]:
    """The numbers of those that the actor sees."""
    c, found = table_of(Case).c, dict[int, str]()
    for first in range(0, len(ids), _MANY):
        query = select(c.id, c.number).where(c.id.in_(ids[first : first + _MANY]), visible_to(who))
        found.update({row.id: row.number for row in session.execute(query)})
    return found
