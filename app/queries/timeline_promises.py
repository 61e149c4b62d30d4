"""What a case's timeline tells of promises, tasks and follow-ups; one entry for each line of history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor, linked_visible_to
from app.models import Event, Staff, table_of
from app.queries.office import calendar
from app.queries.stamps import is_acting

PROMISES = ("promised", "kept promise", "broke promise", "moved promise", "withdrew promise", "reopened promise")
TASKS = ("added task", "did task", "reopened task", "changed task", "handed task")
FOLLOW_UPS = ("planned follow-up", "asked", "dropped follow-up", "handed follow-up", "handed telling")
PROMISE_VERBS = (*PROMISES, *TASKS, *FOLLOW_UPS)


def promise_entries(session: Session, who: Actor, case_id: int) -> list[dict[str, Any]]:
    """The fields of the entries, in any order: `due_at` the date they are about, `to` whose task it is."""
    e, s, acted = table_of(Event), table_of(Staff), table_of(Staff).alias("acted_for")
    source = e.outerjoin(s, s.c.id == e.c.actor_id).outerjoin(acted, acted.c.id == e.c.acting_for_id)
    by, acting_for = func.coalesce(s.c.name, "").label("by"), func.coalesce(acted.c.name, "").label("acting_for")
    query = select(e.c.id, e.c.at, e.c.verb, e.c.detail, by, acting_for).select_from(source)
    query = query.where(e.c.subject == "case_record", e.c.subject_id == case_id, e.c.verb.in_(PROMISE_VERBS))
    lines = session.execute(query.where(linked_visible_to(who, e.c.subject_id))).all()
    if not lines:
        return []
    names = {row.id: row.name for row in session.execute(select(s.c.id, s.c.name))}
    zone = ZoneInfo(calendar(session).zone)
    return [_entry(line, names, zone) for line in lines]


def _entry(line: Any, names: Mapping[int, str], zone: ZoneInfo) -> dict[str, Any]:
    detail: Mapping[str, Any] = line.detail or {}
    texts = [str(detail[name]) for name in ("words", "reason") if isinstance(detail.get(name), str) and detail[name]]
    texts += [str(each[-1]) for name in ("words",) if isinstance(each := detail.get(name), list) and each[-1]]
    return {
        "kind": "promise",
        "id": line.id,
        "at": line.at,
        "by": line.by,
        "verb": line.verb,
        "words": "\n".join(texts),
        "channel": str(detail.get("how") or ""),
        "acting_for": line.acting_for,
        "acting": is_acting(detail),
        "to": names.get(_last(detail.get("owner_id") or detail.get("heir_id")) or 0, ""),
        "due_at": _moment(_last(detail.get("due_at") or detail.get("due_on")), zone),
        "fields": tuple((name, "", str(_last(detail.get(name)))) for name in _SAID if detail.get(name) is not None),
    }


_SAID = ("reached", "fixed", "satisfaction", "declined")
"""What an entry of a follow-up says besides its words."""


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, list) else value


def _moment(said: Any, zone: ZoneInfo) -> datetime | None:
    """A date of history as an instant; a day as its last minute."""
    if not said:
        return None
    found = str(said)
    if len(found) == len("2026-11-18"):
        return datetime.combine(date.fromisoformat(found), time(23, 59), zone)
    return datetime.fromisoformat(found)
