"""What a case's timeline tells of referrals: sent, acknowledged, chased, answered, withdrawn; one entry each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor, linked_visible_to
from app.models import Chase, Department, Event, Official, Referral, Staff, table_of
from app.queries.stamps import is_acting

REFERRAL_VERBS = ("referred", "referral acknowledged", "referral answered", "referral withdrawn", "chased")


def referral_entries(session: Session, who: Actor, case_id: int) -> list[dict[str, Any]]:
    """The fields of the entries, in any order; who did it and as whom stands in the line of history."""
    e, s, acted = table_of(Event), table_of(Staff), table_of(Staff).alias("acted_for")
    source = e.outerjoin(s, s.c.id == e.c.actor_id).outerjoin(acted, acted.c.id == e.c.acting_for_id)
    by, acting_for = func.coalesce(s.c.name, "").label("by"), func.coalesce(acted.c.name, "").label("acting_for")
    query = select(e.c.id, e.c.at, e.c.verb, e.c.detail, by, acting_for).select_from(source)
    query = query.where(e.c.subject == "case_record", e.c.subject_id == case_id, e.c.verb.in_(REFERRAL_VERBS))
    lines = session.execute(query).all()
    if not lines:
        return []
    rows = _referrals(session, who, case_id)
    chases = {row.id: row.words for row in session.execute(_chases(list(rows)))}
    return [entry for line in lines if (entry := _entry(line, rows, chases)) is not None]


def _referrals(session: Session, who: Actor, case_id: int) -> dict[int, Any]:
    r, d, o = table_of(Referral), table_of(Department), table_of(Official)
    source = r.outerjoin(d, d.c.id == r.c.department_id).outerjoin(o, o.c.id == r.c.official_id)
    to = func.coalesce(d.c.name, o.c.name + ", " + o.c.body, "").label("to_name")
    names = ("id", "number", "words", "answer", "reason", "state", "how", "due_at", "reference")
    query = select(*(r.c[name] for name in names), to).select_from(source)
    query = query.where(r.c.case_id == case_id, linked_visible_to(who, r.c.case_id))
    return {row.id: row for row in session.execute(query)}


def _chases(referral_ids: list[int]) -> Any:
    c = table_of(Chase).c
    return select(c.id, c.words).where(c.referral_id.in_(referral_ids))


def _entry(line: Any, rows: dict[int, Any], chases: dict[int, str]) -> dict[str, Any] | None:
    detail = line.detail or {}
    row = rows.get(detail.get("referral_id", 0))
    if row is None:
        return None
    words = {
        "referred": row.words,
        "referral answered": "\n".join(each for each in (row.answer, row.reason) if each),
        "referral withdrawn": row.reason,
        "referral acknowledged": row.reference,
        "chased": chases.get(detail.get("chase_id", 0), ""),
    }[line.verb]
    return {
        "kind": "referral",
        "id": line.id,
        "at": line.at,
        "by": line.by,
        "verb": line.verb,
        "words": words,
        "channel": str(detail.get("how") or row.how.value),
        "acting_for": line.acting_for,
        "acting": is_acting(detail),
        "number": row.number,
        "chase": int(detail.get("chase") or 0),
        "to": row.to_name,
        "due_at": row.due_at,
        "inadequate": line.verb == "referral answered" and row.state.value == "inadequate",
    }
